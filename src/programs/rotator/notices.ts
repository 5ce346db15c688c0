import { reasonOf } from './rotation-error';
import { EVENT_SOURCE, EVENTS_FOR_PEOPLE, type RotationEvent, type RotationEvents } from '../../contracts/rotation/events';
import type { AwsClients } from '../aws/clients';
import type { Log } from '../aws/function-log';

/** Tells what became of rotations: all of it to EventBridge, and what somebody should look at to the vault's topic. */
export class Notices {
  constructor(
    private readonly aws: AwsClients,
    private readonly vault: string,
    private readonly topicArn: string | undefined,
    private readonly log: Log,
  ) {}

  /** @throws AwsCallError where it could not be told */
  public async send<K extends RotationEvent>(kind: K, detail: RotationEvents[K], signal: AbortSignal): Promise<void> {
    const text = JSON.stringify({ vault: this.vault, ...detail });
    await this.toEventBus(kind, text, signal);
    if (EVENTS_FOR_PEOPLE.includes(kind) && this.topicArn !== undefined) await this.toTopic(this.topicArn, kind, text, signal);
  }

  /** Like `send`, for what has failed already: that it could not be told either is only logged. */
  public async trySend<K extends RotationEvent>(kind: K, detail: RotationEvents[K], signal: AbortSignal): Promise<void> {
    try {
      await this.send(kind, detail, signal);
    } catch (error) {
      this.log.error('What went wrong could not be told', reasonOf(error));
    }
  }

  private async toEventBus(DetailType: RotationEvent, Detail: string, signal: AbortSignal): Promise<void> {
    const { EventBridgeClient, PutEventsCommand } = await import('@aws-sdk/client-eventbridge');
    const client = await this.aws.client('eventbridge', (config) => Promise.resolve(new EventBridgeClient(config)));
    await this.aws.call(
      { operation: 'PutEvents', resource: 'the default event bus', actions: ['events:PutEvents'] },
      signal,
      async (abortSignal) => {
        const answer = await client.send(new PutEventsCommand({ Entries: [{ Source: EVENT_SOURCE, DetailType, Detail }] }), {
          abortSignal,
        });
        const [entry] = answer.Entries ?? [];
        // An entry may fail on its own (EventBridge: PutEvents).
        if (entry?.ErrorCode !== undefined) throw Object.assign(new Error(entry.ErrorMessage ?? ''), { name: entry.ErrorCode });
      },
    );
  }

  private async toTopic(TopicArn: string, kind: RotationEvent, Message: string, signal: AbortSignal): Promise<void> {
    const { PublishCommand, SNSClient } = await import('@aws-sdk/client-sns');
    const client = await this.aws.client('sns', (config) => Promise.resolve(new SNSClient(config)));
    const Subject = `${kind} in ${this.vault}`.slice(0, 100);
    await this.aws.call({ operation: 'Publish', resource: TopicArn, actions: ['sns:Publish'] }, signal, (abortSignal) =>
      client.send(new PublishCommand({ TopicArn, Subject, Message }), { abortSignal }),
    );
  }
}
