import { execFileSync } from 'node:child_process';
import { createHash, createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { IAMClient, ListAccessKeysCommand } from '@aws-sdk/client-iam';
import { GetFunctionCommand, InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetScheduleCommand, SchedulerClient, UpdateScheduleCommand } from '@aws-sdk/client-scheduler';
import { SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { GetParameterCommand, PutParameterCommand } from '@aws-sdk/client-ssm';
import { Deployment } from './deployment';
import { pemLines } from './pem-lines';
import { RolePolicies } from './role-policies';
import { scheduleName } from '../../src/contracts/rotation-names';
import type { RequestRecord } from '../../tools/local-aws/local-aws';
import type { DatabaseServer } from '../support/databases/database-server';
import { MariaDb } from '../support/databases/mariadb';
import { Postgres } from '../support/databases/postgres';

jest.setTimeout(900_000);

const FUNCTION = 'acme-prod-rotator';
const USER = 'acme-prod-artifacts-aws_credentials';
const SECRETS = [
  '/api/session_key',
  '/api/postgresql_url',
  '/api/mariadb_url',
  '/artifacts/aws_credentials',
  '/api/tls_cert',
  '/ci/deploy_key',
];

/** Actions that Lambda itself takes under the function's role, so that no request of the function shows them. */
const BY_LAMBDA = ['logs:CreateLogStream', 'logs:PutLogEvents', 'sqs:SendMessage', 'xray:PutTelemetryRecords', 'xray:PutTraceSegments'];
/** Taken only when Parameter Store keeps no more versions: test/programs/rotator/version-limit.test.ts. */
const AT_THE_VERSION_LIMIT = ['ssm:GetParameterHistory'];
/** Keys are used by services on the function's behalf: those of the topic, and of the bucket of master keys. */
const BY_SERVICES = ['kms:GenerateDataKey'];

let deployment: Deployment;
let postgres: Postgres;
let mariadb: MariaDb;
let scratch: string;
let deployKeyId: string;
const calls: RequestRecord[] = [];
const values = new Set<string>();
let clients: {
  lambda: LambdaClient;
  logs: CloudWatchLogsClient;
  iam: IAMClient;
  scheduler: SchedulerClient;
  sns: SNSClient;
  sqs: SQSClient;
};

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'coffer-rotation-'));
  [postgres, mariadb] = await Promise.all([Postgres.start(), MariaDb.start()]);
  await postgres.sql("CREATE ROLE shop LOGIN PASSWORD 'CANARY-shop-before'");
  await mariadb.sql("CREATE USER shop@'%' IDENTIFIED BY 'CANARY-shop-before'", "GRANT SELECT ON app.* TO shop@'%'");
  const authorities = { POSTGRESQL_CA_FILE: join(scratch, 'postgresql.pem'), MARIADB_CA_FILE: join(scratch, 'mariadb.pem') };
  writeFileSync(authorities.POSTGRESQL_CA_FILE, postgres.tls.ca);
  writeFileSync(authorities.MARIADB_CA_FILE, mariadb.tls.ca);
  const administrators = { TF_VAR_postgresql_admin: JSON.stringify(postgres.admin), TF_VAR_mariadb_admin: JSON.stringify(mariadb.admin) };
  for (const admin of Object.values(administrators)) values.add(admin);
  deployment = await Deployment.of('rotation', {
    role: 'acme-prod-terraform',
    environment: {
      ...administrators,
      ...authorities,
      POSTGRESQL_SERVER: `${postgres.host}:${postgres.port}`,
      MARIADB_SERVER: `${mariadb.host}:${mariadb.port}`,
    },
  });
  deployKeyId = deployment.environment.AWS_ACCESS_KEY_ID!;
  const settings = { region: 'eu-west-1', endpoint: deployment.aws.endpoint, credentials: deployment.aws.credentials };
  clients = {
    lambda: new LambdaClient(settings),
    logs: new CloudWatchLogsClient(settings),
    iam: new IAMClient(settings),
    scheduler: new SchedulerClient(settings),
    sns: new SNSClient(settings),
    sqs: new SQSClient(settings),
  };
  deployment.begin();
});

