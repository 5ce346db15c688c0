import type { RotationOutcome } from '../../../contracts/rotation/outcomes';
import type { RollbackRequest, RotateRequest } from '../../../contracts/rotation/requests';
import type { AwsClients } from '../../aws/clients';
import { AwsCallError } from '../../aws/errors';
import { CommandError, EXIT, type Terminal } from '../command';

/** The longest that Lambda lets a function run, in milliseconds (Lambda: quotas). */
export const ANSWER_WITHIN_MS = 900_000;

/** How often it says that it is still waiting, in milliseconds. */
const PROGRESS_MS = 15_000;

// What Node.js and the SDK call a connection that ended before the answer.
const UNANSWERED = /Timeout|ECONNRESET|EPIPE|Abort/;

/** How a rotation is waited for. */
export interface Waiting {
  readonly terminal: Terminal;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  /** @default PROGRESS_MS */
  readonly progressMs?: number;
}

/**
 * Asks a vault's rotator, and waits for its answer.
 *
 * @throws CommandError where the rotator says no, or there is none
 */
export async function ask(
  aws: AwsClients,
  functionName: string,
  request: RotateRequest | RollbackRequest,
  waiting: Waiting,
): Promise<RotationOutcome> {
  const { terminal, signal, progressMs = PROGRESS_MS } = waiting;
  const { InvokeCommand, LambdaClient } = await import('@aws-sdk/client-lambda');
  const client = await aws.client('lambda', (config) => Promise.resolve(new LambdaClient(config)));
  let answer;
  const since = Date.now();
  const progress = setInterval(
    () => terminal.error(`Still waiting for the rotator after ${Math.round((Date.now() - since) / 1000)} s …`),
    progressMs,
  );
  try {
    // Once: a rotation that is asked for twice is made twice.
    answer = await aws.call(
      { operation: 'Invoke', resource: functionName, actions: ['lambda:InvokeFunction'] },
      signal,
      (abortSignal) =>
        client.send(new InvokeCommand({ FunctionName: functionName, Payload: Buffer.from(JSON.stringify(request)) }), { abortSignal }),
      { maxRetries: 0 },
    );
  } catch (error) {
    if (signal.aborted || (error instanceof AwsCallError && UNANSWERED.test(error.code))) {
      throw new CommandError(
        `stopped waiting for an answer, but ${functionName} may still be running: ` +
          `a rotation that has begun is finished, or continued by the next one. ` +
          `Its log shows how it ended: aws logs tail /aws/lambda/${functionName} --since 20m`,
        signal.aborted ? EXIT.INTERRUPTED : EXIT.FAILED,
      );
    }
    if (!(error instanceof AwsCallError && error.code === 'ResourceNotFoundException')) throw error;
    throw new CommandError(
      `there is no function ${functionName} here. Check --vault, --region and --profile; ` +
        `a vault has one as soon as one of its secrets has a rotation.`,
    );
  } finally {
    clearInterval(progress);
  }
  const payload = parsed(Buffer.from(answer.Payload ?? []).toString('utf8'));
  if (answer.FunctionError !== undefined) {
    const { errorType = 'Error', errorMessage = 'it does not say why' } = (payload ?? {}) as { errorType?: string; errorMessage?: string };
    throw new CommandError(`${errorMessage} (${errorType})`);
  }
  if (!isOutcome(payload)) throw new CommandError(`${functionName} answered, but not as a rotator does. Check who deployed it.`);
  return payload;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What is said of it goes to a terminal: numbers where there should be numbers. */
function isOutcome(payload: unknown): payload is RotationOutcome {
  const { outcome, version, refused } = (payload ?? {}) as Partial<Record<keyof RotationOutcome, unknown>>;
  return typeof outcome === 'string' && typeof version === 'number' && (refused === undefined || typeof refused === 'number');
}
