import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DescribeMetricFiltersCommand,
  FilterLogEventsCommand,
  PutLogEventsCommand,
  PutMetricFilterCommand,
  PutSubscriptionFilterCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { CreateFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { ClientSettings, fault, outcome } from './fault';
import { archive } from '../../../../tools/package/archive';

const SUBSCRIBER =
  'exports.handler = async ({ awslogs }) => { const data = JSON.parse(require("zlib").gunzipSync(Buffer.from(awslogs.data, "base64"))); ' +
  'console.log(data.logGroup, data.subscriptionFilters[0], data.logEvents[0].message); };';

async function subscribe(settings: ClientSettings, logGroupName: string): Promise<void> {
  const trust = '{"Version":"2012-10-17","Statement":[]}';
  const { Role } = await new IAMClient(settings).send(new CreateRoleCommand({ RoleName: 'subscriber', AssumeRolePolicyDocument: trust }));
  const { FunctionArn: destinationArn } = await new LambdaClient(settings).send(
    new CreateFunctionCommand({
      FunctionName: 'subscriber',
      Role: Role!.Arn,
      Runtime: 'nodejs22.x',
      Handler: 'index.handler',
      Code: { ZipFile: await archive([{ name: 'index.js', content: Buffer.from(SUBSCRIBER), executable: false }]) },
    }),
  );
  const filter = { logGroupName, filterName: 'all', filterPattern: '', destinationArn };
  await new CloudWatchLogsClient(settings).send(new PutSubscriptionFilterCommand(filter));
}

/** The first line of a log group, as soon as there is one. */
async function firstLine(logs: CloudWatchLogsClient, logGroupName: string): Promise<string | undefined> {
  const end = Date.now() + 10_000;
  while (Date.now() < end) {
    const found = await outcome(logs.send(new FilterLogEventsCommand({ logGroupName })));
    if (typeof found !== 'string' && found.events!.length > 0) return found.events![0].message;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return undefined;
}

export const LOGS = [
  fault({
    fix: 'logs-metric-filter-update',
    behaviour: 'PutMetricFilter replaces the filter of that name in that log group, and no other',
    observe: async (settings) => {
      const logs = new CloudWatchLogsClient(settings);
      const put = (logGroupName: string, filterPattern: string) =>
        logs.send(
          new PutMetricFilterCommand({
            logGroupName,
            filterName: 'denied',
            filterPattern,
            metricTransformations: [{ metricName: 'denied', metricNamespace: 'coffer', metricValue: '1' }],
          }),
        );
      await logs.send(new CreateLogGroupCommand({ logGroupName: 'trail' }));
      await logs.send(new CreateLogGroupCommand({ logGroupName: 'other' }));
      await put('other', 'unrelated');
      await put('trail', 'before');
      await put('trail', 'after');
      const { metricFilters } = await logs.send(new DescribeMetricFiltersCommand({}));
      return metricFilters!.map((filter) => filter.filterPattern).sort();
    },
    onStock: ['after', 'before', 'unrelated'],
    mended: ['after', 'unrelated'],
  }),
  fault({
    fix: 'logs-subscribed-functions',
    behaviour: 'a function that is subscribed to a log group is invoked with what is put there, and does not keep it from being taken',
    observe: async (settings) => {
      const logs = new CloudWatchLogsClient(settings);
      const stream = { logGroupName: 'subscribed', logStreamName: 'one' };
      await logs.send(new CreateLogGroupCommand({ logGroupName: 'subscribed' }));
      await logs.send(new CreateLogStreamCommand(stream));
      await subscribe(settings, 'subscribed');
      const put = new PutLogEventsCommand({ ...stream, logEvents: [{ timestamp: Date.now(), message: 'CANARY-subscribed' }] });
      const taken = typeof (await outcome(logs.send(put))) === 'object';
      return { taken, received: (await firstLine(logs, '/aws/lambda/subscriber')) === 'subscribed all CANARY-subscribed' };
    },
    onStock: { taken: true, received: false },
    mended: { taken: true, received: true },
  }),
];
