import { join, resolve } from 'node:path';
import { judge } from './aims';
import { benchCommand, type CommandBenchOptions, type ExecSize } from './command';
import { Figures } from './figures';
import { benchHandshakes } from './handshake';
import { benchPlans, PlanSize } from './plan';
import { benchRotatorStart } from './rotator-start';
import { benchSynths } from './synth';
import { aims, Sizes, tables } from './table';
import { LocalAws } from '../local-aws/local-aws';
import { optionsOf } from '../options';
import { AWS_PROVIDER_OF_BENCH, BENCH } from '../prerequisites/needs';
import { prepare } from '../prerequisites/prepare';
import { build } from '../quickstart/build';
import { Cleanup, Interrupted } from '../quickstart/cleanup';
import { CommandError, Commands } from '../quickstart/commands';
import { terraformFolders } from '../quickstart/terraform-folders';

const USAGE = `Measures Coffer beside what it takes the place of, against one local AWS.

  npm run bench -- [--json] [--quick] [--only plan|handshake|synth|rotator|command]

  --json   print one JSON object with flat keys instead of tables
  --quick  small sizes and few rounds: whether it works, not how fast it is
  --only   one part of it; handshake needs plan, which installs the providers
`;

const PARTS: readonly string[] = ['plan', 'handshake', 'synth', 'rotator', 'command'];

interface Scale {
  readonly plan: readonly PlanSize[];
  readonly handshakeRounds: number;
  readonly synthSizes: readonly number[];
  readonly synthRounds: number;
  readonly exec: readonly ExecSize[];
  readonly execRounds: number;
  readonly fleet: number;
  readonly waves: CommandBenchOptions['waves'];
}

const FULL: Scale = {
  plan: [
    { secrets: 1, rounds: 5, shape: { services: 1, keysEach: 1 } },
    { secrets: 100, rounds: 5, shape: { services: 5, keysEach: 20 } },
    { secrets: 1000, rounds: 3, shape: { services: 20, keysEach: 50 }, spread: { services: 250, keysEach: 4 }, mixed: true },
  ],
  handshakeRounds: 15,
  synthSizes: [100, 1000, 5000],
  synthRounds: 5,
  exec: [
    { variables: 10, services: 1 },
    { variables: 100, services: 4 },
    { variables: 1000, services: 10 },
  ],
  execRounds: 5,
  fleet: 200,
  waves: { processes: 20, waves: 10 },
};

const QUICK: Scale = {
  plan: [
    { secrets: 1, rounds: 1, shape: { services: 1, keysEach: 1 } },
    { secrets: 10, rounds: 1, shape: { services: 2, keysEach: 5 }, spread: { services: 5, keysEach: 2 }, mixed: true },
  ],
  handshakeRounds: 3,
  synthSizes: [10, 50],
  synthRounds: 1,
  exec: [{ variables: 10, services: 1 }],
  execRounds: 1,
  fleet: 10,
  waves: { processes: 2, waves: 1 },
};

