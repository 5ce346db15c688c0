/** Settings of a trail that the audit creates. */
export interface NewTrailProps {
  /**
   * Days to keep logs in the bucket, 365 to 36500. After that, each log is kept as a noncurrent version for another 90 days. Synth throws
   * an `AuditError` if the number is out of range.
   *
   * @default 1096
   * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lifecycle-mgmt.html
   */
  readonly keepDays?: number;

  /**
   * Days to keep events in the log group: 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288 or 3653. The bucket keeps them longer,
   * for about a tenth of the price. Synth throws an `AuditError` for any other number.
   *
   * @default 365
   * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
   */
  readonly logGroupDays?: number;

  /**
   * Days, 1 to 36500, for which S3 Object Lock in governance mode keeps every version of a log from being deleted. Object Lock
   * can be chosen only when the bucket is created. Synth throws an `AuditError` if the number is out of range.
   *
   * @default - no Object Lock; only the bucket's policy keeps logs from being deleted
   * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html
   */
  readonly objectLockDays?: number;

  /**
   * Whether AWS refuses to delete the bucket and the key. If you remove the AuditTrail from the program, the apply stops with an error at
   * its table, and the trail, the logs and the key are kept; with `deletionProtection: false` in the AuditTrail only, it stops at the
   * bucket's policy, and the log files and the key are kept. To delete everything, set both to false, apply, empty the bucket, and then
   * remove the AuditTrail.
   *
   * @default true
   */
  readonly deletionProtection?: boolean;
}

/** An existing trail of this account. */
export interface ExistingTrailProps {
  /**
   * Name of the CloudWatch Logs log group that the trail delivers to, in the stack's region. The watcher uses one of the two subscription
   * filters that a log group can have.
   *
   * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/send-cloudtrail-events-to-cloudwatch-logs.html
   */
  readonly logGroupName: string;

  /**
   * ARN of the trail. With it, you are notified if somebody stops, deletes or modifies the trail.
   *
   * @default - unknown: the audit detects changes to the log group, but not to the trail
   */
  readonly trailArn?: string;

  /**
   * Name of the S3 bucket that the trail delivers to. AuditQueries needs it.
   *
   * @default - unknown
   */
  readonly bucketName?: string;

  /**
   * The trail's prefix in the bucket: what precedes `/AWSLogs` in the keys of its log files.
   *
   * @default - no prefix
   * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/get-and-view-cloudtrail-log-files.html
   */
  readonly keyPrefix?: string;
}

/** An existing trail of an organization, which delivers to another account. */
export interface OrganizationTrailProps {
  /**
   * ARN of the trail, in the management account or the delegated administrator's account.
   *
   * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/creating-trail-organization.html
   */
  readonly trailArn: string;

  /** ID of the organization, such as `o-exampleorgid`. It is part of the keys of the log files. */
  readonly organizationId: string;

  /**
   * Name of the S3 bucket that the trail delivers to. AuditQueries, in the bucket's account, needs it.
   *
   * @default - unknown
   */
  readonly bucketName?: string;
}