afterAll(async () => {
  for (const client of Object.values(clients ?? {})) client.destroy();
  await Promise.all([deployment?.close(), postgres?.stop(), mariadb?.stop()]);
  rmSync(scratch, { recursive: true, force: true });
});

async function invoke(event: object): Promise<{ error: string | undefined; payload: Record<string, unknown> }> {
  const { Payload, FunctionError } = await clients.lambda.send(
    new InvokeCommand({ FunctionName: FUNCTION, Payload: Buffer.from(JSON.stringify(event)) }),
  );
  return { error: FunctionError, payload: JSON.parse(Buffer.from(Payload!).toString()) as Record<string, unknown> };
}

/** Writes a plan as somebody may who writes parameters, and may encrypt under the vault's key. */
async function writePlan(secret: string, plan: string): Promise<void> {
  await deployment.ssm.send(
    new PutParameterCommand({
      Name: `/_coffer/rotation/acme-prod${secret}`,
      Value: plan,
      Type: 'SecureString',
      KeyId: 'alias/acme-prod-chamber',
      Overwrite: true,
    }),
  );
}

/** Writes a plan as a deploy does: its digest goes into the schedule of the secret. */
async function deployPlan(secret: string, plan: string): Promise<void> {
  await writePlan(secret, plan);
  const { State, ScheduleExpression, FlexibleTimeWindow, Target, GroupName, Name } = await clients.scheduler.send(
    new GetScheduleCommand({ GroupName: 'acme-prod', Name: scheduleName(secret) }),
  );
  const Input = JSON.stringify({ ...(JSON.parse(Target!.Input!) as object), plan: createHash('sha256').update(plan).digest('hex') });
  await clients.scheduler.send(
    new UpdateScheduleCommand({ State, ScheduleExpression, FlexibleTimeWindow, Target: { ...Target!, Input }, GroupName, Name }),
  );
}

async function read(name: string): Promise<{ value: string; version: number }> {
  const { Parameter } = await deployment.ssm.send(new GetParameterCommand({ Name: name, WithDecryption: true }));
  values.add(Parameter!.Value!);
  return { value: Parameter!.Value!, version: Parameter!.Version! };
}

async function logIn(server: DatabaseServer, url: string): Promise<string> {
  const { username, password } = new URL(url);
  const login = { username: decodeURIComponent(username), password: decodeURIComponent(password) };
  values.add(login.password);
  await server.query(login, 'SELECT 1');
  return login.username;
}

/** The public half of an SSH key, by the program that uses such keys. */
function publicHalfOf(key: string): string {
  const file = join(scratch, 'deploy_key');
  writeFileSync(file, key, { mode: 0o600 });
  const line = execFileSync('ssh-keygen', ['-y', '-f', file], { encoding: 'utf8' });
  rmSync(file);
  return line.trim().split(' ')[1]!;
}

/** Uses every secret as its consumers do. */
async function useAll(): Promise<void> {
  await logIn(postgres, (await read('/api/postgresql_url')).value);
  await logIn(mariadb, (await read('/api/mariadb_url')).value);
  const { AccessKeyId } = JSON.parse((await read('/artifacts/aws_credentials')).value) as { AccessKeyId: string };
  const { AccessKeyMetadata = [] } = await clients.iam.send(new ListAccessKeysCommand({ UserName: USER }));
  expect(AccessKeyMetadata.find((key) => key.AccessKeyId === AccessKeyId)?.Status).toBe('Active');
  const certificate = new X509Certificate((await read('/api/tls_cert')).value);
  expect(certificate.checkPrivateKey(createPrivateKey((await read('/api/tls_key')).value))).toBe(true);
  expect(certificate.verify(new X509Certificate((await read('/api/tls_ca')).value).publicKey)).toBe(true);
  const publicHalf = publicHalfOf((await read('/ci/deploy_key')).value);
  const lines = (await read('/ci/deploy_key_authorized_keys')).value.split('\n').filter((line) => line !== '');
  expect(lines.some((line) => line.split(' ')[1] === publicHalf)).toBe(true);
}

/** Does something under IAM's rules, and keeps the calls that the function made. */
async function underIam<T>(act: () => Promise<T>): Promise<T> {
  deployment.aws.clearRequests();
  await deployment.aws.enforceAuthorization(true);
  try {
    return await act();
  } finally {
    await deployment.aws.enforceAuthorization(false);
    calls.push(...deployment.aws.requests().filter(({ accessKeyId }) => accessKeyId?.startsWith('ASIA') && accessKeyId !== deployKeyId));
  }
}

