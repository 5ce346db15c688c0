import { spawn } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { basename } from 'node:path';

/** A tool that has to be on this machine is not, or failed. The message is one line, for people. */
export class ToolError extends Error {
  public override readonly name = 'ToolError';
}

export interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Standard output and standard error, as they came. */
  readonly output: string;
}

export interface CommandOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Told of every line, as it comes. */
  readonly onLine?: (line: string) => void;
  /** @default 300000 */
  readonly timeoutMs?: number;
  /** Told of the process, for a test that kills it. */
  readonly onStart?: (pid: number) => void;
}

/** Runs a command to its end, whatever its exit code. Asynchronous, since a provider may be served by this very process. */
export async function runCommand(command: string, args: readonly string[], options: CommandOptions): Promise<CommandResult> {
  const begun = Date.now();
  return new Promise((resolve, reject) => {
    // A group of its own, so that a time-out reaches what the command started.
    const child = spawn(command, args, { cwd: options.cwd, env: options.env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    const streams = { stdout: '', stderr: '', output: '' };
    const timer = setTimeout(() => kill(child.pid), options.timeoutMs ?? 300_000);
    for (const name of ['stdout', 'stderr'] as const) {
      let rest = '';
      child[name].setEncoding('utf8').on('data', (text: string) => {
        streams[name] += text;
        streams.output += text;
        const lines = (rest + text).split('\n');
        rest = lines.pop()!;
        lines.forEach((line) => options.onLine?.(line));
      });
    }
    child.once('spawn', () => options.onStart?.(child.pid!));
    child.once('error', (error) => {
      clearTimeout(timer);
      reject(new ToolError(`${command} could not be started: ${error.message}`));
    });
    child.once('close', (code) => {
      clearTimeout(timer);
      noteTime([command, ...args], Date.now() - begun);
      resolve({ code: code ?? -1, ...streams });
    });
  });
}

/** Keeps how long a command took in the file that COFFER_COMMAND_TIMES names, for the end-to-end tests' summary. */
function noteTime([program, ...args]: string[], ms: number): void {
  const { COFFER_COMMAND_TIMES: file } = process.env;
  if (!file) return;
  // `node …/cdktf deploy` is cdktf's.
  const words = [program!, ...args].map((word) => basename(word)).filter((word) => word !== 'node');
  appendFileSync(file, `${JSON.stringify({ command: words.slice(0, 2).join(' '), ms })}\n`);
}

/** This process's variables without any setting of Terraform's own, plus those given. */
export function terraformEnvironment(more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('TF_'));
  return { ...Object.fromEntries(inherited), CHECKPOINT_DISABLE: '1', CI: '1', ...more };
}

function kill(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // It ended by itself meanwhile.
  }
}
