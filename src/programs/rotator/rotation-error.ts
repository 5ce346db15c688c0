import { AwsCallError } from '../aws/errors';
import { describeError, PlainError } from '../values/plain-error';

/** Why a rotation did not come to its end. The message holds no value, so that it may be logged and sent. */
export class RotationError extends PlainError {
  public override readonly name: string = 'RotationError';

  /**
   * @param code one word for programs, such as NotAllowed
   * @param problem what is wrong, where, and what to do
   */
  constructor(
    public readonly code: string,
    problem: string,
  ) {
    super(problem);
  }
}

/** Another run holds the secret: to be tried again later. */
export class BusyError extends RotationError {
  public override readonly name: string = 'BusyError';

  constructor(secret: string, secondsLeft: number) {
    super('Busy', `Another run is rotating ${secret}. If it was cut off, this one goes on in its place in ${Math.ceil(secondsLeft)} s.`);
  }
}

/** The same, for a line of the log, which has a message of its own. */
export function reasonOf(error: unknown): { readonly code: string; readonly reason: string } {
  const { code, message } = codeAndMessage(error);
  return { code, reason: message };
}

/** What may be said of any error. */
export function codeAndMessage(error: unknown): { readonly code: string; readonly message: string } {
  if (error instanceof RotationError) return { code: error.code, message: error.message };
  // The AWS layer words its errors for those who run the provider.
  if (error instanceof AwsCallError) {
    return {
      code: error.code,
      message: error.message.replaceAll('The identity that runs Terraform', "The function's role").replace(/, and apply again\./, '.'),
    };
  }
  return { code: (error as { name?: string } | undefined)?.name === 'AbortError' ? 'TimedOut' : 'Failed', message: describeError(error) };
}
