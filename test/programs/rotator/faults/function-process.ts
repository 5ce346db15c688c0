import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { Answer, FunctionRunner } from './function-runner';
import { bundleFunction } from '../../../../tools/bundle/lambda';

const ENTRY_POINT = resolve(__dirname, '../../../../src/programs/rotator/main.ts');
// What Lambda's runtime does, with a channel in place of its HTTP interface.
const RUNTIME = `const loaded = import('./index.mjs');
process.on('message', async ({ event, requestId, remainingMs }) => {
  const end = Date.now() + remainingMs;
  try {
    const { handler } = await loaded;
    const result = await handler(event, { awsRequestId: requestId, getRemainingTimeInMillis: () => Math.max(0, end - Date.now()) });
    process.send({ result });
  } catch (error) {
    process.send({ error: { name: error.name, message: error.message } });
  }
});
process.on('disconnect', () => process.exit(0));
`;

/** The function's own zip, unpacked. */
export class FunctionFolder {
  /** @param entryPoint the function with or without the drivers of databases */
  public static async build(entryPoint = ENTRY_POINT): Promise<FunctionFolder> {
    const folder = mkdtempSync(join(tmpdir(), 'coffer-rotator-'));
    const zipFile = join(folder, 'rotator.zip');
    await bundleFunction({ entryPoint, zipFile, external: ['pg-native', 'pg-cloudflare'] });
    execFileSync('python3', ['-m', 'zipfile', '-e', zipFile, folder]);
    writeFileSync(join(folder, 'runtime.js'), RUNTIME);
    return new FunctionFolder(folder);
  }

  private constructor(public readonly path: string) {}

  public delete(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

/** A process that the function runs in, one invocation after another, until it is killed: then in another one. */
export class FunctionProcess implements FunctionRunner {
  /** What it would send has never left it. */
  public readonly isDead = false;
  private child: ChildProcess | undefined;

  constructor(
    private readonly folder: FunctionFolder,
    private readonly environment: NodeJS.ProcessEnv,
    private readonly lines: string[],
  ) {
    this.child = this.start();
  }

  public invoke(event: object, requestId: string, remainingMs: number): Promise<Answer> {
    const child = (this.child ??= this.start());
    return new Promise((settle) => {
      child.once('message', (answer) => {
        child.removeAllListeners('exit');
        settle(answer as Answer);
      });
      child.once('exit', () => {
        child.removeAllListeners('message');
        settle('killed');
      });
      // Where it has just been killed, its end is what counts.
      child.send({ event, requestId, remainingMs }, () => undefined);
    });
  }

  /** Ends the process at once, in the middle of whatever it does. */
  public async kill(): Promise<void> {
    const { child } = this;
    this.child = undefined;
    if (!child) return;
    const gone = new Promise((settle) => child.once('exit', settle));
    child.kill('SIGKILL');
    await gone;
  }

  private start(): ChildProcess {
    const child = spawn(process.execPath, [join(this.folder.path, 'runtime.js')], {
      env: this.environment,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    for (const stream of [child.stdout!, child.stderr!]) createInterface({ input: stream }).on('line', (line) => this.lines.push(line));
    return child;
  }
}
