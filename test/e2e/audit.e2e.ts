import { setTimeout as sleep } from 'node:timers/promises';
import { CloudTrailClient, StopLoggingCommand } from '@aws-sdk/client-cloudtrail';
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, DeleteMessageBatchCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { GetParameterCommand, GetParametersByPathCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { Deployment } from './deployment';
import type { AuditNotice } from '../../src/contracts/audit/findings';

jest.setTimeout(900_000);

const ACCOUNT = '123456789012';
const WATCHER = 'acme-prod-audit-watcher';
const CANARY = 'CANARY-audited-71b';

let deployment: Deployment;
let queueUrl: string;
beforeAll(async () => {
  deployment = await Deployment.of('audit', { role: 'acme-prod-terraform' });
  deployment.begin();
});
afterAll(() => deployment?.close());

const client = <C>(type: new (settings: never) => C, credentials: object = deployment.aws.credentials): C =>
  new type({ region: 'eu-west-1', endpoint: deployment.aws.endpoint, credentials } as never);

/** Parameter Store, for a session of a role. */
async function as(role: string, RoleSessionName: string, SourceIdentity?: string): Promise<SSMClient> {
  const RoleArn = `arn:aws:iam::${ACCOUNT}:role/${role}`;
  const { Credentials } = await client(STSClient).send(new AssumeRoleCommand({ RoleArn, RoleSessionName, SourceIdentity }));
  const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, SessionToken: sessionToken } = Credentials!;
  return client(SSMClient, { accessKeyId, secretAccessKey, sessionToken });
}

async function makeRole(RoleName: string, Action: string | string[]): Promise<void> {
  const iam = client(IAMClient);
  const document = (statement: object) => JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...statement }] });
  const trust = document({ Principal: { AWS: ACCOUNT }, Action: ['sts:AssumeRole', 'sts:SetSourceIdentity'] });
  await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust }));
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'own', PolicyDocument: document({ Action, Resource: '*' }) }));
}

/** Lines of the watcher's log. */
async function log(): Promise<Record<string, unknown>[]> {
  const { events = [] } = await client(CloudWatchLogsClient).send(
    new FilterLogEventsCommand({ logGroupName: `/aws/lambda/${WATCHER}`, limit: 10_000 }),
  );
  return events.map(({ message }) => JSON.parse(message!) as Record<string, unknown>);
}

/** Delivers the trail, and waits until the watcher has said something. */
async function delivered(until: (lines: readonly Record<string, unknown>[]) => boolean): Promise<Record<string, unknown>[]> {
  await deployment.aws.deliverTrail();
  for (let waited = 0; waited < 60_000; waited += 250) {
    const lines = await log();
    if (until(lines)) return lines;
    await sleep(250);
  }
  throw new Error(`the watcher did not say so: ${JSON.stringify(await log())}`);
}

/** Notices in the queue. */
async function notices(): Promise<{ readonly text: string; readonly notice: AuditNotice }[]> {
  const sqs = client(SQSClient);
  const texts: string[] = [];
  for (;;) {
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: queueUrl, MaxNumberOfMessages: 10 }));
    if (Messages.length === 0) return texts.map((text) => ({ text, notice: JSON.parse(text.slice(text.indexOf('{'))) as AuditNotice }));
    texts.push(...Messages.map(({ Body }) => (JSON.parse(Body!) as { Message: string }).Message));
    const Entries = Messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
    await sqs.send(new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
  }
}

test('deploys, and the next plan is empty', async () => {
  expect(await deployment.deployed()).toContain('Apply complete');
  expect((await deployment.plan()).stdout).toContain('No changes');
});

