import type { TrailSource } from './trail-source';
import type { IVault } from '../vault/vault';

/** What an AuditTrail watches, and whom it tells. */
export interface AuditTrailProps {
  /**
   * Vaults to watch, declared or imported. One audit for all vaults of an account is enough: its trail is of all regions.
   *
   * Of an imported vault, the audit knows the grants of this program only: name others in `alsoReaders` and `alsoWriters`.
   */
  readonly vaults: IVault[];

  /**
   * Name of what is made, 3 to 40 lowercase letters, digits and '-'. The bucket is called `<name>-<account>`.
   *
   * @default - `<namespace>-<stage>-audit-<hash>` of the first vault and the construct's path. Name it before you move the construct
   */
  readonly name?: string;

  /**
   * Where records come from.
   *
   * @default TrailSource.create()
   */
  readonly trail?: TrailSource;

  /**
   * ARN of an SNS topic that all notices go to. Its policy has to let `cloudwatch.amazonaws.com` and `events.amazonaws.com` publish, and
   * its key both of these services and the role of the watcher encrypt. Six rules of EventBridge publish to it: `<name>-off`,
   * `<name>-off-base`, `<name>-changed`, `<name>-changed-logs`, `<name>-changed-base` and `<name>-changed-more`. A policy that names rules
   * in `aws:SourceArn` has to name all six, or `arn:aws:events:<region>:<account>:rule/<name>-*`; one that names the account in
   * `aws:SourceAccount` allows them already. Of what is left out, only EventBridge's metric
   * `FailedInvocations` knows.
   *
   * @default - notices about a vault go to the topic of its rotator; others, and those about vaults without one, to a topic of the audit
   * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html
   */
  readonly topicArn?: string;

  /**
   * Whether every finding is an event of EventBridge too, of source `coffer`, on the default bus: changes by those who may make them among
   * them.
   *
   * @default false
   */
  readonly events?: boolean;

  /**
   * Whether people are told of every change of a secret, also of those by somebody who may make it, such as a rotation.
   *
   * @default false
   */
  readonly everyChange?: boolean;

  /**
   * Number of secrets that one principal reads within `drainMinutes`, from which on people are told, 2 to 10000. Once told, the same
   * principal has to read half as many again.
   *
   * @default 50
   */
  readonly drainSecrets?: number;

  /**
   * Minutes, 1 to 60.
   *
   * @default 10
   */
  readonly drainMinutes?: number;

  /**
   * Days after the first record for which first reads are remembered and not told, 0 to 90: at first, everybody reads for the first time.
   *
   * @default 7
   */
  readonly learningDays?: number;

  /**
   * ARNs of roles that deploy the vaults or the audit, beside the `deployers` of the vaults. What they change by a deploy is not told;
   * what takes keys or parts of the watcher away is. A role's path is not compared, and `*` and `?` are wildcards.
   *
   * @default - those of the vaults
   */
  readonly deployers?: string[];

  /**
   * ARNs of roles and users that may read any secret of the vaults, though this program does not grant it. `*` and `?` are wildcards.
   *
   * @default - nobody
   */
  readonly alsoReaders?: string[];

  /**
   * The same of those that may change any.
   *
   * @default - nobody
   */
  readonly alsoWriters?: string[];

  /**
   * ARNs of further keys of an imported vault: of its bootstrap secrets, its master keys and its copies.
   *
   * @default - those that the program knows
   */
  readonly keyArns?: string[];

  /**
   * Names of buckets of master keys of an imported vault.
   *
   * @default - those that the program knows
   */
  readonly masterKeyBuckets?: string[];

  /**
   * Metric filters and alarms on the trail as CIS AWS Foundations wants them (4.4 to 4.8): policies of IAM and of buckets, trails, failed
   * sign-ins, and keys, of the whole account.
   *
   * @default - true for a trail that the audit makes, and false for others, which have theirs
   * @see https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html
   */
  readonly accountAlarms?: boolean;

  /**
   * Days for which the watcher's own log is kept, one of those that CloudWatch Logs takes, from 365.
   *
   * @default 365
   */
  readonly logRetentionDays?: number;

  /**
   * Whether two concurrent executions are reserved for the watcher, so that it neither waits for other functions nor takes their place.
   *
   * @default true
   */
  readonly reserveConcurrency?: boolean;

  /**
   * Whether the watcher's table refuses to be deleted, and with it a trail that the audit makes, with its log group and its bucket:
   * Terraform deletes these after the table. What the table remembers can be learned again.
   *
   * @default true
   */
  readonly deletionProtection?: boolean;

  /**
   * Tags of what is made. Keys that begin with `aws:` or `coffer:` are refused.
   *
   * @default - none
   */
  readonly tags?: { [key: string]: string };
}
