import { failureKind, isConnectionFailure } from './retry';

/** One call to AWS, as its errors name it. */
export interface AwsOperation {
  /** AWS's name of the operation, such as PutParameter. */
  readonly operation: string;
  /** What it was done to, such as a parameter's name. */
  readonly resource: string;
  /** The IAM actions that it needs. */
  readonly actions: readonly string[];
}

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

/**
 * Puts what the SDK threw into words.
 *
 * @param retries how often the call was made again before it was given up
 * @param secrets values that were sent: AWS quotes input in some messages, and what is quoted is cut out
 */
export function awsCallError(error: unknown, call: AwsOperation, retries: number, secrets: readonly string[] = []): AwsCallError {
  const { name = 'Error', message = String(error) } = error as { name?: string; message?: string };
  const said = saidBy(name, message, secrets);
  const where = `${call.operation} of ${call.resource}`;
  const fail = (summary: string, detail: string) => new AwsCallError(summary, detail, name, call.operation);

  if (name === 'AbortError') return fail('Stopped', `${where} was stopped, as asked. Apply again to finish: what was done stays.`);
  if (name === 'CredentialsProviderError' || name === 'CredentialsError' || /could not load credentials/i.test(message)) {
    return fail(
      'No AWS credentials',
      `${where} needs credentials, and none were found in the environment, the shared config files, a web identity or the instance (${said}). `
      + 'Set AWS_PROFILE or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or the provider\'s profile or assume_role.',
    );
  }
  if (/region is missing/i.test(message)) {
    return fail('No AWS region', `${where} needs a region. Set the provider's region, AWS_REGION, or region in the profile.`);
  }
  if (/AccessDenied/.test(name) && /sts:AssumeRole/.test(message)) {
    return fail('The role cannot be assumed', `AWS says: ${said}. The identity that runs Terraform needs sts:AssumeRole on the role, and the role's trust policy has to name it.`);
  }
  if (/AccessDenied|UnauthorizedOperation|NotAuthorized/.test(name)) {
    return fail(`${where} was denied`, `AWS says: ${said}. The identity that runs Terraform needs ${list(call.actions)}.`);
  }
  if (/ExpiredToken|InvalidClientTokenId|UnrecognizedClient|InvalidSignature|SignatureDoesNotMatch/.test(name)) {
    return fail('AWS does not accept the credentials', `${where} failed: ${said} (${name}). Renew them, for example with aws sso login, and apply again.`);
  }
  switch (failureKind(error)) {
    case 'throttled':
      return fail(
        `${where} was throttled`,
        `AWS still answered ${name} after ${retries} ${retries === 1 ? 'retry' : 'retries'} with growing waits: ${said}. `
        + 'Apply again, with a lower -parallelism or a higher max_retries, or raise the throughput quota of Parameter Store.',
      );
    case 'transient':
      return fail(`${where} failed`, `AWS did not answer properly after ${retries} ${retries === 1 ? 'retry' : 'retries'}: ${said} (${name}). Apply again: what was done stays.`);
    default:
      return fail(`${where} failed`, `AWS says: ${said} (${name}).`);
  }
}

/** Errors whose texts tell of identities, keys, limits and connections, and do not quote what was sent. */
const QUOTES_NOTHING = /AccessDenied|Unauthorized|Credential|Token|Signature|UnrecognizedClient|KMS|InvalidKeyId|AlreadyExists|LimitExceeded|Abort|TimeoutError/;

/** What AWS said, where it cannot hold a value that was sent or received. */
function saidBy(name: string, message: string, secrets: readonly string[]): string {
  const harmless = secrets.length === 0 ? name !== 'SyntaxError' : QUOTES_NOTHING.test(name) || failureKind({ name }) === 'throttled' || isConnectionFailure(message);
  if (!harmless) return '(withheld, since it may quote the value)';
  return secrets.filter((secret) => secret !== '').reduce((text, secret) => text.replaceAll(secret, '(hidden)'), message).replace(/\.+$/, '');
}

function list(actions: readonly string[]): string {
  return actions.length < 2 ? actions.join('') : `${actions.slice(0, -1).join(', ')} and ${actions.at(-1)}`;
}
