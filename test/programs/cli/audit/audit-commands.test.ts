import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CreateAccessKeyCommand, CreateUserCommand, IAMClient, PutUserPolicyCommand } from '@aws-sdk/client-iam';
import { DeleteParameterCommand, GetParametersByPathCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { AthenaStandIn, WORKGROUP } from './athena-stand-in';
import { sessionOf } from './session-of';
import * as lookups from '../../../../src/programs/cli/audit/lookup-events';
import { COMMANDS } from '../../../../src/programs/cli/commands';
import { run } from '../../../../src/programs/cli/run';
import { LocalAws } from '../../../../tools/local-aws/local-aws';
import { findSqlPython } from '../../../../tools/sql/python';
import { temporaryFolder } from '../../../support/synth';
import { type AccountSettings, makeKey, settingsOf, useEnvironment } from '../account';
import { CapturedTerminal } from '../captured';

const before = { ...process.env };
const CANARY = 'CANARY-audit-31';
const ACCOUNT = '123456789012';
const KEY = 'alias/acme-dev-chamber';
let aws: LocalAws;
let settings: AccountSettings;
let ssm: SSMClient;
/** The session of ada in the role `api`, which reads and writes. */
let ada: SSMClient;
let mallory: SSMClient;
let manifest: string;

const put = (client: SSMClient, Name: string, Description = '1', KeyId = KEY) =>
  client.send(new PutParameterCommand({ Name, Value: CANARY, Type: 'SecureString', KeyId, Description, Overwrite: true }));

beforeAll(async () => {
  aws = await LocalAws.start();
  useEnvironment(aws.environment);
  settings = settingsOf(aws);
  ssm = new SSMClient(settings);
  await makeKey(aws, KEY);
  const iam = new IAMClient(settings);
  await iam.send(new CreateUserCommand({ UserName: 'ada' }));
  const assume = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'sts:*', Resource: '*' }] };
  await iam.send(new PutUserPolicyCommand({ UserName: 'ada', PolicyName: 'assume', PolicyDocument: JSON.stringify(assume) }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: 'ada' }));
  const user = { accessKeyId: AccessKey!.AccessKeyId!, secretAccessKey: AccessKey!.SecretAccessKey! };
  ada = await sessionOf(settings, 'api', user, 'ada@example.com');
  mallory = await sessionOf(settings, 'batch', user);

  await put(ssm, '/api/db', '1', KEY);
  await put(ada, '/api/db', '2');
  await put(ssm, '/api/key');
  await put(ssm, '/web/key');
  await put(ssm, '/api/gone');
  await ssm.send(new DeleteParameterCommand({ Name: '/api/gone' }));
  for (const client of [ada, ada, mallory]) await client.send(new GetParametersByPathCommand({ Path: '/api', WithDecryption: true }));

  const reader = { access: 'read', address: null, stack: null, account: null, arn: null, region: null };
  const secret = (key: string, readers: object[]) => ({
    ...{ type: 'ApplicationSecret', systemOfRecord: 'parameter-store', vault: 'dev/vault', service: 'api', key, name: `/api/${key}` },
    ...{ environmentName: null, path: `dev/${key}`, address: null, owner: null, description: null, sharedWith: [], rotation: null },
    ...{ promisedAgeDays: null, replicas: [], readers },
  });
  const stack = {
    ...{ name: 'dev', account: ACCOUNT, region: 'us-east-1', stage: 'dev', imported: [], services: [], copies: [] },
    vaults: [{ name: 'acme-dev', path: 'dev/vault', namespace: 'acme', stage: 'dev', keyAlias: KEY, engine: 'coffer' }],
    secrets: [
      secret('db', [
        { ...reader, role: 'api' },
        { ...reader, role: 'nightly' },
      ]),
      secret('key', [{ ...reader, role: null, address: 'aws_iam_role.x', stack: 'dev' }]),
      secret('missing', []),
    ],
  };
  manifest = join(temporaryFolder(), 'coffer.manifest.json');
  writeFileSync(manifest, JSON.stringify({ manifest: 1, stacks: [stack] }));
});
afterAll(async () => {
  for (const client of [ssm, ada, mallory]) client?.destroy();
  process.env = before;
  await aws?.stop();
});

async function coffer(...args: string[]): Promise<{ code: number; out: string; error: string }> {
  const terminal = new CapturedTerminal();
  const code = await run(args, COMMANDS, terminal, new AbortController().signal);
  expect(terminal.output + terminal.errors).not.toContain('CANARY');
  return { code, out: terminal.output, error: terminal.errors };
}

