import { setTimeout as sleep } from 'node:timers/promises';

/**
 * How long AWS may take to show what was just written, in milliseconds: a parameter in a listing, a new KMS key or
 * alias to the services that use it, an object of S3 in an older bucket's index. AWS promises no bound; what is not
 * there after this long is taken not to be there.
 */
export const CONSISTENT_WITHIN_MS = 15_000;

/** How long IAM may take to make a new role's policies known everywhere, in milliseconds. AWS promises no bound here either. */
export const POLICIES_KNOWN_WITHIN_MS = 60_000;

const FIRST_WAIT_MS = 200;
const LONGEST_WAIT_MS = 4_000;

export interface EventuallyOptions {
  /** Whether an error only says that something is not there yet. @default - every error stands */
  readonly missing?: (error: unknown) => boolean;
  /** How long to go on, in milliseconds. @default CONSISTENT_WITHIN_MS */
  readonly withinMs?: number;
}

/**
 * Asks for what was written a moment ago until it is there: at once, then with waits that double from 0.2 s to 4 s, and
 * for the last time when the time is over.
 *
 * @returns the answer, or undefined where it stayed undefined to the end
 * @throws what `ask` threw last, and whatever `missing` does not accept at once
 */
export async function eventually<T>(
  ask: () => Promise<T | undefined>,
  signal: AbortSignal,
  options: EventuallyOptions = {},
): Promise<T | undefined> {
  const { missing = () => false, withinMs = CONSISTENT_WITHIN_MS } = options;
  const until = Date.now() + withinMs;
  for (let wait = FIRST_WAIT_MS; ; wait = Math.min(LONGEST_WAIT_MS, wait * 2)) {
    signal.throwIfAborted();
    const left = until - Date.now();
    try {
      const answer = await ask();
      if (answer !== undefined || left <= 0) return answer;
    } catch (error) {
      if (left <= 0 || !missing(error)) throw error;
    }
    await sleep(Math.min(wait, Math.max(until - Date.now(), 0)), undefined, { signal });
  }
}
