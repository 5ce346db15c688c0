import { spawn } from 'node:child_process';
import { resolve } from 'node:path';

const ROOT = resolve(__dirname, '..', '..');
const PROJEN = resolve(ROOT, 'node_modules', 'projen', 'bin', 'projen');

/** What came of a lane: the task that failed, where one did. */
export interface Lane {
  readonly tasks: readonly string[];
  readonly failed?: string;
}

/** Runs a task. @returns its exit code */
export type RunTask = (task: string, say: (text: string) => void) => Promise<number>;

/**
 * Runs lanes of tasks side by side, and in each lane one task after the other, until one of them fails. What the first lane says is
 * shown as it comes, and what the others say when they have ended, since nobody could read it in one another.
 */
export async function runSideBySide(
  lanes: readonly (readonly string[])[],
  run: RunTask,
  show: (text: string) => void,
): Promise<readonly Lane[]> {
  const kept: string[] = [];
  let isShown = false;
  const ends = lanes.map(async (tasks, index): Promise<Lane> => {
    let said = '';
    for (const task of tasks) {
      if ((await run(task, (text) => (index === 0 ? show(text) : (said += text)))) !== 0) return end({ tasks, failed: task });
    }
    return end({ tasks });

    function end(lane: Lane): Lane {
      if (index === 0) isShown = true;
      else kept.push(said);
      if (isShown) kept.splice(0).forEach(show);
      return lane;
    }
  });
  return Promise.all(ends);
}

/** Each argument is a lane: tasks with commas between them. */
async function main(args: readonly string[]): Promise<void> {
  const lanes = args.map((lane) => lane.split(','));
  const ended = await runSideBySide(lanes, projen, (text) => process.stdout.write(text));
  for (const { failed } of ended) if (failed !== undefined) console.error(`\n${failed} failed: what it says is above.`);
  process.exitCode = ended.some(({ failed }) => failed !== undefined) ? 1 : 0;
}

const projen: RunTask = (task, say) =>
  new Promise((done, reject) => {
    const child = spawn(process.execPath, [PROJEN, task], { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', say);
    child.once('error', reject);
    child.once('close', (code) => done(code ?? 1));
  });

if (require.main === module) {
  main(process.argv.slice(2)).catch((error) => {
    console.error(error);
    process.exitCode = 1;
  });
}
