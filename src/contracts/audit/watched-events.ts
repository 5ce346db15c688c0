/**
 * The events of CloudTrail that the watcher looks at. Its subscription lets through these, and its rules judge them, so both take them from
 * here.
 *
 * Names of Lambda's events are those of its guide, "Logging AWS Lambda API calls using AWS CloudTrail"; those of KMS, SSM, IAM, DynamoDB,
 * CloudTrail, EventBridge, CloudWatch, SNS and SQS are the names of the operations, as the guides of these services say. Of S3, records
 * have other names than its API for public access blocks and lifecycles (`PutBucketPublicAccessBlock`, `PutBucketLifecycle`): so published
 * records of 2019 to 2025, while its page "Amazon S3 CloudTrail events" has the names of the API. Both are here.
 */

/** Reads of parameters. That a value was decrypted is said by KMS: one Decrypt for each parameter, by name. */
export const PARAMETER_READS = ['GetParameter', 'GetParameters', 'GetParametersByPath', 'GetParameterHistory'] as const;

/** Reads of objects, each of its own bucket. */
export const OBJECT_READS = ['GetObject', 'SelectObjectContent'] as const;

/** Reads of objects that are written elsewhere at once: their records are about where to. */
export const OBJECT_COPIES = ['CopyObject', 'UploadPartCopy'] as const;

export const PARAMETER_CHANGES = ['PutParameter', 'LabelParameterVersion', 'UnlabelParameterVersion'] as const;

export const PARAMETER_DELETIONS = ['DeleteParameter', 'DeleteParameters'] as const;

/** What an event of a key is told as. */
export const KEY_EVENTS = {
  DisableKey: 'KeyDisabled',
  ScheduleKeyDeletion: 'KeyDeletionScheduled',
  PutKeyPolicy: 'KeyPolicyChanged',
  CreateGrant: 'KeyPolicyChanged',
  // Of a multi-Region key: the replica decrypts the same, under a policy that whoever makes it chooses.
  ReplicateKey: 'KeyPolicyChanged',
  UpdateAlias: 'KeyPolicyChanged',
  DeleteAlias: 'KeyPolicyChanged',
} as const;

/** Changes of who gets at a bucket, or of what it keeps. */
export const BUCKET_EVENTS = [
  'DeleteBucket',
  'DeleteBucketEncryption',
  'DeleteBucketOwnershipControls',
  'DeleteBucketPolicy',
  'DeleteBucketPublicAccessBlock',
  'DeleteBucketReplication',
  'DeletePublicAccessBlock',
  'PutBucketAcl',
  'PutBucketEncryption',
  'PutBucketLifecycle',
  'PutBucketLifecycleConfiguration',
  // Deletions of logs are in the access log of their bucket alone.
  'PutBucketLogging',
  'PutBucketObjectLockConfiguration',
  'PutBucketOwnershipControls',
  'PutBucketPolicy',
  'PutBucketPublicAccessBlock',
  'PutBucketReplication',
  'PutBucketVersioning',
  'PutObjectLockConfiguration',
  'PutPublicAccessBlock',
] as const;

/** Names of events by source; `*` stands for the version that Lambda writes behind some of them, and not behind others. */
export type EventsBySource = { readonly [source: string]: readonly string[] };

/** By source: events that switch a part of the watcher off, whoever made them. */
export const SWITCHED_OFF: EventsBySource = {
  'cloudtrail.amazonaws.com': ['DeleteTrail', 'StopLogging'],
  'dynamodb.amazonaws.com': ['DeleteTable'],
  'events.amazonaws.com': ['DeleteRule', 'DisableRule', 'RemoveTargets'],
  'kms.amazonaws.com': ['DisableKey', 'ScheduleKeyDeletion'],
  'lambda.amazonaws.com': ['DeleteFunction', 'DeleteFunction20150331', 'RemovePermission20150331', 'RemovePermission20150331v2'],
  'logs.amazonaws.com': ['DeleteLogGroup', 'DeleteSubscriptionFilter'],
  'monitoring.amazonaws.com': ['DeleteAlarms', 'DisableAlarmActions'],
  's3.amazonaws.com': ['DeleteBucket'],
  'sns.amazonaws.com': ['DeleteTopic', 'Unsubscribe'],
  'sqs.amazonaws.com': ['DeleteQueue'],
};

