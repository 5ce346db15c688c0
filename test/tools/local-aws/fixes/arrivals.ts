import { setTimeout as sleep } from 'node:timers/promises';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { ClientSettings } from './fault';

/** Makes a queue. @returns what takes the messages that are in it, at most ten */
export async function queue(settings: ClientSettings, QueueName: string): Promise<() => Promise<string[]>> {
  const sqs = new SQSClient(settings);
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName }));
  return async () => {
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 0 }));
    sqs.destroy();
    return Messages.map(({ Body }) => Body!);
  };
}

/** What is there at last, if only after a moment. */
export async function eventually<T>(look: () => Promise<T | undefined>, otherwise: T, withinMs = 10_000): Promise<T> {
  for (const until = Date.now() + withinMs; Date.now() < until;) {
    const found = await look();
    if (found !== undefined) return found;
    await sleep(50);
  }
  return otherwise;
}
