import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

/** The command as it is bundled: npx projen bundle. */
export const COFFER = resolve(__dirname, '..', '..', '..', 'assets', 'coffer.js');

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly input?: string;
  readonly cwd?: string;
  /** Told of the process once it runs. */
  readonly started?: (child: ChildProcess) => void;
}

/** Runs the bundled command to its end. */
export function coffer(args: readonly string[], options: RunOptions): Promise<Ended> {
  return runProgram(process.execPath, [COFFER, ...args], options);
}

export function runProgram(file: string, args: readonly string[], { env, input = '', cwd, started }: RunOptions): Promise<Ended> {
  if (!existsSync(COFFER)) throw new Error('assets/coffer.js is missing. Run npx projen bundle.');
  return new Promise((ended, failed) => {
    const child = spawn(file, args, { env, cwd, stdio: 'pipe' });
    const [out, errors]: [Buffer[], Buffer[]] = [[], []];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
    // Who does not read its input is no failure of this test.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
    child.once('error', failed);
    child.once('close', (code, signal) => {
      ended({ code, signal, stdout: Buffer.concat(out).toString('utf8'), stderr: Buffer.concat(errors).toString('utf8') });
    });
    started?.(child);
  });
}

/** What `env -0` printed. */
export function variablesIn(output: string): Record<string, string> {
  const entries = output.split('\0').filter((entry) => entry !== '');
  return Object.fromEntries(entries.map((entry) => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)]));
}
