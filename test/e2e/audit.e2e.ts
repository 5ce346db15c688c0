import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CloudTrailClient, GetTrailCommand, StopLoggingCommand } from '@aws-sdk/client-cloudtrail';
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { DeleteBucketPolicyCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, DeleteMessageBatchCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { GetParameterCommand, GetParametersByPathCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { Deployment } from './deployment';
import { succeeded } from './succeeded';
import type { AuditNotice } from '../../src/contracts/audit/findings';

jest.setTimeout(900_000);

const ACCOUNT = '123456789012';
const WATCHER = 'acme-prod-audit-watcher';
const BUCKET = `acme-prod-audit-${ACCOUNT}`;
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
  const assume = { Effect: 'Allow', Principal: { AWS: ACCOUNT }, Action: ['sts:AssumeRole', 'sts:SetSourceIdentity'] };
  const trust = JSON.stringify({ Version: '2012-10-17', Statement: [assume] });
  await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust }));
  await allow(RoleName, Action);
}

async function allow(RoleName: string, Action: string | string[]): Promise<void> {
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: '*' }] });
  await client(IAMClient).send(new PutRolePolicyCommand({ RoleName, PolicyName: 'own', PolicyDocument }));
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
  const all = await notices();
  // What a rule of EventBridge tells, without the watcher.
  const [byRule, told] = [true, false].map((of) => all.filter(({ text }) => text.startsWith('{') === of)) as [typeof all, typeof all];
  expect(byRule.map(({ notice }) => notice.what)).toEqual([expect.stringMatching(/ switched off a part of the audit: StopLogging\.$/)]);
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
  const { Contents = [] } = await deployment.s3.send(new ListObjectsV2Command({ Bucket: BUCKET }));
  expect(Contents.map(({ Key }) => Key)).toContainEqual(expect.stringMatching(/^AWSLogs\/123456789012\/CloudTrail\/eu-west-1\/20/));
});

/** Declares the program, with its audit or without. */
async function declare(change: (program: string) => string): Promise<void> {
  const main = join(deployment.project.folder, 'main.ts');
  writeFileSync(main, change(readFileSync(main, 'utf8')));
  succeeded(await deployment.project.synth({ env: deployment.environment }));
}

const terraform = (...args: string[]) => deployment.project.terraform(args, { env: deployment.environment, timeoutMs: 600_000 });
const apply = () => terraform('apply', '-auto-approve', '-input=false', '-no-color');
const files = async () => (await deployment.s3.send(new ListObjectsV2Command({ Bucket: BUCKET }))).Contents!.map(({ Key }) => Key!);

interface State {
  readonly resources: readonly {
    readonly type: string;
    readonly name: string;
    readonly instances: readonly { readonly attributes: { readonly id: string } }[];
  }[];
}
const state = () => JSON.parse(readFileSync(join(deployment.project.folder, 'terraform.audit.tfstate'), 'utf8')) as State;
/** What stays of an audit that is given up: what the guide has people take out of the state. */
const KEPT = /^\w+\.audit_(trail|key)_|^aws_dynamodb_table\.audit_table_/;
const kept = () => state().resources.filter(({ type, name }) => KEPT.test(`${type}.${name}`));
/** What stays, each with what AWS calls it. */
const addresses = () => kept().map(({ type, name, instances }) => `${type}.${name} ${instances[0]!.attributes.id}`);

let whole: string;
let imported: readonly string[];

test('taken out of the program, stops at its table, and trail, logs, bucket and key stay as they are', async () => {
  const before = await files();
  const ids = addresses();
  await allow('acme-prod-terraform', '*');
  await declare((program) => (whole = program).replace(/\n {4}const trail = [^]*'Where the logs are' \}\);\n/, ''));
  const { code, output } = await apply();
  expect(code).toBe(1);
  expect(output).toContain("Table 'acme-prod-audit' can't be deleted while DeletionProtectionEnabled is set to True");

  // Nothing but the alias of the key, which the next apply of the audit makes again.
  expect(ids.filter((id) => !addresses().includes(id))).toEqual([expect.stringMatching(/^aws_kms_alias\./)]);
  expect((await client(CloudTrailClient).send(new GetTrailCommand({ Name: 'acme-prod-audit' }))).Trail!.S3BucketName).toBe(BUCKET);
  expect(await files()).toEqual(expect.arrayContaining(before));
  // Behind the table is the policy of the bucket, for whoever deploys too.
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = deployment.environment;
  const deployer = { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY, sessionToken: AWS_SESSION_TOKEN };
  const s3 = new S3Client({ region: 'eu-west-1', endpoint: deployment.aws.endpoint, credentials: deployer as never, forcePathStyle: true });
  await expect(s3.send(new DeleteBucketPolicyCommand({ Bucket: BUCKET }))).rejects.toThrow('Access Denied');
});

test('given up as the guide says, leaves trail, logs, bucket and key in AWS, and the next plan is empty', async () => {
  const before = await files();
  imported = kept().map(({ type, name, instances }) => `import {\n  to = ${type}.${name}\n  id = "${instances[0]!.attributes.id}"\n}\n`);
  succeeded(await terraform('state', 'rm', ...kept().map(({ type, name }) => `${type}.${name}`)));
  // The queries keep an access log of their answers, which Terraform does not empty.
  await deployment.empty(`acme-prod-audit-q-${ACCOUNT}-log`);
  succeeded(await apply());
  expect((await deployment.plan()).stdout).toContain('No changes');
  expect((await client(CloudTrailClient).send(new GetTrailCommand({ Name: 'acme-prod-audit' }))).Trail!.S3BucketName).toBe(BUCKET);
  expect(await files()).toEqual(expect.arrayContaining(before));
});

test('declared again beside a vault that is there, changes nothing of the vault, and takes back what was kept', async () => {
  await declare(() => whole);
  writeFileSync(join(deployment.project.stackFolder, 'kept.tf'), imported.join(''));
  const { code, output } = await deployment.plan();
  expect([code, output]).toEqual([2, expect.stringContaining(`${imported.length} to import`)]);
  const { stdout } = succeeded(await terraform('show', '-json', deployment.lastPlan));
  const { resource_changes: changes } = JSON.parse(stdout) as {
    readonly resource_changes: readonly {
      readonly type: string;
      readonly name: string;
      readonly change: { readonly actions: readonly string[]; readonly importing?: object };
    }[];
  };
  // Without an audit before, this is an upgrade: of the vault, its secrets and their readers, nothing changes.
  const ofAudit = /^(audit|queries)_|^investigator$/;
  const others = changes.filter(({ name }) => !ofAudit.test(name));
  expect(others.length).toBeGreaterThan(30);
  expect(new Set(others.flatMap(({ change }) => change.actions))).toEqual(new Set(['no-op']));
  const ours = changes.filter(({ name }) => ofAudit.test(name));
  const shown = ours.map(
    ({ type, change: { actions, importing } }) => `${importing ? `import, ${actions.join()}` : actions.join()} ${type}`,
  );
  const notMade = shown.filter((each) => !/^(create|import, no-op) /.test(each)).sort();
  // Somebody stopped the trail above; of a key that is imported, Terraform does not know how it is to be deleted.
  expect(notMade).toEqual(['import, update aws_cloudtrail', 'import, update aws_kms_key']);
});
