import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { AwsClients } from '../../../../src/programs/aws/clients';
import * as clients from '../../../../src/programs/cli/aws';
import { COMMANDS } from '../../../../src/programs/cli/commands';
import { ANSWER_WITHIN_MS, ask } from '../../../../src/programs/cli/rotation/ask-rotator';
import { run } from '../../../../src/programs/cli/run';
import { filesBelow } from '../../../support/files';
import { CapturedTerminal } from '../captured';

const ROOT = resolve(__dirname, '..', '..', '..', '..');
const before = { ...process.env };
const GOES_ON =
  'stopped waiting for an answer, but acme-prod-rotator may still be running: a rotation that has begun is finished, ' +
  'or continued by the next one. ' +
  'Its log shows how it ended: aws logs tail /aws/lambda/acme-prod-rotator --since 20m';

/** Lambda, whose answer to an invocation is late, an error, or never there. */
let lambda: Server;
let invocations: string[];
let answer: { readonly afterMs?: number; readonly body?: object; readonly error?: string } | 'breaks off';

beforeEach(async () => {
  invocations = [];
  lambda = createServer((request, response) => {
    invocations.push(request.url!);
    const settled = answer;
    if (settled === 'breaks off') {
      request.socket.destroy();
      return;
    }
    const { afterMs = 0, body = {}, error } = settled;
    setTimeout(() => response.writeHead(200, error ? { 'x-amz-function-error': error } : {}).end(JSON.stringify(body)), afterMs);
  });
  await new Promise<void>((listening) => lambda.listen(0, '127.0.0.1', listening));
  process.env = {
    PATH: before.PATH,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'AKIATEST',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_ENDPOINT_URL: `http://127.0.0.1:${(lambda.address() as AddressInfo).port}`,
  };
});
afterEach(async () => {
  jest.restoreAllMocks();
  process.env = { ...before };
  lambda.closeAllConnections();
  await new Promise((closed) => lambda.close(closed));
});

function asked(requestTimeoutMs: number, signal = new AbortController().signal, progressMs = 100) {
  const said: string[] = [];
  const terminal = Object.assign(new CapturedTerminal(), { error: (line: string) => void said.push(line) });
  const outcome = ask(
    new AwsClients({ userAgent: ['test', '0'], requestTimeoutMs }),
    'acme-prod-rotator',
    { rotate: '/api/db_password' },
    { terminal, signal, progressMs },
  );
  return { outcome, said };
}

describe('coffer rotate', () => {
  test('waits as long as a function may take', async () => {
    expect(ANSWER_WITHIN_MS).toBe(900_000);
    const made = jest.spyOn(clients, 'awsClients');
    answer = { body: { outcome: 'rotated', secret: '/api/db_password', version: 7 } };
    for (const request of ['rotate', 'rollback']) {
      const terminal = new CapturedTerminal();
      expect({
        code: await run([request, '/api/db_password', '--vault', 'acme-prod'], COMMANDS, terminal, new AbortController().signal),
        out: terminal.output,
        errors: terminal.errors,
      }).toEqual({ code: 0, out: expect.stringContaining('version 7'), errors: '' });
    }
    expect(made.mock.calls.map(([, timeout]) => timeout)).toEqual([900_000, 900_000]);
    expect(invocations).toHaveLength(2);
  });

  test('is told, and not told of a success, if an unfinished run of the other kind was finished in its place', async () => {
    const told: string[] = [];
    for (const [request, instead] of [
      ['rollback', 'rotate'],
      ['rotate', 'rollback'],
    ]) {
      answer = { body: { outcome: 'rotated', version: 7, instead } };
      const terminal = new CapturedTerminal();
      const code = await run([request!, '/api/db_password', '--vault', 'acme-prod'], COMMANDS, terminal, new AbortController().signal);
      expect({ code, output: terminal.output }).toEqual({ code: 1, output: '' });
      told.push(terminal.errors);
    }
    expect(told[0]).toContain('an unfinished rotation of /api/db_password was there, and was finished first: its value is version 7');
    expect(told[1]).toContain('an unfinished rollback of /api/db_password was there');
  });

  test.each([
    ['a version that is a text', { outcome: 'rotated', version: '\u001b]0;CANARY' }],
    ['nothing that a rotator says', { CANARY: 1 }],
    ['a list', ['CANARY']],
  ])('does not show %s', async (_, body) => {
    answer = { body };
    const message = 'acme-prod-rotator answered, but not as a rotator does. Check who deployed it.';
    await expect(asked(10_000).outcome).rejects.toMatchObject({ name: 'CommandError', message });
  });

  test('says that it is still at it, until the answer comes', async () => {
    answer = { afterMs: 450, body: { outcome: 'rotated', version: 3 } };
    const { outcome, said } = asked(10_000);
    await expect(outcome).resolves.toEqual({ outcome: 'rotated', version: 3 });
    expect(said.length).toBeGreaterThanOrEqual(2);
    expect(new Set(said)).toEqual(new Set(['Still waiting for the rotator after 0 s …']));
    const { length } = said;
    await new Promise((later) => {
      setTimeout(later, 250);
    });
    expect(said).toHaveLength(length);
  });

  test.each([
    [
      'takes longer than is waited',
      () => {
        answer = { afterMs: 2_000 };
        return asked(200);
      },
    ],
    [
      'breaks the connection',
      () => {
        answer = 'breaks off';
        return asked(10_000);
      },
    ],
    [
      'is left by Ctrl-C',
      () => {
        answer = { afterMs: 2_000 };
        const stop = new AbortController();
        setTimeout(() => stop.abort(), 200);
        return asked(10_000, stop.signal);
      },
    ],
  ])('asks once, and says that the rotator goes on without it, where it %s', async (_, begin) => {
    await expect(begin().outcome).rejects.toMatchObject({ name: 'CommandError', message: GOES_ON });
    expect(invocations).toEqual(['/2015-03-31/functions/acme-prod-rotator/invocations']);
  });

  test('ends with the code of Ctrl-C if it was left by it, and of a failure if not', async () => {
    answer = { afterMs: 2_000 };
    await expect(asked(200).outcome).rejects.toMatchObject({ exitCode: 1 });
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 200);
    await expect(asked(10_000, stop.signal).outcome).rejects.toMatchObject({ exitCode: 130 });
  });

  test('tells what the rotator says', async () => {
    answer = { error: 'Unhandled', body: { errorType: 'Busy', errorMessage: 'another run is rotating /api/db_password' } };
    await expect(asked(10_000).outcome).rejects.toMatchObject({
      name: 'CommandError',
      message: 'another run is rotating /api/db_password (Busy)',
    });
  });
});

test('the AWS CLI waits as long too, wherever it is written down: its own limit is 60 s, and it asks again', () => {
  const pages = ['README.md', ...filesBelow(join(ROOT, 'docs'), '.md'), ...filesBelow(join(ROOT, 'examples'), 'README.md')].map((page) =>
    resolve(ROOT, page),
  );
  const lines = pages.flatMap((page) => readFileSync(page, 'utf8').match(/aws lambda invoke .*/g) ?? []);
  expect(lines.length).toBeGreaterThanOrEqual(3);
  expect(lines.filter((line) => !line.includes('--cli-read-timeout 0 '))).toEqual([]);
});
