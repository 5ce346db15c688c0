import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CreateAccessKeyCommand, CreateUserCommand, IAMClient } from '@aws-sdk/client-iam';
import { makeKey } from './account';
import { CapturedTerminal } from './captured';
import { COMMANDS } from '../../../src/programs/cli/commands';
import { run } from '../../../src/programs/cli/run';
import { FaultProxy } from '../../../tools/local-aws/fault-proxy';
import { LocalAws } from '../../../tools/local-aws/local-aws';
import { temporaryFolder } from '../../support/synth';

const HERE = { account: '123456789012', region: 'us-east-1' };
const folder = temporaryFolder();
const before = { ...process.env };
let aws: LocalAws;
let proxy: FaultProxy;

/** Every command that asks AWS, in a form that is in order. Doctor tells of faults as findings, in a test of its own. */
const LINES: Readonly<Record<string, readonly string[]>> = {
  exec: ['api', '--', 'true'],
  env: ['api'],
  export: ['api'],
  list: ['api'],
  get: ['api', 'db'],
  set: ['api', 'db', '--yes'],
  import: ['api', join(folder, 'secrets.json'), '--yes'],
  delete: ['api', 'db', '--yes'],
  rotate: ['/api/db'],
  rollback: ['/api/db'],
  status: [],
  inventory: ['/api', '--output', join(folder, 'inventory.json')],
  history: ['/api/db'],
  diff: ['api', 'web'],
  audit: ['api'],
};
const named = COMMANDS.filter(({ name, options }) => 'region' in options && name !== 'doctor').map(({ name }) => name);

beforeAll(async () => {
  aws = await LocalAws.start();
  proxy = await FaultProxy.start({ target: aws.endpoint });
  await makeKey(aws, 'alias/acme-dev-chamber');
  writeFileSync(join(folder, 'secrets.json'), '{"db":"CANARY-bad-input"}');
});
afterAll(async () => {
  process.env = before;
  await proxy?.close();
  await aws?.stop();
});
beforeEach(() => {
  process.env = { ...before, ...aws.environment, AWS_ENDPOINT_URL: proxy.endpoint, CHAMBER_RETRIES: '0' };
  for (const [name, value] of Object.entries(process.env)) if (value === undefined) delete process.env[name];
  proxy.clearRequests();
});

function manifest(...places: readonly { account: string | null; region: string | null; name?: string }[]): string {
  const stacks = places.map(({ account, region, name = 'acme-dev' }, index) => ({
    name: `stack${index}`,
    account,
    region,
    stage: 'dev',
    vaults: [{ name, path: `stack${index}/vault`, namespace: 'acme', stage: 'dev', keyAlias: `alias/${name}-chamber`, engine: 'coffer' }],
    secrets: [
      {
        type: 'ApplicationSecret',
        systemOfRecord: 'parameter-store',
        vault: `stack${index}/vault`,
        service: 'api',
        key: 'db',
        name: '/api/db',
        environmentName: 'DB',
        path: `stack${index}/db`,
        address: null,
        owner: null,
        description: null,
        sharedWith: [],
        rotation: null,
        promisedAgeDays: null,
        replicas: [],
        readers: [],
      },
    ],
    imported: [],
    services: [],
    copies: [],
  }));
  return write('coffer.manifest.json', JSON.stringify({ manifest: 1, stacks }));
}

function write(name: string, content: string): string {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
}

/** What every command says of a fault, by its name: one line, in its own words, with nothing on standard output. */
async function said(options: readonly string[]): Promise<Record<string, string>> {
  const lines: Record<string, string> = {};
  for (const name of named) {
    const terminal = new CapturedTerminal();
    const [line, program = []] = split(LINES[name]!);
    const code = await run([name, ...line, ...options, ...program], COMMANDS, terminal, new AbortController().signal);
    // What takes longer tells of its progress, which is no part of the message.
    const errors = terminal.errors.split('\n').filter((each) => !each.endsWith(' …'));
    lines[name] = `${code} ${terminal.output}${errors.join('\n')}`;
  }
  return lines;
}

function split(line: readonly string[]): [line: readonly string[], program?: readonly string[]] {
  const at = line.indexOf('--');
  return at < 0 ? [line] : [line.slice(0, at), line.slice(at)];
}

