import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { CreateQueueCommand, GetQueueAttributesCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { LocalAws } from '../../../tools/local-aws/local-aws';

/** An event as its subscribers get it. */
export interface HeardEvent {
  readonly kind: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** A queue that gets the rotator's events, by a rule of EventBridge. */
export class HeardEvents {
  public static async listen(aws: LocalAws, region = 'us-east-1'): Promise<HeardEvents> {
    const settings = { region, endpoint: aws.endpoint, credentials: aws.credentials };
    const [sqs, events] = [new SQSClient(settings), new EventBridgeClient(settings)];
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'heard' }));
    const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
    await events.send(new PutRuleCommand({ Name: 'heard', EventPattern: JSON.stringify({ source: ['coffer'] }) }));
    await events.send(new PutTargetsCommand({ Rule: 'heard', Targets: [{ Id: 'queue', Arn: Attributes!.QueueArn }] }));
    events.destroy();
    return new HeardEvents(sqs, QueueUrl!);
  }

  private constructor(
    private readonly sqs: SQSClient,
    private readonly url: string,
  ) {}

  /** Those that came since the last look. */
  public async heard(): Promise<HeardEvent[]> {
    const heard: HeardEvent[] = [];
    for (;;) {
      const { Messages = [] } = await this.sqs.send(
        new ReceiveMessageCommand({ QueueUrl: this.url, MaxNumberOfMessages: 10, VisibilityTimeout: 600 }),
      );
      if (Messages.length === 0) return heard;
      for (const { Body } of Messages) {
        const event = JSON.parse(Body!) as { 'detail-type': string; detail: Record<string, unknown> };
        heard.push({ kind: event['detail-type'], detail: event.detail });
      }
    }
  }

  public close(): void {
    this.sqs.destroy();
  }
}
