import { types } from 'node:util';

/**
 * An error whose message holds nothing that was received, so that it may be shown wherever it ends up.
 *
 * Of any other error that nobody foresaw, the message is left out: Node.js and libraries quote what they were given
 * ("Received 'hunter2'"), and that may be a value.
 */
export class PlainError extends Error {}

// Errors of Node.js's own making are not `instanceof` the Error of another context, such as that of a test.
function isError(error: unknown): error is Error {
  return error instanceof Error || types.isNativeError(error);
}

/** What may be shown of an error that nobody foresaw. */
export function describeError(error: unknown): string {
  if (!isError(error)) return `what was thrown is no error but a ${typeof error}, which is left out, since it may be a value`;
  const kind =
    [error.name, (error as NodeJS.ErrnoException).code]
      .filter((text) => typeof text === 'string' && /^[\w$]{1,60}$/.test(text))
      .join(' ') || 'Error';
  return error instanceof PlainError ? `${kind}: ${error.message}` : `${kind} (its message is left out, since it may quote a value)`;
}

/** Where an error was thrown: a line for each function, the innermost first. */
export function framesOf(error: unknown): string[] {
  if (!isError(error)) return [];
  const { stack = '', message } = error;
  // The stack begins with the message, whose lines may look like anything.
  const quoted = new Set(message.split('\n'));
  return stack.split('\n').filter((line) => /^ +at .*(:\d+:\d+|native|<anonymous>|index \d+)\)?$/.test(line) && !quoted.has(line));
}
