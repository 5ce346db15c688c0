import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { makeKey, settingsOf } from './account';
import { LocalAws } from '../../../tools/local-aws/local-aws';
import { temporaryFolder } from '../../support/synth';

const ROOT = resolve(__dirname, '..', '..', '..');

/** The lines of a page that people are to type. */
function linesOf(page: string): string[] {
  const text = readFileSync(join(ROOT, page), 'utf8');
  return [...text.matchAll(/^```shell\n([\s\S]*?)^```/gm)].flatMap(([, block]) => block!.trim().split('\n'));
}

/** What each line of the page does in this account, in the order of the page. */
const EXPECTED: readonly [line: string, code: number, output: RegExp][] = [
  ['coffer status', 2, /\/api\/jwt_key +awaiting[\s\S]*2 secrets: 1 awaiting, 1 undeclared\.$/],
  ['coffer list api', 0, /old_key/],
  ['coffer diff', 1, /\n- \/api\/jwt_key\n\+ \/api\/old_key \(version 1\)$/],
  ['openssl rand -hex 32 | coffer set api jwt_key', 0, /account 123456789012, us-east-1, vault acme-dev, stage dev: /],
  ['coffer status api', 0, /2 secrets: 1 undeclared, 1 present\.$/],
  ['coffer exec api -- printenv JWT_KEY', 0, /^[0-9a-f]{64}$/],
  ['coffer history api jwt_key', 0, /\n1 +1 +20.* root *$/],
  ['coffer audit api --since 24h', 2, /root read \/api\/jwt_key, but is not a declared reader/],
  ['coffer audit /api/jwt_key --changes', 0, /\/api\/jwt_key +20\S+ \S+ +PutParameter +root/],
  ['coffer delete api old_key', 0, /stage dev: /],
  ['coffer audit /api/old_key --changes', 0, /\/api\/old_key +20\S+ \S+ +DeleteParameter +root/],
];

/** Commands whose output the guide shows, in the order of its samples. */
const SAMPLED = ['coffer status', 'coffer history api jwt_key', 'coffer audit api --since 24h'];

/** What the commands printed. */
const printed = new Map<string, string>();

const folder = temporaryFolder();
let aws: LocalAws;

beforeAll(async () => {
  aws = await LocalAws.start();
  await makeKey(aws, 'alias/acme-dev-chamber');
  const ssm = new SSMClient(settingsOf(aws));
  const old = { Name: '/api/old_key', Value: 'CANARY-old', Description: '1', KeyId: 'alias/acme-dev-chamber' };
  await ssm.send(new PutParameterCommand({ ...old, Type: 'SecureString' }));
  ssm.destroy();
  const secret = {
    ...{ type: 'ApplicationSecret', systemOfRecord: 'parameter-store', vault: 'dev/vault', service: 'api', key: 'jwt_key' },
    ...{ name: '/api/jwt_key', environmentName: 'JWT_KEY', path: 'dev/jwt', address: null, owner: null, description: null },
    ...{ sharedWith: [], rotation: null, promisedAgeDays: null, replicas: [], readers: [] },
  };
  const vault = {
    name: 'acme-dev',
    path: 'dev/vault',
    namespace: 'acme',
    stage: 'dev',
    keyAlias: 'alias/acme-dev-chamber',
    engine: 'coffer',
  };
  const stack = { name: 'dev', account: '123456789012', region: 'us-east-1', stage: 'dev', imported: [], services: [], copies: [] };
  writeFileSync(
    join(folder, 'coffer.manifest.json'),
    JSON.stringify({ manifest: 1, stacks: [{ ...stack, vaults: [vault], secrets: [secret] }] }),
  );
  mkdirSync(join(folder, 'bin'));
  symlinkSync(join(ROOT, 'assets', 'coffer.js'), join(folder, 'bin', 'coffer'));
});
afterAll(() => aws?.stop());

function shell(line: string, environment: NodeJS.ProcessEnv = {}): { code: number | null; output: string } {
  const env = { ...process.env, ...aws.environment, PATH: `${join(folder, 'bin')}:${process.env.PATH}`, ...environment };
  const { status, stdout, stderr } = spawnSync('bash', ['-c', `set -o pipefail; ${line}`], {
    cwd: folder,
    env,
    encoding: 'utf8',
    input: '',
  });
  return { code: status, output: `${stderr}${stdout}`.trim() };
}

test('docs/guides/every-day.md has these commands, in this order', () => {
  expect(linesOf('docs/guides/every-day.md')).toEqual(EXPECTED.map(([line]) => line));
});

test('README.md has most of them, in the same order', () => {
  const lines = linesOf('README.md');
  expect(lines.length).toBeGreaterThan(6);
  expect(EXPECTED.map(([line]) => line).filter((line) => lines.includes(line))).toEqual(lines);
});

test.each(EXPECTED)('%s, as printed, by the command as it is shipped', (line, code, output) => {
  const ran = shell(line);
  expect(ran.output).toMatch(output);
  expect(ran.code).toBe(code);
  expect(ran.output).not.toContain('CANARY');
  printed.set(line, ran.output);
});

test('docs/guides/every-day.md shows what they print, but for the time', () => {
  const text = readFileSync(join(ROOT, 'docs/guides/every-day.md'), 'utf8');
  const timeless = (output: string) => output.replace(/20\d\d-\d\d-\d\d \d\d:\d\d/g, '2026-11-28 09:30');
  const samples = [...text.matchAll(/^```text\n([\s\S]*?)\n```$/gm)].map(([, sample]) => sample);
  expect(samples).toEqual(SAMPLED.map((line) => timeless(printed.get(line)!)));
});

describe('in the wrong place', () => {
  test.each<[string, string, NodeJS.ProcessEnv, RegExp]>([
    [
      'another region',
      'coffer list api --region eu-west-1',
      {},
      /^coffer list: acme-dev is in account 123456789012 in us-east-1; .* Nothing was read or written\./,
    ],
    [
      'another vault',
      'coffer get api jwt_key --manifest none --vault acme-prod',
      {},
      /^coffer get: vault acme-prod is not in account 123456789012/,
    ],
    ['another manifest', 'coffer status --manifest other.json', {}, /^coffer status: there is no manifest 'other\.json'\./],
    [
      'no credentials',
      'coffer history api jwt_key',
      { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined },
      /^coffer history: No AWS credentials: /,
    ],
    ['wrong credentials', 'coffer audit', { AWS_ACCESS_KEY_ID: 'AKIANOBODY' }, /^coffer audit: AWS does not accept the credentials: /],
  ])('with %s, one line says so', async (_, line, environment, message) => {
    // Without it, Local AWS takes any key.
    await aws.enforceAuthorization(environment.AWS_ACCESS_KEY_ID !== undefined);
    const { code, output } = shell(line, environment);
    expect(output).toMatch(message);
    expect(output.split('\n')).toHaveLength(1);
    expect(code).toBe(1);
  });
});
