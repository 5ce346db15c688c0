import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AttachUserPolicyCommand, CreateAccessKeyCommand, CreatePolicyCommand, CreateUserCommand, IAMClient } from '@aws-sdk/client-iam';
import { DecryptCommand, KMSClient } from '@aws-sdk/client-kms';
import {
  DescribeParametersCommand,
  GetParameterHistoryCommand,
  GetParametersByPathCommand,
  GetParametersCommand,
  PutParameterCommand,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { AssumeRoleCommand, type AssumeRoleCommandInput, STSClient } from '@aws-sdk/client-sts';
import { Deployment } from './deployment';
import { findValues } from '../../tools/quickstart/leak-check';

jest.setTimeout(900_000);

const ACCOUNT = '123456789012';
const [DEV, PROD] = ['eu-west-1', 'eu-central-1'];
const DORA = `arn:aws:iam::${ACCOUNT}:user/dora`;
const ROLE = `arn:aws:iam::${ACCOUNT}:role/acme-dev-developer`;

interface Session {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

let deployment: Deployment;
let dora: Session;
let session: Session;

beforeAll(async () => {
  deployment = await Deployment.of('local-development', {
    stack: 'local-development-dev',
    environment: { COFFER_EXAMPLE_DEVELOPERS: DORA },
    // Two stacks of one program.
    cdktf: true,
    args: ['local-development-prod'],
  });
  await deployment.deploy();
  const iam = new IAMClient({ region: DEV, endpoint: deployment.aws.endpoint, credentials: deployment.aws.credentials });
  const mayAssume = { Effect: 'Allow', Action: ['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession'], Resource: ROLE };
  const { Policy } = await iam.send(
    new CreatePolicyCommand({
      PolicyName: 'developers',
      PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [mayAssume] }),
    }),
  );
  const keyOf = async (UserName: string): Promise<Session> => {
    await iam.send(new CreateUserCommand({ UserName }));
    await iam.send(new AttachUserPolicyCommand({ UserName, PolicyArn: Policy!.Arn }));
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
    return { accessKeyId: AccessKey!.AccessKeyId!, secretAccessKey: AccessKey!.SecretAccessKey! };
  };
  dora = await keyOf('dora');
  const mallory = await keyOf('mallory');
  iam.destroy();
  await deployment.aws.enforceAuthorization(true);
  await expect(assume(dora)).rejects.toThrow(/not authorized/);
  await expect(assume(mallory, { SerialNumber: `arn:aws:iam::${ACCOUNT}:mfa/mallory`, TokenCode: '123456' })).rejects.toThrow(
    /not authorized/,
  );
  session = await assume(dora, { SerialNumber: `arn:aws:iam::${ACCOUNT}:mfa/dora`, TokenCode: '123456' });
});
afterAll(() => deployment?.close());

async function assume(credentials: Session, more: Partial<AssumeRoleCommandInput> = {}): Promise<Session> {
  const sts = new STSClient({ region: DEV, endpoint: deployment.aws.endpoint, credentials });
  try {
    const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn: ROLE, RoleSessionName: 'dora', ...more }));
    return {
      accessKeyId: Credentials!.AccessKeyId!,
      secretAccessKey: Credentials!.SecretAccessKey!,
      sessionToken: Credentials!.SessionToken!,
    };
  } finally {
    sts.destroy();
  }
}

const clientOf = (region: string) => ({ region, endpoint: deployment.aws.endpoint, credentials: session, maxAttempts: 1 });
const ssm = (region: string) => new SSMClient(clientOf(region));
const byPath = (Path: string, region: string, Recursive = false) =>
  ssm(region).send(new GetParametersByPathCommand({ Path, WithDecryption: true, Recursive }));

/** The values of a stage, as the account's root sees them. */
async function valuesOf(path: string, region: string): Promise<Record<string, string>> {
  const root = new SSMClient({ region, endpoint: deployment.aws.endpoint, credentials: deployment.aws.credentials });
  const { Parameters } = await root.send(new GetParametersByPathCommand({ Path: path, WithDecryption: true }));
  root.destroy();
  return Object.fromEntries(Parameters!.map(({ Name, Value }) => [Name!, Value!]));
}

