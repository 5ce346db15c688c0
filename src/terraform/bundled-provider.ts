import { createHash } from 'crypto';
import { chmodSync, copyFileSync, existsSync, linkSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'fs';
import * as path from 'path';
import { Annotations, ISynthesisSession, TerraformStack } from 'cdktf';
import { ASSETS } from './assets';
import { foreignInstallationWarning } from './cli-configuration';
import { DependencyLock, packageHash } from './dependency-lock';
import type { InstallationMethod } from './installation-method';
import { forgetOtherBytes, writeLockEntries } from './lock-entries';
import { exactVersion, type RequiredProvider, requiredProviders } from './required-providers';
import { PROVIDER_ADDRESS, StackFolder } from './stack-folder';
import { ProviderInstallationError } from '../errors';

/**
 * Where the executable runs. It is one script for all of them, started by its first line, which Windows does not
 * know. All are laid, since the machine that deploys need not be the one that synthesizes.
 */
const PLATFORMS: readonly string[] = ['linux_amd64', 'linux_arm64', 'darwin_amd64', 'darwin_arm64'];

/** The coffer provider as it comes with this package. */
export class BundledProvider implements InstallationMethod {
  constructor(
    private readonly lockEntries: boolean,
    private readonly assets: string = ASSETS,
  ) {}

  public require(): void {
    // The bindings require the version they were generated from, which is the bundled one.
  }

  public install(stack: TerraformStack, session: ISynthesisSession): void {
    const provider = readBundle(this.assets);
    const folder = new StackFolder(stack, session);
    const required = requiredProviders(stack);
    checkVersion(stack, required, provider);
    lay(provider, folder.providerFolder);
    const lock = new DependencyLock(folder.lockFile);
    if (this.lockEntries) writeLockEntries(stack, required, lock);
    const forgotten = forgetOtherBytes(lock, [provider.hash], 'that of the cdktf-coffer package');
    lock.save();
    for (const warning of [...(forgotten === undefined ? [] : [forgotten]), ...warnings(folder)]) Annotations.of(stack).addWarning(warning);
  }
}

/** Checksum of the bundled provider's package, as Terraform's lock file has it; undefined where nothing is bundled. */
export function bundledPackageHash(): string | undefined {
  return existsSync(path.join(ASSETS, 'provider.json')) ? readBundle(ASSETS).hash : undefined;
}

interface Bundle {
  readonly file: string;
  readonly fileName: string;
  readonly version: string;
  readonly sha256: string;
  readonly hash: string;
}

function readBundle(assets: string): Bundle {
  const file = path.join(assets, 'terraform-provider-coffer');
  const description = path.join(assets, 'provider.json');
  if (!existsSync(file) || !existsSync(description)) {
    throw new ProviderInstallationError(
      'ProviderInstallation.bundled()',
      "the provider's executable is missing from the cdktf-coffer package",
      'Install the package again; in a checkout of it, build it first.',
    );
  }
  const { version, sha256 } = JSON.parse(readFileSync(description, 'utf8')) as { version: string; sha256: string };
  const actual = createHash('sha256').update(readFileSync(file)).digest('hex');
  if (actual !== sha256.toLowerCase()) {
    throw new ProviderInstallationError(
      'ProviderInstallation.bundled()',
      `the provider's executable has checksum ${actual}, and was built with ${sha256}`,
      'Install the cdktf-coffer package again.',
    );
  }
  const fileName = `terraform-provider-coffer_v${version}`;
  return { file, fileName, version, sha256: actual, hash: packageHash([{ name: fileName, sha256: actual }]) };
}

/** Terraform would only say that it finds no such version, and look as if the executable were missing. */
function checkVersion(stack: TerraformStack, providers: readonly RequiredProvider[], bundle: Bundle): void {
  const required = exactVersion(providers.find(({ address }) => address === PROVIDER_ADDRESS)?.version);
  if (required === undefined || required === bundle.version) return;
  throw new ProviderInstallationError(
    'ProviderInstallation.bundled()',
    `stack '${stack.node.path}' requires version ${required} of the coffer provider, and the cdktf-coffer package has ${bundle.version}`,
    'Require that version, or use ProviderInstallation.registry().',
  );
}

function lay(bundle: Bundle, folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const version of readdirSync(folder)) {
    if (version !== bundle.version) rmSync(path.join(folder, version), { recursive: true, force: true });
  }
  removeOthers(path.join(folder, bundle.version), bundle.fileName);
  let first: string | undefined;
  for (const platform of PLATFORMS) {
    const target = path.join(folder, bundle.version, platform, bundle.fileName);
    mkdirSync(path.dirname(target), { recursive: true });
    if (!isLaid(target, bundle)) place(bundle.file, first, target);
    first ??= target;
  }
}

/** What executables() laid there before: a file beside the script would be part of the package's checksum. */
function removeOthers(folder: string, fileName: string): void {
  if (!existsSync(folder)) return;
  for (const platform of readdirSync(folder)) {
    const other = !PLATFORMS.includes(platform) || readdirSync(path.join(folder, platform)).some((name) => name !== fileName);
    if (other) rmSync(path.join(folder, platform), { recursive: true, force: true });
  }
}

/** An executable that is there already stays: a Terraform may be running it. */
function isLaid(target: string, bundle: Bundle): boolean {
  if (!existsSync(target)) return false;
  const sameMode = process.platform === 'win32' || (statSync(target).mode & 0o777) === 0o755; // eslint-disable-line no-bitwise
  return sameMode && createHash('sha256').update(readFileSync(target)).digest('hex') === bundle.sha256;
}

/**
 * Copy the executable once, and link the others to that copy. Never to the package's own file: package managers
 * share it between projects, and it has to keep its mode.
 */
function place(source: string, first: string | undefined, target: string): void {
  const temporary = `${target}.new`;
  rmSync(temporary, { force: true });
  if (!first || !linked(first, temporary)) {
    copyFileSync(source, temporary);
    chmodSync(temporary, 0o755);
  }
  renameSync(temporary, target);
}

function linked(existing: string, link: string): boolean {
  try {
    linkSync(existing, link);
    return true;
  } catch {
    return false; // A file system without hard links.
  }
}

function warnings(folder: StackFolder): string[] {
  const result: string[] = [];
  if (process.platform === 'win32') {
    result.push(
      'The bundled coffer provider does not run on Windows. This output deploys on Linux and macOS; to deploy from Windows, use ' +
        'ProviderInstallation.registry().',
    );
  }
  const foreign = foreignInstallationWarning(folder.path, 'the bundled coffer provider');
  if (foreign !== undefined) result.push(foreign);
  return result;
}
