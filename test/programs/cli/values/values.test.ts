import { chownSync, lchownSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  DeleteParameterCommand,
  DescribeParametersCommand,
  GetParameterCommand,
  PutParameterCommand,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { ParameterStore } from '../../../../src/programs/aws/parameter-store';
import { COMMANDS } from '../../../../src/programs/cli/commands';
import { run } from '../../../../src/programs/cli/run';
import * as reading from '../../../../src/programs/cli/values/read-value';
import { writeSecretFile } from '../../../../src/programs/cli/values/write-secret-file';
import * as announcing from '../../../../src/programs/cli/vault/announce-change';
import { FaultProxy } from '../../../../tools/local-aws/fault-proxy';
import { LocalAws } from '../../../../tools/local-aws/local-aws';
import { temporaryFolder } from '../../../support/synth';
import { makeKey, settingsOf, useEnvironment } from '../account';
import { CapturedTerminal } from '../captured';
import { coffer as cofferProcess, COFFER, runProgram } from '../coffer-process';

const KEY = 'alias/acme-dev-chamber';
const PROTECTED_KEY = 'alias/acme-prod-chamber';
const before = { ...process.env };
let aws: LocalAws;
let proxy: FaultProxy;
let ssm: SSMClient;
let environment: NodeJS.ProcessEnv;
let folder: string;

beforeAll(async () => {
  aws = await LocalAws.start();
  proxy = await FaultProxy.start({ target: aws.endpoint });
  ssm = new SSMClient(settingsOf(aws));
  await makeKey(aws, KEY, PROTECTED_KEY);
  environment = {
    ...before,
    ...aws.environment,
    AWS_ENDPOINT_URL: proxy.endpoint,
    CHAMBER_KMS_KEY_ALIAS: KEY,
    CHAMBER_RETRIES: '0',
    COFFER_MANIFEST: 'none',
  };
  useEnvironment(environment);
  folder = temporaryFolder();
}, 60_000);
afterAll(async () => {
  process.env = before;
  ssm?.destroy();
  await proxy?.close();
  await aws?.stop();
});
afterEach(() => proxy.clear());

async function coffer(...args: string[]): Promise<{ code: number; output: string; errors: string }> {
  const terminal = new CapturedTerminal();
  const code = await run(args, COMMANDS, terminal, new AbortController().signal);
  return { code, output: terminal.output, errors: terminal.errors };
}

const set = (key: string, input: string, ...options: string[]) =>
  cofferProcess(['set', 'api', key, ...options], { env: environment, input });

async function put(Name: string, Value: string, more: object = {}): Promise<void> {
  await ssm.send(new PutParameterCommand({ Name, Value, Type: 'SecureString', KeyId: KEY, ...more }));
}

async function value(name: string): Promise<string | undefined> {
  const answer = await ssm.send(new GetParameterCommand({ Name: name, WithDecryption: true })).catch(() => undefined);
  return answer?.Parameter?.Value;
}

function file(name: string, content: string | Buffer): string {
  const path = join(mkdtempSync(join(folder, 'x')), name);
  writeFileSync(path, content);
  return path;
}

describe('set', () => {
  test('writes standard input without its last newline, or with it if asked to, and says where', async () => {
    expect(await set('token', 'CANARY-1\n')).toMatchObject({
      code: 0,
      stdout: '/api/token is at version 1.\n',
      stderr: expect.stringContaining(`create /api/token: tier Standard, key ${KEY}, chamber's version 1`),
    });
    expect(await value('/api/token')).toBe('CANARY-1');
    await set('token', 'CANARY-2\n\n', '--keep-newline');
    expect(await value('/api/token')).toBe('CANARY-2\n\n');
  });

  test('numbers versions as chamber does, from 1 again where the description is no number', async () => {
    await put('/api/noted', 'CANARY', { Description: '41' });
    await put('/api/described', 'CANARY', { Description: 'the password' });
    await set('noted', 'CANARY');
    await set('described', 'CANARY');
    const { Parameters } = await ssm.send(
      new DescribeParametersCommand({ ParameterFilters: [{ Key: 'Name', Values: ['/api/noted', '/api/described'] }] }),
    );
    expect(Object.fromEntries(Parameters!.map(({ Name, Description }) => [Name, Description]))).toEqual({
      '/api/noted': '42',
      '/api/described': '1',
    });
  });

  test('writes nothing with --dry-run, and shows the tier that a value needs', async () => {
    const ended = await set('big', 'x'.repeat(5000), '--dry-run');
    expect(ended).toMatchObject({ code: 0, stdout: expect.stringContaining('Would create /api/big: tier Advanced') });
    expect(await value('/api/big')).toBeUndefined();
  });

  test.each([
    ['an empty value', 'empty', '', 1, 'is empty, which Parameter Store cannot keep'],
    ['a value over the size', 'huge', 'CANARY'.repeat(2000), 1, 'has 12000 bytes, and Parameter Store keeps 8192'],
    ['a NUL', 'nul', 'CANARY\0', 1, 'contains a NUL'],
    ['a reference', 'reference', 'CANARY {{ssm:x}}', 1, 'takes for a reference'],
    ['a name that no shell can hold', 'db.pass', 'CANARY', 1, 'gives the environment name DB.PASS'],
    ['a key that chamber could not read', 'db pass', 'CANARY', 64, "'db pass' is not a key"],
  ])('refuses %s in one line without the value, and writes nothing', async (_, key, input, code, said) => {
    const ended = await set(key, input);
    expect(ended.code).toBe(code);
    expect(ended.stderr).toContain(said);
    expect(ended.stderr.trimEnd()).not.toContain('\n');
    expect(ended.stdout + ended.stderr).not.toContain('CANARY');
    expect(await value(`/api/${key}`)).toBeUndefined();
  });

  test('refuses a value in its arguments', async () => {
    expect(await set('token', '', 'CANARY-argument')).toMatchObject({ code: 64, stderr: expect.stringContaining('one argument too many') });
  });

  test('refuses what is there in clear, whose type cannot be changed', async () => {
    await ssm.send(new PutParameterCommand({ Name: '/api/clear', Value: 'CANARY', Type: 'String' }));
    expect(await set('clear', 'CANARY-2')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('/api/clear exists as an unencrypted String'),
    });
  });

  test('wants a yes for a protected stage, and has it from --yes', async () => {
    const env = { ...environment, CHAMBER_KMS_KEY_ALIAS: PROTECTED_KEY };
    const refused = await cofferProcess(['set', 'api', 'guarded'], { env, input: 'CANARY' });
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('Nothing was changed. Pass --yes') });
    expect(await value('/api/guarded')).toBeUndefined();
    expect(await cofferProcess(['set', 'api', 'guarded', '--yes'], { env, input: 'CANARY' })).toMatchObject({ code: 0 });
  });
});

