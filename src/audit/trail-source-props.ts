/** A trail to make. */
export interface NewTrailProps {
  /**
   * Days for which the bucket keeps logs, 365 to 36500. Afterwards each is kept as an earlier version for 90 days more.
   *
   * @default 1096
   */
  readonly keepDays?: number;

  /**
   * Days for which the log group keeps records, one of those that CloudWatch Logs takes, from 365. The bucket keeps them longer, at a
   * tenth of the price.
   *
   * @default 365
   */
  readonly logGroupDays?: number;

  /**
   * Days within which no version of a log can be deleted, by S3's object lock in governance mode, 1 to 36500. It can only be chosen
   * when the bucket is made.
   *
   * @default - no object lock: the policy of the bucket keeps logs from being deleted
   * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html
   */
  readonly objectLockDays?: number;

  /**
   * Whether bucket and key refuse to be deleted, in AWS. If the AuditTrail is taken out of the program, the apply stops at its table, and
   * trail, logs and key stay; with `deletionProtection: false` in the AuditTrail only, it stops at the policy of the bucket, and the files
   * and the key stay. To have all of it go, turn off both, apply, empty the bucket, and take the AuditTrail out.
   *
   * @default true
   */
  readonly deletionProtection?: boolean;
}

/** A trail of this account that is there already. */
export interface ExistingTrailProps {
  /** Name of the log group that the trail writes to, in the region of the stack. */
  readonly logGroupName: string;

  /**
   * ARN of the trail: the watcher then tells if it is stopped or changed.
   *
   * @default - it is not known, and only what happens to the log group is told
   */
  readonly trailArn?: string;

  /**
   * Name of the bucket that the trail writes to, for queries.
   *
   * @default - it is not known
   */
  readonly bucketName?: string;

  /**
   * What the names of its objects begin with, before `/AWSLogs`.
   *
   * @default - they begin with AWSLogs
   */
  readonly keyPrefix?: string;
}

/** The trail of an organization. */
export interface OrganizationTrailProps {
  /** ARN of the trail, in the management account or that of the delegated administrator. */
  readonly trailArn: string;

  /** Id of the organization, such as `o-exampleorgid`: a level of the names in its bucket. */
  readonly organizationId: string;

  /**
   * Name of the bucket that it writes to, for queries in the account of the bucket.
   *
   * @default - it is not known
   */
  readonly bucketName?: string;
}
