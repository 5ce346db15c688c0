import type { Declared } from './declared';
import { type Finding, hourOf, ofRecord, type Read } from './finding';
import type { Memory } from './memory';
import type { TrailRecord } from './record';
import { judgeAccessKeys, judgeBuckets, judgeChanges, judgeKeys, judgeWatcher } from './rules/changes';
import { batchOf, judgeDenied, judgeRead, readsIn } from './rules/reads';
import { type Surroundings, tell } from './telling';
import { UNREAD_METRIC } from '../../contracts/audit/watcher-environment';

const DAY_MS = 86_400_000;
/** A principal that reads more of the vault than it ever did by so much does something else than before. */
const MORE_THAN_BEFORE = 1.5;

const RULES = [judgeDenied, judgeChanges, judgeKeys, judgeBuckets, judgeAccessKeys, judgeWatcher] as const;

/** What a batch has to remember once it was told. */
type After = (signal: AbortSignal) => Promise<void>;

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
    const id = `${read.vault.name}#${read.vault.region}#${read.record.who.principal}`;
    if (!candidates.has(id)) candidates.set(id, read);
  }
  const findings: Finding[] = [];
  for (const [id, { vault, record, name }] of candidates) {
    if (await isSeen(memory, id, signal)) continue;
    after.push((aborted) => memory.remember(id, aborted));
    const began = await memory.began(record.time, signal);
    if (record.time.getTime() < began.getTime() + settings.learningDays * DAY_MS) continue;
    findings.push(ofRecord({ kind: 'SecretFirstRead', level: 'alert', vault, record, about: name }));
  }
  return findings;
}

/** Who was seen by this instance of the function, so that most batches ask the table for nobody. */
const seen = new Set<string>();
const MOST_SEEN = 5_000;

async function isSeen(memory: Memory, id: string, signal: AbortSignal): Promise<boolean> {
  if (seen.has(id)) return true;
  const known = await memory.seen(id, signal);
  if (known && isFirst(seen, id)) {
    // Else whoever reads for long enough would be forgotten one day, and be told as new.
    await memory.remember(id, signal);
  }
  return known;
}

/** Whose maximum was kept for longer by this instance. */
const kept = new Set<string>();

function isFirst(known: Set<string>, id: string): boolean {
  if (known.has(id)) return false;
  if (known.size >= MOST_SEEN) known.clear();
  known.add(id);
  return true;
}

/** One principal that reads many secrets within minutes, and more than it ever did. Records that come twice count once. */
async function drains(
  reads: readonly Read[],
  declared: Declared,
  { memory, settings }: Surroundings,
  after: After[],
  signal: AbortSignal,
): Promise<Finding[]> {
  const windowMs = settings.drainMinutes * 60_000;
  const groups = new Map<string, Read[]>();
  for (const read of reads) {
    // Replicating or rotating all secrets of a vault is what the functions are for, and they read nothing else.
    const standing = declared.standing(read.vault, read.record.who);
    if (standing.isFunction && standing.reads(read.name)) continue;
    const { vault, record } = read;
    const window = Math.floor(record.time.getTime() / windowMs);
    const id = `${vault.name}#${vault.region}#${record.who.principal}\n${window}`;
    const group = groups.get(id);
    if (group) group.push(read);
    else groups.set(id, [read]);
  }
  const findings: Finding[] = [];
  for (const [group, ofGroup] of groups) {
    const [id, window] = group.split('\n') as [string, string];
    const count = await memory.addReads(`${id}#${window}`, ofGroup.map(({ name }) => name).slice(0, MOST_NAMES), signal);
    if (count < settings.drainSecrets) continue;
    const most = await memory.most(id, signal);
    if (count <= MORE_THAN_BEFORE * most) {
      // Kept for longer, as it is: were it raised, whoever reads a little more each time would never be told of.
      if (isFirst(kept, id)) after.push((aborted) => memory.raise(id, most, aborted));
      continue;
    }
    after.push((aborted) => memory.raise(id, count, aborted));
    const { vault, record, name } = ofGroup[ofGroup.length - 1]!;
    const day = hourOf(record.time).slice(0, 10);
    // A drain that goes on is told again whenever it has grown as much as counts.
    const step = Math.floor(Math.log(count) / Math.log(MORE_THAN_BEFORE));
    const told = `SecretsDrained#${id}#${day}#${step}`;
    findings.push({ kind: 'SecretsDrained', level: 'alert', vault, record, about: name, count, id: told });
  }
  return findings;
}

/** Names that one batch adds: an item of the table has 400 KB at most. */
const MOST_NAMES = 1_000;
