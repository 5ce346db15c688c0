import { ChildProcess, spawn } from 'node:child_process';
import { Figures } from './figures';
import { firstAnswer } from './first-answer';
import { residentMegabytes } from './resident-memory';
import { alternate, Sample, Subject } from './statistics';
import { createServerIdentity, ServerIdentity } from '../../src/programs/provider/plugin/certificate';
import { Cleanup } from '../quickstart/cleanup';
import { terraformEnvironment } from '../terraform/terraform';

const LIMIT_MS = 60_000;

/** What go-plugin's client gives every Terraform provider that it starts. */
const PLUGIN_VARIABLES = {
  TF_PLUGIN_MAGIC_COOKIE: 'd602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2',
  PLUGIN_PROTOCOL_VERSIONS: '5,6',
  PLUGIN_MIN_PORT: '10000',
  PLUGIN_MAX_PORT: '25000',
};

export interface HandshakeOptions {
  /** Executables of the providers. */
  readonly executables: { readonly coffer: string; readonly aws: string };
  readonly rounds: number;
  /** A folder of the benchmark's own: a provider that is killed leaves its socket behind. */
  readonly scratch: string;
  readonly cleanup: Cleanup;
}

/**
 * Time from the start of a provider's process to the line by which it says that it is ready, and its memory then.
 * Each Terraform command pays that two to five times. Beside them a Node.js that does nothing, which is the floor; and
 * the time until Coffer has answered what Terraform asks first, so that nothing is gained by putting work off.
 */
export async function benchHandshakes(options: HandshakeOptions, figures: Figures, progress: (line: string) => void): Promise<void> {
  progress(`handshake: ${options.rounds} starts of each provider …`);
  const client = createServerIdentity();
  const env = plainEnvironment({ ...PLUGIN_VARIABLES, PLUGIN_CLIENT_CERT: client.certificatePem, TMPDIR: options.scratch });
  const subjects: Subject<'coffer' | 'answer' | 'aws' | 'node', 'ms' | 'mb'>[] = [
    { name: 'coffer', measure: () => started(options, options.executables.coffer, [], env, isHandshake) },
    { name: 'answer', measure: () => started(options, options.executables.coffer, [], env, isHandshake, client) },
    { name: 'aws', measure: () => started(options, options.executables.aws, [], env, isHandshake) },
    { name: 'node', measure: () => bareNode(options) },
  ];
  // The first start of an executable reads it from disk: no part of what a second start takes.
  for (const { measure } of subjects) await measure();
  const medians = await alternate(options.rounds, subjects);
  for (const { name } of subjects) {
    figures.set(`handshake.${name}.ms`, medians[name].ms);
    figures.set(`handshake.${name}.mb`, medians[name].mb);
  }
  figures.set('handshake.ratio', medians.coffer.ms / medians.node.ms);
}

/** Without this machine's settings for Node.js: more certificates, for one, cost every start as much as all of Node.js. */
function plainEnvironment(more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  return { ...terraformEnvironment(more), NODE_OPTIONS: undefined, NODE_EXTRA_CA_CERTS: undefined };
}

function isHandshake(line: string): boolean {
  return /^1\|[56]\|/.test(line);
}

/** `node -e 0` from its start to its end; and the memory of one that stays until it was looked at. */
async function bareNode(options: HandshakeOptions): Promise<Sample<'ms' | 'mb'>> {
  const start = performance.now();
  const child = spawn(process.execPath, ['-e', '0'], { stdio: 'ignore', env: plainEnvironment() });
  await new Promise<void>((resolve, reject) => child.once('exit', () => resolve()).once('error', reject));
  const ms = performance.now() - start;
  const { mb } = await started(
    options,
    process.execPath,
    ['-e', 'console.log("started"); setInterval(() => 0, 1000)'],
    plainEnvironment(),
    () => true,
  );
  return { ms, mb };
}

/** Starts a program and ends it as soon as it has written the line that it is ready by; or has answered, where there is a client. */
async function started(
  options: HandshakeOptions,
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  isReady: (line: string) => boolean,
  client?: ServerIdentity,
): Promise<Sample<'ms' | 'mb'>> {
  const start = performance.now();
  const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  if (child.pid !== undefined) options.cleanup.kill(child.pid);
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  try {
    const line = await readyLine(child, program, isReady);
    if (client) await firstAnswer(line, client);
    const ms = performance.now() - start;
    return { ms, mb: residentMegabytes(child.pid!) };
  } finally {
    child.kill('SIGKILL');
    await ended;
    if (child.pid !== undefined) options.cleanup.release(child.pid);
  }
}

function readyLine(child: ChildProcess, program: string, isReady: (line: string) => boolean): Promise<string> {
  return new Promise((resolve, reject) => {
    let stdout = '';
    let stderr = '';
    const timer = setTimeout(() => reject(new Error(`${program} said nothing within ${LIMIT_MS / 1000} s.`)), LIMIT_MS);
    const fail = (why: string) => {
      clearTimeout(timer);
      reject(new Error(`${program} ${why} before it was ready. It said: ${(stderr || stdout).trim().slice(-500)}`));
    };
    child.stdout!.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      if (!stdout.includes('\n')) return;
      clearTimeout(timer);
      const line = stdout.slice(0, stdout.indexOf('\n'));
      if (isReady(line)) resolve(line);
      else fail('wrote something else');
    });
    child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.once('error', (error) => fail(`could not be started (${error.message})`));
    child.once('exit', (code) => fail(`ended with exit code ${code}`));
  });
}
