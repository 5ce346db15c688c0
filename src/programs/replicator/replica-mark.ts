import { REPLICA_SOURCE_TAG, REPLICA_TAG } from '../../contracts/tags';
import type { ParameterDescription, Tags } from '../aws/parameter';

/** One version of a record. */
export interface SourceVersion {
  readonly version: number;
  /** When it was written, by the clock of the record's region. */
  readonly modified: Date;
}

export interface ReplicaMark extends SourceVersion {
  /** The version of the copy that the write follows; 0 for the first. */
  readonly after: number;
}

/** The mark, as tags. */
export function markTags(home: string, { version, modified }: SourceVersion, after: number): Record<string, string> {
  return { [REPLICA_TAG]: home, [REPLICA_SOURCE_TAG]: `version=${version} at=${modified.toISOString()} after=${after}` };
}

/** How far apart the clocks of two regions may be, with much to spare, in milliseconds. */
const CLOCKS_APART_MS = 3_600_000;

/**
 * The mark of a copy. One from the future is none: tags take no permission for values, and a copy that claims to be of a
 * later version than there can be would never be renewed.
 */
export function readMark(tags: Tags, now = Date.now()): ReplicaMark | undefined {
  const match = /^version=(\d+) at=(\S+) after=(\d+)$/.exec(tags[REPLICA_SOURCE_TAG] ?? '');
  const modified = new Date(match?.[2] ?? NaN);
  const isPossible = modified.getTime() <= now + CLOCKS_APART_MS; // false for no time at all
  return match && isPossible ? { version: Number(match[1]), modified, after: Number(match[3]) } : undefined;
}

/** Whether the write that a mark announces is what the copy holds: nobody has written since, and it was not cut off. */
export function isWritten(mark: ReplicaMark, copy: ParameterDescription): boolean {
  return copy.version === mark.after + 1;
}

/**
 * Which of two versions of a record is later: positive for the first. By the clock first, since the version numbers of a
 * parameter that was deleted and created again begin again.
 */
export function compareVersions(a: SourceVersion, b: SourceVersion): number {
  return a.modified.getTime() - b.modified.getTime() || a.version - b.version;
}
