import { setTimeout as wait } from 'node:timers/promises';
import { exitCodeOf, RunningProgram } from './start-program';
import { ParameterStore } from '../../aws/parameter-store';
import type { Session } from '../session';
import { shown, type Terminal } from '../terminal';
import type { Selection } from '../values/read-variables';

/** How long a program may take to end before it is killed, in milliseconds. */
const GRACE_MS = 10_000;

interface Watched {
  readonly session: Session;
  readonly selection: Selection;
  readonly environment: () => Promise<Record<string, string>>;
  readonly file: string;
  readonly program: readonly string[];
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
  /** Milliseconds between two looks. */
  readonly interval: number;
}

/**
 * Runs a program, and starts it again after its secrets have changed. It looks at names and versions, which decrypts
 * nothing. If a look or the new environment fails, the program that runs goes on: an outage of AWS must not end it.
 *
 * @returns the exit code of the program once it ends by itself
 */
export async function restartAfterChanges(watched: Watched): Promise<number> {
  const { environment, file, program, terminal, signal, interval } = watched;
  let seen = await versions(watched);
  let running = new RunningProgram(file, program, await environment());
  for (;;) {
    const looked = new AbortController();
    const ended = await Promise.race([running.ended, wait(interval, undefined, { signal: looked.signal }).catch(() => undefined)]);
    looked.abort();
    if (ended || signal.aborted) return exitCodeOf(ended ?? (await running.ended));
    try {
      const now = await versions(watched);
      if (now === seen) continue;
      const next = await environment();
      seen = now;
      terminal.error(`coffer exec: secrets have changed: restarting ${shown(program[0]!)}.`);
      await running.stop(GRACE_MS);
      running = new RunningProgram(file, program, next);
    } catch (error) {
      if (signal.aborted) return exitCodeOf(await running.ended);
      terminal.error(`coffer exec: ${shown((error as Error).message)} ${shown(program[0]!)} keeps running with the values that it has.`);
    }
  }
}

/** What there is, by name and version, as one text. */
async function versions({ session, selection, signal }: Watched): Promise<string> {
  const store = new ParameterStore(session.aws);
  const found = await Promise.all(selection.paths.map((path) => store.versionsBelow(path, selection.recursive, signal)));
  return JSON.stringify(found);
}
