import { KmsKey } from '@cdktf/provider-aws/lib/kms-key';
import { Construct } from 'constructs';
import { administration } from '../access/key-policy';
import { PolicyStatement, render } from '../access/policy-document';
import { AwsEnvironment } from '../terraform/aws-environment';
import type { SecretVault } from '../vault';

/**
 * The key of what a function leaves behind: its log, and requests that failed for good. Neither has a value in it; a key of
 * its own keeps whoever reads them apart from whoever reads secrets.
 */
export function operationsKey(scope: Construct, vault: SecretVault, logGroupName: string): KmsKey {
  const { partition, region, account, dnsSuffix } = AwsEnvironment.of(scope);
  const statements: PolicyStatement[] = [
    administration({ partition, account }),
    {
      Sid: 'EncryptLog',
      Effect: 'Allow',
      Principal: { Service: `logs.${region}.${dnsSuffix}` },
      Action: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey'],
      Resource: '*',
      Condition: { ArnEquals: { 'kms:EncryptionContext:aws:logs:arn': `arn:${partition}:logs:${region}:${account}:log-group:${logGroupName}` } },
    },
    {
      Sid: 'UseThroughQueue',
      Effect: 'Allow',
      Principal: { AWS: `arn:${partition}:iam::${account}:root` },
      Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
      Resource: '*',
      Condition: { StringEquals: { 'kms:CallerAccount': account, 'kms:ViaService': `sqs.${region}.${dnsSuffix}` } },
    },
    {
      // EventBridge files what it could not deliver, for rules of this account only.
      Sid: 'FileUndelivered',
      Effect: 'Allow',
      Principal: { Service: 'events.amazonaws.com' },
      Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
      Resource: '*',
      Condition: { StringEquals: { 'aws:SourceAccount': account } },
    },
  ];
  return new KmsKey(scope, 'operations-key', {
    description: `Log and failed requests of replication of ${vault.vaultName}`,
    enableKeyRotation: true,
    rotationPeriodInDays: 365,
    deletionWindowInDays: 30,
    policy: render(statements),
    tags: vault._tags,
  });
}
