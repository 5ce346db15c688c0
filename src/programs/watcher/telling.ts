import { vaultKey } from './declared';
import { type Finding, hourOf } from './finding';
import type { Memory } from './memory';
import type { Publisher } from './publisher';
import { noticeOf } from './words';
import { type AuditNotice, MOST_LISTED } from '../../contracts/audit/findings';
import { WITHHELD_METRIC, type WatcherSettings } from '../../contracts/audit/watcher-environment';
import type { Log } from '../aws/function-log';

/**
 * Notices within an hour, since somebody may want to bury one. Each kind has a budget of its own: requests that are refused cost nothing,
 * and must not use up what is there for those that succeed. So has the first notice of a kind about each principal: whoever has several
 * roles can then use up no more than the further ones.
 */
const MOST_OF_PRINCIPAL = 20;
const MOST_FURTHER = 100;
const MOST_FIRST = 500;
/** Findings of one notice that are taken for telling one by one. */
const MOST_CLAIMED = 200;
const AT_ONCE = 10;

/** Where findings are told, and what is remembered of that. */
export interface Surroundings {
  readonly audit: string;
  readonly memory: Memory;
  readonly publisher: Publisher;
  readonly log: Log;
  readonly settings: WatcherSettings;
  /** Topic for what is about no vault. */
  readonly topicArn: string;
  /** Whether records come by EventBridge. @default false */
  readonly byRule?: boolean;
}

/**
 * Tells findings: all of them to the log and, if that is turned on, as events; alerts to the topic of their vault. Each is told
 * once, however often its record comes; one that could not be told is told when the batch is tried again.
 *
 * @throws AwsCallError if something could not be told
 */
export async function tell(findings: readonly Finding[], { settings, ...surroundings }: Surroundings, signal: AbortSignal): Promise<void> {
  const raised = findings.map((each) =>
    settings.everyChange && /^Secret(Changed|Deleted)$/.test(each.kind) ? { ...each, level: 'alert' as const } : each,
  );
  const failed: unknown[] = [];
  for (const group of groupsOf(raised)) {
    // One that cannot be told keeps the others from nobody.
    await tellGroup(group, { settings, ...surroundings }, signal).catch((error: unknown) => failed.push(error));
  }
  if (failed.length > 0) throw failed[0];
}

async function tellGroup(group: readonly Finding[], surroundings: Surroundings, signal: AbortSignal): Promise<void> {
  const { audit, memory, log, settings, publisher } = surroundings;
  const mine: Finding[] = [];
  const unique = [...new Map(group.map((finding) => [finding.id, finding])).values()];
  let at = 0;
  // On beyond those that were told before: whoever repeats them could hide what comes after.
  for (; at < unique.length && mine.length < MOST_CLAIMED; at += AT_ONCE) {
    const some = unique.slice(at, at + AT_ONCE);
    const claimed = await Promise.all(some.map(({ id }) => memory.claim(id, signal)));
    mine.push(...some.filter((_, index) => claimed[index]));
  }
  if (mine.length === 0) return;
  const rest = unique.slice(at);
  const notice = noticeOf(audit, [...mine, ...rest]);
  logNotice(log, notice);
  // People first: a bus that refuses must not keep it from them.
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
  // What is withheld for its principal takes nothing from others.
  const ofKind = ofPrincipal > MOST_OF_PRINCIPAL ? 0 : await memory.count(`${budget}#${notice.kind}#${hour}`, signal);
  if (ofPrincipal > MOST_OF_PRINCIPAL || ofKind > most) {
    log.metrics(audit, { [WITHHELD_METRIC]: 1 }, new Date());
    return;
  }
  const last = ofPrincipal === MOST_OF_PRINCIPAL || ofKind === most;
  const more = ' There are many notices like this: further ones within this hour are only in the log of the watcher.';
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
    const group = groups.get(id);
    if (group) group.push(finding);
    else groups.set(id, [finding]);
  }
  return [...groups.values()];
}

function* inPieces<T>(items: readonly T[], size: number): Generator<readonly T[]> {
  for (let at = 0; at < items.length; at += size) yield items.slice(at, at + size);
}
