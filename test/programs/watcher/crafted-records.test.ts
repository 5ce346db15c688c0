import { ACCOUNT, declared, Judged, KEY, read, record, role, session } from './judged';
import type { AwsClients } from '../../../src/programs/aws/clients';
import { AwsCallError } from '../../../src/programs/aws/errors';
import { samePrincipal } from '../../../src/programs/watcher/identity';
import { readRecord } from '../../../src/programs/watcher/record';
import { MOST_READS, TableMemory } from '../../../src/programs/watcher/table-memory';

let { judge, alerts, memory, log, order } = new Judged();
beforeEach(() => void ({ judge, alerts, memory, log, order } = new Judged()));

test('200 repeats of what was told do not hide what comes after them', async () => {
  await judge([read('/api/a')]);
  expect(alerts()).toEqual([['SecretReadByStranger', '/api/a']]);
  await judge([...Array.from({ length: 200 }, () => read('/api/a')), read('/api/crown')]);
  expect(alerts()).toEqual([['SecretReadByStranger', '/api/crown']]);
  // The same if they are different secrets, each told before.
  const many = Array.from({ length: 210 }, (_, index) => read(`/api/s${index}`));
  for (let at = 0; at < many.length; at += 30) await judge(many.slice(at, at + 30));
  alerts();
  await judge([...many, read('/api/last')]);
  expect(alerts()).toContainEqual(['SecretReadByStranger', '/api/last']);
});

test('an ARN that is none, in a name or in the context of a key, costs no other record its notice', async () => {
  const context = { encryptionContext: { PARAMETER_ARN: 'arn:x' } };
  await judge([
    record('ssm', 'GetParameters', { names: ['arn:x', 'arn:x:y:z'], withDecryption: true }),
    record('kms', 'Decrypt', context, { resources: [{ ARN: KEY }] }),
    read('/api/a'),
  ]);
  expect(alerts()).toEqual([['SecretReadByStranger', '/arn:x /api/a']]);
});

test('a record that cannot be judged is counted, and the others of its batch are told', async () => {
  const broken = {
    ...read('/api/b'),
    get parameters(): never {
      throw new Error('CANARY-crafted');
    },
  };
  await judge([broken, read('/api/a')]);
  expect(alerts()).toEqual([['SecretReadByStranger', '/api/a']]);
  expect(log.map(({ message }) => message)).toContain('UnreadRecords');
  expect(JSON.stringify(log)).not.toContain('CANARY');
});

test('a record of up to 1 MB is read, as large as an event of a log group is', () => {
  const large = (characters: number) => {
    const known = { eventID: 'e', eventTime: '2026-11-28T13:05:00Z', eventSource: 'ssm.amazonaws.com', eventName: 'GetParameters' };
    return readRecord(JSON.stringify({ ...known, userIdentity: session('x'), userAgent: 'a'.repeat(characters) }));
  };
  expect(large(300_000)).toMatchObject({ id: 'e', event: 'GetParameters' });
  expect(large(1_048_576)).toBeUndefined();
});

test('a memory that fails keeps back nothing that needs none', async () => {
  memory.addReads = async () => Promise.reject(new Error('too large'));
  await expect(judge([read('/api/a')])).rejects.toThrow('too large');
  expect(alerts()).toEqual([['SecretReadByStranger', '/api/a']]);
});

test('a group that cannot be told keeps back no other', async () => {
  const claim = memory.claim;
  memory.claim = async (id) => (id.includes('/api/long') ? Promise.reject(new Error('key')) : claim(id));
  await expect(judge([read('/api/long'), read('/api/a', { userIdentity: session('other') })])).rejects.toThrow('key');
  expect(alerts()).toEqual([['SecretReadByStranger', '/api/a']]);
});