async function main(): Promise<number> {
  const values = optionsOf(USAGE, {
    options: { json: { type: 'boolean' }, quick: { type: 'boolean' }, only: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  const parts = values.only ? [values.only] : PARTS;
  if (parts.some((part) => !PARTS.includes(part))) {
    throw new RangeError(`--only ${values.only}: there is no such part. Write ${PARTS.join(', ')}.`);
  }
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  const scale = values.quick ? QUICK : FULL;
  const cleanup = new Cleanup();
  const figures = new Figures();
  const come = (part: string) => {
    // Standard output has one object; people who wait for it see what there is so far.
    const text = tables(figures, sizesOf(scale, [part])).join('\n');
    if (values.json) progress(text);
    else process.stdout.write(`\n${text}`);
  };
  let code = 0;
  try {
    await Promise.race([measure({ scale, parts, cleanup, figures, come }), cleanup.interrupted]);
  } catch (error) {
    code = failed(error);
  } finally {
    await cleanup.run();
  }
  // Also after a failure: minutes of measuring are in it.
  if (values.json) process.stdout.write(`${JSON.stringify(figures, null, 2)}\n`);
  else if (code === 0) process.stdout.write(`\n${aims(figures).join('\n')}\n`);
  return code;
}

function failed(error: unknown): number {
  if (error instanceof Interrupted) {
    progress('Interrupted. Cleaning up …');
    return error.signal === 'SIGINT' ? 130 : 143;
  }
  progress(error instanceof Error ? error.message : String(error));
  if (error instanceof CommandError) progress(error.said);
  return 1;
}

interface Measurement {
  readonly scale: Scale;
  readonly parts: readonly string[];
  readonly cleanup: Cleanup;
  readonly figures: Figures;
  /** Told of each part that has been measured. */
  readonly come: (part: string) => void;
}

async function measure({ scale, parts, cleanup, figures, come }: Measurement): Promise<void> {
  const begun = performance.now();
  const root = resolve(__dirname, '..', '..');
  const scratch = cleanup.temporaryFolder('coffer-bench-');
  const commands = new Commands({ cleanup, logFile: join(scratch, 'commands.log') });
  await prepare({
    command: { line: 'npm run bench', takesFlags: false },
    needs: BENCH,
    terraform: ['terraform'],
    awsProvider: AWS_PROVIDER_OF_BENCH,
    say: progress,
  });
  const built = await build({ root, commands, functions: parts.includes('rotator'), onStart: (what) => progress(`building ${what} …`) });
  if (built.length > 0) progress(`built ${built.join(' and ')}`);

  if (parts.includes('plan') || parts.includes('handshake')) {
    const local = await LocalAws.start();
    cleanup.add(() => local.stop());
    const workbench = { scratch, commands, environment: { ...local.environment, ...terraformFolders(scratch, 'Terraform') } };
    const executables = await benchPlans(local, workbench, parts.includes('plan') ? scale.plan : scale.plan.slice(0, 1), figures, progress);
    await local.stop();
    if (parts.includes('plan')) come('plan');
    if (parts.includes('handshake')) {
      await benchHandshakes({ executables, rounds: scale.handshakeRounds, scratch, cleanup }, figures, progress);
      come('handshake');
    }
  }
  if (parts.includes('rotator')) {
    const local = await LocalAws.start();
    cleanup.add(() => local.stop());
    await benchRotatorStart({ root, rounds: scale.handshakeRounds, scratch, local }, figures, progress);
    await local.stop();
    come('rotator');
  }
  if (parts.includes('command')) {
    const local = await LocalAws.start();
    cleanup.add(() => local.stop());
    await benchCommand(
      { root, rounds: scale.execRounds, sizes: scale.exec, fleet: scale.fleet, waves: scale.waves, local },
      figures,
      progress,
    );
    await local.stop();
    come('command');
  }
  if (parts.includes('synth')) {
    await benchSynths({ root, scratch, sizes: scale.synthSizes, rounds: scale.synthRounds, commands }, figures, progress);
    come('synth');
  }
  for (const { id, met } of judge(figures)) figures.set(`aim.${id}.met`, met);
  figures.set('elapsed.seconds', (performance.now() - begun) / 1000);
}

function sizesOf({ plan, synthSizes, exec }: Scale, parts: readonly string[]): Sizes {
  return {
    plan: parts.includes('plan') ? plan.map(({ secrets }) => secrets) : [],
    spread: plan.filter(({ spread }) => spread).map(({ secrets }) => secrets),
    mixed: plan.filter(({ mixed }) => mixed).map(({ secrets }) => secrets),
    handshake: parts.includes('handshake'),
    rotator: parts.includes('rotator'),
    exec: parts.includes('command') ? exec.map(({ variables }) => variables) : [],
    synth: parts.includes('synth') ? synthSizes : [],
  };
}

// Standard output is for results alone.
function progress(line: string): void {
  process.stderr.write(`${line}\n`);
}

main().then(
  (code) => process.exit(code),
  (error) => {
    progress(error instanceof Error ? error.message : String(error));
    process.exit(1);
  },
);