describe('a write by somebody else meanwhile', () => {
  afterEach(() => jest.restoreAllMocks());
  const theirs = (name: string) => put(name, 'CANARY-theirs', { Overwrite: true });
  const atTheSameTime = () => {
    const overwrite = ParameterStore.prototype.overwrite;
    jest.spyOn(ParameterStore.prototype, 'overwrite').mockImplementation(async function (this: ParameterStore, written, ...rest) {
      if (!written.name.endsWith('quiet')) await theirs(written.name);
      return overwrite.call(this, written, ...rest);
    });
  };

  test('at the prompt of set is not overwritten, and one at the same time is told of', async () => {
    await put('/raced/one', 'CANARY');
    const typed = jest.spyOn(reading, 'readValue').mockImplementation(async () => (await theirs('/raced/one'), 'CANARY-ours'));
    expect(await coffer('set', 'raced', 'one')).toMatchObject({ code: 1, errors: expect.stringContaining('version 2 of /raced/one was') });
    expect(await value('/raced/one')).toBe('CANARY-theirs');
    typed.mockResolvedValue('CANARY-ours');
    atTheSameTime();
    expect(await coffer('set', 'raced', 'one')).toMatchObject({ code: 1, errors: expect.stringContaining('version 3 or 4 is theirs') });
  });

  test('is told of too if it was deleted and made again, with an earlier number', async () => {
    for (const each of ['CANARY-1', 'CANARY-2', 'CANARY-3']) await put('/raced/again', each, { Overwrite: true });
    jest.spyOn(reading, 'readValue').mockImplementation(async () => {
      await ssm.send(new DeleteParameterCommand({ Name: '/raced/again' }));
      await put('/raced/again', 'CANARY-theirs');
      return 'CANARY-ours';
    });
    expect(await coffer('set', 'raced', 'again')).toMatchObject({
      code: 1,
      errors: expect.stringContaining('version 1 of /raced/again was written by somebody else in the meantime. Nothing was changed.'),
    });
    expect(await value('/raced/again')).toBe('CANARY-theirs');
  });

  test('while delete asks is not deleted', async () => {
    await put('/raced/kept', 'CANARY');
    jest.spyOn(announcing, 'announceChange').mockImplementation(() => theirs('/raced/kept'));
    expect(await coffer('delete', 'raced', 'kept')).toMatchObject({
      code: 1,
      errors: expect.stringContaining('version 2 of /raced/kept was written by somebody else in the meantime. Nothing was changed.'),
    });
    expect(await value('/raced/kept')).toBe('CANARY-theirs');
  });

  test('at the same time as import is told of by name, once all are written', async () => {
    await put('/raced/two', 'CANARY');
    await put('/raced/quiet', 'CANARY');
    atTheSameTime();
    const ended = await coffer('import', 'raced', file('x.json', '{"two":"CANARY-a","quiet":"CANARY-b"}'));
    expect(ended).toMatchObject({
      code: 1,
      errors: expect.stringContaining('all 2 secrets were written, but somebody else wrote /raced/two'),
    });
    expect(await value('/raced/quiet')).toBe('CANARY-b');
  });
});

