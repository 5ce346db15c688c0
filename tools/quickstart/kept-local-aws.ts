import { ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LocalAws, LocalAwsError } from '../local-aws/local-aws';
import { readRequestLog } from '../local-aws/request-record';

const START_LIMIT_MS = 90_000;

/** What a run needs of a local AWS. */
export type LocalAwsRun = Pick<LocalAws, 'endpoint' | 'environment' | 'credentials' | 'requests' | 'stop'>;

/**
 * A local AWS in a process of its own, which goes on when this one ends. LocalAws itself never outlives whoever
 * started it.
 */
export class KeptLocalAws implements LocalAwsRun {
  /**
   * @param root the clone
   * @param folder where its log goes
   */
  public static async start(root: string, folder: string): Promise<KeptLocalAws> {
    const output = join(folder, 'local-aws.log');
    const requestLog = join(folder, 'requests.jsonl');
    const file = openSync(output, 'w');
    const child = spawn(
      process.execPath,
      ['-r', 'ts-node/register/transpile-only', join(root, 'tools', 'local-aws', 'cli.ts'), '--request-log', requestLog],
      {
        cwd: root,
        env: { ...process.env, TS_NODE_PROJECT: join(root, 'test', 'tsconfig.json') },
        // A session of its own: it stays when the terminal closes, and Ctrl-C does not reach it.
        detached: true,
        stdio: ['ignore', file, file],
      },
    );
    closeSync(file);
    child.unref();
    const kept = new KeptLocalAws(child, output, requestLog);
    try {
      await kept.ready();
    } catch (error) {
      await kept.stop();
      throw error;
    }
    return kept;
  }

  /** Variables that lead to it; those that would lead elsewhere are undefined. */
  public environment: NodeJS.ProcessEnv = {};

  private constructor(
    private readonly child: ChildProcess,
    private readonly output: string,
    private readonly requestLog: string,
  ) {}

  public get endpoint(): string {
    return this.environment.AWS_ENDPOINT_URL!;
  }

  public get credentials(): LocalAws['credentials'] {
    const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = this.environment;
    return { accessKeyId: accessKeyId!, secretAccessKey: secretAccessKey! };
  }

  /** Id of the process to end when nobody needs it any more. */
  public get pid(): number {
    return this.child.pid!;
  }

  public requests() {
    return readRequestLog(this.requestLog, 0);
  }

  public async stop(): Promise<void> {
    if (this.hasEnded) return;
    const ended = new Promise<void>((resolve) => this.child.once('exit', () => resolve()));
    this.child.kill('SIGTERM');
    await ended;
  }

  private get hasEnded(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null || this.child.pid === undefined;
  }

  /** Waits for the lines for the shell, which are printed once requests are taken. */
  private async ready(): Promise<void> {
    const limit = Date.now() + START_LIMIT_MS;
    while (Date.now() < limit) {
      const text = readFileSync(this.output, 'utf8');
      if (text.includes('Local AWS answers at')) {
        this.environment = shellVariables(text);
        return;
      }
      if (this.hasEnded) throw new LocalAwsError(`the process that was to be kept running ended. It said:\n${text.trim()}`);
      await sleep(100);
    }
    throw new LocalAwsError(`the process that was to be kept running did not start within ${START_LIMIT_MS / 1000} s.`);
  }
}

/** Reads `export NAME=value` and `unset NAME` lines. */
function shellVariables(text: string): NodeJS.ProcessEnv {
  const variables: NodeJS.ProcessEnv = {};
  for (const [, command, name, value] of text.matchAll(/^(export|unset) (\w+)(?:=(.*))?$/gm)) {
    variables[name!] = command === 'export' ? value : undefined;
  }
  return variables;
}
