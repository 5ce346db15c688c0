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
   * Id of the organization, such as o-exampleorgid, whose trail it is: then logs lie below it.
   *
   * @default - the trail of one account
   */
  readonly organizationId?: string;

  /**
   * ARN of the key that the logs are encrypted under. Who may query gets the permission to decrypt with it; the key's own policy has to
   * leave that to the account.
   *
   * @default - S3's own key, which takes no permission
   */
  readonly keyArn?: string;

  /**
   * Accounts whose logs are asked about.
   *
   * @default - those of the vaults
   */
  readonly accounts?: string[];

  /**
   * Regions whose logs are asked about. Each read is logged in the region of its secret.
   *
   * @default - those of the vaults and of the copies of their secrets
   */
  readonly regions?: string[];
}

/** Whose logs are asked about, what that may cost, and how long answers are kept. */
export interface AuditQueriesProps {
  /**
   * The audit whose vaults and logs are asked about. Give this, or `vaults` and `logs`.
   *
   * @default - `vaults` and `logs` say it
   */
  readonly audit?: AuditTrail;

  /**
   * Vaults that are asked about, without an AuditTrail: in the account of an organization's trail, they are imported there. Only grants of
   * this program are known to it.
   *
   * @default - those of `audit`
   */
  readonly vaults?: IVault[];

  /**
   * Where the logs are.
   *
   * @default - where the trail of `audit` writes them
   */
  readonly logs?: QueriedLogs;

  /**
   * Name of workgroup and database, 3 to 40 lowercase letters, digits and '-'. The database has '_' for '-'.
   *
   * @default - that of the audit; without one, `<namespace>-<stage>-audit` of the first vault
   */
  readonly name?: string;

  /**
   * Tags of what is made. Keys that begin with `aws:` or `coffer:` are refused.
   *
   * @default - those of the audit
   */
  readonly tags?: { [key: string]: string };

  /**
   * Days that saved queries look back, 1 to 1095.
   *
   * @default 90
   */
  readonly lookBackDays?: number;

  /**
   * Gigabytes (10^9 bytes) that one query may scan, 1 to 10000. One that would scan more is cancelled.
   *
   * @default 100
   * @see https://docs.aws.amazon.com/athena/latest/ug/workgroups-setting-control-limits-cloudwatch.html
   */
  readonly mostGigabytes?: number;

  /**
   * Days for which answers are kept, 1 to 365. They hold names, of secrets and of people, and no value.
   *
   * @default 30
   */
  readonly keepAnswersDays?: number;

  /**
   * Name of the bucket for answers. Its access log is in a bucket beside it, `<name>-log`.
   *
   * @default - `<name>-q-<account>`
   */
  readonly answersBucketName?: string;
}
