import { KEPT_DAYS } from './lookup-events';
import { UsageError } from '../command';

const UNIT_MS: Readonly<Record<string, number>> = { h: 3_600_000, d: 86_400_000 };

/**
 * A point in time from how long ago it is, such as 24h or 7d.
 *
 * @param keptDays how many days there are
 * @throws UsageError if it is none, or longer ago than is kept
 */
export function sinceTime(given: string, now: Date, keptDays = KEPT_DAYS): Date {
  const [, count, unit] = /^(\d{1,4})([hd])$/.exec(given) ?? [];
  const ms = Number(count) * (UNIT_MS[unit ?? ''] ?? 0);
  if (!(ms > 0) || ms > keptDays * UNIT_MS.d!) {
    throw new UsageError(
      `--since is '${given}', not a time such as 24h or 7d; ${keptDays === KEPT_DAYS ? 'CloudTrail' : 'the workgroup'} looks back ${keptDays} days`,
    );
  }
  return new Date(now.getTime() - ms);
}
