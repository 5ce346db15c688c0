import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CreateAliasCommand, CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { FaultProxy } from '../../../../tools/local-aws/fault-proxy';
import { LocalAws } from '../../../../tools/local-aws/local-aws';
import { temporaryFolder } from '../../../support/synth';
import { coffer, COFFER, type Ended, runProgram, variablesIn } from '../coffer-process';

const KEY = 'alias/acme-dev-chamber';
const STACK = {
  name: 'dev',
  account: '123456789012',
  region: 'us-east-1',
  stage: 'dev',
  vaults: [{ name: 'acme-dev', path: 'dev/vault', namespace: 'acme', stage: 'dev', keyAlias: KEY, engine: 'coffer' }],
  imported: [],
  services: [],
  copies: [],
};
const SECRET = {
  vault: 'dev/vault',
  service: 'api',
  readers: [],
  type: 'ApplicationSecret',
  systemOfRecord: 'parameter-store',
  address: null,
  owner: null,
  description: null,
  sharedWith: [],
  rotation: null,
  promisedAgeDays: null,
  replicas: [],
};

let aws: LocalAws;
let proxy: FaultProxy;
let ssm: SSMClient;
let environment: NodeJS.ProcessEnv;

beforeAll(async () => {
  aws = await LocalAws.start();
  proxy = await FaultProxy.start({ target: aws.endpoint });
  environment = { ...process.env, ...aws.environment, AWS_ENDPOINT_URL: proxy.endpoint, COFFER_MANIFEST: 'none', CHAMBER_RETRIES: '1' };
  ssm = new SSMClient({ region: 'us-east-1', endpoint: aws.endpoint, credentials: aws.credentials });
  const kms = new KMSClient({ region: 'us-east-1', endpoint: aws.endpoint, credentials: aws.credentials });
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
  await kms.send(new CreateAliasCommand({ AliasName: KEY, TargetKeyId: KeyMetadata!.KeyId }));
  kms.destroy();
  for (const name of ['/api/token', '/api/db-pass', '/api/v2/token', '/mail/user']) await put(name, `CANARY-exec-${name}`);
}, 60_000);
afterAll(async () => {
  ssm?.destroy();
  await proxy?.close();
  await aws?.stop();
});
afterEach(() => proxy.clear());

async function put(Name: string, Value: string): Promise<void> {
  await ssm.send(new PutParameterCommand({ Name, Value, Type: 'SecureString', Description: '1', Overwrite: true }));
}

/** Runs `coffer exec` with these arguments. */
function exec(args: readonly string[], env: NodeJS.ProcessEnv = environment): Promise<Ended> {
  return coffer(['exec', ...args], { env });
}

/** A program of a shell's, in a file. */
function script(body: string): string {
  const file = join(temporaryFolder(), 'program');
  writeFileSync(file, `#!/bin/sh\n${body}\n`);
  chmodSync(file, 0o755);
  return file;
}

