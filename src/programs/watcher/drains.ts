import type { Declared } from './declared';
import { type Finding, hourOf, type Read } from './finding';
import { Ids } from './ids';
import type { After, Memory } from './memory';
import type { Surroundings } from './telling';
import { append } from '../../contracts/append';

/** A principal that reads more of the vault than it ever did by so much does something else than before. */
const MORE_THAN_BEFORE = 1.5;
/** Names that one batch adds: an item of the table has 400 KB at most. */
const MOST_NAMES = 1_000;

/** Whose maximum was kept for longer by this instance. */
const kept = new Ids();

/**
 * One principal that reads many secrets within minutes, and more than it ever did. Records that come twice count once.
 *
 * Names are counted by halves of `drainMinutes`, each half with the one before and the one after: in windows that follow each other, a
 * drain over the end of one, such as midnight, would be two that are half as large. The one after is there already if records come late.
 */
export async function drains(
  reads: readonly Read[],
  declared: Declared,
  { memory, settings }: Surroundings,
  after: After[],
  signal: AbortSignal,
): Promise<Finding[]> {
  const halfMs = settings.drainMinutes * 30_000;
  const groups = new Map<string, Read[]>();
  for (const read of reads) {
    // Replicating or rotating all secrets of a vault is what the functions are for, and they read nothing else.
    const standing = declared.standing(read.vault, read.record.who);
    if (standing.isFunction && standing.reads(read.name)) continue;
    append(groups, declared.memoryId(read.vault, read.record.who), read);
  }
  const findings: Finding[] = [];
  for (const [id, group] of groups) {
    const count = await mostAtOnce(id, byHalf(group, halfMs), memory, signal);
    if (count < settings.drainSecrets) continue;
    const most = await memory.most(id, signal);
    if (count <= MORE_THAN_BEFORE * most) {
      // Kept for longer, as it is: were it raised, whoever reads a little more each time would never be told of.
      if (kept.isFirst(id)) after.push((aborted) => memory.raise(id, most, aborted));
      continue;
    }
    after.push((aborted) => memory.raise(id, count, aborted));
    const { vault, record, name } = group[group.length - 1]!;
    const day = hourOf(record.time).slice(0, 10);
    // A drain that goes on is told again whenever it has grown as much as counts.
    const step = Math.floor(Math.log(count) / Math.log(MORE_THAN_BEFORE));
    const told = `SecretsDrained#${id}#${day}#${step}`;
    findings.push({ kind: 'SecretsDrained', level: 'alert', vault, record, about: name, count, id: told });
  }
  return findings;
}

/** Names that were read in each half of a window, by its number since 1970. */
function byHalf(reads: readonly Read[], halfMs: number): ReadonlyMap<number, readonly string[]> {
  const halves = new Map<number, string[]>();
  for (const { record, name } of reads) append(halves, Math.floor(record.time.getTime() / halfMs), name);
  return halves;
}

/** Remembers names of halves. @returns how many there are at most in two that follow each other */
async function mostAtOnce(
  id: string,
  halves: ReadonlyMap<number, readonly string[]>,
  memory: Memory,
  signal: AbortSignal,
): Promise<number> {
  const known = new Map<number, ReadonlySet<string>>();
  for (const [half, names] of halves) known.set(half, await memory.addReads(`${id}#${half}`, names.slice(0, MOST_NAMES), signal));
  const namesOf = async (half: number): Promise<ReadonlySet<string>> => {
    const names = known.get(half) ?? (await memory.readsIn(`${id}#${half}`, signal));
    known.set(half, names);
    return names;
  };
  let most = 0;
  for (const half of halves.keys()) {
    for (const first of [half - 1, half]) most = Math.max(most, new Set([...(await namesOf(first)), ...(await namesOf(first + 1))]).size);
  }
  return most;
}
