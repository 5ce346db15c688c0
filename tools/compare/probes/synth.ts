import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { useLibrary } from './library';
import { FAILURE, Written } from '../written';

const [, , checkout, target] = process.argv as [string, string, string, string];

/** Everything that examples look at, always the same. */
const ENVIRONMENT = { KUBE_CONFIG_PATH: '/nowhere', COFFER_EXAMPLE_MANIFESTS: 'manifests' };

/**
 * Synthesizes every example of a checkout and the program with every option, and writes what cdktf wrote.
 *
 * All in this process: loading cdktf and the AWS provider takes longer than all programs together.
 */
async function main(): Promise<void> {
  useLibrary(checkout);
  Object.assign(process.env, ENVIRONMENT);
  const scratch = mkdtempSync(join(tmpdir(), 'coffer-compare-synth-'));
  const written = new Written(target, checkout, [[scratch, '<scratch>']]);
  try {
    written.json('face.json', faceOf((await import(join(checkout, 'src', 'index.ts'))) as object));
    for (const name of programsIn(join(checkout, 'examples'))) {
      await synthesize(`examples/${name}`, join(checkout, 'examples', name, 'main.ts'), join(scratch, name), written);
    }
    await synthesize('every-option', join(__dirname, '..', 'every-option.ts'), join(scratch, 'every-option'), written);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function programsIn(examples: string): string[] {
  return readdirSync(examples)
    .filter((name) => existsSync(join(examples, name, 'main.ts')))
    .sort();
}

async function synthesize(path: string, program: string, folder: string, written: Written): Promise<void> {
  const source = join(program, '..');
  cpSync(source, folder, { recursive: true, filter: (file) => !/[\\/](cdktf\.out|node_modules)$|\.ts$/.test(file) });
  const before = readdirSync(folder);
  process.chdir(folder);
  process.env.CDKTF_OUTDIR = join(folder, 'cdktf.out');
  try {
    await import(program);
  } catch (error) {
    written.text(join(path, FAILURE), `${String(error)}\n`);
  }
  for (const id of Object.keys(require.cache)) if (id.startsWith(source + sep)) delete require.cache[id];
  for (const name of before) rmSync(join(folder, name), { recursive: true });
  written.copy(path, folder);
}

/** What the library exports at run time. Members of classes are in API.md, which tells private ones from others. */
function faceOf(library: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(library).map(([name, exported]: [string, unknown]) => {
      if (typeof exported === 'function') return [name, 'class'];
      return [name, isNamespace(exported) ? faceOf(exported) : exported];
    }),
  );
}

/** An enum has nothing but strings and numbers. */
function isNamespace(exported: unknown): exported is object {
  return (
    typeof exported === 'object' &&
    exported !== null &&
    Object.values(exported).some((member) => !['string', 'number'].includes(typeof member))
  );
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
