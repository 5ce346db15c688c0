import type { IVault } from '../../vault/vault';
import type { AuditTrail } from '../audit-trail';

/** Where the logs of a trail are, and which key they are encrypted with. */
export interface QueriedLogs {
  /** Name of the S3 bucket that the trail delivers to. */
  readonly bucketName: string;

  /**
   * The trail's prefix in the bucket. Synth throws an `AuditError` if it begins or ends with a slash.
   *
   * @default - no prefix
   * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/get-and-view-cloudtrail-log-files.html
   */
  readonly keyPrefix?: string;

  /**
   * ID of the organization, such as `o-exampleorgid`, if the trail is an organization's. It is part of the keys of the log files.
   *
   * @default - the trail belongs to a single account
   */
  readonly organizationId?: string;

  /**
   * ARN of the KMS key that encrypts the logs. `grantQuery()` grants decryption with it. For that grant to take effect, the key's policy
   * has to let IAM policies of the account grant access.
   *
   * @default - the logs are encrypted with S3 managed keys, which need no permission
   * @see https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
   */
  readonly keyArn?: string;

  /**
   * IDs of the accounts whose logs are queried, 12 digits each. Synth throws an `AuditError` for an empty list.
   *
   * @default - the accounts of the vaults
   */
  readonly accounts?: string[];

  /**
   * Regions whose logs are queried, such as `eu-west-1`. CloudTrail logs each read in the region of the secret. Synth throws an
   * `AuditError` for an empty list.
   *
   * @default - the regions of the vaults and of copies of their secrets
   */
  readonly regions?: string[];
}

/** Which logs to query, how much data one query may scan, and how long query results are kept. */
export interface AuditQueriesProps {
  /**
   * The audit whose vaults and logs are queried. Set either this or `vaults`, not both; otherwise synth throws an `AuditError`.
   *
   * @default - `vaults` and `logs` are used
   */
  readonly audit?: AuditTrail;

  /**
   * The vaults to query if there is no `audit`. In the account of an organization's trail, import them. The queries know only the grants of
   * this program.
   *
   * @default - the vaults of `audit`
   */
  readonly vaults?: IVault[];

  /**
   * Where the logs are. Required with `vaults`, and with an `audit` whose trail has no known bucket: without it, synth throws an
   * `AuditError`.
   *
   * @default - where the trail of `audit` delivers them
   */
  readonly logs?: QueriedLogs;

  /**
   * Name of the Athena workgroup and of the database: 3 to 40 lowercase letters, digits and hyphens, with no hyphen at either end. The
   * database's name has underscores instead of hyphens. Synth throws an `AuditError` for any other name.
   *
   * @default - the name of the audit; without an audit, `<namespace>-<stage>-audit`, from the first vault
   */
  readonly name?: string;

  /**
   * Tags of all resources of the queries. Synth refuses keys that begin with `aws:` or `coffer:`.
   *
   * @default - the tags of the audit
   */
  readonly tags?: { [key: string]: string };

  /**
   * Days that the saved queries look back, 1 to 1095. Synth throws an `AuditError` if the number is out of range.
   *
   * @default 90
   */
  readonly lookBackDays?: number;

  /**
   * Gigabytes (10^9 bytes) that one query may scan, 1 to 10000. Athena cancels a query that would scan more. Synth throws an
   * `AuditError` if the number is out of range.
   *
   * @default 100
   * @see https://docs.aws.amazon.com/athena/latest/ug/workgroups-setting-control-limits-cloudwatch.html
   */
  readonly mostGigabytes?: number;

  /**
   * Days to keep query results, 1 to 365. They contain names of secrets and of people, and no secret value. Synth throws an
   * `AuditError` if the number is out of range.
   *
   * @default 30
   */
  readonly keepAnswersDays?: number;

  /**
   * Name of the S3 bucket for query results. Its access log goes to a second bucket, `<bucket name>-log`.
   *
   * @default - `<name>-q-<account>`
   * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
   */
  readonly answersBucketName?: string;
}
