import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, chownSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const START_LIMIT_MS = 60_000;

/** How long a server may take to end by itself. */
const STOP_LIMIT_MS = 10_000;

/** A database server of its own: its folder, its processes, and their end. */
export class ServerProcess {
  /** Folder that the server may write to. */
  public readonly folder: string;
  public port = 0;
  private process: ChildProcess | undefined;

  /** @param user whom the server runs as where this process is root, which servers of databases refuse */
  constructor(
    private readonly kind: string,
    private readonly user: string,
  ) {
    this.folder = mkdtempSync(join(tmpdir(), `coffer-${kind}-`));
    chmodSync(this.folder, 0o755);
    this.own(this.folder);
    process.once('exit', this.kill);
  }

  /** Writes a file that only the server may read. */
  public write(name: string, text: string): string {
    const file = join(this.folder, name);
    writeFileSync(file, text, { mode: 0o600 });
    this.own(file);
    return file;
  }

  /** Runs a program of the server's to its end. */
  public async run(program: string, args: readonly string[]): Promise<void> {
    const [file, ...rest] = this.command(program, args);
    await promisify(execFile)(file!, rest, { cwd: this.folder, env: this.environment });
  }

  /** Starts the server, and waits until it takes connections. */
  public async start(program: string, args: (port: number) => readonly string[], isReady: () => Promise<unknown>): Promise<void> {
    this.port = await freePort();
    const [file, ...rest] = this.command(program, args(this.port));
    const child = spawn(file!, rest, { cwd: this.folder, env: this.environment, stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => {
      said = `${said}${chunk.toString()}`.slice(-4_000);
    });
    this.process = child;
    for (const end = Date.now() + START_LIMIT_MS; ;) {
      try {
        await isReady();
        return;
      } catch (error) {
        if (child.exitCode !== null || Date.now() > end) {
          throw new Error(`${this.kind} did not start: ${(error as Error).message}\n${said}`);
        }
        await sleep(50);
      }
    }
  }

  public async stop(signal: NodeJS.Signals): Promise<void> {
    const child = this.process;
    if (child && child.exitCode === null && child.signalCode === null) {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill(signal);
      await Promise.race([ended, sleep(STOP_LIMIT_MS, undefined, { ref: false })]);
    }
    this.kill();
    process.removeListener('exit', this.kill);
    rmSync(this.folder, { recursive: true, force: true });
  }

  private readonly kill = () => {
    this.process?.kill('SIGKILL');
  };

  // Two servers that begin at once would meet in a shared one.
  private get environment(): NodeJS.ProcessEnv {
    return { ...process.env, TMPDIR: this.folder };
  }

  private command(program: string, args: readonly string[]): string[] {
    // setpriv becomes the program, so that signals reach it.
    return isRoot() ? ['setpriv', `--reuid=${this.user}`, `--regid=${this.user}`, '--init-groups', program, ...args] : [program, ...args];
  }

  private own(path: string): void {
    if (isRoot()) chownSync(path, ...this.ids());
  }

  private ids(): [number, number] {
    const line = readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .find((entry) => entry.startsWith(`${this.user}:`));
    if (!line) {
      throw new Error(
        `There is no user ${this.user}, whom ${this.kind} runs as where the tests are run by root. ` +
          `Debian's package of ${this.kind} makes it.`,
      );
    }
    const [, , uid, gid] = line.split(':');
    return [Number(uid), Number(gid)];
  }
}

function isRoot(): boolean {
  return process.getuid?.() === 0;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
