import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { archive, type ArchiveFile } from './archive';
import { NodeDistributions } from './node-distribution';
import { layMirror, layRelease, MANIFEST, REPOSITORY_MANIFEST, type Listed, type ReleaseFile } from './release';
import { SingleExecutables } from './single-executable';
import { executableName, isPackaged, packageName, type Kind, type Target } from './targets';
import { ToolError } from '../terraform/terraform';

const ROOT = resolve(__dirname, '..', '..');
export const CACHE = join(ROOT, 'node_modules', '.cache', 'coffer', 'node');

/** The provider as it was bundled. */
export interface BundledScript {
  readonly address: string;
  readonly version: string;
  readonly content: Buffer;
}

export interface PackagingOptions {
  readonly script: BundledScript;
  readonly targets: readonly Target[];
  readonly kinds: readonly Kind[];
  /** Folder that gets the releases and the mirrors. */
  readonly output: string;
  /** Folder for work, empty and given up by the caller afterwards. It takes some 350 MB. */
  readonly scratch: string;
  /** Folder that keeps the builds of Node.js. @default - one in node_modules, shared by all runs */
  readonly cache?: string;
  /** The GnuPG key that signs the checksums. @default - they stay unsigned */
  readonly signingKey?: string;
  /** Told of each package that is ready, and of how long it took. */
  readonly onPackage?: (kind: Kind, target: Target, ms: number) => void;
}

export interface Packaged {
  readonly kind: Kind;
  /** Folder of the release, with packages, manifest and checksums. */
  readonly release: string;
  /** Folder for Terraform's `filesystem_mirror`. */
  readonly mirror: string;
  readonly files: readonly Listed[];
  /** What somebody who hands the release on should know of it. */
  readonly remarks: readonly string[];
}

/** The bundle in a folder as the bundle task made it. @throws ToolError where there is none, or it is half of one */
export function readBundle(folder = join(ROOT, 'assets')): BundledScript {
  const [description, script] = [join(folder, 'provider.json'), join(folder, 'terraform-provider-coffer')];
  if (!existsSync(description) || !existsSync(script)) {
    throw new ToolError(`${folder} does not hold the bundled provider: run npx projen bundle.`);
  }
  const { address, version, sha256 } = JSON.parse(readFileSync(description, 'utf8')) as {
    address: string;
    version: string;
    sha256: string;
  };
  const content = readFileSync(script);
  if (createHash('sha256').update(content).digest('hex') !== sha256) {
    throw new ToolError(`${script} is not what ${description} says: run npx projen bundle again.`);
  }
  return { address, version, content };
}

/** Makes packages of the provider: for each kind a release and a mirror. A kind without any of the targets is left out. */
export async function packageProvider(options: PackagingOptions): Promise<Packaged[]> {
  const packaged: Packaged[] = [];
  for (const kind of options.kinds) {
    const targets = options.targets.filter((target) => isPackaged(kind, target));
    if (targets.length > 0) packaged.push(await packageKind(kind, targets, options));
  }
  if (packaged.length > 0) writeFileSync(join(options.output, REPOSITORY_MANIFEST), MANIFEST);
  return packaged;
}

async function packageKind(kind: Kind, targets: readonly Target[], options: PackagingOptions): Promise<Packaged> {
  const {
    script: { address, version },
    output,
    signingKey,
  } = options;
  const [release, mirror] = [join(output, kind), join(output, kind === 'executable' ? 'mirror' : 'script-mirror')];
  const { packages, remarks } = kind === 'script' ? await scriptPackages(targets, options) : await executablePackages(targets, options);
  const files = await layRelease(release, version, packages, signingKey);
  layMirror(
    mirror,
    address,
    release,
    packages.map(({ name }) => name),
  );
  return { kind, release, mirror, files, remarks };
}

interface Packages {
  readonly packages: readonly ReleaseFile[];
  readonly remarks: readonly string[];
}

/** The same file for each target. It stands alone in its package, so that its checksum is that of the folder the constructs lay. */
async function scriptPackages(
  targets: readonly Target[],
  { script: { version, content }, onPackage }: PackagingOptions,
): Promise<Packages> {
  const packages: ReleaseFile[] = [];
  for (const target of targets) {
    const start = performance.now();
    const packed = await archive([{ name: executableName(version, target), content, executable: true }]);
    packages.push({ name: packageName(version, target), content: packed });
    onPackage?.('script', target, performance.now() - start);
  }
  return { packages, remarks: ['script: needs Node.js 20.9 or newer on PATH, where Terraform runs'] };
}

async function executablePackages(
  targets: readonly Target[],
  { script, scratch, cache = CACHE, onPackage }: PackagingOptions,
): Promise<Packages> {
  const executables = await SingleExecutables.prepare(new NodeDistributions(cache), script.content, join(scratch, 'program'));
  // Node.js is part of the executable, and its licence wants to go along.
  const licenses: ArchiveFile[] = [
    { name: 'LICENSE', content: readFileSync(join(ROOT, 'LICENSE')), executable: false },
    { name: 'LICENSE.node', content: executables.nodeLicense, executable: false },
  ];
  const made = await inParallel(targets, availableParallelism(), async (target) => {
    const start = performance.now();
    const { path, remarks } = await executables.make(target, join(scratch, target.name));
    const content = await archive([
      { name: executableName(script.version, target), content: readFileSync(path), executable: true },
      ...licenses,
    ]);
    rmSync(join(scratch, target.name), { recursive: true, force: true });
    onPackage?.('executable', target, performance.now() - start);
    return { file: { name: packageName(script.version, target), content }, target, remarks };
  });
  return { packages: made.map(({ file }) => file), remarks: grouped(made) };
}

/** Remarks with the targets that they are about: each once. */
function grouped(made: readonly { target: Target; remarks: readonly string[] }[]): string[] {
  const each = new Set(made.flatMap(({ remarks }) => remarks));
  return [...each].map(
    (remark) =>
      `${made
        .filter(({ remarks }) => remarks.includes(remark))
        .map(({ target }) => target.name)
        .join(', ')}: ${remark}`,
  );
}

/** Runs over items, at most so many at a time, and gives the results in the order of the items. */
async function inParallel<T, R>(items: readonly T[], limit: number, run: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const queue = [...items.entries()];
  const workers = Array.from({ length: Math.min(limit, items.length) }, async () => {
    for (let next = queue.shift(); next; next = queue.shift()) results[next[0]] = await run(next[1]);
  });
  // All of them end before an error goes on: none works in a folder that is being removed.
  for (const ended of await Promise.allSettled(workers)) if (ended.status === 'rejected') throw ended.reason;
  return results;
}
