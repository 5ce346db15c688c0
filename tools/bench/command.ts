import { execFileSync, spawn } from 'node:child_process';
import { join } from 'node:path';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { Figures } from './figures';
import { alternate, type Subject } from './statistics';
import { AwsClients } from '../../src/programs/aws/clients';
import { readVariables } from '../../src/programs/cli/values/read-variables';
import { FaultProxy } from '../local-aws/fault-proxy';
import { LocalAws } from '../local-aws/local-aws';

/** Variables, and in how many services they are. */
export interface ExecSize {
  readonly variables: number;
  readonly services: number;
}

export interface CommandBenchOptions {
  readonly root: string;
  readonly rounds: number;
  readonly sizes: readonly ExecSize[];
  /** Programs of a fleet, each with three services. */
  readonly fleet: number;
  /** The fleet as processes: so many together, so many times. */
  readonly waves: { readonly processes: number; readonly waves: number };
  readonly local: LocalAws;
}

/** What a call takes on the way to AWS and back, in milliseconds. */
const ROUND_TRIP_MS = 40;

/** Calls a second with the higher throughput of Parameter Store (AWS: Systems Manager quotas). */
const RATES = { GetParametersByPath: 100, GetParameters: 1000 } as const;

const KEYS_EACH = 5;

/** The `coffer` command: its start, `exec` beside the same calls by the plain SDK and by chamber, and a fleet of it. */
export async function benchCommand(options: CommandBenchOptions, figures: Figures, progress: (line: string) => void): Promise<void> {
  const { root, rounds, sizes, fleet, waves, local } = options;
  const script = join(root, 'assets', 'coffer.js');
  const proxy = await FaultProxy.start({ target: local.endpoint });
  const ssm = new SSMClient({ region: 'us-east-1', endpoint: local.endpoint, credentials: local.credentials });
  const env = {
    ...process.env,
    ...local.environment,
    AWS_ENDPOINT_URL: proxy.endpoint,
    CHAMBER_AWS_SSM_ENDPOINT: proxy.endpoint,
    COFFER_MANIFEST: 'none',
  };
  try {
    // Starts are short: so many more of them take no longer than one round of exec.
    const startRounds = rounds === 1 ? 1 : 4 * rounds;
    progress(`command: ${startRounds} starts of each …`);
    const starts = await alternate(startRounds, [
      { name: 'coffer', measure: () => timed(process.execPath, [script, '--version'], env) },
      { name: 'help', measure: () => timed(process.execPath, [script, '--help'], env) },
      { name: 'node', measure: () => timed(process.execPath, ['-e', '0'], env) },
    ]);
    for (const name of ['coffer', 'help', 'node'] as const) figures.set(`command.start.${name}.ms`, starts[name].ms);
    figures.set('command.start.ratio', starts.coffer.ms / starts.node.ms);
    figures.set('command.start.help.ratio', starts.help.ms / starts.node.ms);
    for (const size of sizes) {
      progress(`command: exec with ${size.variables} variables …`);
      await benchExec({ size, script, env, ssm, proxy, rounds }, figures);
    }
    progress(`command: a fleet of ${fleet} …`);
    const services = await putServices(ssm, 'fleet', 3, KEYS_EACH);
    await benchFleet({ fleet, services, env, proxy }, figures);
    progress(`command: ${waves.waves} times ${waves.processes} processes …`);
    await benchWaves({ ...waves, services, script, env, proxy }, figures);
  } finally {
    ssm.destroy();
    await proxy.close();
  }
}

interface Bench {
  readonly env: NodeJS.ProcessEnv;
  readonly proxy: FaultProxy;
}

interface ExecBench extends Bench {
  readonly ssm: SSMClient;
  readonly size: ExecSize;
  readonly script: string;
  readonly rounds: number;
}

async function benchExec({ size, script, env, ssm, proxy, rounds }: ExecBench, figures: Figures): Promise<void> {
  const { variables, services } = size;
  const names = await putServices(ssm, `bench${variables}`, services, variables / services);
  proxy.inject({ operation: /./, before: { kind: 'delay', ms: ROUND_TRIP_MS } });
  const subjects: Subject<string, 'ms'>[] = [
    { name: 'coffer', measure: () => timed(process.execPath, [script, 'exec', ...names, '--', '/bin/true'], env) },
    { name: 'sdk', measure: () => timed(process.execPath, [join(__dirname, 'command-baseline.js'), ...names], env) },
    ...(hasChamber() ? [{ name: 'chamber', measure: () => timed('chamber', ['exec', ...names, '--', '/bin/true'], env) }] : []),
  ];
  for (const { name, measure } of subjects) {
    proxy.clearRequests();
    await measure();
    figures.set(`command.exec.${variables}.${name}.calls`, proxy.requests.length);
  }
  const medians = await alternate(rounds, subjects);
  proxy.clear();
  for (const { name } of subjects) figures.set(`command.exec.${variables}.${name}.ms`, medians[name]!.ms);
  figures.set(`command.exec.${variables}.ratio`, medians.coffer!.ms / medians.sdk!.ms);
}

