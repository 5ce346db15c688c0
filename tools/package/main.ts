import { rmSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { packageCommand, readCommand } from './command';
import { NODE_VERSION } from './node-distribution';
import { packageProvider, readBundle, type Packaged } from './packaging';
import type { Listed } from './release';
import { parseKinds, parseTargets, TARGETS, type Target } from './targets';
import { table } from '../bench/table';
import { Cleanup, Interrupted } from '../quickstart/cleanup';
import { Screen } from '../quickstart/screen';
import { ToolError } from '../terraform/terraform';

const USAGE = `Packages the provider for registries and mirrors, into dist/provider/, or the coffer command, into dist/command/.

  npx projen package:provider [--targets LIST] [--kind KIND]
  npx projen package:command [--targets LIST]

  --targets LIST   some of ${TARGETS.map(({ name }) => name).join(',')} (default: all)
  --kind KIND      script: runs by the Node.js on PATH; executable: has Node.js in it (default: both)

GPG_FINGERPRINT in the environment names the GnuPG key that signs the checksums.
`;

const ROOT = resolve(__dirname, '..', '..');

interface Options {
  readonly subject: 'provider' | 'command';
  readonly targets?: string;
  readonly kind?: string;
  readonly help?: boolean;
}

interface Work {
  readonly targets: readonly Target[];
  readonly scratch: string;
  readonly signingKey?: string;
  readonly screen: Screen;
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

async function run({ subject, ...values }: Options, cleanup: Cleanup): Promise<void> {
  if (values.help) {
    process.stdout.write(USAGE);
    return;
  }
  const work: Work = {
    targets: parseTargets(values.targets),
    scratch: cleanup.temporaryFolder('coffer-package-'),
    signingKey: process.env.GPG_FINGERPRINT || undefined,
    screen: new Screen({ output: process.stdout }),
  };
  const remarks = subject === 'command' ? await commandOf(work) : await providerOf(work, parseKinds(values.kind));
  work.screen.heading('To know');
  const signature = work.signingKey
    ? `checksums are signed by ${work.signingKey}`
    : 'checksums are UNSIGNED, and registries want them signed: set GPG_FINGERPRINT to the key';
  for (const remark of [...remarks, signature]) work.screen.line(`  - ${remark}`);
}

/** Packages the provider. @returns remarks */
async function providerOf({ screen, ...work }: Work, kinds: ReturnType<typeof parseKinds>): Promise<readonly string[]> {
  const script = readBundle();
  const output = join(ROOT, 'dist', 'provider');
  // What an earlier run left, of other targets or another version, is no part of this release.
  rmSync(output, { recursive: true, force: true });
  screen.heading(
    `${script.address} ${script.version}${kinds.includes('executable') ? `, in its executables Node.js ${NODE_VERSION}` : ''}`,
  );
  let packaged: Packaged[] = [];
  await screen.step('packages', async (at) => {
    packaged = await packageProvider({
      ...work,
      script,
      kinds,
      output,
      onPackage: (kind, { name }, ms) => {
        screen.done(`${kind} ${name}`, `${(ms / 1000).toFixed(1)} s`);
        at(`after ${kind} ${name}`);
      },
    });
    return `in ${relative(ROOT, output)}/`;
  });
  for (const { release, mirror, files } of packaged) {
    showFiles(release, files, screen);
    screen.line(`  as a mirror: ${relative(ROOT, mirror)}/`);
  }
  return packaged.flatMap(({ remarks }) => remarks);
}

/** Packages the command. @returns remarks */
async function commandOf({ screen, ...work }: Work): Promise<readonly string[]> {
  const command = await readCommand();
  const output = join(ROOT, 'dist', 'command');
  screen.heading(`coffer ${command.version}, with Node.js ${NODE_VERSION}`);
  let remarks: readonly string[] = [];
  let files: readonly Listed[] = [];
  await screen.step('packages', async (at) => {
    ({ files, remarks } = await packageCommand({
      ...work,
      command,
      output,
      onPackage: ({ name }, ms) => {
        screen.done(name, `${(ms / 1000).toFixed(1)} s`);
        at(`after ${name}`);
      },
    }));
    return `in ${relative(ROOT, output)}/`;
  });
  showFiles(output, files, screen);
  return remarks;
}

function showFiles(folder: string, files: readonly Listed[], screen: Screen): void {
  screen.heading(`${relative(ROOT, folder)}/`);
  const rows = files.map(({ name, bytes, sha256 }) => [name, size(bytes), sha256.slice(0, 12)]);
  for (const line of table(['file', 'size', 'sha256'], rows, [1])) screen.line(line);
}

function options(): Options {
  const [, , given, ...rest] = process.argv;
  if (given !== 'provider' && given !== 'command') throw new ToolError(USAGE);
  // projen hands on the -- that npm takes away.
  const args = rest[0] === '--' ? rest.slice(1) : rest;
  const known = { targets: { type: 'string' }, kind: { type: 'string' }, help: { type: 'boolean', short: 'h' } } as const;
  try {
    const { values } = parseArgs({ args, options: known });
    if (given === 'command' && values.kind !== undefined) throw new Error('--kind is for the provider: the command is an executable');
    return { subject: given, ...values };
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
