/** A trail to create. */
export interface NewTrailProps {
  /**
   * Retention of the logs in the bucket in days, 365 to 36500. After that, each log is kept as a noncurrent version for another 90 days.
   *
   * @default 1096
   */
  readonly keepDays?: number;

  /**
   * Retention of the log group in days: a value that CloudWatch Logs accepts, at least 365. The bucket keeps the same events for
   * longer, at a tenth of the price.
   *
   * @default 365
   */
  readonly logGroupDays?: number;

  /**
   * Days, 1 to 36500, for which S3 Object Lock in governance mode keeps every version of a log from being deleted. It can only be chosen
   * when the bucket is created.
   *
   * @default - no object lock: the bucket policy denies deleting logs
   * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html
   */
  readonly objectLockDays?: number;

  /**
   * Whether to protect the bucket and the key from deletion in AWS: if you remove the AuditTrail from the program, the apply stops with an
   * error at the bucket policy, and the logs and the key stay. To delete them, set this to false, apply, empty the bucket, and then remove
   * the AuditTrail.
   *
   * @default true
   */
  readonly deletionProtection?: boolean;
}

/** An existing trail of this account. */
export interface ExistingTrailProps {
  /** Name of the log group that the trail writes to, in the region of the stack. */
  readonly logGroupName: string;

  /**
   * ARN of the trail. The watcher then reports if it is stopped or changed.
   *
   * @default - not known: only changes of the log group are reported
   */
  readonly trailArn?: string;

  /**
   * Name of the bucket that the trail writes to, for `AuditQueries`.
   *
   * @default - not known
   */
  readonly bucketName?: string;

  /**
   * Prefix of the trail's objects in the bucket, before `/AWSLogs`.
   *
   * @default - no prefix
   */
  readonly keyPrefix?: string;
}

/** The trail of an organization. */
export interface OrganizationTrailProps {
  /** ARN of the trail, in the management account or that of the delegated administrator. */
  readonly trailArn: string;

  /** ID of the organization, such as `o-exampleorgid`, which is a level of the object names in the bucket. */
  readonly organizationId: string;

  /**
   * Name of the bucket that the trail writes to, for `AuditQueries` in the account of the bucket.
   *
   * @default - not known
   */
  readonly bucketName?: string;
}