describe('rotation, from the deploy on', () => {
  test('makes first values in the deploy, which Terraform never sees, and the next plan is empty', async () => {
    expect(await deployment.deployed()).toContain('Apply complete');
    await useAll();
    expect(await logIn(postgres, (await read('/api/postgresql_url')).value)).toBe('shop_clone');
    expect((await deployment.plan()).stdout).toContain('No changes');
    const { Configuration } = await clients.lambda.send(new GetFunctionCommand({ FunctionName: FUNCTION }));
    const { rotatorWithDatabases } = JSON.parse(readFileSync(join(__dirname, '..', '..', 'assets', 'rotator.json'), 'utf8')) as Record<
      string,
      { sha256: string; bytes: number }
    >;
    expect(Configuration).toMatchObject({ CodeSha256: rotatorWithDatabases!.sha256, CodeSize: rotatorWithDatabases!.bytes });
  });

  test.each(SECRETS)(
    'replaces %s by the deployed function under its own role, and what was read before goes on working',
    async (secret) => {
      const before = await read(secret);
      const answer = await underIam(() => invoke({ rotate: secret }));
      expect(answer).toMatchObject({ error: undefined, payload: { outcome: 'rotated' } });
      const after = await read(secret);
      expect([after.version, after.value === before.value]).toEqual([before.version + 1, false]);
      await useAll();
      if (secret === '/api/postgresql_url') await logIn(postgres, before.value);
      if (secret === '/api/mariadb_url') await logIn(mariadb, before.value);
      expect(Object.keys(await deployment.values(`/_coffer/pending${secret.slice(0, secret.lastIndexOf('/'))}`))).toEqual([]);
    },
  );

  test('leaves the plan empty for every kind of secret, and applying again changes nothing', async () => {
    expect((await deployment.plan()).stdout).toContain('No changes');
    const before = await Promise.all(SECRETS.map((secret) => read(secret)));
    await deployment.applyAgain();
    expect(await Promise.all(SECRETS.map((secret) => read(secret)))).toEqual(before);
  });

  test('goes back to the value before on request', async () => {
    const [now, before] = [await read('/api/session_key'), await read('/api/session_key:previous')];
    expect(await underIam(() => invoke({ rollback: '/api/session_key' }))).toMatchObject({
      error: undefined,
      payload: { outcome: 'rotated', version: now.version + 1 },
    });
    expect((await read('/api/session_key')).value).toBe(before.value);
  });

  test('deactivates the key before when its grace is over, later deletes it, and touches no other', async () => {
    const name = '/_coffer/rotation/acme-prod/artifacts/aws_credentials';
    const { Parameter: plan } = await deployment.ssm.send(new GetParameterCommand({ Name: name, WithDecryption: true }));
    const { settings, ...rest } = JSON.parse(plan!.Value!) as { settings: object };
    const { Parameter: current } = await deployment.ssm.send(new GetParameterCommand({ Name: '/artifacts/aws_credentials' }));
    // Since nobody waits for days here, the grace is what fits the age of the key.
    const checkAfter = async (graces: number) => {
      const graceDays = (Date.now() - current!.LastModifiedDate!.getTime()) / graces / 86_400_000;
      await deployPlan('/artifacts/aws_credentials', JSON.stringify({ ...rest, settings: { ...settings, graceDays } }));
      expect(await underIam(() => invoke({ check: true }))).toMatchObject({
        error: undefined,
        payload: { planned: 6, overdue: 0, failed: 0 },
      });
      const { AccessKeyMetadata = [] } = await clients.iam.send(new ListAccessKeysCommand({ UserName: USER }));
      return AccessKeyMetadata.map(({ Status }) => Status!).sort();
    };
    expect(await checkAfter(0.2)).toEqual(['Active', 'Active']);
    expect(await checkAfter(1.2)).toEqual(['Active', 'Inactive']);
    expect(await checkAfter(2.2)).toEqual(['Active']);
    await useAll();
    await deployPlan('/artifacts/aws_credentials', plan!.Value!);
  });

  test('does nothing by a plan that the stack did not deploy, whoever wrote it, and the secret keeps its value', async () => {
    const before = await read('/api/postgresql_url');
    const name = '/_coffer/rotation/acme-prod/api/postgresql_url';
    const { Parameter: plan } = await deployment.ssm.send(new GetParameterCommand({ Name: name, WithDecryption: true }));
    const { settings, ...rest } = JSON.parse(plan!.Value!) as { settings: object };
    await writePlan('/api/postgresql_url', JSON.stringify({ ...rest, settings: { ...settings, host: 'attacker.example' } }));
    const refused = await underIam(() => invoke({ rotate: '/api/postgresql_url' }));
    expect(refused).toMatchObject({
      error: 'Unhandled',
      payload: { errorMessage: expect.stringContaining('is not the one that the stack deployed') },
    });
    // The payload is never believed.
    const digest = createHash('sha256')
      .update((await deployment.ssm.send(new GetParameterCommand({ Name: name, WithDecryption: true }))).Parameter!.Value!)
      .digest('hex');
    expect((await underIam(() => invoke({ rotate: '/api/postgresql_url', plan: digest }))).error).toBe('Unhandled');
    expect(await read('/api/postgresql_url')).toEqual(before);
    await writePlan('/api/postgresql_url', plan!.Value!);
  });

  test('tells people of a failure, and the secret keeps its value', async () => {
    const { QueueUrl } = await clients.sqs.send(new CreateQueueCommand({ QueueName: 'people' }));
    const { topic } = await deployment.outputs();
    await clients.sns.send(
      new SubscribeCommand({ TopicArn: topic as string, Protocol: 'sqs', Endpoint: 'arn:aws:sqs:eu-west-1:123456789012:people' }),
    );
    const before = await read('/api/mariadb_url');
    await mariadb.stop();
    const failed = await underIam(() => invoke({ rotate: '/api/mariadb_url' }));
    expect(failed).toMatchObject({
      error: 'Unhandled',
      payload: { errorType: expect.stringMatching(/./), errorMessage: expect.stringContaining('localhost') },
    });
    const { Messages = [] } = await clients.sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 5 }));
    const message = JSON.parse((JSON.parse(Messages[0]!.Body!) as { Message: string }).Message) as object;
    expect(message).toMatchObject({ vault: 'acme-prod', secret: '/api/mariadb_url', step: 'set' });
    expect(await read('/api/mariadb_url')).toEqual(before);
  });
});

