import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, createServer, request } from 'node:http';
import { AddressInfo } from 'node:net';
import * as os from 'node:os';
import * as path from 'node:path';
import { createInterface } from 'node:readline';
import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { createUser } from './authorization/users';
import { clientSettings } from './fixes/fault';
import { isGoneWithin, isRunning } from './processes';
import { LocalAws, LocalAwsError } from '../../../tools/local-aws/local-aws';
import { findPython } from '../../../tools/local-aws/python';

const SERVER = path.resolve(__dirname, '../../../tools/local-aws/server');
const folder = mkdtempSync(path.join(os.tmpdir(), 'coffer-test-'));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Headers of a request of Parameter Store with a key; the signature counts only where policies do. */
const headersOf = (operation: string, { accessKeyId }: { readonly accessKeyId: string }) => ({
  'x-amz-target': `AmazonSSM.${operation}`,
  authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20260101/us-east-1/ssm/aws4_request`,
});

describe('a running server', () => {
  let aws: LocalAws;
  let ssm: SSMClient;
  const askFor = (operation: string) => headersOf(operation, aws.credentials);

  beforeAll(async () => {
    aws = await LocalAws.start({ requestLog: path.join(folder, 'logs', 'requests.jsonl') });
    ssm = new SSMClient(clientSettings(aws.endpoint, aws.credentials));
  }, 60_000);

  afterAll(() => aws?.stop());

  test('listens on the loopback interface', () => {
    expect(aws.endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  });

  test('forgets every resource on reset, and lets everything pass again', async () => {
    await ssm.send(new PutParameterCommand({ Name: '/api/forgotten', Type: 'String', Value: 'x' }));
    await aws.enforceAuthorization(true);
    await aws.reset();
    const user = new SSMClient(await createUser(clientSettings(aws.endpoint, aws.credentials), 'nobody', []));
    await expect(user.send(new GetParameterCommand({ Name: '/api/forgotten' }))).rejects.toThrow('not found');
  });

  test('gives clients an environment in which nothing of the person at the machine is left', () => {
    const before = process.env;
    process.env = { PATH: before.PATH, AWS_PROFILE: 'mine', AWS_CA_BUNDLE: '/etc/mine.pem', AWS_ENDPOINT_URL_SSM: 'https://mine.example' };
    try {
      expect(aws.environment).toEqual({
        AWS_ENDPOINT_URL: aws.endpoint,
        AWS_ACCESS_KEY_ID: aws.credentials.accessKeyId,
        AWS_SECRET_ACCESS_KEY: aws.credentials.secretAccessKey,
        AWS_REGION: 'us-east-1',
        AWS_DEFAULT_REGION: 'us-east-1',
        AWS_EC2_METADATA_DISABLED: 'true',
        AWS_CONFIG_FILE: os.devNull,
        AWS_SHARED_CREDENTIALS_FILE: os.devNull,
      });
      expect(Object.keys(aws.environment)).toEqual(expect.arrayContaining(['AWS_PROFILE', 'AWS_CA_BUNDLE', 'AWS_ENDPOINT_URL_SSM']));
    } finally {
      process.env = before;
    }
  });

  test('answers what moto does not know, or fails at, with 501, so that clients do not repeat it, and without quoting values', async () => {
    const answers = [];
    for (const [operation, body] of [
      ['StartAccessRequest', {}],
      ['PutParameter', { Name: '/api/key', Value: ['CANARY-local-aws-wrong'], Type: 'SecureString' }],
    ]) {
      const answer = await fetch(aws.endpoint, { method: 'POST', headers: askFor(operation as string), body: JSON.stringify(body) });
      answers.push([answer.status, ((await answer.json()) as { message: string }).message]);
    }
    expect(answers).toEqual([
      [501, 'moto: The start_access_request action has not been implemented'],
      [501, expect.stringMatching(/^moto failed with TypeError at ssm\/models\.py:\d+ in \w+$/)],
    ]);
  });

  test('lists while others write', async () => {
    await aws.reset();
    const statuses = { writes: 0, lists: 0 };
    const call = async (operation: string, body: object): Promise<void> => {
      const answer = await fetch(aws.endpoint, { method: 'POST', headers: askFor(operation), body: JSON.stringify(body) });
      expect([answer.status, await answer.text()]).toEqual([200, expect.anything()]);
    };
    const writers = Array.from({ length: 4 }, async (_, writer) => {
      for (let index = 0; index < 250; index++, statuses.writes++) {
        await call('PutParameter', { Name: `/side/by/${writer}/${index}`, Type: 'String', Value: 'x' });
      }
    });
    const readers = Array.from({ length: 4 }, async () => {
      for (; statuses.writes < 1000; statuses.lists++) await call('DescribeParameters', { MaxResults: 50 });
    });
    await Promise.all([...writers, ...readers]);
    expect(statuses.lists).toBeGreaterThan(20);
  });

  test('takes a body that waits for the server to ask for it', async () => {
    const answer = await new Promise<number>((resolve, reject) => {
      const outgoing = request(
        aws.endpoint,
        { method: 'POST', headers: { ...askFor('GetParameter'), expect: '100-continue' } },
        (incoming) => {
          incoming.resume().once('end', () => resolve(incoming.statusCode!));
        },
      );
      outgoing.once('continue', () => outgoing.end('{"Name":"/api/none"}')).once('error', reject);
      outgoing.flushHeaders();
    });
    expect(answer).toBe(400);
  });

  test('serves several requests on one connection', async () => {
    const connections = new Set<number>();
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    for (const body of ['{}', '{"Name":"/api/none"}', '{}']) {
      await new Promise<void>((resolve, reject) => {
        const outgoing = request(aws.endpoint, { method: 'POST', agent, headers: askFor('GetParameter') }, (incoming) => {
          incoming.resume().once('end', resolve);
        });
        outgoing.once('socket', (socket) => socket.once('connect', () => connections.add(socket.localPort!)));
        outgoing.once('error', reject);
        outgoing.end(body);
      });
    }
    agent.destroy();
    expect(connections.size).toBe(1);
  });
});

describe('the life of a server', () => {
  test('ends with stop, which leaves no process and no temporary folder, and keeps the requests', async () => {
    const aws = await LocalAws.start({ withoutFixes: true });
    // Others start servers at the same time: its own folder is among its arguments.
    const [temporary] = /[^\0]*\/coffer-local-aws-\w+/.exec(readFileSync(`/proc/${aws.pid}/cmdline`, 'utf8'))!;
    expect(existsSync(temporary)).toBe(true);
    await new SSMClient(clientSettings(aws.endpoint, aws.credentials)).send(
      new PutParameterCommand({ Name: '/api/key', Type: 'String', Value: 'x' }),
    );
    expect(isRunning(aws.pid)).toBe(true);
    await aws.stop();
    await aws.stop();
    expect(isRunning(aws.pid)).toBe(false);
    expect(existsSync(temporary)).toBe(false);
    expect(aws.requests().map((record) => record.operation)).toEqual(['PutParameter']);
  });

  test('ends as soon as its stdin closes', async () => {
    const server = spawn(await findPython(), ['-B', SERVER], { stdio: ['pipe', 'pipe', 'inherit'] });
    await once(createInterface({ input: server.stdout }), 'line');
    server.stdin.end();
    expect(await once(server, 'exit')).toEqual([0, null]);
  });

  // SIGKILL stands for every end that gives a program no chance to clean up.
  const ENDS = ['exit', 'SIGINT', 'SIGTERM', 'SIGKILL'] as const;

  test('ends when its parent ends without stopping it, and leaves no temporary folder', async () => {
    // Together, because each parent takes seconds to start.
    expect(await Promise.all(ENDS.map(abandon))).toEqual(ENDS.map((end) => ({ end, serverIsGone: true, left: [] })));
  }, 120_000);

  /** Runs a program that starts a server, ends the program, and tells what is left of the server. */
  async function abandon(end: (typeof ENDS)[number]): Promise<object> {
    const temporary = mkdtempSync(path.join(folder, `${end}-`));
    const parent = spawn(process.execPath, ['-r', 'ts-node/register/transpile-only', path.join(__dirname, 'abandoning-parent.ts'), end], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, TMPDIR: temporary },
    });
    try {
      const [line] = (await once(createInterface({ input: parent.stdout }), 'line')) as [string];
      const { pid } = JSON.parse(line) as { pid: number };
      if (end !== 'exit') {
        parent.kill(end);
      }
      const serverIsGone = await isGoneWithin(pid, 5_000);
      return { end, serverIsGone, left: readdirSync(temporary).filter((name) => name.startsWith('coffer-')) };
    } finally {
      parent.kill('SIGKILL');
    }
  }
});

describe('what goes wrong is said in an error', () => {
  const empty = path.join(folder, 'empty');

  /** A folder with a python3 of our own making. */
  function fakePython(script: string): string {
    const bin = mkdtempSync(path.join(folder, 'bin-'));
    writeFileSync(path.join(bin, 'python3'), `#!/bin/sh\n${script}\n`);
    chmodSync(path.join(bin, 'python3'), 0o755);
    return bin;
  }

  async function errorWithPath(PATH: string): Promise<string> {
    const before = process.env.PATH;
    process.env.PATH = PATH;
    try {
      const error: unknown = await findPython({ cacheFolder: path.join(folder, 'cache') }).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(LocalAwsError);
      return (error as LocalAwsError).message;
    } finally {
      process.env.PATH = before;
    }
  }

  test('when there is no Python', async () => {
    expect(await errorWithPath(empty)).toBe(
      'LocalAws: python3 is not on PATH. Install Python 3.10 or newer: it runs moto, the local stand-in for AWS.',
    );
  });

  const withoutMoto = '[ "$1" = -c ] && echo \'{"executable":"\'$0\'","python":[3,12,1],"moto":"VERSION"}\' && exit 0';

  test('when Python is too old', async () => {
    expect(await errorWithPath(fakePython(withoutMoto.replace('[3,12,1]', '[3,8,10]').replace('VERSION', '')))).toBe(
      'LocalAws: python3 on PATH is 3.8.10, and moto needs 3.10 or newer. Put a newer python3 on PATH.',
    );
  });

  test.each(['', '5.1.22'])('when pip cannot install moto and the one on PATH is %p', async (version) => {
    const makeEnvironment = '[ "$2" = venv ] && /bin/mkdir -p "$3/bin" && /bin/cp "$0" "$3/bin/python3" && exit 0';
    const pip = 'echo "Looking ..."; echo "ERROR: No matching distribution found for moto" >&2; exit 1';
    expect(await errorWithPath(fakePython([withoutMoto.replace('VERSION', version), makeEnvironment, pip].join('\n')))).toBe(
      'LocalAws: moto cannot be installed (ERROR: No matching distribution found for moto). ' +
        "Give pip a package index that it reaches, or install moto yourself: python3 -m pip install 'moto[server]==5.2.1'.",
    );
    expect(existsSync(path.join(folder, 'cache', 'venv'))).toBe(false);
    expect(readdirSync(path.join(folder, 'cache'))).toEqual([]);
  });

  test('but not when moto can be installed, once, into an environment of its own', async () => {
    const log: string[] = [];
    const installed = '[ -e "$0.has-moto" ] && VERSION=5.2.1';
    const makeEnvironment = '[ "$2" = venv ] && /bin/mkdir -p "$3/bin" && /bin/cp "$0" "$3/bin/python3" && exit 0';
    const pip = 'echo > "$0.has-moto"';
    const before = process.env.PATH;
    process.env.PATH = fakePython([installed, withoutMoto.replace('"VERSION"', '"\'$VERSION\'"'), makeEnvironment, pip].join('\n'));
    try {
      const find = () => findPython({ cacheFolder: path.join(folder, 'cache'), log: (line) => log.push(line) });
      expect([await find(), await find()]).toEqual(Array(2).fill(path.join(folder, 'cache', 'venv', 'bin', 'python3')));
    } finally {
      process.env.PATH = before;
    }
    expect(log).toEqual([
      expect.stringMatching(/^Making a private Python environment in .*venv \.\.\.$/),
      expect.stringMatching(/^Installing moto/),
    ]);
    expect(readdirSync(path.join(folder, 'cache'))).toEqual(['venv']);
    rmSync(path.join(folder, 'cache'), { recursive: true });
  });

  test('when Python has no venv module', async () => {
    expect(await errorWithPath(fakePython(`${withoutMoto.replace('VERSION', '')}\necho "No module named venv" >&2; exit 1`))).toBe(
      "LocalAws: python3 cannot make a virtual environment (No module named venv). Install Python's venv module " +
        "(python3-venv on Debian and Ubuntu), or moto itself: python3 -m pip install 'moto[server]==5.2.1'.",
    );
  });

  test('when a fix is left out that does not exist', async () => {
    await expect(LocalAws.start({ withoutFixes: ['kms-rotation-perod'] })).rejects.toThrow(
      /^LocalAws: the server ended with exit code 2 before it was ready\. It said:\nNo fix is named 'kms-rotation-perod'\. Name one of: kms-rotation-period, /,
    );
  });

  test('when the port is taken', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    await expect(LocalAws.start({ port })).rejects.toThrow(new RegExp(`Port ${port} is in use`));
    taken.close();
  });
});

test('the README lists every fix, and each has its tests', async () => {
  const listing = spawn(await findPython(), ['-B', SERVER, '--list-fixes'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const chunks: Buffer[] = [];
  for await (const chunk of listing.stdout) {
    chunks.push(chunk as Buffer);
  }
  const fixes = Object.keys(JSON.parse(Buffer.concat(chunks).toString()) as Record<string, string>);
  const readme = readFileSync(path.join(SERVER, '..', 'README.md'), 'utf8');
  const tests = readdirSync(path.join(__dirname, 'fixes'))
    .map((file) => readFileSync(path.join(__dirname, 'fixes', file), 'utf8'))
    .join();
  expect(fixes.length).toBeGreaterThan(0);
  expect(fixes.filter((fix) => !readme.includes(`\`${fix}\``))).toEqual([]);
  expect(fixes.filter((fix) => !tests.includes(`fix: '${fix}'`))).toEqual([]);
});
