import { ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { Socket } from 'node:net';
import * as os from 'node:os';
import * as path from 'node:path';
import { createInterface } from 'node:readline';
import { LocalAwsError } from './errors';
import { findPython } from './python';
import { readRequestLog, RequestRecord } from './request-record';
import { serverEnvironment } from './server-environment';
import { AwsLogsEvent, awsLogsEvents, AwsLogsOptions, TrailBucketLayout, writeTrail } from './trail-delivery';
import { parseTrail, readTrail, TrailRecord } from './trail-record';

export { LocalAwsError } from './errors';
export type { RequestRecord } from './request-record';
export type { AwsLogsEvent, TrailBucketLayout } from './trail-delivery';
export type { TrailRecord } from './trail-record';

const SERVER = path.join(__dirname, 'server');
const START_LIMIT_MS = 60_000;
const STOP_LIMIT_MS = 5_000;
const STDERR_TAIL_LINES = 8;

export interface LocalAwsOptions {
  /** File that gets one JSON line for each request, added at its end. @default - a temporary file, gone after `stop` */
  readonly requestLog?: string;
  /** Fixes of moto to leave out, by name; true leaves out all. @default - every fix is applied */
  readonly withoutFixes?: boolean | readonly string[];
  /** Port on 127.0.0.1. @default - a free one */
  readonly port?: number;
  /** Receives a line before each slow step, and for each fault inside moto. @default - nothing is told */
  readonly log?: (line: string) => void;
}

/**
 * A stand-in for AWS on this machine: moto with the fixes that Terraform needs and a request log.
 *
 * It lives until `stop`, or until this process ends, however it ends. It does not keep this process running.
 */
export class LocalAws {
  /**
   * Starts a server on 127.0.0.1.
   *
   * @throws LocalAwsError where Python or moto is missing, or the server does not come up
   */
  public static async start(options: LocalAwsOptions = {}): Promise<LocalAws> {
    const python = await findPython({ log: options.log });
    const aws = new LocalAws(python, options);
    try {
      await aws.ready();
    } catch (error) {
      await aws.stop();
      throw error;
    }
    return aws;
  }

  /**
   * The account's root, for clients in this process. Other keys than this start's, and those that IAM and STS give out
   * here, are refused: whoever else is on the machine could have the server run functions.
   */
  public readonly credentials = {
    accessKeyId: `AKIA${randomBytes(8).toString('hex').toUpperCase()}`,
    secretAccessKey: randomBytes(30).toString('base64url'),
  };

  private address?: string;
  private readonly server: ChildProcess;
  private readonly exited: Promise<void>;
  private readonly stderrTail: string[] = [];
  private readonly scratch: string;
  private readonly logFile: string;
  private logOffset: number;
  private readonly trailFile: string;
  private trailOffset = 0;
  private readonly finalRecords: RequestRecord[] = [];
  private finalTrail = '';
  private stopped = false;

  private constructor(python: string, options: LocalAwsOptions) {
    this.scratch = mkdtempSync(path.join(os.tmpdir(), 'coffer-local-aws-'));
    this.logFile = path.resolve(options.requestLog ?? path.join(this.scratch, 'requests.jsonl'));
    mkdirSync(path.dirname(this.logFile), { recursive: true });
    this.logOffset = sizeOf(this.logFile);
    this.trailFile = path.join(this.scratch, 'trail.jsonl');

    const withoutFixes = options.withoutFixes === true ? ['all'] : options.withoutFixes || [];
    const args = [
      SERVER,
      '--port',
      String(options.port ?? 0),
      '--request-log',
      this.logFile,
      '--trail',
      this.trailFile,
      '--without-fixes',
      withoutFixes.join(','),
      '--scratch',
      this.scratch,
    ];
    this.server = spawn(python, args, {
      // By the environment: arguments of a process can be read by others.
      env: { ...serverEnvironment(), COFFER_ROOT_KEY: this.credentials.accessKeyId, COFFER_ROOT_SECRET: this.credentials.secretAccessKey },
      // A group of its own: Ctrl-C goes to this process alone, which may need AWS once more to clean up. The server
      // ends when its stdin closes, which it also does when this process is killed.
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.server.stdin!.on('error', () => undefined);
    this.exited = new Promise((resolve) => {
      this.server.once('exit', () => resolve());
      this.server.once('error', () => resolve());
    });
    createInterface({ input: this.server.stderr! }).on('line', (line) => {
      this.stderrTail.push(line);
      this.stderrTail.splice(0, this.stderrTail.length - STDERR_TAIL_LINES);
      options.log?.(line);
    });
    process.once('exit', this.kill);
  }

  /** Base address, such as `http://127.0.0.1:41573`. */
  public get endpoint(): string {
    return this.address!;
  }

  /** Process id of the server. */
  public get pid(): number {
    return this.server.pid!;
  }

  /**
   * Variables for a child process, to be spread over its own: `spawn(…, { env: { ...process.env, ...aws.environment } })`.
   *
   * They also take away what would lead the child elsewhere: every other AWS variable of this process, such as
   * AWS_PROFILE and AWS_CA_BUNDLE, is undefined here, which child_process reads as not set.
   */
  public get environment(): NodeJS.ProcessEnv {
    const inherited = Object.keys(process.env).filter((name) => name.startsWith('AWS_'));
    return {
      ...Object.fromEntries([...inherited, 'AWS_CA_BUNDLE', 'AWS_PROFILE'].map((name) => [name, undefined])),
      AWS_ENDPOINT_URL: this.endpoint,
      AWS_ACCESS_KEY_ID: this.credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: this.credentials.secretAccessKey,
      AWS_REGION: 'us-east-1',
      AWS_DEFAULT_REGION: 'us-east-1',
      AWS_EC2_METADATA_DISABLED: 'true',
      // Profiles of the person at this machine must not have a say.
      AWS_CONFIG_FILE: os.devNull,
      AWS_SHARED_CREDENTIALS_FILE: os.devNull,
    };
  }

  /** The requests served since the start or the last `clearRequests`, in the order of their answers. */
  public requests(): RequestRecord[] {
    return this.stopped ? [...this.finalRecords] : readRequestLog(this.logFile, this.logOffset);
  }

  /** Forgets the requests so far. A log file of the caller's own keeps them. */
  public clearRequests(): void {
    this.finalRecords.length = 0;
    this.logOffset = sizeOf(this.logFile);
  }

  /**
   * The records that CloudTrail would make of the requests since the start or the last `clearTrail`, in the order of their
   * answers, data events of S3 included. They hold no value.
   */
  public trail(): readonly TrailRecord[] {
    return parseTrail(this.stopped ? this.finalTrail : readTrail(this.trailFile, this.trailOffset));
  }

  /** Forgets the records so far. LookupEvents and trails on Local AWS keep them. */
  public clearTrail(): void {
    this.finalTrail = '';
    this.trailOffset = sizeOf(this.trailFile);
  }

  /** Writes the records of `trail` as a trail writes them to its bucket: gzipped, one folder for each account, region and day. */
  public writeTrail(folder: string, layout: TrailBucketLayout = {}): void {
    writeTrail(folder, this.trail(), layout);
  }

  /** The records of `trail` as a subscription filter hands them to a function, one event for each log stream. */
  public awsLogsEvents(options: AwsLogsOptions = {}): AwsLogsEvent[] {
    return awsLogsEvents(this.trail(), options);
  }

  /**
   * Has each trail that logs on Local AWS get what it has not had yet, as AWS does every few minutes: gzipped in its bucket,
   * and in its log group, whose subscription filters then invoke their functions.
   *
   * @returns how many records were delivered
   */
  public async deliverTrail(): Promise<number> {
    const answer = await this.tell('trail/deliver');
    return ((await answer.json()) as { delivered: number }).delivered;
  }

  /** Has no trail get what it has not had yet: a test that is about what comes next need not wait for what a deploy did. */
  public async dropUndelivered(): Promise<void> {
    await this.tell('trail/deliver?drop');
  }

  /** Deletes every resource and turns authorization off, as after a start. The request log stays. */
  public async reset(): Promise<void> {
    await this.tell('reset');
    await this.enforceAuthorization(false);
  }

  /**
   * Makes IAM decide about every request from now on, or lets everything pass again. The keys of `environment` stand
   * for the account's root, and are always allowed what no resource's own policy denies them.
   */
  public async enforceAuthorization(enforced: boolean): Promise<void> {
    await this.tell('reset-auth', enforced ? '0' : 'inf');
  }

  /**
   * Has the documents of an OpenID Connect issuer fetched from this machine: without it, no token is accepted of any.
   *
   * @param issuer as tokens name it, such as `https://token.actions.githubusercontent.com`
   * @param address where they are served, such as `http://127.0.0.1:41574`
   */
  public async serveIssuer(issuer: string, address: string): Promise<void> {
    await this.tell('issuers', JSON.stringify({ issuer, address }));
  }

  /** Ends the server. `requests` still answers afterwards. Calling it again does nothing. */
  public async stop(): Promise<void> {
    if (this.stopped) {
      return;
    }
    this.finalRecords.push(...this.requests());
    // Read by nobody in most tests, so parsed only when it is.
    this.finalTrail = readTrail(this.trailFile, this.trailOffset);
    this.stopped = true;
    process.removeListener('exit', this.kill);
    this.server.ref();
    this.server.stdin!.end();
    this.server.kill('SIGTERM');
    const timer = setTimeout(() => this.server.kill('SIGKILL'), STOP_LIMIT_MS);
    await this.exited;
    clearTimeout(timer);
    rmSync(this.scratch, { recursive: true, force: true });
  }

  /** Waits for the line by which the server says that it listens. */
  private async ready(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const announced = new Promise<string>((resolve) => {
      createInterface({ input: this.server.stdout! }).once('line', resolve);
    });
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(this.failure(`the server did not start within ${START_LIMIT_MS / 1000} s`)), START_LIMIT_MS);
    });
    const died = this.exited.then(() => {
      throw this.failure(`the server ended with ${this.server.signalCode ?? `exit code ${this.server.exitCode}`} before it was ready`);
    });
    // Where another of the three is first, this one must not count as an unhandled rejection later.
    died.catch(() => undefined);
    try {
      this.address = (JSON.parse(await Promise.race([announced, late, died])) as { endpoint: string }).endpoint;
    } finally {
      clearTimeout(timer);
    }
    this.server.unref();
    for (const stream of [this.server.stdin, this.server.stdout, this.server.stderr]) {
      (stream as Socket).unref();
    }
  }

  private failure(what: string): LocalAwsError {
    const said = this.stderrTail.length > 0 ? `. It said:\n${this.stderrTail.join('\n')}` : ', and said nothing';
    return new LocalAwsError(what + said);
  }

  private async tell(command: string, body?: string): Promise<Response> {
    const answer = await fetch(`${this.endpoint}/moto-api/${command}`, {
      method: 'POST',
      body,
      headers: { authorization: `Bearer ${this.credentials.accessKeyId}` },
    });
    if (!answer.ok) {
      throw new LocalAwsError(`moto answered '${command}' with status ${answer.status}. Stop this server and start another.`);
    }
    return answer;
  }

  /** For the end of this process, when nothing can be waited for any more. */
  private readonly kill = (): void => {
    this.server.kill('SIGKILL');
    rmSync(this.scratch, { recursive: true, force: true });
  };
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
