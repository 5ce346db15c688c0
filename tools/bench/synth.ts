import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { Figures } from './figures';
import { alternate, Sample, Subject } from './statistics';
import { Commands } from '../quickstart/commands';
import { ToolError } from '../terraform/terraform';

export interface SynthOptions {
  /** The clone, built: the child process takes the library from there. */
  readonly root: string;
  readonly scratch: string;
  readonly sizes: readonly number[];
  readonly rounds: number;
  readonly commands: Commands;
}

/** Keys of a service in the synthesized programs. */
const KEYS_EACH = 20;

/**
 * Time and memory of a synth, beside one with the raw resources. The time begins when all modules are loaded, and
 * ends when the output is written; the memory is the whole process's.
 */
export async function benchSynths(options: SynthOptions, figures: Figures, progress: (line: string) => void): Promise<void> {
  const program = await bundleProgram(options.root);
  for (const size of options.sizes) {
    progress(`synth: ${options.rounds} programs of ${size} secrets, and as many of raw resources …`);
    const subjects = (['coffer', 'l1'] as const).map((name): Subject<'coffer' | 'l1', 'seconds' | 'mb'> => ({
      name,
      measure: () => synth(options, program, name, size),
    }));
    const medians = await alternate(options.rounds, subjects);
    figures.set(`synth.${size}.seconds`, medians.coffer.seconds);
    figures.set(`synth.${size}.mb`, medians.coffer.mb);
    figures.set(`synth.${size}.l1.seconds`, medians.l1.seconds);
    figures.set(`synth.${size}.l1.mb`, medians.l1.mb);
    figures.set(`synth.${size}.ratio`, medians.coffer.seconds / medians.l1.seconds);
  }
  const [middle, largest] = options.sizes.slice(-2);
  if (middle !== undefined && largest !== undefined) {
    figures.set(
      `synth.${largest}.growth`,
      figures.get(`synth.${largest}.seconds`)! / largest / (figures.get(`synth.${middle}.seconds`)! / middle),
    );
  }
}

/** The measured program as plain JavaScript, inside the clone so that it finds the packages that it imports. */
async function bundleProgram(root: string): Promise<string> {
  const outfile = join(root, 'node_modules', '.cache', 'coffer', 'bench', 'synth-program.js');
  await build({
    entryPoints: [join(__dirname, 'synth-program.ts')],
    outfile,
    bundle: true,
    packages: 'external',
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    logLevel: 'warning',
  });
  return outfile;
}

async function synth(options: SynthOptions, program: string, kind: 'coffer' | 'l1', size: number): Promise<Sample<'seconds' | 'mb'>> {
  const outdir = join(options.scratch, `synth-${kind}`);
  const { stdout } = await options.commands.succeed(
    process.execPath,
    [program, kind, String(size), String(KEYS_EACH), outdir, options.root],
    { cwd: options.scratch, env: process.env },
  );
  refuseOtherSize(outdir, size);
  // Each synth writes to an empty folder.
  rmSync(outdir, { recursive: true });
  return JSON.parse(stdout.trim().split('\n').pop()!) as Sample<'seconds' | 'mb'>;
}

/** A measurement of a program that declared something else would be worth nothing. */
function refuseOtherSize(outdir: string, size: number): void {
  const [stack] = readdirSync(join(outdir, 'stacks'));
  const { resource } = JSON.parse(readFileSync(join(outdir, 'stacks', stack!, 'cdk.tf.json'), 'utf8')) as {
    resource: { coffer_secret: object };
  };
  const secrets = Object.keys(resource.coffer_secret).length;
  if (secrets !== size) throw new ToolError(`The synth of ${size} secrets wrote ${secrets} of them.`);
}