describe('exec', () => {
  test.each([
    ['ends as its program does', ['api', '--', 'sh', '-c', 'exit 42'], 42, ''],
    [
      'hands arguments on as they are',
      ['api', '--', 'sh', '-c', 'test "$1" = "--only" && test "$2" = "" && exit 7', '-', '--only', ''],
      7,
      '',
    ],
    [
      'says that there is no such program, before it asks AWS',
      ['nothing', '--', 'no-such-program'],
      127,
      "there is no program 'no-such-program' on PATH",
    ],
    ['says that a file is no program', ['api', '--', __filename], 126, 'cannot be run. Check its permissions (chmod +x).'],
    ['wants a service', ['--', 'true'], 64, 'no service is given'],
    ['wants a program', ['api'], 64, 'no program is given'],
    ['knows its options', ['api', '--pristin', '--', 'true'], 64, 'did you mean --pristine'],
    ['names a service that is not there', ['missing', '--', 'true'], 1, "service 'missing' has no parameters in region us-east-1"],
    ['names a variable that is not there', ['api', '--only', 'TOKN', '--', 'true'], 1, 'no parameter of api becomes TOKN'],
    ['names both of a collision', ['api', '--recursive', '--', 'true'], 1, '/api/token and /api/v2/token both become TOKEN'],
    ['wants a role to be one', ['api', '--role', 'admin', '--', 'true'], 64, "--role is 'admin', not the ARN of a role"],
  ])('%s', async (_, args, code, error) => {
    const ended = await exec(args);
    expect(ended.code).toBe(code);
    expect(ended.stderr).toContain(error);
    expect(ended.stderr.split('\n').filter((line) => line !== '').length).toBeLessThanOrEqual(1);
    expect(ended.stdout + ended.stderr).not.toContain('CANARY-exec');
  });

  test('reads a service by one list, and names by one call, which needs no permission to list', async () => {
    proxy.clearRequests();
    const all = await exec(['api', 'mail', '--pristine', '--', '/usr/bin/env', '-0']);
    expect(variablesIn(all.stdout)).toEqual({
      TOKEN: 'CANARY-exec-/api/token',
      DB_PASS: 'CANARY-exec-/api/db-pass',
      USER: 'CANARY-exec-/mail/user',
    });
    expect(operations()).toEqual(['ssm:GetParametersByPath', 'ssm:GetParametersByPath']);
    proxy.clearRequests();
    const some = await exec(['api', 'mail', '--only', 'DB_PASS,USER', '--pristine', '--', '/usr/bin/env', '-0']);
    expect(variablesIn(some.stdout)).toEqual({ DB_PASS: 'CANARY-exec-/api/db-pass', USER: 'CANARY-exec-/mail/user' });
    expect(operations()).toEqual(['ssm:GetParameters']);
  });

  test('asks for what a manifest declares by name, and says what has no value yet', async () => {
    const file = join(temporaryFolder(), 'coffer.manifest.json');
    const of = (key: string) => ({
      ...SECRET,
      key,
      name: `/api/${key}`,
      environmentName: key.toUpperCase().replace('-', '_'),
      path: `dev/${key}`,
    });
    writeFileSync(file, JSON.stringify({ manifest: 1, stacks: [{ ...STACK, secrets: [of('token'), of('later')] }] }));
    proxy.clearRequests();
    const ended = await exec(['api', '--manifest', file, '--declared', '--pristine', '--', '/usr/bin/env', '-0']);
    expect(ended).toMatchObject({ code: 0, stderr: 'coffer exec: declared, but without a value yet: /api/later.\n' });
    expect(variablesIn(ended.stdout)).toEqual({ TOKEN: 'CANARY-exec-/api/token' });
    expect(operations().filter((name) => name.startsWith('ssm:'))).toEqual(['ssm:GetParameters']);
  });

  test('says in one line that a reason is not recorded without a role, and runs the program all the same', async () => {
    const ended = await exec(['api', '--reason', 'incident 7', '--', 'true']);
    expect(ended).toMatchObject({ code: 0, stderr: expect.stringContaining('without --role it is not recorded') });
  });

  test('hands signals on, and ends as shells say that a program ended by one', async () => {
    const ready = join(temporaryFolder(), 'ready');
    const program = script(`trap 'echo got TERM; exit 9' TERM; echo > ${ready}; while :; do sleep 0.05; done`);
    const ended = await coffer(['exec', 'api', '--', program], {
      env: environment,
      started: (child) => whenThere(ready, () => child.kill('SIGTERM')),
    });
    expect(ended).toMatchObject({ code: 9, stdout: 'got TERM\n' });
    const killed = await exec(['api', '--', 'sh', '-c', 'kill -KILL $$']);
    // As a child, or as this process itself.
    expect([137, null]).toContain(killed.code);
    if (killed.code === null) expect(killed.signal).toBe('SIGKILL');
  });

  test('leaves its program SIGPIPE, so that a closed pipe ends it', async () => {
    const ended = await runProgram('bash', ['--norc', '-c', `"${process.execPath}" "${COFFER}" exec api -- yes | head -1`], {
      env: environment,
    });
    expect(ended).toMatchObject({ code: 0, stdout: 'y\n', stderr: '' });
  });

  test('has no value in the arguments of a process or in a file', async () => {
    const shown = join(temporaryFolder(), 'shown');
    const program = script(`cat /proc/$$/cmdline /proc/$PPID/cmdline | tr '\\0' ' ' > ${shown}`);
    expect(await exec(['api', '--', program])).toMatchObject({ code: 0 });
    expect(readFileSync(shown, 'utf8')).not.toContain('CANARY');
  });

  test('writes its memory to no file and opens no debugger, whatever NODE_OPTIONS says of the program and signals ask for', async () => {
    const folder = temporaryFolder();
    const options = [
      '--heapsnapshot-signal=SIGUSR2',
      '--report-on-signal --report-signal=SIGHUP --report-uncaught-exception --report-on-fatalerror',
      '--abort-on-uncaught-exception',
      `--inspect=127.0.0.1:0 --diagnostic-dir=${folder}`,
    ].join(' ');
    // Signals to the process that has the values: with --watch, it stays beside the program.
    const program = script('trap \'\' HUP USR1 USR2; for s in USR2 HUP USR1; do kill -$s $PPID; sleep 0.3; done; echo "$NODE_OPTIONS"');
    const ended = await coffer(['exec', 'api', '--watch', '--', program], { env: { ...environment, NODE_OPTIONS: options }, cwd: folder });
    expect(ended).toMatchObject({ code: 0, stdout: `${options}\n` });
    expect(readdirSync(folder)).toEqual([]);
    const said = ended.stderr.split('\n').filter((line) => line !== '' && !/^(Debugger listening on|For help, see:)/.test(line));
    expect(said).toEqual([]);
    // The one that NODE_OPTIONS opened is closed again before anything is read; SIGUSR1 opens none.
    expect(ended.stderr.match(/Debugger listening on/g)).toHaveLength(1);
  });

  test('starts the program again after a change, and says so', async () => {
    const log = join(temporaryFolder(), 'log');
    const program = script(`echo "$USER" >> ${log}; while :; do sleep 0.05; done`);
    const ended = await coffer(['exec', 'mail', '--watch', '--watch-interval', '5', '--', program], {
      env: environment,
      started: (child) => {
        whenThere(log, () => {
          void put('/mail/user', 'CANARY-exec-changed').then(() => {
            const looking = setInterval(() => {
              if (!readFileSync(log, 'utf8').includes('changed')) return;
              clearInterval(looking);
              child.kill('SIGTERM');
            }, 50);
          });
        });
      },
    });
    expect(readFileSync(log, 'utf8')).toBe('CANARY-exec-/mail/user\nCANARY-exec-changed\n');
    expect(ended.stderr).toContain('secrets have changed');
    expect(ended.stderr).not.toContain('CANARY');
  }, 30_000);
});

