import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { unzipSync } from 'fflate';

// What Lambda's runtime does, with a channel in place of its HTTP interface.
const RUNTIME = `const loaded = import('./index.mjs');
process.on('message', async ({ event, requestId, remainingMs }) => {
  const end = Date.now() + remainingMs;
  try {
    const { handler, ...more } = await loaded;
    const result = await handler(event, { awsRequestId: requestId, getRemainingTimeInMillis: () => Math.max(0, end - Date.now()) });
    process.send({ result, exports: Object.keys(more) });
  } catch (error) {
    process.send({ error: { name: error.name, message: error.message, hasStack: 'stack' in error && error.stack !== undefined } });
  }
});
process.on('disconnect', () => process.exit(0));
`;

/** A function's own zip, unpacked and run. */
export class FunctionProcess {
  public readonly lines: string[] = [];
  private readonly child: ChildProcess;

  constructor(zipFile: string, folder: string, environment: NodeJS.ProcessEnv) {
    mkdirSync(folder, { recursive: true });
    for (const [name, content] of Object.entries(unzipSync(readFileSync(zipFile)))) writeFileSync(join(folder, name), content);
    writeFileSync(join(folder, 'runtime.js'), RUNTIME);
    this.child = spawn(process.execPath, [join(folder, 'runtime.js')], { env: environment, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
    for (const stream of [this.child.stdout!, this.child.stderr!]) {
      createInterface({ input: stream }).on('line', (line) => this.lines.push(line));
    }
  }

  /** What came of an invocation, and what was logged. */
  public async invoke(event: unknown, remainingMs = 30_000): Promise<{ readonly answer: unknown; readonly log: readonly string[] }> {
    const answer = await new Promise((settle) => {
      const ended = () => settle('the process ended');
      this.child.once('exit', ended);
      this.child.once('message', (message) => {
        this.child.removeListener('exit', ended);
        settle(message);
      });
      // JSON, as Lambda has it: undefined members are none.
      this.child.send({ event, requestId: 'the-request', remainingMs });
    });
    // Its lines come by another way than its answer.
    await new Promise((settle) => setTimeout(settle, 20));
    return { answer, log: this.lines.splice(0) };
  }

  public stop(): void {
    if (this.child.connected) this.child.disconnect();
  }
}
