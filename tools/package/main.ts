import { rmSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { NODE_VERSION } from './node-distribution';
import { packageProvider, readBundle, type Packaged } from './packaging';
import { parseKinds, parseTargets, TARGETS } from './targets';
import { table } from '../bench/table';
import { Cleanup, Interrupted } from '../quickstart/cleanup';
import { Screen } from '../quickstart/screen';
import { ToolError } from '../terraform/terraform';

const USAGE = `Packages the provider for registries and mirrors, into dist/provider/.

  npx projen package:provider [--targets LIST] [--kind KIND]

  --targets LIST   some of ${TARGETS.map(({ name }) => name).join(',')} (default: all)
  --kind KIND      script: runs by the Node.js on PATH; executable: has Node.js in it (default: both)

GPG_FINGERPRINT in the environment names the GnuPG key that signs the checksums.
`;

const ROOT = resolve(__dirname, '..', '..');

interface Options {
  readonly targets?: string;
  readonly kind?: string;
  readonly help?: boolean;
}

async function main(): Promise<number> {
  const cleanup = new Cleanup();
  try {
    await Promise.race([run(options(), cleanup), cleanup.interrupted]);
    return 0;
  } catch (error) {
    if (error instanceof Interrupted) return error.signal === 'SIGINT' ? 130 : 143;
    console.error(error instanceof ToolError ? error.message : error);
    return 1;
  } finally {
    await cleanup.run();
  }
}

async function run(values: Options, cleanup: Cleanup): Promise<void> {
  if (values.help) {
    process.stdout.write(USAGE);
    return;
  }
  const [targets, kinds] = [parseTargets(values.targets), parseKinds(values.kind)];
  const screen = new Screen({ output: process.stdout });
  const script = readBundle();
  const signingKey = process.env.GPG_FINGERPRINT || undefined;
  const output = join(ROOT, 'dist', 'provider');
  // What an earlier run left, of other targets or another version, is no part of this release.
  rmSync(output, { recursive: true, force: true });
  screen.heading(
    `${script.address} ${script.version}${kinds.includes('executable') ? `, in its executables Node.js ${NODE_VERSION}` : ''}`,
  );
  let packaged: Packaged[] = [];
  await screen.step('packages', async (at) => {
    packaged = await packageProvider({
      script,
      targets,
      kinds,
      output,
      scratch: cleanup.temporaryFolder('coffer-package-'),
      signingKey,
      onPackage: (kind, { name }, ms) => {
        screen.done(`${kind} ${name}`, `${(ms / 1000).toFixed(1)} s`);
        at(`after ${kind} ${name}`);
      },
    });
    return `in ${relative(ROOT, output)}/`;
  });
  for (const each of packaged) showRelease(each, screen);
  screen.heading('To know');
  const signature = signingKey
    ? `checksums are signed by ${signingKey}`
    : 'checksums are UNSIGNED, and registries want them signed: set GPG_FINGERPRINT to the key';
  for (const remark of [...packaged.flatMap(({ remarks }) => remarks), signature]) screen.line(`  - ${remark}`);
}

function showRelease({ release, mirror, files }: Packaged, screen: Screen): void {
  screen.heading(`${relative(ROOT, release)}/`);
  const rows = files.map(({ name, bytes, sha256 }) => [name, size(bytes), sha256.slice(0, 12)]);
  for (const line of table(['file', 'size', 'sha256'], rows, [1])) screen.line(line);
  screen.line(`  as a mirror: ${relative(ROOT, mirror)}/`);
}

function options(): Options {
  // projen hands on the -- that npm takes away.
  const args = process.argv.slice(process.argv[2] === '--' ? 3 : 2);
  try {
    return parseArgs({ args, options: { targets: { type: 'string' }, kind: { type: 'string' }, help: { type: 'boolean', short: 'h' } } })
      .values;
  } catch (error) {
    throw new ToolError(`${(error as Error).message}\n\n${USAGE}`);
  }
}

function size(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 100_000 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