describe("the function's role", () => {
  let policies: RolePolicies;
  beforeAll(async () => {
    policies = await RolePolicies.of(deployment.aws, FUNCTION);
  });

  test('was denied nothing, by moto and by an IAM simulator', async () => {
    expect(calls.length).toBeGreaterThan(60);
    expect(calls.filter(({ status }) => status === 403)).toEqual([]);
    const decisions = new Set((await Promise.all(calls.map((call) => policies.decide(call)))).flat());
    expect([...decisions].filter((decision) => !decision.startsWith('Allowed '))).toEqual([]);
  });

  test('is allowed no action that it does not take', () => {
    const used = new Set(calls.flatMap((call) => RolePolicies.actionsOf(call)));
    expect(policies.actions.filter((action) => !used.has(action)).sort()).toEqual(
      [...BY_LAMBDA, ...BY_SERVICES, ...AT_THE_VERSION_LIMIT].sort(),
    );
  });
});

test("no value is in state, plan, synthesized output, TRACE log or the function's log", async () => {
  const lines = [...values].flatMap((value) =>
    value.includes('PRIVATE KEY') ? pemLines(value) : value.includes('BEGIN CERTIFICATE') || value.startsWith('ssh-') ? [] : [value],
  );
  expect(lines.length).toBeGreaterThan(15);
  const { events = [] } = await clients.logs.send(new FilterLogEventsCommand({ logGroupName: `/aws/lambda/${FUNCTION}`, limit: 10_000 }));
  expect(events.length).toBeGreaterThan(50);
  const log = join(scratch, 'function.log');
  writeFileSync(log, events.map(({ message }) => message).join('\n'));
  for (const line of lines) expect(readFileSync(log, 'utf8')).not.toContain(line);
  expect(deployment.leaks(lines)).toEqual([]);
});
