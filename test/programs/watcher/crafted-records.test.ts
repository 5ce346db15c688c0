import type { AuditNotice } from '../../../src/contracts/audit/findings';
import type { AwsClients } from '../../../src/programs/aws/clients';
import { AwsCallError } from '../../../src/programs/aws/errors';
import { Log } from '../../../src/programs/aws/function-log';
import { Declared } from '../../../src/programs/watcher/declared';
import { samePrincipal } from '../../../src/programs/watcher/identity';
import type { Memory } from '../../../src/programs/watcher/memory';
import { recordOf, type TrailRecord } from '../../../src/programs/watcher/record';
import { MOST_READS, TableMemory } from '../../../src/programs/watcher/table-memory';
import { watch } from '../../../src/programs/watcher/watch';

const ACCOUNT = '111122223333';
const REGION = 'eu-west-1';
const KEY = `arn:aws:kms:${REGION}:${ACCOUNT}:key/1`;
const BUCKET = 'master-keys';
const TOPIC = 'topic';

/** The memory of the watcher without its table. */
class MapMemory implements Memory {
  public readonly told = new Set<string>();
  public readonly remembered: string[] = [];
  private readonly reads = new Map<string, Set<string>>();
  private readonly mosts = new Map<string, number>();
  private readonly counts = new Map<string, number>();

  public claim = async (id: string) => !this.told.has(id);
  public settle = async (id: string) => void this.told.add(id);
  public seen = async (id: string) => this.remembered.includes(id);
  public remember = async (id: string) => void this.remembered.push(id);
  public began = async () => new Date(0);
  public most = async (id: string) => this.mosts.get(id) ?? 0;
  public raise = async (id: string, count: number) => void this.mosts.set(id, count);
  public addReads = async (window: string, names: readonly string[]) => {
    const known = this.reads.get(window) ?? new Set();
    this.reads.set(window, known);
    for (const name of names) known.add(name);
    return known.size;
  };
  public count = async (id: string) => {
    this.counts.set(id, (this.counts.get(id) ?? 0) + 1);
    return this.counts.get(id)!;
  };
}

const role = (name: string, path = '/') => `arn:aws:iam::${ACCOUNT}:role${path}${name}`;
const declared = (who: { deployers?: string[]; reader?: string } = {}) =>
  new Declared([
    {
      watcher: { topicArn: TOPIC, names: ['aud-watcher', 'aud-table', 'aud-topic', `${KEY}0`], deployers: who.deployers ?? [] },
      vaults: [
        {
          name: 'acme-prod',
          account: ACCOUNT,
          region: REGION,
          copies: [],
          services: ['api'],
          keys: [KEY],
          buckets: [BUCKET],
          topicArn: TOPIC,
        },
      ],
      principals: [{ vault: `acme-prod ${ACCOUNT} ${REGION}`, who: who.reader ?? role('task'), reads: ['/api/*'], changes: [] }],
    },
  ]);

let number = 0;
const session = (name: string, path = '/') => ({
  type: 'AssumedRole',
  arn: `arn:aws:sts::${ACCOUNT}:assumed-role/${name}/run`,
  accountId: ACCOUNT,
  sessionContext: { sessionIssuer: { arn: role(name, path) } },
});
const record = (source: string, eventName: string, requestParameters: object, more: object = {}): TrailRecord =>
  recordOf({
    eventID: `record-${number++}`,
    eventTime: '2026-11-28T13:05:00Z',
    eventSource: `${source}.amazonaws.com`,
    eventName,
    awsRegion: REGION,
    recipientAccountId: ACCOUNT,
    userIdentity: session('stranger'),
    requestParameters,
    ...more,
  })!;
const read = (name: string, more: object = {}) => record('ssm', 'GetParameter', { name, withDecryption: true }, more);

let memory: MapMemory;
let told: AuditNotice[];
let log: Record<string, unknown>[];
let order: string[];
beforeEach(() => {
  memory = new MapMemory();
  [told, log, order] = [[], [], []];
});

const judge = (records: readonly TrailRecord[], by = declared(), events = false) =>
  watch(
    records,
    by,
    {
      audit: 'aud',
      memory,
      publisher: {
        toTopic: async (_topic, notice) => {
          order.push('topic');
          told.push(notice);
        },
        toEventBus: async () => void order.push('bus'),
      },
      log: new Log({}, (line) => log.push(JSON.parse(line) as Record<string, unknown>)),
      settings: { events, everyChange: false, drainSecrets: 50, drainMinutes: 10, learningDays: 0 },
      topicArn: TOPIC,
    },
    AbortSignal.timeout(20_000),
  );
const alerts = () => told.splice(0).map(({ kind, about }) => [kind, about.join(' ')]);

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
    record('ssm', 'GetParameters', { names: ['arn:x'], withDecryption: true }),
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
  const client = { send: async ({ input }: { input: (typeof sent)[number] }) => (sent.push(input), {}) };
  let refused = false;
  const aws = {
    client: async () => client,
    call: async (_of: object, signal: AbortSignal, run: (aborted: AbortSignal) => Promise<unknown>) => {
      if (!refused) return run(signal);
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
  expect(await table.addReads('w', ['/api/b'], signal)).toBe(MOST_READS);
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
  await judge([read('/api/a')], declared(), true);
  expect(order).toEqual(['topic', 'bus']);
});