function expectOneLine(lines: Record<string, string>, message: RegExp): void {
  for (const [name, line] of Object.entries(lines)) {
    expect(line).toMatch(new RegExp(`^1 coffer ${name}: [^\\n]*$`));
    expect(`${name}: ${line}`).toMatch(message);
    expect(`${name}: ${line}`).not.toMatch(/CANARY|Terraform|provider's|[Aa]pply again|parallelism|max_retries|kms_key_id|unexpected/);
  }
  expect(Object.keys(lines)).toEqual(named);
}

const operations = () => [...new Set(proxy.requests.map(({ operation }) => operation))];

test('every command that asks AWS has a line here', () => {
  expect(named.filter((name) => !LINES[name])).toEqual([]);
});

describe('every command says in one line of its own words', () => {
  test('that there are no credentials', async () => {
    delete process.env.AWS_ACCESS_KEY_ID;
    delete process.env.AWS_SECRET_ACCESS_KEY;
    expectOneLine(await said(['--manifest', manifest(HERE)]), /No AWS credentials: .* or give --profile/);
    expect(operations()).toEqual([]);
  });

  test('that a profile is not there, or its session of Identity Center has ended', async () => {
    mkdirSync(join(folder, 'home'), { recursive: true });
    const sso =
      'sso_start_url = https://example.awsapps.com/start\nsso_region = eu-west-1\nsso_account_id = 111122223333\nsso_role_name = dev';
    Object.assign(process.env, {
      HOME: join(folder, 'home'),
      AWS_CONFIG_FILE: write('config', `[profile sso]\n${sso}\nregion = us-east-1\n`),
    });
    delete process.env.AWS_ACCESS_KEY_ID;
    delete process.env.AWS_SECRET_ACCESS_KEY;
    const file = manifest(HERE);
    expectOneLine(await said(['--manifest', file, '--profile', 'sso']), /is not logged in: .* Run aws sso login --profile sso/);
    expectOneLine(await said(['--manifest', file, '--profile', 'other']), /No AWS profile 'other': .* Correct --profile or AWS_PROFILE/);
  });

  test('that there is no region', async () => {
    delete process.env.AWS_REGION;
    delete process.env.AWS_DEFAULT_REGION;
    expectOneLine(await said(['--manifest', manifest(HERE)]), /no AWS region is set\. Give --region/);
  });

  test('that it was denied, and which permission it needs', async () => {
    const iam = new IAMClient({ region: HERE.region, endpoint: aws.endpoint, credentials: aws.credentials });
    await iam.send(new CreateUserCommand({ UserName: 'nobody' }));
    const { AccessKey: key } = await iam.send(new CreateAccessKeyCommand({ UserName: 'nobody' }));
    iam.destroy();
    Object.assign(process.env, { AWS_ACCESS_KEY_ID: key!.AccessKeyId, AWS_SECRET_ACCESS_KEY: key!.SecretAccessKey });
    await aws.enforceAuthorization(true);
    try {
      expectOneLine(await said(['--manifest', manifest(HERE)]), /was denied: .* needs [a-z]+:[A-Z]\w+/);
    } finally {
      await aws.enforceAuthorization(false);
    }
  });

  test('that it was throttled, after as many retries as it was told to make', async () => {
    const isMeant = ({ operation }: { operation: string }) => operation !== 'GetCallerIdentity';
    proxy.inject({ operation: isMeant, before: { kind: 'error', status: 400, code: 'ThrottlingException', message: 'Rate exceeded' } });
    try {
      expectOneLine(await said(['--manifest', manifest(HERE)]), /was throttled: AWS still answered ThrottlingException after 0 retries/);
    } finally {
      proxy.clear();
    }
  });

  test.each([
    ['of another version', '{"manifest": 2, "stacks": []}', /is of form 2, and this version of Coffer reads form 1/],
    ['that is broken', '{"manifest": 1, "stacks": ["CANARY"', /is not JSON/],
  ])('that a manifest is one %s, and asks nothing', async (_, content, message) => {
    expectOneLine(await said(['--manifest', write('other.json', content)]), message);
    expect(operations()).toEqual([]);
  });

  test.each([
    ['account', { ...HERE, account: '999999999999' }],
    ['region', { ...HERE, region: 'eu-west-1' }],
    ['partition', { ...HERE, region: 'cn-north-1' }],
  ])('that a vault is in another %s, and neither reads nor writes', async (_, place) => {
    expectOneLine(
      await said(['--manifest', manifest(place)]),
      /acme-dev is in account .* lead to account 123456789012 in us-east-1\. Nothing was read/,
    );
    expect(operations()).toEqual(['GetCallerIdentity']);
  });

  test('that several vaults may be meant, until one is named', async () => {
    const two = manifest(HERE, { ...HERE, name: 'acme-test' });
    expectOneLine(await said(['--manifest', two]), /several vaults may be in account .*: acme-dev, acme-test\. Write --vault acme-dev\./);
    expectOneLine(await said(['--manifest', two, '--vault', 'acme-prod']), /has no vault 'acme-prod', but acme-dev, acme-test\./);
    expect(operations()).toEqual(['GetCallerIdentity']);
  });
});
