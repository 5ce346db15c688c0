import type { Declared } from './declared';
import { drains } from './drains';
import { type Finding, ofRecord, type Read } from './finding';
import { Ids } from './ids';
import type { After, Memory } from './memory';
import type { TrailRecord } from './record';
import { judgeAccessKeys, judgeBuckets, judgeChanges, judgeKeys, judgeWatcher } from './rules/changes';
import { judgeDenied } from './rules/denied';
import { batchOf, judgeRead, readsIn } from './rules/reads';
import { type Surroundings, tell } from './telling';
import { UNREAD_METRIC } from '../../contracts/audit/watcher-environment';

const DAY_MS = 86_400_000;

const RULES = [judgeDenied, judgeChanges, judgeKeys, judgeBuckets, judgeAccessKeys, judgeWatcher] as const;

/**
 * Judges records and tells what they show. Trying a batch again tells only what was not told.
 *
 * @throws AwsCallError if something could not be told or remembered
 */
export async function watch(
  records: readonly TrailRecord[],
  declared: Declared,
  surroundings: Surroundings,
  signal: AbortSignal,
): Promise<void> {
  const findings: Finding[] = [];
  const reads: Read[] = [];
  let unread = 0;
  const batch = batchOf(records, surroundings.byRule ?? false);
  for (const record of records) {
    try {
      const own = readsIn(record, declared, batch);
      findings.push(...RULES.flatMap((rule) => rule(record, declared)), ...own.flatMap((read) => judgeRead(read, declared)));
      // What may not be there counts as no read: names can be made up without end.
      reads.push(...own.filter(({ isUnconfirmed }) => !isUnconfirmed));
      // CloudTrail leaves out what makes a record too large: of whom and when it is, but not what it is about.
      if (record.parameters.omitted === true) unread++;
    } catch {
      // Somebody may have made it so, and what others did in the batch is told all the same. Messages could quote the record.
      unread++;
    }
  }
  if (unread > 0) {
    surroundings.log.warn('UnreadRecords', { unread, reason: 'They could not be judged.' });
    surroundings.log.metrics(surroundings.audit, { [UNREAD_METRIC]: unread }, new Date());
  }
  // First what takes no memory: what cannot be remembered keeps nothing of it back.
  await tell(findings, surroundings, signal);
  const after: After[] = [];
  const first = await firstReads(reads, declared, surroundings, after, signal);
  await tell([...first, ...(await drains(reads, declared, surroundings, after, signal))], surroundings, signal);
  for (const each of after) await each(signal);
}

/** Declared readers that never read before: a role that somebody took up, perhaps somebody else than it is for. */
async function firstReads(
  reads: readonly Read[],
  declared: Declared,
  { memory, settings }: Surroundings,
  after: After[],
  signal: AbortSignal,
): Promise<Finding[]> {
  const candidates = new Map<string, Read>();
  for (const read of reads) {
    const standing = declared.standing(read.vault, read.record.who);
    if (standing.isFunction || standing.isBreakGlass || !standing.reads(read.name)) continue;
    const { uniqueId } = read.record.who;
    const id = `${declared.memoryId(read.vault, read.record.who)}${uniqueId === undefined ? '' : `#${uniqueId}`}`;
    if (!candidates.has(id)) candidates.set(id, read);
  }
  const findings: Finding[] = [];
  for (const [id, { vault, record, name }] of candidates) {
    if (await isSeen(memory, id, signal)) continue;
    after.push((aborted) => memory.remember(id, aborted));
    if (record.who.uniqueId !== undefined) {
      const known = declared.memoryId(vault, record.who);
      const [wasSeen, hasId] = [await memory.seen(known, signal), await memory.seen(`${known}#id`, signal)];
      after.push(async (aborted) => {
        await memory.remember(known, aborted);
        await memory.remember(`${known}#id`, aborted);
      });
      // Remembered by an earlier version, without its id: it is taken for the same. From then on, another id is another role of the name.
      if (wasSeen && !hasId) continue;
    }
    const began = await memory.began(record.time, signal);
    if (record.time.getTime() < began.getTime() + settings.learningDays * DAY_MS) continue;
    findings.push(ofRecord({ kind: 'SecretFirstRead', level: 'alert', vault, record, about: name }));
  }
  return findings;
}

/** Who was seen by this instance of the function, so that most batches ask the table for nobody. */
const seen = new Ids();

async function isSeen(memory: Memory, id: string, signal: AbortSignal): Promise<boolean> {
  if (seen.has(id)) return true;
  const known = await memory.seen(id, signal);
  if (known && seen.isFirst(id)) {
    // Else whoever reads for long enough would be forgotten one day, and be told as new.
    await memory.remember(id, signal);
  }
  return known;
}