test('the table takes ids and windows of any size', async () => {
  const sent: { Key: { id: { S: string } }; ConditionExpression?: string }[] = [];
  const client = {
    send: async ({ input }: { input: (typeof sent)[number] }) => (sent.push(input), refused ? { Item: { read_names: { SS: names } } } : {}),
  };
  let refused = false;
  const names = Array.from({ length: MOST_READS }, (_, index) => String(index));
  const aws = {
    client: async () => client,
    call: async ({ operation }: { operation: string }, signal: AbortSignal, run: (aborted: AbortSignal) => Promise<unknown>) => {
      if (!refused || operation !== 'UpdateItem') return run(signal);
      throw Object.assign(Object.create(AwsCallError.prototype) as AwsCallError, { code: 'ConditionalCheckFailedException' });
    },
  };
  const table = new TableMemory(aws as unknown as AwsClients, 'audit');
  const { signal } = new AbortController();
  for (const end of ['x', 'y']) await table.claim(`SecretReadDenied#/api/${'a'.repeat(2_000)}${end}`, signal);
  const [one, other] = sent.map(({ Key }) => Key.id.S) as [string, string];
  expect(one).toMatch(/^told#sha256#[0-9a-f]{64}$/);
  expect(other).not.toBe(one);
  await table.addReads('w', ['/api/a'], signal);
  expect(sent[2]!.ConditionExpression).toContain('size(read_names) < :most');
  refused = true;
  expect((await table.addReads('w', ['/api/b'], signal)).size).toBe(MOST_READS);
});

test('a pattern with a path is of roles on that path only, one without of any', () => {
  const is = (pattern: string, principal: string) => samePrincipal(pattern, { principal });
  expect(is(role('*', '/ops/'), role('stranger'))).toBe(false);
  expect(is(role('*', '/ops/'), role('admin', '/ops/'))).toBe(true);
  const sso = '/aws-reserved/sso.amazonaws.com/eu-west-1/';
  expect(is(role('AWSReservedSSO_Admin_*', sso), role('AWSReservedSSO_Admin_0'))).toBe(false);
  expect(is(role('AWSReservedSSO_Admin_*', sso), role('AWSReservedSSO_Admin_0', sso))).toBe(true);
  expect(is(role('ci-*'), role('ci-1', '/ops/'))).toBe(true);
  expect(is(role('api', '/ops/'), role('api'))).toBe(true);
});

test('what a role on a path may do is nothing for one of its name elsewhere', async () => {
  const by = declared({ reader: role('*', '/ops/') });
  await judge([read('/api/a', { userIdentity: session('same', '/ops/') }), read('/api/b', { userIdentity: session('same') })], by);
  expect(alerts()).toContainEqual(['SecretReadByStranger', '/api/b']);
});

test('a drain that goes on is told again when it has grown by half', async () => {
  const reader = declared({ reader: role('stranger') });
  const reads = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => read(`/api/many${from + index}`));
  const drains = () => alerts().filter(([kind]) => kind === 'SecretsDrained').length;
  await judge(reads(0, 60), reader);
  expect(drains()).toBe(1);
  await judge(reads(60, 70), reader);
  expect(drains()).toBe(0);
  await judge(reads(70, 200), reader);
  expect(drains()).toBe(1);
});

test('a drain that grows a little each day is told once it is half as much again as what was told', async () => {
  const reader = declared({ reader: role('stranger') });
  const counts: number[] = [];
  for (const [day, many] of [60, 80, 89, 91].entries()) {
    const eventTime = `2026-11-${10 + day}T13:05:00Z`;
    await judge(
      Array.from({ length: many }, (_, index) => read(`/api/day${day}-${index}`, { eventTime })),
      reader,
    );
    counts.push(alerts().filter(([kind]) => kind === 'SecretsDrained').length);
  }
  expect(counts).toEqual([1, 0, 0, 1]);
});

test('names that a user chooses for federated sessions are one principal', () => {
  const federated = (name: string) =>
    record(
      'ssm',
      'GetParameter',
      { name: '/api/a', withDecryption: true },
      {
        userIdentity: {
          type: 'FederatedUser',
          arn: `arn:aws:sts::${ACCOUNT}:federated-user/${name}`,
          accountId: ACCOUNT,
          sessionContext: { sessionIssuer: { type: 'IAMUser', arn: `arn:aws:iam::${ACCOUNT}:user/eve` } },
        },
      },
    ).who;
  expect(federated('a').principal).toBe(federated('b').principal);
  expect(federated('b')).toMatchObject({ principal: `arn:aws:iam::${ACCOUNT}:user/eve`, session: 'b' });
});

test('people are told before the event bus, which may refuse', async () => {
  await judge([read('/api/a')], declared(), { events: true });
  expect(order).toEqual(['topic', 'bus']);
});