describe('on a terminal, set', () => {
  const onTerminal = (typed: string) =>
    runProgram('python3', [join(__dirname, 'on_a_terminal.py'), 'Value of', typed, process.execPath, COFFER, 'set', 'api', 'typed'], {
      env: environment,
    });

  test('asks, shows nothing of what is typed, and ends with the line', async () => {
    const ended = await onTerminal('CANARY-typed\\r');
    expect(ended).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^Value of \/api\/typed: \r?\n[^]*\/api\/typed is at version 1/),
    });
    expect(ended.stdout).not.toContain('CANARY');
    expect(await value('/api/typed')).toBe('CANARY-typed');
  });

  test('is stopped by Ctrl-C, with nothing written', async () => {
    const ended = await onTerminal('CANARY-half\\x03');
    expect(ended).toMatchObject({ code: 130, stdout: expect.stringContaining('stopped: nothing was written.') });
    expect(ended.stdout).not.toContain('CANARY');
    expect(await value('/api/typed')).toBe('CANARY-typed');
  });
});

describe('import', () => {
  test('writes all of a file, and says how many are new', async () => {
    const path = file('.env', 'A="CANARY-a"\n# a comment\nexport DB_PASS=\'CANARY-b\'\nLINES="one\ntwo=2"\n');
    expect(await coffer('import', 'imported', path)).toMatchObject({
      code: 0,
      output: '3 secrets of imported are written: 3 new, 0 overwritten.',
    });
    expect(await value('/imported/lines')).toBe('one\ntwo=2');
    expect((await coffer('import', 'imported', file('x.yml', 'a: "CANARY-c"\n'), '--dry-run')).output).toBe(
      `Would overwrite /imported/a (version 1): tier Standard, key ${KEY}, chamber's version 2`,
    );
    expect(await value('/imported/a')).toBe('CANARY-a');
  });

  test.each([
    ['x.json', '{"a":', 'is not JSON'],
    ['x.json', '["CANARY"]', 'is not an object of keys and values'],
    ['x.json', '{}', 'has no secrets'],
    ['x.json', '{"ok":"CANARY","port":8080}', "'port' is a number, and a secret is a text"],
    ['x.json', '{"ok":"CANARY","db-pass":"CANARY","DB_PASS":"CANARY"}', "'db-pass' and 'DB_PASS' both become DB_PASS"],
    ['x.json', '{"ok":"CANARY","db.pass":"CANARY"}', "key 'db.pass' gives the environment name DB.PASS"],
    ['x.json', `{"ok":"CANARY","big":"${'x'.repeat(9000)}"}`, 'has 9000 bytes'],
    ['x.json', '{"ok":"CANARY","empty":""}', 'is empty'],
    ['x.yaml', 'ok: CANARY\nok: CANARY\n', 'is not YAML (line 2)'],
    ['.env', 'OK=CANARY\nnot a line\n', 'line 2 is not NAME=value'],
    ['x.json', '{"ok":"CANARY","ok":"CANARY-2"}', 'has the same key twice'],
    ['.env', 'OK=CANARY # a comment\nB=CANARY#part\n', "the value in line 2 would end at its '#'"],
    ['.env', 'OK=CANARY\nOK=CANARY\n', 'has OK twice (line 2)'],
    ['x.json', Buffer.from([0x7b, 0xff, 0x7d]), 'is not text in UTF-8'],
  ])('refuses %s with a fault (%#) before it writes anything', async (name, content, said) => {
    const ended = await coffer('import', 'refused', file(name, content));
    expect(ended.code).toBe(1);
    expect(ended.errors).toContain(said);
    expect(ended.errors).not.toMatch(/CANARY|\n/);
    expect(await value('/refused/ok')).toBeUndefined();
  });

  test('says where Ctrl-C stopped it, with its code', async () => {
    const stop = new AbortController();
    const create = jest.spyOn(ParameterStore.prototype, 'create').mockImplementation(() => {
      stop.abort();
      return Promise.reject(new Error('aborted'));
    });
    const terminal = new CapturedTerminal();
    expect(await run(['import', 'cut', file('x.json', '{"a":"CANARY"}')], COMMANDS, terminal, stop.signal)).toBe(130);
    expect(terminal.errors).toContain('Stopped at /cut/a: 0 of 1 secrets were written');
    create.mockRestore();
  });

  test('says where it stopped, and the same command goes on', async () => {
    proxy.inject({
      operation: 'PutParameter',
      skip: 2,
      times: 1,
      before: { kind: 'error', status: 400, code: 'ParameterLimitExceeded', message: 'too many' },
    });
    const path = file('x.json', JSON.stringify({ a: 'CANARY', b: 'CANARY', c: 'CANARY', d: 'CANARY' }));
    const stopped = await coffer('import', 'halves', path);
    expect(stopped.code).toBe(1);
    expect(stopped.errors).toContain('Stopped at /halves/c: 2 of 4 secrets were written (/halves/a, /halves/b)');
    expect((await coffer('import', 'halves', path)).output).toContain('2 new, 2 overwritten');
  });
});

