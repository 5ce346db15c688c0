import { EVENT_SOURCE } from '../contracts/rotation/events';
import { keyUse } from '../iam/key-use';
import type { PolicyStatement } from '../iam/policy-document';
import type { AwsLocation } from '../terraform/aws-environment';

/** What differs from audit to audit. */
export interface WatcherGrants {
  /** ARNs of the topics that it tells. */
  readonly topicArns: readonly string[];
  /** ARNs of the keys of topics of vaults. */
  readonly topicKeyArns: readonly string[];
  readonly events: boolean;
}

/** What the role of a watcher may do beside running: remember and tell, and read no secret whatever somebody else attaches to it. */
export function watcherStatements(aws: AwsLocation, tableArn: string, grants: WatcherGrants): PolicyStatement[] {
  const { partition, region, account, dnsSuffix } = aws;
  const topicArns = [...new Set(grants.topicArns)].sort();
  return [
    { Sid: 'Remember', Effect: 'Allow', Action: ['dynamodb:GetItem', 'dynamodb:UpdateItem'], Resource: tableArn },
    { Sid: 'Alert', Effect: 'Allow', Action: 'sns:Publish', Resource: topicArns },
    ...[...new Set(grants.topicKeyArns)]
      .sort()
      .map((arn, index) => keyUse(`EncryptNotices${index}`, ['kms:Decrypt', 'kms:GenerateDataKey'], arn, `sns.${region}.${dnsSuffix}`)),
    ...(grants.events
      ? [
          {
            Sid: 'Tell',
            Effect: 'Allow' as const,
            Action: 'events:PutEvents',
            Resource: `arn:${partition}:events:${region}:${account}:event-bus/default`,
            // As of the rotator: each source has to be ours, and there has to be one.
            Condition: { 'ForAllValues:StringEquals': { 'events:source': EVENT_SOURCE }, Null: { 'events:source': 'false' } },
          },
        ]
      : []),
    {
      // It knows who reads what. That it could read itself would make it the one to attack.
      Sid: 'NeverReadSecrets',
      Effect: 'Deny',
      Action: ['ssm:GetParameter', 'ssm:GetParameterHistory', 'ssm:GetParameters', 'ssm:GetParametersByPath', 's3:GetObject*'],
      Resource: '*',
    },
    {
      Sid: 'NeverDecryptSecrets',
      Effect: 'Deny',
      Action: 'kms:Decrypt',
      Resource: '*',
      Condition: { StringLike: { 'kms:ViaService': ['s3.*', 'ssm.*'] } },
    },
    {
      // A ciphertext of a parameter, taken to KMS by itself: what Parameter Store encrypted has this context.
      Sid: 'NeverDecryptCiphertexts',
      Effect: 'Deny',
      Action: 'kms:Decrypt',
      Resource: '*',
      Condition: { Null: { 'kms:EncryptionContext:PARAMETER_ARN': 'false' } },
    },
  ];
}
