import { SnsTopic } from '@cdktf/provider-aws/lib/sns-topic';
import { SnsTopicPolicy } from '@cdktf/provider-aws/lib/sns-topic-policy';
import { Construct } from 'constructs';
import { alarmsOfThisAccount, tlsOnly } from '../functions/topic-statements';
import { render } from '../iam/policy-document';
import { serviceUse } from '../iam/service-use';
import { AwsEnvironment } from '../terraform/aws-environment';

/**
 * The topic of an audit: what is about no vault, or about one without a topic, and that the watcher was switched off.
 *
 * @internal
 */
export class AuditTopic extends Construct {
  public readonly arn: string;

  constructor(scope: Construct, id: string, name: string, keyArn: string, ruleArns: readonly string[], tags?: { [key: string]: string }) {
    super(scope, id);
    const { account } = AwsEnvironment.of(this);
    const topic = new SnsTopic(this, 'Default', { name, kmsMasterKeyId: keyArn, tags });
    this.arn = topic.arn;
    new SnsTopicPolicy(this, 'policy', {
      arn: topic.arn,
      policy: render([
        alarmsOfThisAccount(topic.arn, account),
        // The rules that tell what the watcher could not: that it is switched off.
        serviceUse('RulesOfThisAudit', 'events.amazonaws.com', 'sns:Publish', topic.arn, { account, sourceArn: ruleArns }),
        tlsOnly(topic.arn),
      ]),
    });
  }
}
