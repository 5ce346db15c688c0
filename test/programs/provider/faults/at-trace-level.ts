import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * Has the provider in this process log all that it can, and keeps the lines. To be imported before the provider, whose
 * log reads its level once.
 */
process.env.TF_LOG_PROVIDER = 'TRACE';

const current = new AsyncLocalStorage<string[]>();
const write = process.stderr.write.bind(process.stderr);

process.stderr.write = ((chunk: string | Uint8Array, ...rest: never[]) => {
  const lines = current.getStore();
  if (!lines) return write(chunk, ...rest);
  lines.push(String(chunk));
  return true;
}) as typeof process.stderr.write;

/** Adds what is written to standard error by some work, and by all that this starts, to `lines`. */
export function keepingLog<T>(lines: string[], work: () => Promise<T>): Promise<T> {
  return current.run(lines, work);
}
