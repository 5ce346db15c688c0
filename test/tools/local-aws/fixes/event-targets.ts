import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  CreateEventBusCommand,
  EventBridgeClient,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
  type Target,
} from '@aws-sdk/client-eventbridge';
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { CreateFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { eventually, queue } from './arrivals';
import { type ClientSettings, fault } from './fault';
import { archive } from '../../../../tools/package/archive';

const ARN = (service: string, name: string) => `arn:aws:${service}:us-east-1:123456789012:${name}`;

/** Sends an event on a bus of its own, since stock moto fails at the rule. @returns whether it was taken */
async function send(settings: ClientSettings, name: string, target: Omit<Target, 'Id'>): Promise<boolean> {
  const events = new EventBridgeClient(settings);
  await events.send(new CreateEventBusCommand({ Name: name }));
  const EventPattern = JSON.stringify({ source: [name] });
  await events.send(new PutRuleCommand({ Name: name, EventBusName: name, EventPattern }));
  await events.send(new PutTargetsCommand({ Rule: name, EventBusName: name, Targets: [{ Id: 'target', ...target }] }));
  const entry = { Source: name, DetailType: 'Told', Detail: '{"who":"ada"}', EventBusName: name };
  const isTaken = await events.send(new PutEventsCommand({ Entries: [entry] })).then(
    () => true,
    () => false,
  );
  events.destroy();
  return isTaken;
}

/** A function that logs what it is invoked with. */
async function loggingFunction(settings: ClientSettings, FunctionName: string): Promise<void> {
  const [lambda, iam] = [new LambdaClient(settings), new IAMClient(settings)];
  const trust = { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' };
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [trust] });
  await iam.send(new CreateRoleCommand({ RoleName: FunctionName, AssumeRolePolicyDocument }));
  const content = Buffer.from('exports.handler = async (event) => console.log(JSON.stringify(event));');
  const ZipFile = await archive([{ name: 'index.js', content, executable: false }]);
  await lambda.send(
    new CreateFunctionCommand({
      FunctionName,
      Runtime: 'nodejs22.x',
      Role: `arn:aws:iam::123456789012:role/${FunctionName}`,
      Handler: 'index.handler',
      Code: { ZipFile },
    }),
  );
  lambda.destroy();
  iam.destroy();
}

export const EVENT_TARGETS = [
  fault({
    fix: 'events-topics-and-functions',
    behaviour: 'a rule publishes to a topic what its target makes of an event',
    observe: async (settings) => {
      const received = await queue(settings, 'told-by-topic');
      const sns = new SNSClient(settings);
      const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'told-by-rule' }));
      await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: ARN('sqs', 'told-by-topic') }));
      const InputTransformer = { InputPathsMap: { who: '$.detail.who' }, InputTemplate: '{"what":"<who> was here"}' };
      const isTaken = await send(settings, 'topics', { Arn: TopicArn, InputTransformer });
      sns.destroy();
      return isTaken ? (JSON.parse((await received())[0]!) as { Message: string }).Message : 'nothing';
    },
    onStock: 'nothing',
    mended: '{"what": "ada was here"}',
  }),
  fault({
    fix: 'events-topics-and-functions',
    behaviour: 'a rule invokes a function with the event',
    observe: async (settings) => {
      await loggingFunction(settings, 'told-by-rule');
      if (!(await send(settings, 'functions', { Arn: ARN('lambda', 'function:told-by-rule') }))) return 'nothing';
      const logs = new CloudWatchLogsClient(settings);
      const look = new FilterLogEventsCommand({ logGroupName: '/aws/lambda/told-by-rule' });
      const line = await eventually(
        () =>
          logs.send(look).then(
            ({ events }) => events?.[0]?.message,
            () => undefined,
          ),
        'nothing',
      );
      logs.destroy();
      const { source, detail, time } = JSON.parse(line) as { source: string; detail: object; time: unknown };
      return { source, detail, time: typeof time };
    },
    onStock: 'nothing' as string | object,
    mended: { source: 'functions', detail: { who: 'ada' }, time: 'string' },
  }),
  fault({
    fix: 'events-absent-in-templates',
    behaviour: 'an input transformer leaves out what the event does not have',
    observe: async (settings) => {
      const received = await queue(settings, 'absent');
      const InputTransformer = {
        InputPathsMap: { who: '$.detail.who', where: '$.detail.place.town' },
        InputTemplate: '{"what": "<who> from <where>"}',
      };
      await send(settings, 'absent', { Arn: ARN('sqs', 'absent'), InputTransformer });
      return received();
    },
    onStock: ['{"what": "ada from <where>"}'],
    mended: ['{"what": "ada from "}'],
  }),
];
