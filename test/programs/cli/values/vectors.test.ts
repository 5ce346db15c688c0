import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { parse as parseDotenv } from 'dotenv';
import { parse as parseYaml } from 'yaml';
import { environmentName } from '../../../../src/contracts/names';
import { COMMANDS } from '../../../../src/programs/cli/commands';
import { run } from '../../../../src/programs/cli/run';
import { render } from '../../../../src/programs/cli/values/render';
import { LocalAws } from '../../../../tools/local-aws/local-aws';
import { temporaryFolder } from '../../../support/synth';
import { makeKey, settingsOf, useEnvironment } from '../account';
import { CapturedTerminal } from '../captured';
import { coffer as cofferProcess, runProgram, variablesIn } from '../coffer-process';
import { OVERRIDDEN, VECTORS } from '../vectors';

const KEY = 'alias/acme-dev-chamber';
const MANY = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`secret_${index}`, `CANARY-${index}-${'y'.repeat(index)}`]));
const before = { ...process.env };
let aws: LocalAws;
let ssm: SSMClient;
let environment: NodeJS.ProcessEnv;

const hasChamber = (() => {
  try {
    execFileSync('chamber', ['version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

beforeAll(async () => {
  aws = await LocalAws.start();
  ssm = new SSMClient(settingsOf(aws));
  await makeKey(aws, KEY);
  environment = {
    ...before,
    ...aws.environment,
    CHAMBER_KMS_KEY_ALIAS: KEY,
    CHAMBER_AWS_SSM_ENDPOINT: aws.endpoint,
    COFFER_MANIFEST: 'none',
  };
  useEnvironment(environment);
  const services = { global: { ...VECTORS }, api: OVERRIDDEN, many: MANY };
  for (const [service, values] of Object.entries(services)) {
    for (const [key, Value] of Object.entries(values)) {
      await ssm.send(new PutParameterCommand({ Name: `/${service}/${key}`, Value, Type: 'SecureString', KeyId: KEY, Description: '1' }));
    }
  }
}, 120_000);
afterAll(async () => {
  process.env = before;
  ssm?.destroy();
  await aws?.stop();
});

/** The command in this process, and its output. */
async function coffer(...args: string[]): Promise<string> {
  const terminal = new CapturedTerminal();
  const code = await run(args, COMMANDS, terminal, new AbortController().signal);
  if (code !== 0) throw new Error(`coffer ${args.join(' ')} ended with ${code}: ${terminal.errors}`);
  return `${terminal.output}\n`;
}

const byVariable = (values: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [environmentName(key), value]));
const TOGETHER = { ...byVariable(VECTORS), ...byVariable(OVERRIDDEN) };

describe('a program that exec runs has every value, byte for byte', () => {
  test('of two services, of which the later one wins, and of three hundred secrets', async () => {
    const args = ['exec', 'global', 'api', 'many', '--pristine', '--', '/usr/bin/env', '-0'];
    const { code, stdout, stderr } = await cofferProcess(args, { env: environment });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(variablesIn(stdout)).toEqual({ ...TOGETHER, ...byVariable(MANY) });
  });

  (hasChamber ? test : test.skip)('as chamber exec hands it out', async () => {
    const ours = await cofferProcess(['exec', 'global', 'api', 'many', '--', '/usr/bin/env', '-0'], { env: environment });
    const theirs = await runProgram('chamber', ['exec', 'global', 'api', 'many', '--', '/usr/bin/env', '-0'], { env: environment });
    expect(variablesIn(ours.stdout)).toEqual(variablesIn(theirs.stdout));
  });
});

describe('an export is read back byte for byte', () => {
  test('by bash, from env and from --format shell', async () => {
    for (const script of [await coffer('env', 'global', 'api'), await coffer('export', 'global', 'api', '--format', 'shell')]) {
      const output = execFileSync('bash', ['--norc', '-c', `eval "$SCRIPT"; unset SCRIPT; env -0`], {
        encoding: 'utf8',
        env: { SCRIPT: script, PATH: before.PATH },
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      expect(variablesIn(output)).toMatchObject(TOGETHER);
    }
  });

  test('as JSON and YAML', async () => {
    const expected = { ...VECTORS, ...OVERRIDDEN };
    expect(JSON.parse(await coffer('export', 'global', 'api'))).toEqual(expected);
    const yaml = await coffer('export', 'global', 'api', '--format', 'yaml');
    expect(parseYaml(yaml)).toEqual(expected);
    // YAML 1.1, as PyYAML and Ruby read it, takes bare words for more than YAML 1.2 does.
    expect(parseYaml(yaml, { version: '1.1' })).toEqual(expected);
  });

  test('by Terraform', async () => {
    const folder = temporaryFolder();
    const tfvars = await coffer('export', 'global', 'api', '--format', 'tfvars');
    writeFileSync(join(folder, 'terraform.tfvars'), tfvars);
    const names = [...tfvars.matchAll(/^(\w+) = /gm)].map(([, name]) => name!);
    writeFileSync(join(folder, 'main.tf'), names.map((name) => `variable "${name}" {}\n`).join(''));
    const answer = execFileSync('terraform', ['console'], {
      cwd: folder,
      encoding: 'utf8',
      input: `base64encode(jsonencode({${names.map((name) => `${name} = var.${name}`).join(', ')}}))\n`,
    });
    const read = JSON.parse(Buffer.from(JSON.parse(answer) as string, 'base64').toString('utf8')) as Record<string, string>;
    const expected = Object.entries({ ...VECTORS, ...OVERRIDDEN }).map(([key, value]) => [
      key.replace(/^tf_var_/, '').replace('-', '_'),
      // Terraform brings all text into composed Unicode.
      value.normalize('NFC'),
    ]);
    expect(read).toEqual(Object.fromEntries(expected));
  });

  test('by npm dotenv and bash from --format dotenv, and what they would read differently is refused by name', async () => {
    await expect(coffer('export', 'global', '--format', 'dotenv')).rejects.toThrow(/^[^\n]*BACKSLASH[^\n]*BOTH_QUOTES[^\n]*$/);
    const readable = Object.entries(byVariable(VECTORS)).filter(([, value]) => !/['\\\r]|\$\{/.test(value));
    expect(readable.length).toBeGreaterThan(15);
    const text = await render(
      'dotenv',
      readable.map(([name, value]) => ({ name, value, parameter: `/global/${name.toLowerCase()}` })),
    );
    expect(parseDotenv(text)).toEqual(Object.fromEntries(readable));
    const output = execFileSync('bash', ['--norc', '-c', `set -a; eval "$FILE"; unset FILE; env -0`], {
      encoding: 'utf8',
      env: { FILE: text },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    expect(variablesIn(output)).toMatchObject(Object.fromEntries(readable));
  });

  test('by docker run --env-file, whose lines are values as they stand, and several lines are refused by name', async () => {
    await expect(coffer('export', 'global', '--format', 'docker')).rejects.toThrow('CRLF has several lines');
    expect(await coffer('export', 'api', '--format', 'docker')).toBe('ONLY_HERE=CANARY-only-here\nPLAIN=CANARY-overridden\n');
  });
});

(hasChamber ? describe : describe.skip)('chamber and coffer', () => {
  const chamber = (...args: string[]) => runProgram('chamber', args, { env: environment });

  test('export the same', async () => {
    for (const format of ['json', 'yaml'] as const) {
      const { stdout } = await chamber('export', 'global', 'api', '--format', format);
      const read = (text: string): unknown => (format === 'json' ? JSON.parse(text) : parseYaml(text));
      const [theirs, ours] = [read(stdout), read(await coffer('export', 'global', 'api', '--format', format))];
      if (format === 'json') expect(ours).toEqual(theirs);
      else expect(Object.keys(ours as object).sort()).toEqual(Object.keys(theirs as object).sort());
    }
  });

  test('read what the other wrote, number its versions on, and list and delete it', async () => {
    const { output, code } = await set('shared', 'token', 'CANARY-by-coffer');
    expect({ output, code }).toEqual({ output: '/shared/token is at version 1.', code: 0 });
    expect((await chamber('read', '-q', 'shared', 'token')).stdout).toBe('CANARY-by-coffer\n');
    expect((await chamber('write', 'shared', 'token', 'CANARY-by-chamber')).code).toBe(0);
    expect(await coffer('get', 'shared', 'token')).toBe('CANARY-by-chamber\n');
    await set('shared', 'token', "CANARY-again\n\n'$x'");
    expect((await chamber('read', '-q', 'shared', 'token')).stdout).toBe("CANARY-again\n\n'$x'\n");
    const history = (await chamber('history', 'shared', 'token')).stdout;
    expect([...history.matchAll(/^(?:Created|Updated)\s+(\d+)/gm)].map(([, number]) => number)).toEqual(['1', '2', '3']);
    expect((await chamber('list', 'shared')).stdout).toMatch(/^token\s+3\s/m);
    await coffer('delete', 'shared', 'token');
    expect((await chamber('read', '-q', 'shared', 'token')).stderr).toContain('secret not found');
    await chamber('write', 'shared', 'other', 'CANARY');
    expect(await coffer('list', 'shared', '--json')).toContain('"/shared/other"');
    await chamber('delete', 'shared', 'other');
    await expect(coffer('list', 'shared')).rejects.toThrow("service 'shared' has no parameters");
  });

  test('import the same file alike', async () => {
    const file = join(temporaryFolder(), 'secrets.json');
    writeFileSync(file, JSON.stringify({ ...VECTORS, dash: 'CANARY-no-dash' }));
    await coffer('import', 'ours', file);
    expect((await chamber('import', 'theirs', file)).code).toBe(0);
    const [ours, theirs] = [await coffer('export', 'ours'), await coffer('export', 'theirs')];
    expect(JSON.parse(ours)).toEqual(JSON.parse(theirs));
  });

  async function set(service: string, key: string, value: string): Promise<{ code: number | null; output: string }> {
    const { code, stdout, stderr } = await cofferProcess(['set', service, key], { env: environment, input: `${value}\n` });
    return { code, output: stdout.trimEnd() || stderr };
  }
});
