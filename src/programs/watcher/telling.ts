import { vaultKey } from './declared';
import { type Finding, hourOf } from './finding';
import type { Memory } from './memory';
import type { Publisher } from './publisher';
import { noticeOf } from './words';
import { append } from '../../contracts/append';
import { type AuditNotice, MOST_LISTED } from '../../contracts/audit/findings';
import { WITHHELD_METRIC, type WatcherSettings } from '../../contracts/audit/watcher-environment';
import type { Log } from '../aws/function-log';

/**
 * Limits per hour, since somebody may try to bury a notice under others. Each kind has its own: denied requests cost an attacker nothing,
 * and must not use up the notices about requests that succeed. The first notice of a kind about each principal is counted separately, so
 * that somebody with several roles can only use up the further ones.
 */
const MOST_OF_PRINCIPAL = 20;
const MOST_FURTHER = 100;
const MOST_FIRST = 500;
/** Findings that one notice claims individually. */
const MOST_CLAIMED = 200;
const AT_ONCE = 10;

/** Where findings are reported, and where that is remembered. */
export interface Surroundings {
  readonly audit: string;
  readonly memory: Memory;
  readonly publisher: Publisher;
  readonly log: Log;
  readonly settings: WatcherSettings;
  /** ARN of the topic for findings about no vault. */
  readonly topicArn: string;
  /** Whether the records were delivered by EventBridge. @default false */
  readonly byRule?: boolean;
}

/**
 * Reports findings: all of them in the log and, if `events` is on, on the event bus; alerts to the topic of their vault as well. Each is
 * reported once, however often its record arrives; one that could not be reported is reported when Lambda retries the batch.
 *
 * @throws AwsCallError if a finding could not be reported
 */
export async function tell(findings: readonly Finding[], { settings, ...surroundings }: Surroundings, signal: AbortSignal): Promise<void> {
  const raised = findings.map((each) =>
    settings.everyChange && /^Secret(Changed|Deleted)$/.test(each.kind) ? { ...each, level: 'alert' as const } : each,
  );
  const failed: unknown[] = [];
  for (const group of groupsOf(raised)) {
    // A group that cannot be reported must not hold back the others.
    await tellGroup(group, { settings, ...surroundings }, signal).catch((error: unknown) => failed.push(error));
  }
  if (failed.length > 0) throw failed[0];
}

async function tellGroup(group: readonly Finding[], surroundings: Surroundings, signal: AbortSignal): Promise<void> {
  const { audit, memory, log, settings, publisher } = surroundings;
  const mine: Finding[] = [];
  const unique = [...new Map(group.map((finding) => [finding.id, finding])).values()];
  let at = 0;
  // Past findings that were reported before: repeating them must not hide what comes after.
  for (; at < unique.length && mine.length < MOST_CLAIMED; at += AT_ONCE) {
    const some = unique.slice(at, at + AT_ONCE);
    const claimed = await Promise.all(some.map(({ id }) => memory.claim(id, signal)));
    mine.push(...some.filter((_, index) => claimed[index]));
  }
  if (mine.length === 0) return;
  const rest = unique.slice(at);
  const notice = noticeOf(audit, [...mine, ...rest]);
  logNotice(log, notice);
  // People first: an event bus that refuses must not hold back their notice.
  if (notice.level === 'alert') await alert(notice, mine[0]!, surroundings, signal);
  if (settings.events) await publisher.toEventBus(notice, signal);
  for (const some of inPieces(mine, AT_ONCE)) await Promise.all(some.map(({ id }) => memory.settle(id, signal)));
}

async function alert(
  notice: AuditNotice,
  { vault, record }: Finding,
  { audit, memory, publisher, log, topicArn }: Surroundings,
  signal: AbortSignal,
): Promise<void> {
  const hour = hourOf(record.time);
  const ofPrincipal = await memory.count(`${notice.kind}#${record.who.principal}#${hour}`, signal);
  const [budget, most] = ofPrincipal === 1 ? ['first', MOST_FIRST] : ['further', MOST_FURTHER];
  // A notice withheld because of its principal does not count against the others of its kind.
  const ofKind = ofPrincipal > MOST_OF_PRINCIPAL ? 0 : await memory.count(`${budget}#${notice.kind}#${hour}`, signal);
  if (ofPrincipal > MOST_OF_PRINCIPAL || ofKind > most) {
    log.metrics(audit, { [WITHHELD_METRIC]: 1 }, new Date());
    return;
  }
  const last = ofPrincipal === MOST_OF_PRINCIPAL || ofKind === most;
  const more = ' This is the last such notice within this hour: further ones are only in the log of the watcher.';
  await publisher.toTopic(vault?.topicArn ?? topicArn, last ? { ...notice, what: notice.what + more } : notice, signal);
}

function logNotice(log: Log, { kind, level, vault, what, when, from, who, about, count, records }: AuditNotice): void {
  log[level === 'alert' ? 'warn' : 'info'](kind, {
    vault: vault ?? undefined,
    what,
    when,
    from: from.address,
    principal: who.principal,
    session: who.session ?? undefined,
    about: about.join(' '),
    count,
    records: records.slice(0, MOST_LISTED).join(' '),
  });
}

/** Findings of one kind about one principal and one vault, in the order of the first of each. */
function groupsOf(findings: readonly Finding[]): Finding[][] {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const { kind, level, vault, record } = finding;
    const id = [kind, level, vault ? vaultKey(vault) : '', record.who.principal].join('\n');
    append(groups, id, finding);
  }
  return [...groups.values()];
}

function* inPieces<T>(items: readonly T[], size: number): Generator<readonly T[]> {
  for (let at = 0; at < items.length; at += size) yield items.slice(at, at + size);
}
