import type { AuditNotice } from '../../../src/contracts/audit/findings';
import { Log } from '../../../src/programs/aws/function-log';
import { Declared } from '../../../src/programs/watcher/declared';
import type { Memory } from '../../../src/programs/watcher/memory';
import type { TrailRecord } from '../../../src/programs/watcher/record';
import { recordOf } from '../../../src/programs/watcher/record';
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
      vaults: [{ name: 'acme-prod', account: ACCOUNT, region: REGION, copies: [], services: ['api'], keys: [KEY], buckets: [BUCKET] }],
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