describe('coffer history', () => {
  test('tells who wrote which version, with the person behind a session', async () => {
    const { code, out } = await coffer('history', 'api', 'db', '--manifest', 'none');
    expect(code).toBe(0);
    const [headings, newest, oldest] = out.split('\n');
    expect(headings).toMatch(/^VERSION +AWS +WRITTEN \(UTC\) +BY +LABELS$/);
    expect(newest).toMatch(/^2 +2 +\d{4}-.* ada@example\.com as api\/laptop/);
    expect(oldest).toMatch(/^1 +1 +\d{4}-.* root$/);
  });

  test('works without CloudTrail, and says in one line what is missing', async () => {
    const { out } = await coffer('history', 'api', 'db', '--manifest', 'none', '--no-trail', '--json');
    // Parameter Store itself names the session and root, and no person.
    const versions = [
      { version: 2, who: 'api/laptop' },
      { version: 1, who: 'root' },
    ];
    expect(JSON.parse(out)).toMatchObject({ name: '/api/db', rotation: null, versions });
    expect(out).not.toContain('ada@example.com');
  });

  test('of a secret that is not there, says where to look', async () => {
    expect(await coffer('history', '/api/gone', '--manifest', 'none')).toEqual({
      code: 1,
      out: '',
      error: 'coffer history: there is no /api/gone in us-east-1. Check its name; if it was deleted, coffer audit /api/gone shows by whom.',
    });
  });
});

describe('coffer audit', () => {
  interface Report {
    readonly complete: boolean;
    readonly changes: { action: string; names: string[]; who: string; role?: string; sourceIdentity?: string }[];
    readonly readers: { name: string; who: string; reads: number; declared?: boolean; sourceIdentities: string[] }[];
  }
  const report = async (...args: string[]) => {
    const { code, out } = await coffer('audit', '--json', ...args);
    return { code, report: JSON.parse(out) as Report };
  };

  test('puts those who read beside those who are declared to, and tells of a stranger', async () => {
    const { code, report: found } = await report('--manifest', manifest);
    expect(code).toBe(2);
    expect(found.readers.map(({ name, who, reads, declared }) => [name, who, reads, declared])).toEqual([
      ['/api/db', 'api', 2, true],
      ['/api/db', 'batch', 1, false],
      ['/api/db', 'nightly', 0, true],
      // The manifest has a reader whose name only apply knows: this may be it.
      ['/api/key', 'api', 2, undefined],
      ['/api/key', 'batch', 1, undefined],
    ]);
    expect(found.readers[0]!.sourceIdentities).toEqual(['ada@example.com']);
    expect(found.changes.some(({ names }) => names.includes('/web/key'))).toBe(false);
    const { out } = await coffer('audit', '--manifest', manifest);
    expect(out).toContain('batch read /api/db, but is not a declared reader');
    expect(out).toMatch(/\n\/api\/db +nightly +yes +0 +never\n/);
  });

  test('does not say that all is well if it did not see everything', async () => {
    const cut = jest.spyOn(lookups, 'lookupEvents').mockResolvedValue({ events: [], isCut: true });
    expect(await coffer('audit', '/api/db', '--manifest', 'none')).toMatchObject({
      code: 2,
      error: expect.stringContaining('There is more'),
    });
    cut.mockRestore();
  });

  test('tells who deleted what is gone', async () => {
    const { code, report: found } = await report('/api/gone', '--changes', '--manifest', 'none');
    expect(code).toBe(0);
    // Of one second: CloudTrail does not tell which was first.
    expect(found.changes.map(({ action, who }) => `${action} ${who}`).sort()).toEqual(['DeleteParameter root', 'PutParameter root']);
  });

  test('knows the person behind a change', async () => {
    const { report: found } = await report('api', '--changes', '--manifest', 'none', '--since', '1h');
    expect(found.changes.filter(({ role }) => role === 'api')).toMatchObject([
      { action: 'PutParameter', names: ['/api/db'], who: 'api/laptop', sourceIdentity: 'ada@example.com' },
    ]);
  });

  test.each(['7', '0d', '91d', 'soon'])('takes no --since of %s', async (since) => {
    expect(await coffer('audit', '--since', since, '--manifest', 'none')).toMatchObject({
      code: 64,
      error: expect.stringContaining('24h or 7d'),
    });
  });
});