describe('a developer with a second factor', () => {
  test('has application secrets and AWS credentials of dev', async () => {
    const there = await valuesOf('/api', DEV);
    const { Parameters } = await byPath('/api', DEV);
    expect(Object.fromEntries(Parameters!.map(({ Name, Value }) => [Name!, Value!]))).toEqual(there);
    expect(Object.keys(there).sort()).toEqual(['/api/aws_credentials', '/api/db_password']);
    expect(JSON.parse(there['/api/aws_credentials']!)).toMatchObject({ AccessKeyId: expect.any(String) as string });
    const named = await ssm(DEV).send(new GetParametersCommand({ Names: Object.keys(there), WithDecryption: true }));
    expect(named.Parameters!.map(({ Value }) => Value!).sort()).toEqual(Object.values(there).sort());
    expect((await ssm(DEV).send(new DescribeParametersCommand({}))).Parameters!.length).toBeGreaterThan(2);
  });

  test('has nothing of prod, though it is in the same account', async () => {
    expect(Object.keys(await valuesOf('/api', PROD))).toEqual(['/api/db_password']);
    await expect(byPath('/api', PROD)).rejects.toThrow(/not authorized/);
    const Names = ['/api/db_password'];
    await expect(ssm(PROD).send(new GetParametersCommand({ Names, WithDecryption: true }))).rejects.toThrow(/not authorized/);
    await expect(ssm(PROD).send(new GetParametersCommand({ Names, WithDecryption: false }))).rejects.toThrow(/not authorized/);
  });

  test.each<[string, () => Promise<unknown>]>([
    ["another service's secrets", () => byPath('/web', DEV)],
    ['one of them by its name', () => ssm(DEV).send(new GetParametersCommand({ Names: ['/web/session_key'], WithDecryption: true }))],
    ['all levels of its service', () => byPath('/api', DEV, true)],
    ['everything', () => byPath('/', DEV)],
    ['former values', () => ssm(DEV).send(new GetParameterHistoryCommand({ Name: '/api/db_password', WithDecryption: true }))],
    [
      'another value',
      () =>
        ssm(DEV).send(new PutParameterCommand({ Name: '/api/db_password', Value: 'CANARY-mine', Type: 'SecureString', Overwrite: true })),
    ],
    [
      'the key by itself',
      () =>
        new KMSClient(clientOf(DEV)).send(
          new DecryptCommand({ CiphertextBlob: Buffer.from('CANARY'.repeat(10)), KeyId: 'alias/acme-dev-chamber' }),
        ),
    ],
    ['a longer way round', () => assume(session)],
  ])('is refused %s', async (_, act) => {
    await expect(act()).rejects.toThrow(/not authorized|AccessDenied/);
  });
});

test('files for developers name what the role reads, and no file has a value', async () => {
  const folder = join(deployment.project.folder, 'app');
  expect(readdirSync(folder).sort()).toEqual(['.devcontainer', '.envrc', 'Makefile', 'compose.secrets.yaml', 'secrets.env']);
  const secrets = readFileSync(join(folder, 'secrets.env'), 'utf8').split('\n').slice(1, -1);
  expect(secrets).toEqual(['AWS_CREDENTIALS', 'DB_PASSWORD']);
  const all = [await valuesOf('/api', DEV), await valuesOf('/api', PROD), await valuesOf('/web', DEV)];
  const values = all.flatMap((each) => Object.values(each));
  expect(values.length).toBeGreaterThan(3);
  expect(findValues(values, [folder])).toEqual([]);
  const state = deployment.project.stateFiles();
  expect(existsSync(state[0]!)).toBe(true);
  expect(findValues(values, [...state, join(deployment.project.folder, 'cdktf.out')])).toEqual([]);
});

// Chamber is no dependency of this project: where somebody has it, it has the last word.
(spawnSync('chamber', ['version']).status === 0 ? test : test.skip)('make shell runs a program with the variables, by chamber', () => {
  const run = (region: string) =>
    spawnSync('make', ['--silent', 'shell'], {
      cwd: join(deployment.project.folder, 'app'),
      encoding: 'utf8',
      env: {
        PATH: process.env.PATH,
        SHELL: '/usr/bin/env',
        ...deployment.aws.environment,
        AWS_PROFILE: '',
        AWS_REGION: region,
        AWS_ACCESS_KEY_ID: session.accessKeyId,
        AWS_SECRET_ACCESS_KEY: session.secretAccessKey,
        AWS_SESSION_TOKEN: session.sessionToken,
      },
    });
  const variables = run(DEV).stdout.match(/^(AWS_CREDENTIALS|DB_PASSWORD|SESSION_KEY)(?==)/gm);
  expect([...variables!].sort()).toEqual(['AWS_CREDENTIALS', 'DB_PASSWORD']);
  const refused = run(PROD);
  expect(refused.status).not.toBe(0);
  expect(refused.stderr).toMatch(/not authorized/);
});

test('the next plan is empty', async () => {
  await deployment.aws.enforceAuthorization(false);
  expect((await deployment.plan()).stdout).toContain('No changes');
});
