import { SnsTopic } from '@cdktf/provider-aws/lib/sns-topic';
import { SnsTopicPolicy } from '@cdktf/provider-aws/lib/sns-topic-policy';
import { Construct } from 'constructs';
import { alarmsOfThisAccount, tlsOnly } from '../functions/topic-statements';
import { render } from '../iam/policy-document';
import { AwsEnvironment } from '../terraform/aws-environment';
import type { DeclaringVault } from '../vault/declaring-vault';
import { OperationsKey } from '../vault/operations-key';

/**
 * The topic that tells people of failures, overdue secrets and reminders of a vault.
 *
 * @internal
 */
export class RotationTopic extends Construct {
  public readonly arn: string;

  constructor(scope: Construct, id: string, vault: DeclaringVault) {
    super(scope, id);
    const { account } = AwsEnvironment.of(this);
    const topic = new SnsTopic(this, 'Default', {
      name: `${vault.vaultName}-rotation`,
      kmsMasterKeyId: OperationsKey.part.getOrCreate(vault).arn,
      tags: vault.tags,
    });
    this.arn = topic.arn;
    new SnsTopicPolicy(this, 'policy', {
      arn: topic.arn,
      policy: render([alarmsOfThisAccount(topic.arn, account), tlsOnly(topic.arn)]),
    });
  }
}
