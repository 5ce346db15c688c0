import { SnsTopic } from '@cdktf/provider-aws/lib/sns-topic';
import { SnsTopicPolicy } from '@cdktf/provider-aws/lib/sns-topic-policy';
import { SqsQueue } from '@cdktf/provider-aws/lib/sqs-queue';
import { SqsQueuePolicy } from '@cdktf/provider-aws/lib/sqs-queue-policy';
import { Construct } from 'constructs';
import { render } from '../access/policy-document';
import { boundedName } from '../naming/rotation-names';
import { AwsEnvironment } from '../terraform/aws-environment';
import type { SecretVault } from '../vault';

const KEPT_SECONDS = 14 * 86_400;
const KEY_REUSE_SECONDS = 3600;

/**
 * Where a rotator's failures go: a queue for requests that were given up, and a topic for people.
 *
 * @internal
 */
export class RotatorMessages extends Construct {
  public readonly queue: SqsQueue;
  public readonly topic: SnsTopic;

  constructor(scope: Construct, id: string, vault: SecretVault, operationsKeyArn: string) {
    super(scope, id);
    const { account } = AwsEnvironment.of(this);
    const encrypted = { kmsMasterKeyId: operationsKeyArn, tags: vault._tags };
    this.queue = new SqsQueue(this, 'queue', { ...encrypted, name: boundedName(vault.vaultName, '-rotator-failed', 80), kmsDataKeyReusePeriodSeconds: KEY_REUSE_SECONDS, messageRetentionSeconds: KEPT_SECONDS });
    new SqsQueuePolicy(this, 'queue-policy', {
      queueUrl: this.queue.url,
      policy: render([{ Sid: 'TlsOnly', Effect: 'Deny', Principal: { AWS: '*' }, Action: 'sqs:*', Resource: this.queue.arn, Condition: { Bool: { 'aws:SecureTransport': 'false' } } }]),
    });
    this.topic = new SnsTopic(this, 'topic', { ...encrypted, name: `${vault.vaultName}-rotation` });
    new SnsTopicPolicy(this, 'topic-policy', {
      arn: this.topic.arn,
      policy: render([
        { Sid: 'AlarmsOfThisAccount', Effect: 'Allow', Principal: { Service: 'cloudwatch.amazonaws.com' }, Action: 'sns:Publish', Resource: this.topic.arn, Condition: { StringEquals: { 'aws:SourceAccount': account } } },
        { Sid: 'TlsOnly', Effect: 'Deny', Principal: { AWS: '*' }, Action: 'sns:Publish', Resource: this.topic.arn, Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
      ]),
    });
  }
}
