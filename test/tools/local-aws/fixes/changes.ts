import {
  CreateEventBusCommand,
  EventBridgeClient,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
  type Target,
} from '@aws-sdk/client-eventbridge';
import { DeleteParameterCommand, LabelParameterVersionCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { eventually, queue } from './arrivals';
import { type ClientSettings, fault, outcome } from './fault';
import { jsonCall } from '../json-call';

const ROLE = 'arn:aws:iam::123456789012:role/states';

async function ruleFor(
  settings: ClientSettings,
  name: string,
  pattern: object,
  target: Omit<Target, 'Id'>,
  EventBusName = 'default',
): Promise<EventBridgeClient> {
  const events = new EventBridgeClient(settings);
  // A bus of its own where others have rules that stock moto fails at.
  if (EventBusName !== 'default') await events.send(new CreateEventBusCommand({ Name: EventBusName }));
  await events.send(new PutRuleCommand({ Name: name, EventBusName, EventPattern: JSON.stringify(pattern) }));
  await events.send(new PutTargetsCommand({ Rule: name, EventBusName, Targets: [{ Id: 'target', ...target }] }));
  return events;
}

const parsed = (bodies: readonly string[]) => bodies.map((body) => JSON.parse(body) as object);

const machine = (settings: ClientSettings, name: string, state: object, more: object = {}) =>
  jsonCall<{ stateMachineArn: string }>(settings, 'states', 'CreateStateMachine', {
    name,
    roleArn: ROLE,
    definition: JSON.stringify({ StartAt: 'Only', States: { Only: { ...state, End: true } } }),
    ...more,
  });

export const CHANGES = [
  fault({
    fix: 'ssm-change-events',
    behaviour: 'EventBridge is told of each change of a parameter, and of no value',
    observe: async (settings) => {
      const received = await queue(settings, 'told');
      const pattern = { source: ['aws.ssm'], detail: { name: ['/told/key'] } };
      const events = await ruleFor(settings, 'told', pattern, { Arn: 'arn:aws:sqs:us-east-1:123456789012:told' });
      const ssm = new SSMClient(settings);
      const put = (Name: string) =>
        ssm.send(new PutParameterCommand({ Name, Value: 'CANARY-told', Type: 'SecureString', Overwrite: true }));
      await put('/told/key');
      await put('/told/key');
      await put('/told/other');
      await ssm.send(new LabelParameterVersionCommand({ Name: '/told/key', ParameterVersion: 2, Labels: ['current'] }));
      await ssm.send(new DeleteParameterCommand({ Name: '/told/key' }));
      const messages = parsed(await received());
      ssm.destroy();
      events.destroy();
      if (JSON.stringify(messages).includes('CANARY')) throw new Error('a value is told');
      return messages.map((message) => (message as { detail: object }).detail);
    },
    onStock: [] as object[],
    mended: ['Create', 'Update', 'LabelParameterVersion', 'Delete'].map((operation) => ({
      operation,
      name: '/told/key',
      type: 'SecureString',
    })) as object[],
  }),
  fault({
    fix: 'events-state-machines',
    behaviour: 'a rule starts a state machine with the constant input of its target',
    observe: async (settings) => {
      const { stateMachineArn } = await machine(settings, 'started', { Type: 'Pass' });
      const target = { Arn: stateMachineArn, RoleArn: ROLE, Input: '{"why":"changed"}' };
      const events = await ruleFor(settings, 'started', { source: ['started'] }, target, 'starting');
      const entry = { Source: 'started', DetailType: 'Changed', Detail: '{}', EventBusName: 'starting' };
      const put = await outcome(events.send(new PutEventsCommand({ Entries: [entry] })));
      events.destroy();
      if (typeof put === 'string') return 'refused';
      const list = () => jsonCall<{ executions: { executionArn: string }[] }>(settings, 'states', 'ListExecutions', { stateMachineArn });
      const executionArn = await eventually(async () => (await list()).executions[0]?.executionArn, 'none');
      return (await jsonCall<{ input: string }>(settings, 'states', 'DescribeExecution', { executionArn })).input;
    },
    onStock: 'refused',
    mended: '{"why":"changed"}',
  }),
  fault({
    fix: 'events-quotes-in-templates',
    behaviour: 'an input transformer puts a text in quotes where the template has none',
    observe: async (settings) => {
      const received = await queue(settings, 'quoted');
      const transformer = {
        InputPathsMap: { name: '$.detail.name' },
        InputTemplate: '{"changed": {"name": <name>}, "in words": "<name>"}',
      };
      const target = { Arn: 'arn:aws:sqs:us-east-1:123456789012:quoted', InputTransformer: transformer };
      const events = await ruleFor(settings, 'quoted', { source: ['quoted'] }, target, 'quoting');
      const entry = { Source: 'quoted', DetailType: 'Quoted', Detail: '{"name":"/api/key"}', EventBusName: 'quoting' };
      await events.send(new PutEventsCommand({ Entries: [entry] })).catch(() => undefined);
      events.destroy();
      return parsed(await received());
    },
    onStock: [] as object[],
    mended: [{ changed: { name: '/api/key' }, 'in words': '/api/key' }] as object[],
  }),
  fault({
    fix: 'events-time-in-templates',
    behaviour: 'an input transformer has the time of an event as a text',
    observe: async (settings) => {
      const received = await queue(settings, 'timed');
      const transformer = { InputPathsMap: { time: '$.time' }, InputTemplate: '{"at": "<time>"}' };
      const target = { Arn: 'arn:aws:sqs:us-east-1:123456789012:timed', InputTransformer: transformer };
      const events = await ruleFor(settings, 'timed', { source: ['timed'] }, target, 'timing');
      const Time = new Date('2026-11-28T10:00:00Z');
      const entry = { Source: 'timed', DetailType: 'Timed', Detail: '{}', EventBusName: 'timing', Time };
      await events.send(new PutEventsCommand({ Entries: [entry] }));
      events.destroy();
      return parsed(await received());
    },
    onStock: [{ at: '1795860000' }] as object[],
    mended: [{ at: '2026-11-28T10:00:00Z' }] as object[],
  }),
  fault({
    fix: 'stepfunctions-run-as-roles',
    behaviour: 'a state machine runs, and calls AWS as a session of its role',
    observe: async (settings, aws) => {
      const { stateMachineArn } = await machine(settings, 'tagging', {
        Type: 'Task',
        Resource: 'arn:aws:states:::aws-sdk:ssm:putParameter',
        Parameters: { Name: '/made/by-a-machine', Value: 'x', Type: 'String' },
      });
      await jsonCall(settings, 'states', 'StartExecution', { stateMachineArn });
      const made = () => Promise.resolve(aws.requests().find(({ name }) => name === '/made/by-a-machine'));
      const request = await eventually(made, undefined, 5_000);
      if (!request) return 'it does not run';
      return request.accessKeyId === settings.credentials.accessKeyId ? 'as root' : `as a session: ${request.status}`;
    },
    onStock: 'it does not run',
    mended: 'as a session: 200',
  }),
  fault({
    fix: 'stepfunctions-type',
    behaviour: 'a state machine keeps its type',
    observe: async (settings) => {
      const { stateMachineArn } = await machine(settings, 'express', { Type: 'Pass' }, { type: 'EXPRESS' });
      return (await jsonCall<{ type: string }>(settings, 'states', 'DescribeStateMachine', { stateMachineArn })).type;
    },
    onStock: 'STANDARD',
    mended: 'EXPRESS',
  }),
  fault({
    fix: 'stepfunctions-validate',
    behaviour: 'a definition is validated before there is a state machine',
    observe: async (settings) => {
      const validate = async (definition: object) => {
        const body = { definition: JSON.stringify(definition) };
        const answer = await outcome(jsonCall<{ result: string }>(settings, 'states', 'ValidateStateMachineDefinition', body));
        return typeof answer === 'string' ? answer : answer.result;
      };
      return [await validate({ StartAt: 'Only', States: { Only: { Type: 'Pass', End: true } } }), await validate({ StartAt: 'Only' })];
    },
    onStock: ['Error', 'Error'],
    mended: ['OK', 'FAIL'],
  }),
  fault({
    fix: 'stepfunctions-versions',
    behaviour: 'versions of a state machine are listed',
    observe: async (settings) => {
      const { stateMachineArn } = await machine(settings, 'versions', { Type: 'Pass' }, { publish: true });
      const list = jsonCall<{ stateMachineVersions: object[] }>(settings, 'states', 'ListStateMachineVersions', { stateMachineArn });
      const answer = await outcome(list);
      return typeof answer === 'string' ? answer : answer.stateMachineVersions.length;
    },
    onStock: 'Error' as string | number,
    mended: 1,
  }),
];
