import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { archive } from './archive';
import { executablePackages, type Packages } from './executable-packages';
import { layMirror, layRelease, MANIFEST, REPOSITORY_MANIFEST, type Listed, type ReleaseFile } from './release';
import type { EmbeddedProgram } from './single-executable';
import { executableName, isPackaged, packageName, type Kind, type Target } from './targets';
import { ToolError } from '../terraform/terraform';

const ROOT = resolve(__dirname, '..', '..');

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
  const { packages, remarks } = await (kind === 'script' ? scriptPackages(targets, options) : packagesWithNode(targets, options));
  const files = await layRelease(release, version, packages, signingKey);
  layMirror(
    mirror,
    address,
    release,
    packages.map(({ name }) => name),
  );
  return { kind, release, mirror, files, remarks };
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

function packagesWithNode(targets: readonly Target[], { script, ...options }: PackagingOptions): Promise<Packages> {
  const { version, content } = script;
  return executablePackages(providerProgram(content), {
    ...options,
    targets,
    nameOf: (target) => ({ executable: executableName(version, target), package: packageName(version, target) }),
    onPackage: (target, ms) => options.onPackage?.('executable', target, ms),
  });
}

/** The provider, as a program for executables. */
export function providerProgram(script: Buffer): EmbeddedProgram {
  return {
    name: 'terraform-provider-coffer',
    script,
    remarks: {
      darwin: ['signed ad hoc and not notarized: macOS runs what Terraform installs, and refuses what a browser downloaded'],
      // Node.js has no Unix sockets there, and the provider listens on nothing else.
      windows: ['starts, but does not serve Terraform on Windows yet: it would have to listen on TCP there'],
    },
  };
}
