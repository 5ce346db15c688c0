import { setTimeout as sleep } from 'node:timers/promises';
import { isConnectionFailure } from './connection-errors';

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
  'ThrottlingException',
  'Throttling',
  'ThrottledException',
  'RequestThrottled',
  'RequestThrottledException',
  'RequestLimitExceeded',
  'TooManyRequestsException',
  'TooManyUpdates',
  'PriorRequestNotComplete',
  'LimitExceededException',
  'SlowDown',
  'BandwidthLimitExceeded',
  'ProvisionedThroughputExceededException',
  'TransactionInProgressException',
  'EC2ThrottledException',
]);
const TRANSIENT = new Set([
  'TimeoutError',
  'RequestTimeout',
  'RequestTimeoutException',
  'InternalServerError',
  'InternalFailure',
  'InternalError',
  'ServiceUnavailable',
  'ServiceUnavailableException',
  'KMSInternalException',
  'DependencyTimeoutException',
  'IDPCommunicationError',
  'IDPCommunicationErrorException',
  // Two writes of S3 met: the other one's outcome decides when this one is made again.
  'ConditionalRequestConflict',
  'OperationAborted',
]);
const EXPIRED = new Set(['ExpiredToken', 'ExpiredTokenException', 'TokenRefreshRequired']);
// They were final already where they were found: the calls behind them, to STS, have had their retries.
const EXPLAINED = new Set(['AwsCallError', 'AwsSettingError', 'CredentialsProviderError']);

/** Whether AWS refused temporary credentials because their time is over. */
export function isExpired(error: unknown): boolean {
  return EXPIRED.has((error as { name?: string }).name ?? '');
}

/** What went wrong with a call, as far as trying again goes. */
export type FailureKind = 'throttled' | 'transient' | 'final';

/** What the SDK puts on the errors that it throws. */
interface SdkError {
  readonly name?: string;
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number; readonly clockSkewCorrected?: boolean };
  /** Set where AWS's model of the service says that the error passes. */
  readonly $retryable?: { readonly throttling?: boolean };
  readonly $response?: { readonly headers?: Readonly<Record<string, string | undefined>> };
}

export function failureKind(error: unknown): FailureKind {
  const { name = '', code, $metadata, $retryable } = error as SdkError;
  if (EXPLAINED.has(name) || name === 'AbortError') return 'final';
  const status = $metadata?.httpStatusCode ?? 0;
  if (THROTTLED.has(name) || status === 429 || $retryable?.throttling) return 'throttled';
  // The SDK has set its clock by the answer: signed again, the same request is good.
  if ($metadata?.clockSkewCorrected) return 'transient';
  if (TRANSIENT.has(name) || $retryable || status >= 500 || isConnectionFailure(code)) return 'transient';
  return 'final';
}

/** How long an answer asks the caller to wait before the next try, in milliseconds. */
function wantedWaitMs(error: unknown): number {
  const headers = (error as SdkError).$response?.headers ?? {};
  const milliseconds = Number(headers['x-amz-retry-after'] ?? NaN);
  if (milliseconds >= 0) return milliseconds;
  const text = headers['retry-after'];
  if (text === undefined) return 0;
  const wait = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - Date.now();
  return wait > 0 ? wait : 0;
}

/**
 * Runs `attempt` until it succeeds, fails for good, or the policy's retries are used up.
 *
 * Waits a random time up to an exponentially growing bound (full jitter), so that ten parallel calls that were
 * throttled together do not come back together; and as long as the answer asks for, up to the policy's longest wait.
 * `beforeRetry` may find out that the failed attempt took effect after all, and answer in its place.
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
      const jitter = Math.random() * Math.min(policy.maxDelayMs, policy.baseDelayMs * 2 ** tried);
      await sleep(Math.min(policy.maxDelayMs, wantedWaitMs(error)) + jitter, undefined, { signal });
      const answer = await beforeRetry?.(kind, signal);
      if (answer !== undefined) return answer;
    }
  }
}