describe('what AWS refuses is one line with a code', () => {
  test.each([
    ['denied', 'AccessDeniedException', 'no identity-based policy allows it', 'was denied'],
    ['throttled', 'ThrottlingException', 'Rate exceeded', 'was throttled'],
  ])('%s', async (_, code, message, said) => {
    proxy.inject({ operation: 'GetParametersByPath', before: { kind: 'error', status: 400, code, message } });
    const ended = await exec(['api', '--', 'true']);
    expect(ended).toMatchObject({ code: 1, stdout: '' });
    expect(ended.stderr).toContain(said);
    expect(ended.stderr.trimEnd()).not.toContain('\n');
  });

  test('no credentials, no region, and a session of Identity Center that has ended', async () => {
    const home = temporaryFolder();
    mkdirSync(join(home, '.aws'));
    writeFileSync(
      join(home, '.aws', 'config'),
      '[profile sso]\nsso_start_url = https://example.awsapps.com/start\nsso_region = eu-west-1\nsso_account_id = 111122223333\nsso_role_name = dev\nregion = eu-west-1\n',
    );
    const bare: NodeJS.ProcessEnv = { ...environment, HOME: home, AWS_CONFIG_FILE: join(home, '.aws', 'config') };
    delete bare.AWS_ACCESS_KEY_ID;
    delete bare.AWS_SECRET_ACCESS_KEY;
    const none = await exec(['api', '--', 'true'], bare);
    expect(none).toMatchObject({ code: 1, stderr: expect.stringMatching(/^coffer exec: No AWS credentials: [^\n]*\n$/) });
    const sso = await exec(['api', '--profile', 'sso', '--', 'true'], bare);
    expect(sso).toMatchObject({ code: 1, stderr: expect.stringMatching(/^coffer exec: [^\n]*aws sso login --profile sso[^\n]*\n$/) });
    const nowhere = { ...environment };
    for (const name of ['AWS_REGION', 'AWS_DEFAULT_REGION']) delete nowhere[name];
    expect(await exec(['api', '--', 'true'], nowhere)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^coffer exec: no AWS region[^\n]*\n$/),
    });
  });
});

function operations(): string[] {
  return proxy.requests.map(({ service, operation }) => `${service}:${operation}`);
}

function whenThere(file: string, then: () => void): void {
  const looking = setInterval(() => {
    if (!existsSync(file)) return;
    clearInterval(looking);
    then();
  }, 30);
}
