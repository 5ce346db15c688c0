import { setTimeout as sleep } from 'node:timers/promises';
import { CloudTrailClient, CreateTrailCommand, PutEventSelectorsCommand, StartLoggingCommand } from '@aws-sdk/client-cloudtrail';
import { CloudWatchLogsClient, CreateLogGroupCommand, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import type { Deployment } from './deployment';

const REGION = 'eu-west-1';
const LOG_GROUP = 'account-trail';

function client<C>({ aws }: Deployment, type: new (settings: never) => C): C {
  return new type({ region: REGION, endpoint: aws.endpoint, credentials: aws.credentials } as never);
}

/** The trail that an account has anyway: of management events, reads among them, into a log group. */
export async function makeAccountTrail(deployment: Deployment): Promise<void> {
  await deployment.s3.send(new CreateBucketCommand({ Bucket: LOG_GROUP, CreateBucketConfiguration: { LocationConstraint: REGION } }));
  await client(deployment, CloudWatchLogsClient).send(new CreateLogGroupCommand({ logGroupName: LOG_GROUP }));
  const trail = client(deployment, CloudTrailClient);
  const CloudWatchLogsLogGroupArn = `arn:aws:logs:${REGION}:123456789012:log-group:${LOG_GROUP}:*`;
  const CloudWatchLogsRoleArn = 'arn:aws:iam::123456789012:role/trail';
  await trail.send(new CreateTrailCommand({ Name: LOG_GROUP, S3BucketName: LOG_GROUP, CloudWatchLogsLogGroupArn, CloudWatchLogsRoleArn }));
  const management = { FieldSelectors: [{ Field: 'eventCategory', Equals: ['Management'] }] };
  await trail.send(new PutEventSelectorsCommand({ TrailName: LOG_GROUP, AdvancedEventSelectors: [management] }));
  await trail.send(new StartLoggingCommand({ Name: LOG_GROUP }));
}

/** Rotates what can be rotated, hands everything since the first request to the watcher, and expects it to tell nobody of anything. */
export async function expectQuiet(deployment: Deployment, stage: string): Promise<void> {
  const lambda = client(deployment, LambdaClient);
  const invoke = async (name: string, payload: object) => {
    const FunctionName = `acme-${stage}-${name}`;
    const { FunctionError } = await lambda.send(new InvokeCommand({ FunctionName, Payload: Buffer.from(JSON.stringify(payload)) }));
    return FunctionError;
  };
  for (const rotate of ['/web/session_key', '/artifacts/aws_credentials']) expect(await invoke('rotator', { rotate })).toBeUndefined();
  expect(await invoke('audit-watcher', { heartbeat: true })).toBeUndefined();
  await deployment.aws.deliverTrail();

  const logs = client(deployment, CloudWatchLogsClient);
  let lines: readonly Record<string, unknown>[] = [];
  const changedBy = () => [
    ...new Set(lines.filter(({ message }) => message === 'SecretChanged').map(({ principal }) => String(principal).split('/').pop())),
  ];
  // The batches of records are judged side by side: the one with the heartbeat need not be the last. Once all that is expected is
  // there, and nothing new comes any more, all of them are through.
  for (let waited = 0, quiet = 0; waited < 120_000 && quiet < 3000; waited += 500) {
    await sleep(500);
    const logGroupName = `/aws/lambda/acme-${stage}-audit-watcher`;
    const { events = [] } = await logs.send(new FilterLogEventsCommand({ logGroupName, limit: 10_000 }));
    const isThrough = changedBy().length > 1 && lines.some(({ WatcherHeartbeats: beats }) => beats === 1);
    quiet = isThrough && events.length === lines.length ? quiet + 500 : 0;
    lines = events.map(({ message }) => JSON.parse(message!) as Record<string, unknown>);
  }
  expect(lines.filter(({ level }) => level === 'WARN' || level === 'ERROR')).toEqual([]);
  expect(changedBy().sort()).toEqual([`acme-${stage}-rotator`, `acme-${stage}-terraform`]);
}
