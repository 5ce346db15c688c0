import { vaultKey } from './declared';
import type { TrailRecord } from './record';
import type { WatchedVault } from '../../contracts/audit/declarations';
import type { FindingKind, FindingLevel } from '../../contracts/audit/findings';

/** One thing to tell of one record. */
export interface Finding {
  readonly kind: FindingKind;
  readonly level: FindingLevel;
  /** Left out for what is about no vault. */
  readonly vault?: WatchedVault;
  readonly record: TrailRecord;
  /** Name of what it is about. */
  readonly about: string;
  /** How many there were, if it is about several. */
  readonly count?: number;
  /** What tells it from others, so that it is told once: CloudTrail delivers records twice at times, and Lambda repeats batches. */
  readonly id: string;
}

/** That somebody had a value decrypted. What that means takes a memory. */
export interface Read {
  readonly vault: WatchedVault;
  readonly record: TrailRecord;
  readonly name: string;
  /** That it was asked for, and may be plain text, or not there. */
  readonly isUnconfirmed?: boolean;
}

/** Told once for one record. */
export function ofRecord(finding: Omit<Finding, 'id'>): Finding {
  const { kind, record, about } = finding;
  return { ...finding, id: `${kind}#${record.id}#${about}` };
}

/**
 * Told once an hour for one principal and one thing: whoever tries again and again is told of once. Copies in other regions are the same
 * thing; what has the same name in another vault, of another account or region, is not.
 */
export function hourly(finding: Omit<Finding, 'id'>): Finding {
  const { kind, record, about, vault } = finding;
  const where = vault === undefined ? '' : vaultKey(vault);
  return { ...finding, id: `${kind}#${record.who.principal}#${where}#${about}#${hourOf(record.time)}` };
}

/** The hour of a time, such as `2026-11-28T13`. */
export function hourOf(time: Date): string {
  return time.toISOString().slice(0, 13);
}
