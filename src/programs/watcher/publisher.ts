import { subjectOf, textOfNotice } from './words';
import type { AuditNotice } from '../../contracts/audit/findings';
import { EVENT_SOURCE } from '../../contracts/rotation/events';
import type { AwsClients } from '../aws/clients';

/** Where notices go. */
export interface Publisher {
  toTopic(topicArn: string, notice: AuditNotice, signal: AbortSignal): Promise<void>;
  toEventBus(notice: AuditNotice, signal: AbortSignal): Promise<void>;
}

/** Sends notices to topics and to the default event bus. */
export class AwsPublisher implements Publisher {
  constructor(private readonly aws: AwsClients) {}

  /** @throws AwsCallError if it could not be told */
  public async toTopic(TopicArn: string, notice: AuditNotice, signal: AbortSignal): Promise<void> {
    const { PublishCommand, SNSClient } = await import('@aws-sdk/client-sns');
    const client = await this.aws.client('sns', (config) => Promise.resolve(new SNSClient(config)));
    const command = new PublishCommand({ TopicArn, Subject: subjectOf(notice), Message: textOfNotice(notice) });
    await this.aws.call({ operation: 'Publish', resource: TopicArn, actions: ['sns:Publish'] }, signal, (abortSignal) =>
      client.send(command, { abortSignal }),
    );
  }

  /** @throws AwsCallError if it could not be told */
  public async toEventBus(notice: AuditNotice, signal: AbortSignal): Promise<void> {
    const { EventBridgeClient, PutEventsCommand } = await import('@aws-sdk/client-eventbridge');
    const client = await this.aws.client('eventbridge', (config) => Promise.resolve(new EventBridgeClient(config)));
    const entry = { Source: EVENT_SOURCE, DetailType: notice.kind, Detail: JSON.stringify(notice) };
    await this.aws.call(
      { operation: 'PutEvents', resource: 'the default event bus', actions: ['events:PutEvents'] },
      signal,
      async (abortSignal) => {
        const [answer] = (await client.send(new PutEventsCommand({ Entries: [entry] }), { abortSignal })).Entries ?? [];
        // An entry may fail on its own (EventBridge: PutEvents).
        if (answer?.ErrorCode !== undefined) throw Object.assign(new Error(answer.ErrorMessage ?? ''), { name: answer.ErrorCode });
      },
    );
  }
}