/**
 * The same of events that change a part: those of deployers are expected.
 *
 * Only what keeps back, delays or falsifies a notice or its evidence is here. Left out for want of such an effect: sns:Subscribe, which
 * people are asked to make; aliases, rotation and replicas of the key, since everything names it by its ARN; kms:CreateGrant, which its
 * policy refuses to anybody but services; aliases and versions of the function, since what calls it names none; a log group's longer
 * retention, and what copies a table.
 */
export const TAMPERED_WITH: EventsBySource = {
  'cloudtrail.amazonaws.com': ['PutEventSelectors', 'UpdateTrail'],
  // A policy can keep the watcher from its table; without backups, what it remembered is lost with an item.
  'dynamodb.amazonaws.com': ['DeleteResourcePolicy', 'PutResourcePolicy', 'UpdateContinuousBackups', 'UpdateTable', 'UpdateTimeToLive'],
  'events.amazonaws.com': ['PutRule', 'PutTargets'],
  // Of the roles of function and trail: what is taken away, what denies, and who may take the role.
  'iam.amazonaws.com': [
    'AttachRolePolicy',
    'CreatePolicyVersion',
    'DeletePolicyVersion',
    'DeleteRole',
    'DeleteRolePolicy',
    'DetachRolePolicy',
    'PutRolePermissionsBoundary',
    'PutRolePolicy',
    'SetDefaultPolicyVersion',
    'UpdateAssumeRolePolicy',
  ],
  'kms.amazonaws.com': ['PutKeyPolicy', 'RevokeGrant'],
  // Code, settings, concurrency (0 stops it), retries of what failed, and which code may be deployed.
  'lambda.amazonaws.com': [
    'AddPermission20150331',
    'AddPermission20150331v2',
    'DeleteFunctionConcurrency*',
    'DeleteFunctionEventInvokeConfig*',
    'PutFunction*',
    'UpdateFunction*',
  ],
  // Data protection masks what a subscription hands on, and a key that nobody may use stops what is written.
  'logs.amazonaws.com': [
    'AssociateKmsKey',
    'DeleteLogStream',
    'DeleteMetricFilter',
    'DisassociateKmsKey',
    'PutAccountPolicy',
    'PutDataProtectionPolicy',
    'PutMetricFilter',
    'PutResourcePolicy',
    'PutRetentionPolicy',
    'PutSubscriptionFilter',
  ],
  // What mutes an alarm keeps its state, and tells nobody.
  'monitoring.amazonaws.com': ['PutAlarmMuteRule', 'PutMetricAlarm', 'SetAlarmState'],
  's3.amazonaws.com': BUCKET_EVENTS.filter((event) => event !== 'DeleteBucket'),
  // Filter policies of a subscription and data protection of a topic keep messages back.
  'sns.amazonaws.com': ['AddPermission', 'PutDataProtectionPolicy', 'RemovePermission', 'SetSubscriptionAttributes', 'SetTopicAttributes'],
  // Records that nobody has judged yet: who empties their queue, moves them elsewhere, or keeps them out of it.
  'sqs.amazonaws.com': ['AddPermission', 'PurgeQueue', 'RemovePermission', 'SetQueueAttributes', 'StartMessageMoveTask'],
};

/** A rule that names no alarms mutes all (CloudWatch: PutAlarmMuteRule). */
export const MUTES_ALARMS = 'PutAlarmMuteRule';
const MUTED_IN = 'muteTargets.alarmNames';

/**
 * By source: the members in which requests name what they are about, by its name or an ARN, with a dot where one is in another. A key is
 * named among the resources too.
 */
export const NAMED_IN: EventsBySource = {
  'cloudtrail.amazonaws.com': ['name', 'trailName'],
  'dynamodb.amazonaws.com': ['resourceArn', 'tableName'],
  'events.amazonaws.com': ['name', 'rule'],
  'iam.amazonaws.com': ['policyArn', 'roleName'],
  'kms.amazonaws.com': ['keyId'],
  'lambda.amazonaws.com': ['functionName'],
  'logs.amazonaws.com': ['logGroupIdentifier', 'logGroupName', 'policyType', 'resourceArn', 'resourceIdentifier'],
  'monitoring.amazonaws.com': ['alarmName', 'alarmNames', MUTED_IN],
  's3.amazonaws.com': ['bucketName'],
  'sns.amazonaws.com': ['resourceArn', 'subscriptionArn', 'topicArn'],
  'sqs.amazonaws.com': ['queueUrl', 'sourceArn'],
};

/** The type of an account's policy that masks in all log groups, the trail's among them (CloudWatch Logs: PutAccountPolicy). */
export const MASKS_ALL_LOGS = 'DATA_PROTECTION_POLICY';
