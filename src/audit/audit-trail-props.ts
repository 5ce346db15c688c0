import type { TrailSource } from './trail-source';
import type { IVault } from '../vault/vault';

/** What an AuditTrail watches, and whom it notifies. */
export interface AuditTrailProps {
  /**
   * The vaults to watch, declared or imported. One audit covers all vaults of an account, since its trail covers all regions.
   *
   * For an imported vault, the audit knows only the grants of this program. List other principals in `alsoReaders` and `alsoWriters`.
   */
  readonly vaults: IVault[];

  /**
   * Name of the trail, its log group, the watcher and the other resources, 3 to 40 lowercase letters, digits and hyphens.
   *
   * It must not begin or end with a hyphen, and must be known at synth; otherwise synth throws an `AuditError`. The trail's bucket is
   * called `<name>-<account>`.
   *
   * @default - `<namespace>-<stage>-audit-<hash>`, from the first vault and the construct's path. Since the default changes with the path,
   * set the current name here before you move the construct
   */
  readonly name?: string;

  /**
   * The CloudTrail trail that the watcher gets its events from: a new one, or one that exists.
   *
   * @default TrailSource.create()
   * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-concepts.html
   */
  readonly trail?: TrailSource;

  /**
   * ARN of an SNS topic to send all notices to. The topic's policy has to allow `cloudwatch.amazonaws.com` and `events.amazonaws.com` to
   * publish. If the topic is encrypted, its key's policy has to allow both services and the watcher's role to use the key.
   *
   * Six EventBridge rules publish to it: `<name>-off`, `<name>-off-base`, `<name>-changed`, `<name>-changed-logs`, `<name>-changed-base`
   * and `<name>-changed-more`. A policy that names rules in `aws:SourceArn` has to name all six, or
   * `arn:aws:events:<region>:<account>:rule/<name>-*`; one that names the account in `aws:SourceAccount` allows them already. If a rule may
   * not publish, only EventBridge's metric `FailedInvocations` shows it.
   *
   * @default - notices about a vault go to the topic of its rotator; notices about a vault without one, or about no vault, go to a topic
   * that the audit creates
   * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html
   */
  readonly topicArn?: string;

  /**
   * Whether to also put every finding on the default EventBridge bus, with the source `coffer` and the kind of finding as `detail-type`.
   * Findings include expected changes, which send no notice.
   *
   * @default false
   * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events.html
   */
  readonly events?: boolean;

  /**
   * Whether to send a notice about every change and deletion of a secret, including expected ones such as rotations.
   *
   * @default false
   */
  readonly everyChange?: boolean;

  /**
   * Number of different secrets, 2 to 10000, that one principal has to read within `drainMinutes` for a `SecretsDrained` notice. After a
   * notice, the next one about the same principal takes more than 1.5 times as many reads. Synth throws an `AuditError` if the number is
   * out of range.
   *
   * @default 50
   */
  readonly drainSecrets?: number;

  /**
   * Length in minutes, 1 to 60, of the window in which `drainSecrets` counts. The window moves in steps of half its length. Synth throws an
   * `AuditError` if the number is out of range.
   *
   * @default 10
   */
  readonly drainMinutes?: number;

  /**
   * Days, 0 to 90, after the first event that the watcher processed, in which it remembers first reads without sending notices: when an
   * audit is new, every reader is new to it. Synth throws an `AuditError` if the number is out of range.
   *
   * @default 7
   */
  readonly learningDays?: number;

  /**
   * ARNs of roles and users that deploy the vaults or the audit, in addition to the `deployers` of the vaults. Changes that a deployment
   * makes send no notice if a deployer makes them. Disabling or deleting keys or parts of the audit always does. `*` and `?` are
   * wildcards. The path of a role is compared only if the ARN has wildcards as well. Synth throws an `AuditError` for anything that is not
   * the ARN of a role, a user or an account's root.
   *
   * @default - only the deployers of the vaults
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
   */
  readonly deployers?: string[];

  /**
   * ARNs of roles and users that may read every secret of the vaults, although this program grants them nothing. Wildcards, paths and
   * errors are those of `deployers`.
   *
   * @default - none
   */
  readonly alsoReaders?: string[];

  /**
   * ARNs of roles and users that may change every secret of the vaults, although this program grants them nothing. Wildcards, paths and
   * errors are those of `deployers`.
   *
   * @default - none
   */
  readonly alsoWriters?: string[];

  /**
   * ARNs of further KMS keys of an imported vault: the keys of its bootstrap secrets, of its master keys and of its copies in other
   * regions.
   *
   * @default - only the keys that the program knows
   */
  readonly keyArns?: string[];

  /**
   * Names of the S3 buckets that hold master keys of an imported vault.
   *
   * @default - only the buckets that the program knows
   */
  readonly masterKeyBuckets?: string[];

  /**
   * Whether to create the metric filters and alarms of CIS AWS Foundations 4.4 to 4.8 for the whole account: changes to IAM policies,
   * trails and bucket policies, failed console sign-ins, and KMS keys that are disabled or scheduled for deletion.
   *
   * @default - true for a trail that the audit creates; false for an existing one, which may have such alarms already
   * @see https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html
   */
  readonly accountAlarms?: boolean;

  /**
   * Days to keep the watcher's own log: 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288 or 3653. Synth throws an `AuditError` for
   * any other number.
   *
   * @default 365
   * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
   */
  readonly logRetentionDays?: number;

  /**
   * Whether to reserve two concurrent executions for the watcher, so that other functions cannot hold it up, nor it them.
   *
   * @default true
   * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
   */
  readonly reserveConcurrency?: boolean;

  /**
   * Whether AWS refuses to delete the watcher's DynamoDB table, and Terraform with it a trail that the audit creates, with its log group
   * and its bucket: these would be deleted after the table. If the table is lost, the watcher learns its contents again.
   *
   * @default true
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/WorkingWithTables.Basics.html
   */
  readonly deletionProtection?: boolean;

  /**
   * Tags of all resources of the audit. Synth refuses keys that begin with `aws:` or `coffer:`.
   *
   * @default - none
   */
  readonly tags?: { [key: string]: string };
}