interface FleetBench extends Bench {
  readonly services: readonly string[];
}

/**
 * Programs that start at the same moment, as after a deploy: how long the last one waits for its secrets, listed by service,
 * asked for by the manifest's names, and by those of variables. In one process, each with AWS clients of its own: as processes,
 * they would wait for this machine's cores.
 */
async function benchFleet({ fleet, services, env, proxy }: FleetBench & { readonly fleet: number }, figures: Figures): Promise<void> {
  const declared = new Map(
    services.map((name, service) => [`/${name}`, Array.from({ length: KEYS_EACH }, (_, key) => `/${name}/key_${service}_${key}`)]),
  );
  const before = { ...process.env };
  for (const [name, value] of Object.entries(env)) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
  try {
    for (const way of ['listed', 'named', 'only'] as const) {
      throttle(proxy);
      const begun = performance.now();
      const waits = await Promise.all(
        Array.from({ length: fleet }, async () => {
          const aws = new AwsClients({ region: 'us-east-1', userAgent: ['coffer-bench', '0'] });
          const selection = {
            paths: services.map((name) => `/${name}`),
            recursive: false,
            declared: way === 'named' ? declared : undefined,
            only: way === 'only' ? variablesOf(services) : undefined,
          };
          const found = await readVariables({ aws, region: 'us-east-1', keyId: '' }, selection, new AbortController().signal);
          const expected = services.length * KEYS_EACH;
          if (found.size !== expected) throw new Error(`A program of the fleet got ${found.size} variables, not ${expected}.`);
          return performance.now() - begun;
        }),
      );
      proxy.clear();
      figures.set(`command.fleet.${way}.longest_seconds`, Math.max(...waits) / 1000);
      figures.set(`command.fleet.${way}.calls`, proxy.requests.length);
    }
  } finally {
    process.env = before;
  }
}

/**
 * The same as processes, with all that a start takes: as many together as wait for each other's processors, again and again.
 * Chamber has no way to ask by name.
 */
async function benchWaves(
  { processes, waves, services, script, env, proxy }: FleetBench & { readonly script: string } & CommandBenchOptions['waves'],
  figures: Figures,
): Promise<void> {
  const program = ['--', '/bin/true'];
  const ways = {
    listed: [process.execPath, script, 'exec', ...services, ...program],
    only: [process.execPath, script, 'exec', ...services, '--only', variablesOf(services).join(','), ...program],
    ...(hasChamber() ? { chamber: ['chamber', 'exec', ...services, ...program] } : {}),
  };
  for (const [way, [file, ...args]] of Object.entries(ways)) {
    let longest = 0;
    throttle(proxy);
    for (let wave = 0; wave < waves; wave++) {
      const ended = await Promise.all(Array.from({ length: processes }, () => timed(file!, args, env)));
      longest = Math.max(longest, ...ended.map(({ ms }) => ms));
    }
    proxy.clear();
    figures.set(`command.waves.${way}.longest_seconds`, longest / 1000);
    figures.set(`command.waves.${way}.calls`, proxy.requests.length);
  }
}

/** The variables of the fleet's services. */
function variablesOf(services: readonly string[]): string[] {
  return services.flatMap((_, service) => Array.from({ length: KEYS_EACH }, (__, key) => `KEY_${service}_${key}`));
}

function throttle(proxy: FaultProxy): void {
  for (const [operation, ratePerSecond] of Object.entries(RATES)) proxy.throttle({ operation, ratePerSecond, burst: ratePerSecond });
  proxy.clearRequests();
}

/** Writes so many services with so many secrets each. @returns their names */
async function putServices(ssm: SSMClient, prefix: string, services: number, each: number): Promise<string[]> {
  const names = Array.from({ length: services }, (_, index) => `${prefix}-${index}`);
  for (const [service, name] of names.entries()) {
    await Promise.all(
      Array.from({ length: each }, (_, key) =>
        ssm.send(new PutParameterCommand({ Name: `/${name}/key_${service}_${key}`, Value: 'bench'.repeat(8), Type: 'SecureString' })),
      ),
    );
  }
  return names;
}

function hasChamber(): boolean {
  try {
    execFileSync('chamber', ['version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function timed(file: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<{ ms: number }> {
  return new Promise((resolve, reject) => {
    const begun = performance.now();
    const child = spawn(file, [...args], { env, stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.on('data', (data: Buffer) => {
      said += data.toString();
    });
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve({ ms: performance.now() - begun });
      else reject(new Error(`${file} ${args.join(' ')} ended with ${code}: ${said.slice(-500)}`));
    });
  });
}
