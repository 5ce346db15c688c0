import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { CommandError, EXIT } from '../command';
import type { Terminal } from '../terminal';

/** More than any value may have: what is longer is no value but the wrong file. */
const MOST_BYTES = 1_000_000;

/**
 * A value: asked for on a terminal, where nothing of it is shown, or else all of standard input.
 *
 * @throws CommandError if it is no text, or Ctrl-C ends the question
 */
export async function readValue(name: string, terminal: Terminal, keepNewline: boolean, signal: AbortSignal): Promise<string> {
  if (process.stdin.isTTY) return prompt(`Value of ${name}: `, terminal, signal);
  const text = await readInput(signal);
  return keepNewline ? text : text.replace(/\r?\n$/, '');
}

/** All of standard input, as text. */
export async function readInput(signal: AbortSignal): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  const stopped = (): void => void process.stdin.destroy();
  signal.addEventListener('abort', stopped, { once: true });
  try {
    for await (const chunk of process.stdin) {
      chunks.push(chunk as Buffer);
      size += (chunk as Buffer).length;
      if (size > MOST_BYTES) {
        throw new CommandError(
          `standard input has more than ${MOST_BYTES} bytes, which is more than a secret can have. Nothing was written.`,
        );
      }
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    signal.removeEventListener('abort', stopped);
  }
  if (signal.aborted) throw new CommandError('stopped: nothing was written.', EXIT.INTERRUPTED);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.concat(chunks));
  } catch {
    throw new CommandError(
      'standard input is not UTF-8 text, and Parameter Store keeps nothing else. Encode it, for example: base64 -w0. Nothing was written.',
    );
  }
}

/** Asks on the terminal, without an echo. */
async function prompt(question: string, terminal: Terminal, signal: AbortSignal): Promise<string> {
  // readline takes what is typed out of raw mode, with its keys for editing; what it would show goes nowhere.
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: nowhere, terminal: true, historySize: 0 });
  process.stderr.write(question);
  let stop = (): void => undefined;
  try {
    return await new Promise<string>((resolve, reject) => {
      stop = () => reject(new CommandError('stopped: nothing was written.', EXIT.INTERRUPTED));
      lines.once('line', resolve);
      lines.once('SIGINT', stop);
      lines.once('close', stop);
      signal.addEventListener('abort', stop, { once: true });
    });
  } finally {
    signal.removeEventListener('abort', stop);
    lines.close();
    terminal.error('');
  }
}