test('is quiet over a deploy, a rotation and declared reads', async () => {
  const { topic, vault_topic: vaultTopic } = await deployment.outputs();
  queueUrl = (await client(SQSClient).send(new CreateQueueCommand({ QueueName: 'on-duty' }))).QueueUrl!;
  for (const TopicArn of [topic, vaultTopic] as string[]) {
    const Endpoint = `arn:aws:sqs:eu-west-1:${ACCOUNT}:on-duty`;
    await client(SNSClient).send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint }));
  }
  // Nobody but ECS may assume its role: the session is made before IAM decides.
  const api = await as('acme-prod-api', 'task-1');
  await deployment.aws.enforceAuthorization(true);
  const lambda = client(LambdaClient);
  const rotate = { FunctionName: 'acme-prod-rotator', Payload: Buffer.from(JSON.stringify({ rotate: '/api/jwt_key' })) };
  expect((await lambda.send(new InvokeCommand(rotate))).FunctionError).toBeUndefined();
  for (const Name of ['/api/jwt_key', '/api/db_password']) await api.send(new GetParameterCommand({ Name, WithDecryption: true }));
  await lambda.send(new InvokeCommand({ FunctionName: WATCHER, Payload: Buffer.from(JSON.stringify({ heartbeat: true })) }));

  const lines = await delivered((all) => all.some(({ WatcherHeartbeats: beats }) => beats === 1));
  expect(lines.filter(({ level }) => level === 'WARN' || level === 'ERROR')).toEqual([]);
  expect(await notices()).toEqual([]);
  // Who wrote since the trail is there.
  const writers = lines.flatMap(({ message, principal }) => (message === 'SecretChanged' ? [String(principal).split('/').pop()] : []));
  expect([...new Set(writers)].sort()).toEqual(['acme-prod-rotator']);
});

test('tells of a stranger, an emergency, a refused request, a change, and that it is switched off', async () => {
  await makeRole('stranger', ['ssm:*', 'kms:*']);
  await makeRole('acme-break-glass', ['ssm:*', 'kms:*']);
  await makeRole('idle', ['s3:ListBucket']);
  const [stranger, breakGlass, idle] = [
    await as('stranger', 'ci-7', 'mallory'),
    await as('acme-break-glass', 'ada'),
    await as('idle', 'x'),
  ];
  await stranger.send(new GetParametersByPathCommand({ Path: '/billing', WithDecryption: true }));
  await stranger.send(
    new PutParameterCommand({
      Name: '/billing/token',
      Value: CANARY,
      Type: 'SecureString',
      KeyId: 'alias/acme-prod-chamber',
      Overwrite: true,
    }),
  );
  await breakGlass.send(new GetParameterCommand({ Name: '/api/jwt_key', WithDecryption: true }));
  await expect(idle.send(new GetParameterCommand({ Name: '/api/jwt_key', WithDecryption: true }))).rejects.toThrow('not authorized');
  await client(CloudTrailClient).send(new StopLoggingCommand({ Name: 'acme-prod-audit' }));

  await delivered((all) => all.some(({ message, level }) => message === 'WatcherSwitchedOff' && level === 'WARN'));
  const told = await notices();
  const shown = told.map(({ notice: { kind, who, about } }) => [kind, who.behind, about.join(' ')]).sort();
  expect(shown).toEqual([
    ['BreakGlassUsed', 'acme-break-glass (session ada)', '/api/jwt_key'],
    ['SecretChanged', 'mallory (source identity) as stranger', '/billing/token'],
    ['SecretReadByStranger', 'mallory (source identity) as stranger', '/billing/token'],
    ['SecretReadDenied', 'idle (session x)', '/api/jwt_key'],
    ['WatcherSwitchedOff', `the root user of account ${ACCOUNT}`, 'acme-prod-audit'],
  ]);
  expect(told.map(({ text }) => text).join()).toContain('To do: ');
});

test('holds no value, and the trail has its files', async () => {
  const values = { ...(await deployment.values('/api')), ...(await deployment.values('/billing')) };
  const told = JSON.stringify(await log());
  for (const value of [CANARY, ...Object.values(values)]) expect(told).not.toContain(value);
  const { Contents = [] } = await deployment.s3.send(new ListObjectsV2Command({ Bucket: `acme-prod-audit-${ACCOUNT}` }));
  expect(Contents.map(({ Key }) => Key)).toContainEqual(expect.stringMatching(/^AWSLogs\/123456789012\/CloudTrail\/eu-west-1\/20/));
});
