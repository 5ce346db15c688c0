import { KmsAlias } from '@cdktf/provider-aws/lib/kms-alias';
import { KmsKey } from '@cdktf/provider-aws/lib/kms-key';
import { Construct } from 'constructs';
import { replicatorName, rotatorName } from '../contracts/function-names';
import { administration } from '../iam/key-policy';
import { render } from '../iam/policy-document';
import type { SecretVault } from '../secret-vault';
import { AwsEnvironment } from '../terraform/aws-environment';

/** Services that use the key for what they store, on behalf of whoever may in IAM. */
const ON_BEHALF: readonly string[] = ['lambda', 'scheduler', 'sns', 'sqs'];

/**
 * The KMS key of what a vault runs, and not of what it keeps: logs, queues, topics, schedules and settings of functions,
 * none of which hold a value. So no service has any access to the key of the secrets.
 *
 * @internal
 */
export class OperationsKey extends Construct {
  public readonly arn: string;

  constructor(scope: Construct, id: string, vault: SecretVault) {
    super(scope, id);
    const { partition, region, account, dnsSuffix } = AwsEnvironment.of(this);
    const root = { AWS: `arn:${partition}:iam::${account}:root` };
    const functions = [rotatorName(vault.vaultName), replicatorName(vault.vaultName)];
    const ofThisAccount = { StringEquals: { 'aws:SourceAccount': account } };
    const key = new KmsKey(this, 'key', {
      description: `What ${vault.vaultName} runs: logs, queues, topics, schedules`,
      enableKeyRotation: true,
      rotationPeriodInDays: 365,
      deletionWindowInDays: 30,
      policy: render([
        administration({ partition, account }),
        {
          Sid: 'UseThroughServices',
          Effect: 'Allow',
          Principal: root,
          Action: ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey'],
          Resource: '*',
          Condition: { StringEquals: { 'kms:CallerAccount': account, 'kms:ViaService': ON_BEHALF.map((service) => `${service}.${region}.${dnsSuffix}`) } },
        },
        {
          // Lambda keeps a function's settings readable for itself by a grant (Lambda: Securing environment variables).
          Sid: 'GrantsForFunctions',
          Effect: 'Allow',
          Principal: root,
          Action: 'kms:CreateGrant',
          Resource: '*',
          Condition: { StringEquals: { 'kms:CallerAccount': account, 'kms:ViaService': `lambda.${region}.${dnsSuffix}` }, Bool: { 'kms:GrantIsForAWSResource': 'true' } },
        },
        {
          Sid: 'Logs',
          Effect: 'Allow',
          Principal: { Service: `logs.${region}.${dnsSuffix}` },
          Action: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:GenerateDataKeyWithoutPlaintext', 'kms:ReEncryptFrom', 'kms:ReEncryptTo'],
          Resource: '*',
          Condition: { ArnEquals: { 'kms:EncryptionContext:aws:logs:arn': functions.map((name) => `arn:${partition}:logs:${region}:${account}:log-group:/aws/lambda/${name}`) } },
        },
        {
          Sid: 'AlarmsAndRules',
          Effect: 'Allow',
          Principal: { Service: ['cloudwatch.amazonaws.com', 'events.amazonaws.com'] },
          Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
          Resource: '*',
          Condition: ofThisAccount,
        },
      ]),
      tags: vault._tags,
    });
    this.arn = key.arn;
    new KmsAlias(this, 'alias', { name: `alias/${vault.vaultName}-operations`, targetKeyId: key.arn });
  }
}
