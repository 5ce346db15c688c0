import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import {
  CreateFunctionCommand,
  GetFunctionConfigurationCommand,
  GetFunctionEventInvokeConfigCommand,
  InvokeCommand,
  LambdaClient,
  PutFunctionEventInvokeConfigCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
  UpdateFunctionEventInvokeConfigCommand,
} from '@aws-sdk/client-lambda';
import { ClientSettings, outcome, fault } from './fault';
import { archive } from '../../../../tools/package/archive';

// The smallest zip file: an empty one.
const EMPTY_ZIP = Buffer.from('504b0506000000000000000000000000000000000000', 'hex');

const KMSKeyArn = 'arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555';
const DeadLetterConfig = { TargetArn: 'arn:aws:sqs:us-east-1:123456789012:dead-letters' };

async function createFunction(settings: ClientSettings, FunctionName: string): Promise<LambdaClient> {
  const iam = new IAMClient(settings);
  const { Role } = await iam.send(
    new CreateRoleCommand({ RoleName: FunctionName, AssumeRolePolicyDocument: '{"Version":"2012-10-17","Statement":[]}' }),
  );
  const lambda = new LambdaClient(settings);
  await lambda.send(
    new CreateFunctionCommand({
      FunctionName,
      Role: Role!.Arn,
      Runtime: 'nodejs22.x',
      Handler: 'index.handler',
      Code: { ZipFile: EMPTY_ZIP },
      KMSKeyArn,
      DeadLetterConfig,
      LoggingConfig: { LogFormat: 'JSON' },
    }),
  );
  return lambda;
}

async function configuration(lambda: LambdaClient, FunctionName: string) {
  const found = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
  return {
    key: found.KMSKeyArn,
    deadLetters: found.DeadLetterConfig?.TargetArn,
    logging: found.LoggingConfig && { format: found.LoggingConfig.LogFormat, group: found.LoggingConfig.LogGroup },
    tracing: found.TracingConfig?.Mode,
    storage: found.EphemeralStorage?.Size,
  };
}

export const LAMBDA = [
  fault({
    fix: 'lambda-configuration',
    behaviour: 'a function keeps its key, dead-letter queue and logging, and takes changes of tracing and storage',
    observe: async (settings) => {
      const lambda = await createFunction(settings, 'configured');
      const created = await configuration(lambda, 'configured');
      await lambda.send(
        new UpdateFunctionConfigurationCommand({
          FunctionName: 'configured',
          KMSKeyArn: '',
          DeadLetterConfig: { TargetArn: '' },
          TracingConfig: { Mode: 'Active' },
          EphemeralStorage: { Size: 1024 },
        }),
      );
      return { created, updated: await configuration(lambda, 'configured') };
    },
    onStock: {
      created: { key: undefined, deadLetters: undefined, logging: undefined, tracing: 'PassThrough', storage: 512 },
      updated: { key: undefined, deadLetters: undefined, logging: undefined, tracing: 'PassThrough', storage: 512 },
    },
    mended: {
      created: {
        key: KMSKeyArn,
        deadLetters: DeadLetterConfig.TargetArn,
        logging: { format: 'JSON', group: '/aws/lambda/configured' },
        tracing: 'PassThrough',
        storage: 512,
      },
      updated: {
        key: undefined,
        deadLetters: undefined,
        logging: { format: 'JSON', group: '/aws/lambda/configured' },
        tracing: 'Active',
        storage: 1024,
      },
    },
  }),
  fault({
    fix: 'lambda-event-invoke-config',
    behaviour: 'putting an event invoke configuration replaces it, and updating it changes what is named',
    observe: async (settings) => {
      const FunctionName = 'invoked-by-events';
      const lambda = await createFunction(settings, FunctionName);
      const found = async () => {
        const config = await lambda.send(new GetFunctionEventInvokeConfigCommand({ FunctionName }));
        return [config.MaximumRetryAttempts, config.MaximumEventAgeInSeconds];
      };
      await lambda.send(new PutFunctionEventInvokeConfigCommand({ FunctionName, MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 600 }));
      const update = await outcome(lambda.send(new UpdateFunctionEventInvokeConfigCommand({ FunctionName, MaximumRetryAttempts: 1 })));
      const updated = await found();
      await lambda.send(new PutFunctionEventInvokeConfigCommand({ FunctionName, MaximumRetryAttempts: 0 }));
      return { readable: typeof update !== 'string', updated, replaced: await found() };
    },
    onStock: { readable: false, updated: [2, 600], replaced: [2, 600] },
    mended: { readable: true, updated: [1, 600], replaced: [0, undefined] },
  }),
  fault({
    fix: 'lambda-without-docker',
    behaviour: 'a function runs as its role, with its environment, and logs',
    observe: async (settings) => {
      const code =
        'exports.handler = async (event, context) => { console.log("seen", event.step); if (event.fail) throw new TypeError("no"); ' +
        'return { step: event.step, stage: process.env.STAGE, key: process.env.AWS_ACCESS_KEY_ID.slice(0, 4), time: ' +
        'context.getRemainingTimeInMillis() > 1000 }; };';
      const lambda = await createFunction(settings, 'running');
      await lambda.send(
        new UpdateFunctionCodeCommand({
          FunctionName: 'running',
          ZipFile: await archive([{ name: 'index.js', content: Buffer.from(code), executable: false }]),
        }),
      );
      await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: 'running', Environment: { Variables: { STAGE: 'dev' } } }));
      const invoke = async (event: object) => {
        const answer = await outcome(
          lambda.send(new InvokeCommand({ FunctionName: 'running', Payload: Buffer.from(JSON.stringify(event)) })),
        );
        const text = typeof answer === 'string' ? '' : Buffer.from(answer.Payload!).toString();
        return typeof answer === 'string' || !text.startsWith('{')
          ? undefined
          : { error: answer.FunctionError, payload: JSON.parse(text) as unknown };
      };
      const [good, bad] = [await invoke({ step: 1 }), await invoke({ fail: true })];
      const logged = await outcome(
        new CloudWatchLogsClient(settings).send(new FilterLogEventsCommand({ logGroupName: '/aws/lambda/running' })),
      );
      return { good, bad, logged: typeof logged !== 'string' && logged.events!.some(({ message }) => message === 'seen 1') };
    },
    onStock: { good: undefined, bad: undefined, logged: false },
    mended: {
      good: { error: undefined, payload: { step: 1, stage: 'dev', key: 'ASIA', time: true } },
      bad: { error: 'Unhandled', payload: { errorType: 'TypeError', errorMessage: 'no' } },
      logged: true,
    },
  }),
  fault({
    fix: 'lambda-without-docker',
    behaviour: 'Invoke of any other function answers on a machine without Docker',
    observe: async (settings) => {
      const lambda = await createFunction(settings, 'invoked');
      const answer = await outcome(lambda.send(new InvokeCommand({ FunctionName: 'invoked', Payload: Buffer.from('{"step":1}') })));
      return typeof answer !== 'string' && Buffer.from(answer.Payload!).toString() === '{"step":1}';
    },
    onStock: false,
    mended: true,
  }),
];
