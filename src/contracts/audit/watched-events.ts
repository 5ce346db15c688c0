/**
 * The events of CloudTrail that the watcher looks at. Its subscription lets through these, and its rules judge them, so both take them from
 * here.
 */

/** Reads of parameters. That a value was decrypted is said by KMS: one Decrypt for each parameter, by name. */
export const PARAMETER_READS = ['GetParameter', 'GetParameters', 'GetParametersByPath', 'GetParameterHistory'] as const;

export const PARAMETER_CHANGES = ['PutParameter', 'LabelParameterVersion', 'UnlabelParameterVersion'] as const;

export const PARAMETER_DELETIONS = ['DeleteParameter', 'DeleteParameters'] as const;

/** What an event of a key is told as. */
export const KEY_EVENTS = {
  DisableKey: 'KeyDisabled',
  ScheduleKeyDeletion: 'KeyDeletionScheduled',
  PutKeyPolicy: 'KeyPolicyChanged',
  CreateGrant: 'KeyPolicyChanged',
  UpdateAlias: 'KeyPolicyChanged',
  DeleteAlias: 'KeyPolicyChanged',
} as const;

/** Changes of who gets at a bucket, or of what it keeps. */
export const BUCKET_EVENTS = [
  'DeleteBucket',
  'DeleteBucketEncryption',
  'DeleteBucketPolicy',
  'DeleteBucketPublicAccessBlock',
  'PutBucketAcl',
  'PutBucketEncryption',
  'PutBucketLifecycle',
  'PutBucketPolicy',
  'PutBucketPublicAccessBlock',
  'PutBucketReplication',
  'PutBucketVersioning',
] as const;

/** By source: events that switch a part of the watcher off, whoever made them. */
export const SWITCHED_OFF: { readonly [source: string]: readonly string[] } = {
  'cloudtrail.amazonaws.com': ['DeleteTrail', 'StopLogging'],
  'dynamodb.amazonaws.com': ['DeleteTable'],
  'events.amazonaws.com': ['DeleteRule', 'DisableRule', 'RemoveTargets'],
  'kms.amazonaws.com': ['DisableKey', 'ScheduleKeyDeletion'],
  'lambda.amazonaws.com': ['DeleteFunction20150331', 'RemovePermission20150331v2'],
  'logs.amazonaws.com': ['DeleteLogGroup', 'DeleteSubscriptionFilter'],
  'monitoring.amazonaws.com': ['DeleteAlarms', 'DisableAlarmActions'],
  'sns.amazonaws.com': ['DeleteTopic', 'Unsubscribe'],
};

/** The same of events that change a part: those of deployers are expected. */
export const TAMPERED_WITH: { readonly [source: string]: readonly string[] } = {
  'cloudtrail.amazonaws.com': ['PutEventSelectors', 'UpdateTrail'],
  'dynamodb.amazonaws.com': ['UpdateTable', 'UpdateTimeToLive'],
  'events.amazonaws.com': ['PutRule', 'PutTargets'],
  'lambda.amazonaws.com': [
    'AddPermission20150331v2',
    'PutFunctionConcurrency20171031',
    'UpdateFunctionCode20150331v2',
    'UpdateFunctionConfiguration20150331v2',
  ],
  'logs.amazonaws.com': ['PutRetentionPolicy', 'PutSubscriptionFilter'],
  'monitoring.amazonaws.com': ['PutMetricAlarm'],
  'sns.amazonaws.com': ['SetTopicAttributes'],
};
