import type { AuditNotice } from '../../../src/contracts/audit/findings';
import { Log } from '../../../src/programs/aws/function-log';
import { Declared, vaultKey } from '../../../src/programs/watcher/declared';
import type { Memory } from '../../../src/programs/watcher/memory';
import { recordOf, type TrailRecord } from '../../../src/programs/watcher/record';
import { watch } from '../../../src/programs/watcher/watch';
import { ACCOUNT, KEY, REGION, VAULT } from '../../../tools/docs/audit/example-account';

export { ACCOUNT, KEY, REGION };
const TOPIC = 'audit';

/** The memory of the watcher without its table. */
export class MapMemory implements Memory {
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
  public addReads = async (time: string, names: readonly string[]) => {
    const known = new Set([...(await this.readsIn(time)), ...names]);
    this.reads.set(time, known);
    return known;
  };
  public readsIn = async (time: string) => this.reads.get(time) ?? new Set<string>();
  public count = async (id: string) => {
    this.counts.set(id, (this.counts.get(id) ?? 0) + 1);
    return this.counts.get(id)!;
  };
}

export const role = (name: string, path = '/') => `arn:aws:iam::${ACCOUNT}:role${path}${name}`;
export const declared = (who: { deployers?: string[]; reader?: string } = {}) =>
  new Declared([
    {
      watcher: { topicArn: TOPIC, names: ['aud-watcher', 'aud-table', 'aud-topic', `${KEY}0`], deployers: who.deployers ?? [] },
      vaults: [VAULT],
      principals: [{ vault: vaultKey(VAULT), who: who.reader ?? role('task'), reads: ['/api/*'], changes: [] }],
    },
  ]);

let number = 0;
export const session = (name: string, path = '/') => ({
  type: 'AssumedRole',
  arn: `arn:aws:sts::${ACCOUNT}:assumed-role/${name}/run`,
  accountId: ACCOUNT,
  sessionContext: { sessionIssuer: { arn: role(name, path) } },
});
export const record = (source: string, eventName: string, requestParameters: object, more: object = {}): TrailRecord =>
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
/** What KMS records of a read. */
export const read = (name: string, more: object = {}) => {
  const encryptionContext = { PARAMETER_ARN: `arn:aws:ssm:${REGION}:${ACCOUNT}:parameter${name}` };
  return record('kms', 'Decrypt', { encryptionContext }, { resources: [{ ARN: KEY }], ...more });
};

/** What the watcher tells of records that were made up, without AWS. */
export class Judged {
  public readonly memory = new MapMemory();
  public readonly told: AuditNotice[] = [];
  public readonly topics: string[] = [];
  public readonly log: Record<string, unknown>[] = [];
  /** Where things were told, in their order. */
  public readonly order: string[] = [];

  public judge = (records: readonly TrailRecord[], by = declared(), how: { events?: boolean; byRule?: boolean } = {}) =>
    watch(
      records,
      by,
      {
        audit: 'aud',
        memory: this.memory,
        publisher: {
          toTopic: async (topic, notice) => {
            this.order.push('topic');
            this.topics.push(topic);
            this.told.push(notice);
          },
          toEventBus: async () => void this.order.push('bus'),
        },
        log: new Log({}, (line) => this.log.push(JSON.parse(line) as Record<string, unknown>)),
        settings: { events: how.events ?? false, everyChange: false, drainSecrets: 50, drainMinutes: 10, learningDays: 0 },
        topicArn: TOPIC,
        byRule: how.byRule,
      },
      AbortSignal.timeout(20_000),
    );

  /** Alerts since the last time, as kinds with what they are about. */
  public alerts = () => this.told.splice(0).map(({ kind, about }) => [kind, about.join(' ')]);
}
