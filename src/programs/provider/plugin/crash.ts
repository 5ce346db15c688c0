import { describeError, framesOf } from '../../values/plain-error';

/** What is told of a crash, in the form that Terraform recognizes and shows with its advice: what kind of error, and where. */
export function crashReport(error: unknown): string {
  return [`panic: ${describeError(error)}`, ...framesOf(error)].map((line) => `${line}\n`).join('');
}