describe('coffer audit, asking Athena', () => {
  let athena: AthenaStandIn;
  let folder: string;
  const asking = ['--workgroup', WORKGROUP];
  beforeAll(async () => {
    folder = temporaryFolder();
    aws.writeTrail(folder);
    athena = await AthenaStandIn.start(() => join(folder, 'AWSLogs'));
    useEnvironment({ AWS_ENDPOINT_URL_ATHENA: athena.endpoint });
    // The first run on a machine installs what runs queries.
    await findSqlPython();
  }, 300_000);
  afterAll(() => {
    athena?.stop();
    useEnvironment({ AWS_ENDPOINT_URL_ATHENA: undefined, COFFER_AUDIT_WORKGROUP: undefined });
  });

  /** Calls of one second have no order, neither in the event history nor in logs. */
  const sorted = ({ code, out, error }: { code: number; out: string; error: string }) => {
    const report = JSON.parse(out) as { since: string; changes: object[] };
    const changes = report.changes.map((change) => JSON.stringify(Object.entries(change).sort())).sort();
    return { code, error, report: { ...report, since: report.since.slice(0, 13), changes } };
  };

  test.each([
    ['a vault', [], true],
    ['a service', ['api'], false],
    ['one secret', ['/api/db'], true],
    ['a secret that is gone', ['api', 'gone'], false],
    ['changes only', ['--changes'], true],
    ['all parameters', [], false],
  ])('answers about %s as the event history does', async (_, args, withManifest) => {
    const line = ['audit', ...args, '--json', '--manifest', withManifest ? manifest : 'none'];
    const expected = sorted(await coffer(...line));
    expect(expected.report.changes).not.toEqual([]);
    expect(sorted(await coffer(...line, ...asking))).toEqual(expected);
    const { sql, parameters } = athena.queries.at(-1)!;
    // Nothing of what was typed is in the text of the query.
    expect(sql).not.toContain('api');
    expect(parameters).toHaveLength(4);
  });

  test('prints the same table, reads all pages, and takes the workgroup from the environment', async () => {
    const expected = await coffer('audit', 'api', '--manifest', manifest);
    useEnvironment({ COFFER_AUDIT_WORKGROUP: WORKGROUP });
    athena.pages = 0;
    const found = await coffer('audit', 'api', '--manifest', manifest);
    useEnvironment({ COFFER_AUDIT_WORKGROUP: undefined });
    const lines = ({ out }: { out: string }) => out.split('\n').sort();
    expect(lines(found)).toEqual(lines(expected));
    expect(found.code).toBe(2);
    expect(athena.pages).toBeGreaterThan(1);
  });

  test('looks back for years, and no further than the logs have days', async () => {
    expect(await coffer('audit', '/api/db', '--since', '1095d', '--manifest', 'none', ...asking)).toMatchObject({ code: 0, error: '' });
    expect(await coffer('audit', '--since', '1096d', '--manifest', 'none', ...asking)).toMatchObject({
      code: 64,
      error: expect.stringContaining('looks back 1095 days'),
    });
  });

  test('finds changes in other regions and names those, and with a manifest keeps to the vault and its copies', async () => {
    const abroad = new SSMClient({ ...settings, region: 'eu-west-1' });
    await put(abroad, '/web/abroad', '1', 'alias/aws/ssm');
    abroad.destroy();
    folder = temporaryFolder();
    aws.writeTrail(folder);
    const line = ['audit', '/web/abroad', '--changes', ...asking];
    expect((await coffer(...line, '--manifest', 'none')).out).toMatch(/^\/web\/abroad in eu-west-1 .* PutParameter +root$/m);
    expect((await coffer(...line, '--manifest', manifest)).out).toMatch(/^No changes since/);
  });
});

describe('coffer diff', () => {
  test('compares two services by names and versions', async () => {
    expect(await coffer('diff', 'api', 'web', '--manifest', 'none')).toEqual({
      code: 1,
      out: `- api in account ${ACCOUNT}, us-east-1\n+ web in account ${ACCOUNT}, us-east-1\n- db (version 2)`,
      error: '',
    });
    expect(await coffer('diff', 'api', 'api', '--manifest', 'none')).toMatchObject({
      code: 0,
      out: expect.stringMatching(/\nNo difference/),
    });
  });

  test('compares a manifest with the account', async () => {
    const { code, out } = await coffer('diff', '--manifest', manifest);
    expect({ code, lines: out.split('\n').slice(2) }).toEqual({ code: 1, lines: ['- /api/missing'] });
  });

  test('compares one service in two regions, and holds the second one to the manifest too', async () => {
    const abroad = new SSMClient({ ...settings, region: 'eu-west-1' });
    await put(abroad, '/api/db', '1', 'alias/aws/ssm');
    abroad.destroy();
    const { out } = await coffer('diff', 'api', '--with-region', 'eu-west-1', '--manifest', 'none');
    expect(out.split('\n').slice(2)).toEqual(['~ db (version 2 -> 1)', '- key (version 1)']);
    expect(await coffer('diff', 'api', '--with-region', 'eu-west-1', '--manifest', manifest)).toMatchObject({
      code: 1,
      out: '',
      error: expect.stringContaining('Nothing was read or written'),
    });
  });

  test.each([
    [[], 64, 'nothing is given to compare'],
    [['api'], 64, 'nothing to compare it with'],
    [['api', 'apj'], 1, "service 'apj' has no parameters in us-east-1"],
  ])('of %j, says what is missing', async (args, code, message) => {
    expect(await coffer('diff', ...args, '--manifest', 'none')).toMatchObject({ code, out: '', error: expect.stringContaining(message) });
  });
});
