import type { IVault } from '../../vault/vault';
import type { AuditTrail } from '../audit-trail';

/** Where the logs of a trail are, and under which key. */
export interface QueriedLogs {
  /** Name of the bucket. */
  readonly bucketName: string;

  /**
   * Prefix of the trail, without slashes at its ends.
   *
   * @default - the trail has none
   */
  readonly keyPrefix?: string;

  /**
   * ID of the organization, such as `o-exampleorgid`, if it is an organization's trail: it is then a level of the object names.
   *
   * @default - the trail of one account
   */
  readonly organizationId?: string;

  /**
   * ARN of the KMS key that the logs are encrypted under. `grantQuery()` grants decryption with it, for which the key policy has to
   * delegate to IAM policies of the account.
   *
   * @default - an S3 managed key, which needs no permission
   */
  readonly keyArn?: string;

  /**
   * Accounts whose logs are queried.
   *
   * @default - the accounts of the vaults
   */
  readonly accounts?: string[];

  /**
   * Regions whose logs are queried. Each read is logged in the region of its secret.
   *
   * @default - the regions of the vaults and of the copies of their secrets
   */
  readonly regions?: string[];
}

/** Which logs are queried, what a query may cost, and how long query results are kept. */
export interface AuditQueriesProps {
  /**
   * The audit whose vaults and logs are queried. Set either this, or `vaults` and `logs`.
   *
   * @default - `vaults` and `logs` are set instead
   */
  readonly audit?: AuditTrail;

  /**
   * Vaults to query without an AuditTrail, such as vaults that are imported in the account of an organization's trail. Only the grants of
   * this program are known to the queries.
   *
   * @default - the vaults of `audit`
   */
  readonly vaults?: IVault[];

  /**
   * Location of the logs.
   *
   * @default - where the trail of `audit` writes them
   */
  readonly logs?: QueriedLogs;

  /**
   * Name of the workgroup and the database, 3 to 40 lowercase letters, digits and '-'. The database has '_' for '-'.
   *
   * @default - that of the audit; without one, `<namespace>-<stage>-audit` of the first vault
   */
  readonly name?: string;

  /**
   * Tags for the resources. Keys that begin with `aws:` or `coffer:` are refused.
   *
   * @default - those of the audit
   */
  readonly tags?: { [key: string]: string };

  /**
   * Number of days that the saved queries look back, 1 to 1095.
   *
   * @default 90
   */
  readonly lookBackDays?: number;

  /**
   * Gigabytes (10^9 bytes) that one query may scan, 1 to 10000. A query that would scan more is cancelled.
   *
   * @default 100
   * @see https://docs.aws.amazon.com/athena/latest/ug/workgroups-setting-control-limits-cloudwatch.html
   */
  readonly mostGigabytes?: number;

  /**
   * Retention of query results in days, 1 to 365. They contain names of secrets and people, but no values.
   *
   * @default 30
   */
  readonly keepAnswersDays?: number;

  /**
   * Name of the bucket for query results. Its access log goes to a second bucket, `<name>-log`.
   *
   * @default - `<name>-q-<account>`
   */
  readonly answersBucketName?: string;
}
