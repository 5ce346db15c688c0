import { spawnSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

type Step = () => void | Promise<void>;

/** The run was ended from outside, by Ctrl-C or a signal. */
export class Interrupted extends Error {
  public override readonly name = 'Interrupted';

  constructor(public readonly signal: NodeJS.Signals) {
    super(`interrupted by ${signal}`);
  }
}

/**
 * What a run has to undo, however it ends: also when somebody presses Ctrl-C.
 *
 * Steps run once, the last one first, and one that fails does not keep the others from running.
 */
export class Cleanup {
  /** Rejects when the run is interrupted; for racing against the run itself. */
  public readonly interrupted: Promise<never>;

  private readonly steps: Step[] = [];
  private readonly processes = new Set<number>();
  private readonly signals: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  private readonly onSignal: (signal: NodeJS.Signals) => void;
  private readonly onExit: () => void;

  constructor() {
    let reject: (error: Interrupted) => void = () => undefined;
    this.interrupted = new Promise<never>((_, rejected) => {
      reject = rejected;
    });
    this.interrupted.catch(() => undefined);
    this.onSignal = (signal) => reject(new Interrupted(signal));
    for (const signal of this.signals) process.on(signal, this.onSignal);
    this.onExit = () => this.killProcesses();
    process.once('exit', this.onExit);
  }

  /** Adds a step, to run before those added earlier. */
  public add(step: Step): void {
    this.steps.push(step);
  }

  /** Makes a folder that is gone at the end. Its name has no links in it: Terraform and Node name files by where they really are. */
  public temporaryFolder(prefix: string): string {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), prefix)));
    this.add(() => rmSync(folder, { recursive: true, force: true }));
    return folder;
  }

  /** Ends a process at the end, with all that it started, unless `released` by then. */
  public kill(pid: number): void {
    this.processes.add(pid);
  }

  /** The process ended by itself. */
  public release(pid: number): void {
    this.processes.delete(pid);
  }

  /** Leaves everything as it is: somebody wants to go on with it. */
  public forget(): void {
    this.steps.length = 0;
    this.processes.clear();
  }

  /** Undoes everything. */
  public async run(): Promise<void> {
    this.killProcesses();
    for (let step = this.steps.pop(); step; step = this.steps.pop()) {
      try {
        await step();
      } catch (error) {
        console.error(`Cleaning up: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
    for (const signal of this.signals) process.removeListener(signal, this.onSignal);
    process.removeListener('exit', this.onExit);
  }

  private killProcesses(): void {
    for (const pid of this.processes) killTree(pid);
    this.processes.clear();
  }
}

/**
 * Ends a process and all its descendants. By their ids: cdktf runs Terraform in a terminal of its own, which a
 * signal to the process group would not reach.
 */
export function killTree(pid: number): void {
  for (const each of [...descendants(pid), pid]) {
    try {
      process.kill(each, 'SIGKILL');
    } catch {
      // It ended by itself meanwhile.
    }
  }
}

function descendants(pid: number): number[] {
  const { stdout } = spawnSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' });
  const children = new Map<number, number[]>();
  for (const line of (stdout ?? '').split('\n')) {
    const [child, parent] = line.trim().split(/\s+/).map(Number);
    if (child && parent) children.set(parent, [...(children.get(parent) ?? []), child]);
  }
  const below = (parent: number): number[] => (children.get(parent) ?? []).flatMap((child) => [child, ...below(child)]);
  return below(pid);
}
