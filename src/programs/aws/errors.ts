import { isConnectionFailure, isNoAddress, isNotTrusted } from './connection-errors';
import { explain } from './error-causes';
import type { AwsOperation } from './operation';
import { failureKind } from './retry';

/** A call to AWS that failed for good. Its message names the operation, the resource and what is missing; never a value. */
export class AwsCallError extends Error {
  public override readonly name = 'AwsCallError';

  constructor(
    public readonly summary: string,
    public readonly detail: string,
    /** AWS's code, such as ParameterAlreadyExists. */
    public readonly code: string,
    public readonly operation: string,
  ) {
    super(`${summary}: ${detail}`);
  }
}

/** Whether a call was refused for want of permission. */
export function isRefused(error: unknown): boolean {
  return error instanceof AwsCallError && error.code.startsWith('AccessDenied');
}

/** Whether a parameter could not be created since it is there. */
export function isAlreadyThere(error: unknown): boolean {
  return error instanceof AwsCallError && error.code === 'ParameterAlreadyExists';
}

/**
 * Puts what the SDK threw into words.
 *
 * @param retries how often the call was made again before it was given up
 * @param secrets values that were sent: AWS quotes input in some messages, and what is quoted is cut out
 */
export function awsCallError(error: unknown, call: AwsOperation, retries: number, secrets: readonly string[] = []): AwsCallError {
  const { name: given = 'Error', code: errno, message = String(error), $metadata, $response, Region } = error as SdkError;
  const status = $metadata?.httpStatusCode ?? 0;
  const code = given === 'UnknownError' || given === 'Unknown' || given === 'Error' ? (BY_STATUS[status] ?? errno ?? given) : given;
  const [summary, detail] = explain({
    code,
    message,
    said: saidBy(error as SdkError, message, secrets),
    where: `${call.operation} of ${call.resource}`,
    call,
    kind: failureKind(error),
    retries,
    region: $response?.headers?.['x-amz-bucket-region'] ?? Region,
  });
  return new AwsCallError(summary, detail, code, call.operation);
}

interface SdkError {
  readonly name?: string;
  /** Of errors of connections, such as ECONNREFUSED. */
  readonly code?: string;
  readonly message?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly $response?: { readonly headers?: Readonly<Record<string, string | undefined>> };
  /** In S3's errors. */
  readonly Region?: string;
}

// S3 answers a HEAD without a body, and so without a code.
const BY_STATUS: Readonly<Record<number, string>> = {
  301: 'PermanentRedirect',
  400: 'BadRequest',
  403: 'AccessDenied',
  404: 'NotFound',
  412: 'PreconditionFailed',
};

/** Errors whose texts tell of identities, keys, buckets, limits and connections, and do not quote what was sent. */
const QUOTES_NOTHING = new RegExp(
  [
    'AccessDenied',
    'Unauthorized',
    'Credential',
    'Token',
    'Signature',
    'UnrecognizedClient',
    'InvalidAccessKeyId',
    'RequestTimeTooSkewed',
    'KMS',
    'InvalidKeyId',
    'AlreadyExists',
    'LimitExceeded',
    'Abort',
    'TimeoutError',
    'NoSuchBucket',
    'PermanentRedirect',
    'AuthorizationHeaderMalformed',
    'PreconditionFailed',
    'ConditionalRequestConflict',
  ].join('|'),
);

/** What AWS said, where it cannot hold a value that was sent or received. */
function saidBy({ name = 'Error', code }: SdkError, message: string, secrets: readonly string[]): string {
  const harmless =
    secrets.length === 0
      ? name !== 'SyntaxError'
      : QUOTES_NOTHING.test(name) ||
        failureKind({ name }) === 'throttled' ||
        isConnectionFailure(code) ||
        isNoAddress(code) ||
        isNotTrusted(code);
  if (!harmless) return '(withheld, since it may quote the value)';
  // What comes after it is for those who start Node.js themselves, such as "try running Node.js with --use-system-ca".
  const said = isNotTrusted(code) ? message.replace(/;.*?(?= \(through the proxy |$)/s, '') : message;
  return secrets
    .filter((secret) => secret !== '')
    .reduce((text, secret) => text.replaceAll(secret, '(hidden)'), said)
    .replace(/\.+$/, '');
}
