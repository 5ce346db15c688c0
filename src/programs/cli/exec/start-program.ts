import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { constants as system } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { CommandError, EXIT } from '../command';
import { shown } from '../terminal';

/** Signals that people and supervisors send to what they believe to be the program. */
const FORWARDED = ['SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2', 'SIGWINCH', 'SIGCONT'] as const;

type Environment = Readonly<Record<string, string>>;

/**
 * The file of a program, as a shell finds it.
 *
 * @throws CommandError with exit code 127 if there is none, 126 if it cannot be run
 */
export function findProgram(name: string, searched = process.env.PATH ?? ''): string {
  const isPath = name.includes('/') || (process.platform === 'win32' && name.includes('\\'));
  const candidates = isPath ? [resolve(name)] : searched.split(delimiter).map((folder) => join(folder === '' ? '.' : folder, name));
  let isThere = false;
  for (const file of candidates) {
    if (!isFile(file)) continue;
    isThere = true;
    try {
      accessSync(file, constants.X_OK);
      return resolve(file);
    } catch {
      // Another folder of PATH may have one that can be run.
    }
  }
  if (isThere) throw new CommandError(`'${shown(name)}' cannot be run. Check its permissions (chmod +x).`, EXIT.NOT_EXECUTABLE);
  throw new CommandError(`there is no program '${shown(name)}'${isPath ? '' : ' on PATH'}. Check its name.`, EXIT.NOT_FOUND);
}

function isFile(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isFile() ?? false;
}

/** Node.js 22.15 and newer (Node.js: process.execve). */
type Execve = (file: string, args: readonly string[], environment: Environment) => never;

/**
 * Becomes the program, if this Node.js and this system can: then nothing of Coffer's is left beside it. Returns if not.
 *
 * Node.js ignores SIGPIPE, and what it becomes would too: `coffer exec api -- yes | head -1` would complain. Only GNU's env
 * can undo that; without one, the program is better started as a child.
 */
export function becomeProgram(file: string, argv: readonly string[], environment: Environment): void {
  const execve = (process as unknown as { execve?: Execve }).execve;
  const env = '/usr/bin/env';
  if (!execve || process.platform === 'win32' || !isFile(env)) return;
  // A path with '=' in it would be a variable to env.
  if (file.includes('=')) return;
  // Where execve fails, Node.js aborts, and leaves a core file with all values: the sizes are tried out on a child first.
  const tried = ['--default-signal=PIPE,XFSZ', '/bin/true', file, ...argv.slice(1)];
  if (spawnSync(env, tried, { stdio: 'ignore', env: environment }).status !== 0) return;
  execve.call(process, env, ['env', '--default-signal=PIPE,XFSZ', file, ...argv.slice(1)], environment);
}

/** A program that runs as a child, with this process's streams. */
export class RunningProgram {
  private readonly child: ChildProcess;
  private readonly forward = new Map<NodeJS.Signals, () => void>();

  /** How it ended: its exit code, or the signal that ended it. */
  public readonly ended: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;

  constructor(file: string, argv: readonly string[], environment: Environment) {
    // Before there is a program: a signal in between would end this process, and leave the program behind.
    for (const signal of FORWARDED) this.on(signal, () => this.child.kill(signal));
    // Ctrl-C in a terminal reaches the program by itself; anybody else's SIGINT does not.
    this.on('SIGINT', () => {
      if (!process.stdin.isTTY) this.child.kill('SIGINT');
    });
    try {
      this.child = spawn(file, argv.slice(1), { argv0: argv[0], env: environment, stdio: 'inherit' });
    } catch (error) {
      this.release();
      // Some errors, E2BIG among them, are thrown and not emitted.
      throw startFault(argv[0]!, error as NodeJS.ErrnoException);
    }
    this.ended = new Promise((ended, failed) => {
      this.child.once('exit', (code, signal) => {
        this.release();
        ended({ code, signal });
      });
      this.child.once('error', (error: NodeJS.ErrnoException) => {
        this.release();
        failed(startFault(argv[0]!, error));
      });
    });
  }

  /** Ends it: by SIGTERM, and by SIGKILL if it has not ended after so many milliseconds. */
  public async stop(withinMs: number): Promise<void> {
    const killing = setTimeout(() => this.child.kill('SIGKILL'), withinMs);
    this.child.kill('SIGTERM');
    await this.ended;
    clearTimeout(killing);
  }

  private on(signal: NodeJS.Signals, handle: () => void): void {
    this.forward.set(signal, handle);
    process.on(signal, handle);
  }

  private release(): void {
    for (const [signal, handle] of this.forward) process.off(signal, handle);
  }
}

/** The exit code that shells give a program that a signal ended. */
export function exitCodeOf({ code, signal }: { readonly code: number | null; readonly signal: NodeJS.Signals | null }): number {
  return code ?? 128 + (signal === null ? 0 : system.signals[signal]);
}

function startFault(name: string, { code }: NodeJS.ErrnoException): CommandError {
  if (code === 'E2BIG') {
    return new CommandError(
      `'${shown(
        name,
      )}' cannot be started: its environment and arguments are larger than the system allows. List the variables that it needs with --only.`,
      EXIT.NOT_EXECUTABLE,
    );
  }
  return new CommandError(`'${shown(name)}' cannot be started (${code}).`, code === 'ENOENT' ? EXIT.NOT_FOUND : EXIT.NOT_EXECUTABLE);
}
