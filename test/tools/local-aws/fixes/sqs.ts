import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  QueueAttributeName,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { fault } from './fault';

async function attribute(sqs: SQSClient, QueueUrl: string, name: QueueAttributeName): Promise<string | undefined> {
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [name] }));
  return Attributes?.[name];
}

const RedrivePolicy = '{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:123456789012:dead-letters","maxReceiveCount":3}';

export const SQS = [
  fault({
    fix: 'sqs-redrive-policy-whitespace',
    behaviour: 'RedrivePolicy comes back byte for byte',
    observe: async (settings) => {
      const sqs = new SQSClient(settings);
      await sqs.send(new CreateQueueCommand({ QueueName: 'dead-letters' }));
      const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'queue', Attributes: { RedrivePolicy } }));
      return attribute(sqs, QueueUrl!, 'RedrivePolicy');
    },
    onStock: RedrivePolicy.replace(/([:,])"/g, '$1 "').replace(':3', ': 3'),
    mended: RedrivePolicy,
  }),
  fault({
    fix: 'sqs-keep-policy',
    behaviour: 'setting another attribute leaves the queue policy in place',
    observe: async (settings) => {
      const sqs = new SQSClient(settings);
      const Policy =
        '{"Version":"2012-10-17","Statement":[{"Sid":"keep","Effect":"Deny","Principal":"*","Action":"sqs:*","Resource":"*"}]}';
      const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'with-policy', Attributes: { Policy } }));
      await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { VisibilityTimeout: '60' } }));
      const changed = await attribute(sqs, QueueUrl!, 'VisibilityTimeout');
      const kept = (await attribute(sqs, QueueUrl!, 'Policy'))?.includes('"keep"') ?? false;
      await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy: '' } }));
      return { changed, kept, removable: (await attribute(sqs, QueueUrl!, 'Policy')) === undefined };
    },
    onStock: { changed: '60', kept: false, removable: true },
    mended: { changed: '60', kept: true, removable: true },
  }),
];
