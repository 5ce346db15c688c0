import { setTimeout as sleep } from 'node:timers/promises';

/** How often, and how patiently, a call to AWS is made again. */
export interface RetryPolicy {
  /** Tries after the first one. */
  readonly maxRetries: number;
  /** The longest wait before the first retry, in milliseconds; it doubles with each. */
  readonly baseDelayMs: number;
  /** The longest wait, in milliseconds. */
  readonly maxDelayMs: number;
}

/** As many retries as hashicorp/aws makes by default, over about five minutes. */
export const DEFAULT_RETRY_POLICY: RetryPolicy = { maxRetries: 25, baseDelayMs: 200, maxDelayMs: 20_000 };

const THROTTLED = new Set([
  'ThrottlingException', 'Throttling', 'ThrottledException', 'RequestThrottled', 'RequestThrottledException', 'RequestLimitExceeded',
  'TooManyRequestsException', 'TooManyUpdates', 'PriorRequestNotComplete', 'LimitExceededException', 'SlowDown',
]);
const TRANSIENT = new Set([
  'TimeoutError', 'RequestTimeout', 'RequestTimeoutException', 'InternalServerError', 'InternalFailure', 'InternalError', 'ServiceUnavailable',
  'ServiceUnavailableException', 'KMSInternalException', 'DependencyTimeoutException',
]);
// Looked for in the message too: the SDK wraps what it does not recognize as an error, and drops its code.
const BROKEN_CONNECTION = /ECONNRESET|ECONNREFUSED|EPIPE|ETIMEDOUT|EAI_AGAIN|ENETUNREACH|EHOSTUNREACH|socket hang up/;

/** Whether a text tells of a connection that broke or was not made. */
export function isConnectionFailure(text: string): boolean {
  return BROKEN_CONNECTION.test(text);
}

/** What went wrong with a call, as far as trying again goes. */
export type FailureKind = 'throttled' | 'transient' | 'final';

export function failureKind(error: unknown): FailureKind {
  const { name, code, message, $metadata } = error as { name?: string; code?: string; message?: string; $metadata?: { httpStatusCode?: number } };
  const status = $metadata?.httpStatusCode ?? 0;
  if (THROTTLED.has(name ?? '') || status === 429) return 'throttled';
  if (TRANSIENT.has(name ?? '') || status >= 500 || isConnectionFailure(`${code} ${message}`)) return 'transient';
  return 'final';
}

/**
 * Runs `attempt` until it succeeds, fails for good, or the policy's retries are used up.
 *
 * Waits a random time up to an exponentially growing bound (full jitter), so that ten parallel calls that were
 * throttled together do not come back together. `beforeRetry` may find out that the failed attempt took effect
 * after all, and answer in its place.
 */
export async function retry<T>(
  attempt: (signal: AbortSignal) => Promise<T>,
  policy: RetryPolicy,
  signal: AbortSignal,
  beforeRetry?: (failure: FailureKind, signal: AbortSignal) => Promise<T | undefined>,
): Promise<T> {
  for (let tried = 0; ; tried++) {
    signal.throwIfAborted();
    try {
      return await attempt(signal);
    } catch (error) {
      const kind = failureKind(error);
      if (kind === 'final' || signal.aborted || tried >= policy.maxRetries) throw error;
      await sleep(Math.random() * Math.min(policy.maxDelayMs, policy.baseDelayMs * 2 ** tried), undefined, { signal });
      const answer = await beforeRetry?.(kind, signal);
      if (answer !== undefined) return answer;
    }
  }
}
