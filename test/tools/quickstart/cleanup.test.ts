import { spawn } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Cleanup } from '../../../tools/quickstart/cleanup';

const ROOT = resolve(__dirname, '..', '..', '..');

let cleanup: Cleanup;

beforeEach(() => {
  cleanup = new Cleanup();
});
afterEach(() => cleanup.run());

test('the last step added runs first, and each runs once', async () => {
  const steps: number[] = [];
  for (const step of [1, 2, 3]) {
    cleanup.add(() => {
      steps.push(step);
    });
  }
  await cleanup.run();
  await cleanup.run();
  expect(steps).toEqual([3, 2, 1]);
});

test('a step that fails does not keep the others from running', async () => {
  const said = jest.spyOn(console, 'error').mockImplementation();
  const ran = jest.fn();
  cleanup.add(ran);
  cleanup.add(() => {
    throw new Error('the server is stuck');
  });
  await cleanup.run();
  expect(ran).toHaveBeenCalled();
  expect(said).toHaveBeenCalledWith('Cleaning up: the server is stuck');
});

test('a temporary folder is gone afterwards', async () => {
  const gone = cleanup.temporaryFolder('coffer-cleanup-');
  expect(existsSync(gone)).toBe(true);
  await cleanup.run();
  expect(existsSync(gone)).toBe(false);
});

test('what is to stay stays', async () => {
  const kept = cleanup.temporaryFolder('coffer-cleanup-');
  cleanup.forget();
  await cleanup.run();
  expect(existsSync(kept)).toBe(true);
  rmSync(kept, { recursive: true });
});

test('a process ends with all that it started, also what left its group', async () => {
  // As cdktf does it: its Terraform is the leader of a session of its own.
  const grandchild =
    "const c = require('child_process').spawn(process.execPath, ['-e', 'setInterval(() => 0, 1000)'], { detached: true }); " +
    'console.log(c.pid); setInterval(() => 0, 1000)';
  const child = spawn(process.execPath, ['-e', grandchild], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((done) => child.once('close', done));
  const pid = Number(await new Promise((done) => child.stdout.once('data', done)));
  cleanup.kill(child.pid!);
  await cleanup.run();
  await ended;
  await until(() => !isRunning(pid));
});

test('a signal does not end the process before it has cleaned up', async () => {
  const program = `
    const { Cleanup, Interrupted } = require(${JSON.stringify(join(ROOT, 'tools', 'quickstart', 'cleanup.ts'))});
    const cleanup = new Cleanup();
    cleanup.add(() => console.log('cleaned up'));
    const alive = setInterval(() => 0, 1000);
    cleanup.interrupted.catch(async (error) => {
      console.log(error instanceof Interrupted, error.signal);
      await cleanup.run();
      clearInterval(alive);
    });
    console.log('ready');`;
  const child = spawn(process.execPath, ['-r', 'ts-node/register/transpile-only', '-e', program], {
    cwd: ROOT,
    env: { ...process.env, TS_NODE_PROJECT: join(ROOT, 'test', 'tsconfig.json') },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
    if (text.includes('ready')) child.kill('SIGINT');
  });
  const code = await new Promise((done) => child.once('close', done));
  expect({ code, said }).toEqual({ code: 0, said: 'ready\ntrue SIGINT\ncleaned up\n' });
}, 30_000);

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function until(condition: () => boolean): Promise<void> {
  for (let left = 50; left > 0; left--) {
    if (condition()) return;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error('It did not happen within 5 s.');
}
