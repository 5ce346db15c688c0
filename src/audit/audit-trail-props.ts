import type { TrailSource } from './trail-source';
import type { IVault } from '../vault/vault';

/** What an AuditTrail watches, and whom it notifies. */
export interface AuditTrailProps {
  /**
   * Vaults to watch, at least one, declared or imported.
   *
   * One audit is enough for all vaults of an account, since its trail covers all regions.
   *
   * For an imported vault, the audit knows only the grants of this program: list other principals in `alsoReaders` and `alsoWriters`.
   */
  readonly vaults: IVault[];

  /**
   * Name of the audit and prefix of its resources: 3 to 40 lowercase letters, digits and '-'. The bucket is called `<name>-<account>`.
   *
   * @default - `<namespace>-<stage>-audit-<hash>` of the first vault and the construct's path. Set it before you move the construct
   */
  readonly name?: string;

  /**
   * The trail that records the events.
   *
   * @default TrailSource.create()
   */
  readonly trail?: TrailSource;

  /**
   * ARN of an SNS topic for all notices. Its policy has to allow `cloudwatch.amazonaws.com` and `events.amazonaws.com` to publish, and
   * the policy of its key has to allow the watcher's role to encrypt.
   *
   * @default - notices about a vault go to the topic of its rotator; others, and those about vaults without one, to a topic of the audit
   */
  readonly topicArn?: string;

  /**
   * Whether to send every finding to the default EventBridge bus too, with the source `coffer`. This includes expected changes, which are
   * not notified otherwise.
   *
   * @default false
   */
  readonly events?: boolean;

  /**
   * Whether to notify of every change of a secret, including expected changes such as rotations.
   *
   * @default false
   */
  readonly everyChange?: boolean;

  /**
   * Number of secrets, 2 to 10000, that one principal has to read within `drainMinutes` to be reported as `SecretsDrained`. It is
   * reported again only if it reads more than 1.5 times as many as before.
   *
   * @default 50
   */
  readonly drainSecrets?: number;

  /**
   * Length of the period for `drainSecrets`, in minutes, 1 to 60.
   *
   * @default 10
   */
  readonly drainMinutes?: number;

  /**
   * Days after the first event, 0 to 90, in which first reads are remembered but not reported: in a new audit, every read is a first read.
   *
   * @default 7
   */
  readonly learningDays?: number;

  /**
   * ARNs of roles that deploy the vaults or the audit, in addition to the `deployers` of the vaults. Changes by them are expected, but
   * disabling or deleting a key or a part of the audit is always reported. `*` and `?` are wildcards. The path of a role is compared only
   * if an ARN with wildcards contains one.
   *
   * @default - only the deployers of the vaults
   */
  readonly deployers?: string[];

  /**
   * ARNs of roles and users that are expected to read any secret of the vaults, though this program does not grant it. `*` and `?` are
   * wildcards.
   *
   * @default - nobody
   */
  readonly alsoReaders?: string[];

  /**
   * ARNs of roles and users that are expected to change any secret of the vaults, though this program does not grant it. `*` and `?` are
   * wildcards.
   *
   * @default - nobody
   */
  readonly alsoWriters?: string[];

  /**
   * ARNs of further KMS keys of imported vaults: those of bootstrap secrets, of master keys and of copies in other regions.
   *
   * @default - those that the program knows
   */
  readonly keyArns?: string[];

  /**
   * Names of the buckets that hold master keys of imported vaults.
   *
   * @default - those that the program knows
   */
  readonly masterKeyBuckets?: string[];

  /**
   * Whether to create the metric filters and alarms of CIS AWS Foundations 4.4 to 4.8 for the account: changes of IAM policies, bucket
   * policies and trails, failed sign-ins to the console, and keys that are disabled or scheduled for deletion.
   *
   * @default - true for a trail that the audit creates, and false for others, which may have such alarms already
   * @see https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html
   */
  readonly accountAlarms?: boolean;

  /**
   * Retention of the watcher's own log in days: a value that CloudWatch Logs accepts, at least 365.
   *
   * @default 365
   */
  readonly logRetentionDays?: number;

  /**
   * Whether to reserve two concurrent executions for the watcher, so that it and other functions cannot starve each other.
   *
   * @default true
   */
  readonly reserveConcurrency?: boolean;

  /**
   * Whether to protect the watcher's table from deletion. If it is lost, the watcher starts to learn from the beginning.
   *
   * @default true
   */
  readonly deletionProtection?: boolean;

  /**
   * Tags for the resources. Keys that begin with `aws:` or `coffer:` are refused.
   *
   * @default - none
   */
  readonly tags?: { [key: string]: string };
}
