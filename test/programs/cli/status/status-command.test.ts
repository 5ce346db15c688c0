import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CloudWatchLogsClient, CreateLogGroupCommand, CreateLogStreamCommand, PutLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { CreateAliasCommand, CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { PutParameterCommand } from '@aws-sdk/client-ssm';
import type { ManifestSecret, ManifestStack } from '../../../../src/contracts/manifest';
import { COMMANDS } from '../../../../src/programs/cli/commands';
import { run } from '../../../../src/programs/cli/run';
import { RotationError } from '../../../../src/programs/rotator/rotation-error';
import { temporaryFolder } from '../../../support/synth';
import { RotatorUnderTest, VAULT } from '../../rotator/rotator-under-test';
import { CapturedTerminal } from '../captured';

const under = RotatorUnderTest.forThisFile();
const CANARY = 'CANARY-status-77';
const KEY = `alias/${VAULT}-chamber`;

beforeEach(async () => {
  const kms = new KMSClient({ endpoint: under.aws.endpoint, region: 'us-east-1', credentials: under.aws.credentials });
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
  await kms.send(new CreateAliasCommand({ AliasName: KEY, TargetKeyId: KeyMetadata!.KeyId }));
  kms.destroy();
});

const put = (Name: string, more: object = {}) =>
  under.ssm.send(
    new PutParameterCommand({ Name, Value: CANARY, Type: 'SecureString', KeyId: KEY, Description: '1', Overwrite: true, ...more }),
  );

function manifestOf(
  secrets: readonly string[],
  place: { account: string; region: string } = { account: '123456789012', region: 'us-east-1' },
): string {
  const stack: ManifestStack = {
    ...place,
    name: 'test',
    stage: 'test',
    vaults: [{ name: VAULT, path: 'test/vault', namespace: 'acme', stage: 'test', keyAlias: KEY, engine: 'coffer' }],
    secrets: secrets.map((name): ManifestSecret => {
      const [, service, key] = /^\/(.+)\/([^/]+)$/.exec(name)!;
      return {
        type: 'ApplicationSecret',
        systemOfRecord: 'parameter-store',
        vault: 'test/vault',
        service: service!,
        key: key!,
        name,
        environmentName: null,
        path: `test${name}`,
        address: null,
        owner: 'team-\u001b[2Ja',
        description: null,
        sharedWith: [],
        rotation: { strategy: 'random', schedule: 'rate(30 days)', timeZone: null, paused: false },
        promisedAgeDays: 30,
        replicas: [],
        readers: [],
      };
    }),
    imported: [],
    services: [],
    copies: [],
  };
  const file = join(temporaryFolder(), 'coffer.manifest.json');
  writeFileSync(file, JSON.stringify({ manifest: 1, stacks: [stack] }));
  return file;
}

async function coffer(args: string[], columns?: number): Promise<{ code: number; out: string; error: string }> {
  const terminal = Object.assign(new CapturedTerminal(), { columns });
  const code = await run(args, COMMANDS, terminal, new AbortController().signal);
  return { code, out: terminal.output, error: terminal.errors };
}

test('coffer status tells a rotation that fails from one that is well, without decrypting anything', async () => {
  const file = manifestOf(['/api/db', '/api/token']);
  await put('/api/db');
  await put('/api/token');
  expect(await coffer(['status', '--manifest', file])).toMatchObject({ code: 0, out: expect.stringMatching(/\n2 secrets: 2 present\.$/) });

  let works = false;
  under.others = () =>
    Promise.resolve({
      create: () => Promise.resolve({ value: `${CANARY}-new` }),
      test: () => (works ? Promise.resolve() : Promise.reject(new RotationError('Refused', 'the server refuses it'))),
    });
  await under.plan('/api/db', 'theirs', {}, { keyId: KEY });
  await expect(under.invoke({ rotate: '/api/db' })).rejects.toThrow('the server refuses it');
  under.aws.clearRequests();
  const failing = await coffer(['status', '--manifest', file]);
  expect(failing).toMatchObject({ code: 2, error: '' });
  expect(failing.out).toMatch(
    /\/api\/db is failing: its rotation failed, last tried .* UTC, and the old value is still current: .* coffer rotate \/api\/db --vault acme-test\./,
  );
  expect(failing.out).toMatch(/2 secrets: 1 failing, 1 present\.$/);
  expect(
    under.aws
      .requests()
      .map(({ operation }) => operation)
      .sort(),
  ).toEqual(['DescribeKey', 'DescribeParameters', 'FilterLogEvents', 'GetCallerIdentity']);
  expect(failing.out).not.toContain('CANARY');
  const history = await coffer(['history', 'api', 'db', '--manifest', file]);
  expect(history).toMatchObject({ code: 0, error: '' });
  expect(history.out).toMatch(/\n1 +1 +20.* root *\n\/api\/db is failing: its rotation failed, last tried .*--vault acme-test\.$/);

  works = true;
  await under.invoke({ rotate: '/api/db' });
  expect(await coffer(['status', '--manifest', file])).toMatchObject({ code: 0 });
  const after = await coffer(['history', '/api/db', '--manifest', file]);
  expect(after.out).toMatch(/\n2 +2 +20.* current\n1 +1 +20.* previous$/);
  expect(after.out).not.toContain('CANARY');
});

describe('a rotation that failed before there was a new value', () => {
  const logs = () => new CloudWatchLogsClient({ endpoint: under.aws.endpoint, region: 'us-east-1', credentials: under.aws.credentials });
  const logGroupName = `/aws/lambda/${VAULT}-rotator`;
  /** What the function has logged since, as Lambda hands it on. */
  const handOnLog = async () => {
    const client = logs();
    await client.send(new CreateLogGroupCommand({ logGroupName })).catch(() => undefined);
    const logStreamName = `run-${Date.now()}`;
    await client.send(new CreateLogStreamCommand({ logGroupName, logStreamName }));
    const logEvents = under.lines.splice(0).map((message) => ({ message, timestamp: Date.now() }));
    await client.send(new PutLogEventsCommand({ logGroupName, logStreamName, logEvents }));
    client.destroy();
  };

  test('is failing in status and history, with the reason, until a value is written', async () => {
    const file = manifestOf(['/api/db', '/api/token', '/api/first']);
    await put('/api/db');
    await put('/api/token');
    let reachable = false;
    under.others = () =>
      Promise.resolve({
        create: () =>
          reachable
            ? Promise.resolve({ value: `${CANARY}-new` })
            : Promise.reject(new RotationError('Unreachable', 'db.example.com cannot be reached.\u001b[2J')),
      });
    for (const name of ['/api/db', '/api/first']) {
      await under.plan(name, 'theirs', {}, { keyId: KEY });
      await expect(under.invoke({ rotate: name })).rejects.toThrow('cannot be reached');
    }
    // Requests that are wrong are no failures of a secret.
    await expect(under.invoke({ rotate: '/api/token' })).rejects.toThrow('has no rotation');
    await handOnLog();

    const failing = await coffer(['status', '--manifest', file]);
    expect(failing).toMatchObject({ code: 2, error: '' });
    expect(failing.out).toMatch(
      /\n\/api\/db is failing: its rotation failed at step create, last tried 20.* UTC, and the old value is still current: db.example.com cannot be reached.*coffer rotate \/api\/db --vault acme-test\.\n/,
    );
    expect(failing.out).toMatch(/\n\/api\/first is failing: its rotation failed at step create.*it has no value yet/);
    expect(failing.out).toMatch(/3 secrets: 2 failing, 1 present\.$/);
    expect(failing.out).not.toMatch(/\u001b\[2J|CANARY/);
    const history = await coffer(['history', '/api/db', '--manifest', file]);
    expect(history.out).toMatch(/\n\/api\/db is failing: its rotation failed at step create, .*cannot be reached/);
    expect((await coffer(['history', '/api/token', '--manifest', file])).out).not.toContain('failing');

    reachable = true;
    for (const name of ['/api/db', '/api/first']) await under.invoke({ rotate: name });
    await handOnLog();
    expect(await coffer(['status', '--manifest', file])).toMatchObject({ code: 0, out: expect.stringMatching(/3 secrets: 3 present\.$/) });
    expect((await coffer(['history', '/api/db', '--manifest', file])).out).not.toContain('failing');
  });

  test('may be missing where the log may not be read, which is said', async () => {
    await put('/api/db');
    under.proxy.inject({
      operation: 'FilterLogEvents',
      before: { kind: 'error', status: 400, code: 'AccessDeniedException', message: 'no' },
    });
    const { code, out, error } = await coffer(['status', '--manifest', manifestOf(['/api/db'])]);
    expect({ code, out }).toMatchObject({ code: 0, out: expect.stringMatching(/1 secret: 1 present\.$/) });
    expect(error).toMatch(
      /^Failed rotations may be missing here: FilterLogEvents of .* was denied\. Get logs:FilterLogEvents on \/aws\/lambda\/acme-test-rotator\.$/,
    );
  });
});

test('a thousand secrets of sixty services take no call for each, and the table keeps to 80 columns', async () => {
  const services = Array.from({ length: 60 }, (_, at) => `service-with-a-name-that-goes-on-for-longer-than-a-line-has-room-for-${at}`);
  const names = Array.from({ length: 1000 }, (_, at) => `/${services[at % 60]}/key_${at}`);
  under.aws.clearRequests();
  const { code, out } = await coffer(['status', '--manifest', manifestOf(names)], 80);
  expect(code).toBe(2);
  // Two listings of fifty paths, and one of what is left: secrets and their pending values.
  expect(under.aws.requests().filter(({ operation }) => operation === 'DescribeParameters')).toHaveLength(3);
  const [, ...lines] = out.split('\n');
  expect(lines.filter((line) => line.length > 80 && line.includes(' '))).toEqual([]);
});

test('programs get JSON, of one service if it is named', async () => {
  await put('/api/db');
  await put('/web/key', { KeyId: 'alias/aws/ssm' });
  const { code, out } = await coffer(['status', 'web', '--json', '--manifest', manifestOf(['/api/db', '/web/key'])]);
  expect(code).toBe(2);
  expect(JSON.parse(out)).toMatchObject({
    vault: VAULT,
    account: '123456789012',
    secrets: [{ name: '/web/key', state: 'drifted', note: expect.stringContaining('alias/aws/ssm') }],
  });
});

test('what somebody else wrote down is shown and not obeyed', async () => {
  await put('/api/db', { KeyId: 'alias/aws/ssm', Description: '\u001b[2J' });
  const { out } = await coffer(['status', '--manifest', manifestOf(['/api/db'])]);
  expect(out).not.toContain('\u001b');
});

test.each([
  ['without a manifest', () => ['--manifest', 'none', '--vault', VAULT], 64, /there is no manifest to compare with\. Run cdktf synth/],
  [
    'for a service that nobody declares',
    () => ['apj', '--manifest', manifestOf(['/api/db'])],
    64,
    /declares no secrets of service apj\. It declares secrets of api\. /,
  ],
  [
    'in another account',
    () => ['--manifest', manifestOf([], { account: '999999999999', region: 'us-east-1' })],
    1,
    /Nothing was read or written/,
  ],
  ['in another region', () => ['--manifest', manifestOf([]), '--region', 'eu-west-1'], 1, /lead to account 123456789012 in eu-west-1/],
])('%s, it says in one line what to do', async (_, args, code, message) => {
  const result = await coffer(['status', ...args()]);
  expect(result).toEqual({ code, out: '', error: expect.stringMatching(message) });
  expect(result.error.split('\n')).toHaveLength(1);
});