describe('delete, get and list', () => {
  test('say that there is no such secret or version', async () => {
    expect(await coffer('delete', 'api', 'missing', '--yes')).toMatchObject({ code: 1, errors: expect.stringContaining('/api/missing') });
    expect(await coffer('get', 'api', 'missing')).toMatchObject({
      code: 1,
      errors: expect.stringContaining('there is no secret /api/missing'),
    });
    expect(await coffer('list', 'missing')).toMatchObject({
      code: 1,
      errors: expect.stringContaining("service 'missing' has no parameters"),
    });
  });

  test('show control characters, and obey none', async () => {
    await put('/hostile/token', 'CANARY', { Description: '1\u001b[2J' });
    expect((await coffer('list', 'hostile')).output).not.toContain('\u001b');
    expect((await coffer('get', 'api', 'a\u001b[2Jb')).errors).toContain('a\\u{1b}[2Jb');
  });

  test('show the controls in a value on a terminal, and obey none', async () => {
    await put('/api/escape', 'CANARY\u001b[2J\tx\ny', { Overwrite: true });
    const terminal = Object.assign(new CapturedTerminal(), { columns: 80 });
    expect(await run(['get', 'api', 'escape'], COMMANDS, terminal, new AbortController().signal)).toBe(0);
    expect(terminal.output).toBe('CANARY\\u{1b}[2J\tx\ny');
    expect(terminal.errors).toContain('has control characters');
    expect((await coffer('get', 'api', 'escape')).output).toBe('CANARY\u001b[2J\tx\ny');
    await put('/shown/escape', 'CANARY\u001b[2J\u009b31m');
    for (const line of [
      ['env', 'shown'],
      ['export', 'shown', '--format', 'docker'],
    ]) {
      const shown = Object.assign(new CapturedTerminal(), { columns: 80 });
      expect(await run(line, COMMANDS, shown, new AbortController().signal)).toBe(0);
      expect(shown.output).toMatch(/CANARY\\u\{1b\}\[2J\\u\{9b\}31m/);
      expect(shown.errors).toContain('control characters are shown escaped here');
      expect((await coffer(...line)).output).toContain('CANARY\u001b[2J\u009b31m');
    }
  });

  test('end quietly, with a code of their own, if the reader of a pipe goes away', async () => {
    for (let index = 0; index < 30; index++) await put(`/piped/secret_${index}`, 'CANARY'.repeat(600));
    const command = `"${process.execPath}" "${COFFER}" export piped | head -c 1; echo "\${PIPESTATUS[0]}"`;
    const ended = await runProgram('bash', ['--norc', '-c', command], { env: environment });
    expect(ended.stderr).toBe('');
    expect(ended.stdout).toMatch(/^\{(0|141)\n$/);
  });
});

test.each([['env'], ['export', '-f', 'shell'], ['export', '-f', 'dotenv'], ['export', '-f', 'docker']])(
  '%s %s %s prints nothing if a variable would make programs load code',
  async (command, ...options) => {
    await put('/planted/node_options', 'CANARY', { Overwrite: true });
    const ended = await coffer(command!, 'planted', ...options);
    expect(ended).toMatchObject({ code: 1, output: '', errors: expect.stringContaining('/planted/node_options becomes NODE_OPTIONS') });
    expect((await coffer('export', 'planted', '-f', 'json')).code).toBe(0);
    const allowed = await coffer(command!, 'planted', ...options, '--allow', 'X,NODE_OPTIONS');
    expect(allowed).toMatchObject({ code: 0, output: expect.stringContaining('NODE_OPTIONS=CANARY') });
    process.env.COFFER_ALLOW = 'NODE_OPTIONS';
    expect(await coffer(command!, 'planted', ...options)).toEqual(allowed);
    // What is said outright counts in its place.
    expect(await coffer(command!, 'planted', ...options, '--allow', 'ENV')).toMatchObject({ code: 1 });
    delete process.env.COFFER_ALLOW;
  },
);

describe('a file of values', () => {
  test('is not written into a pipe of somebody else', async () => {
    const pipe = join(folder, 'planted');
    await runProgram('mkfifo', [pipe], { env: before });
    if (process.getuid!() === 0) chownSync(pipe, 12_345, 12_345);
    const user = jest.spyOn(process, 'getuid' as never).mockReturnValue(54_321 as never);
    expect(() => writeSecretFile(pipe, 'CANARY')).toThrow('is a pipe or a device of another user. Nothing was written.');
    user.mockRestore();
  });

  test('is not written over what a link of somebody else leads to', () => {
    const inside = mkdtempSync(join(folder, 'x'));
    const [link, target] = [join(inside, 'link'), join(inside, 'mine')];
    writeFileSync(target, 'before');
    symlinkSync(target, link);
    if (process.getuid!() === 0) lchownSync(link, 12_345, 12_345);
    const user = jest.spyOn(process, 'getuid' as never).mockReturnValue(54_321 as never);
    expect(() => writeSecretFile(link, 'CANARY')).toThrow('is a link of another user. Nothing was written.');
    user.mockRestore();
    expect(readFileSync(target, 'utf8')).toBe('before');
  });

  test('is for its owner alone, and replaces what a link leads to', () => {
    const inside = mkdtempSync(join(folder, 'x'));
    mkdirSync(join(inside, 'there'));
    writeFileSync(join(inside, 'there', '.env'), 'before', { mode: 0o644 });
    symlinkSync(join('there', '.env'), join(inside, 'link'));
    writeSecretFile(join(inside, 'link'), 'CANARY');
    expect(readFileSync(join(inside, 'there', '.env'), 'utf8')).toBe('CANARY');
    expect((statSync(join(inside, 'there', '.env')).mode % 0o1000).toString(8)).toBe('600');
    expect(readdirSync(join(inside, 'there'))).toEqual(['.env']);
  });

  test('says in one line that a disk is full, and that there is no such folder', () => {
    expect(() => writeSecretFile('/dev/full', 'CANARY')).toThrow("'/dev/full' cannot be written (ENOSPC)");
    expect(() => writeSecretFile(join(folder, 'none', '.env'), 'CANARY')).toThrow(/cannot be written \(ENOENT\), and is as it was/);
  });

  test('cannot be complete on a full disk, and a pipe to one says so', async () => {
    const command = `"${process.execPath}" "${COFFER}" export api > /dev/full`;
    const ended = await runProgram('bash', ['--norc', '-c', command], { env: environment });
    expect(ended).toMatchObject({ code: 1, stderr: expect.stringMatching(/^coffer: the output cannot be written \(ENOSPC\)[^\n]*\n$/) });
  });
});
