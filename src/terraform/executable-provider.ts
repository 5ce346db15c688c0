import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'fs';
import * as path from 'path';
import { Annotations, ISynthesisSession, TerraformStack } from 'cdktf';
import { foreignInstallationWarning } from './cli-configuration';
import { DependencyLock } from './dependency-lock';
import { ExecutablePackage, findPackages, hashesOf } from './executable-packages';
import type { InstallationMethod } from './installation-method';
import { forgetOtherBytes, writeLockEntries } from './lock-entries';
import { exactVersion, type RequiredProvider, requiredProviders } from './required-providers';
import { PROVIDER_ADDRESS, StackFolder } from './stack-folder';
import { ProviderInstallationError } from '../errors';

const SUBJECT = 'ProviderInstallation.executables()';
/** Where HCP Terraform and Spacelift run Terraform. */
const HOSTED = 'linux_amd64';

/** The coffer provider as executables with Node.js in them. */
export class ExecutableProvider implements InstallationMethod {
  /** @param platforms those that have to be there; if undefined, those that are, and the one of hosted runners among them */
  constructor(
    private readonly folder: string,
    private readonly platforms: readonly string[] | undefined,
    private readonly lockEntries: boolean,
  ) {}

  public require(): void {
    // The bindings require the version they were generated from, which is that of the executables.
  }

  public install(stack: TerraformStack, session: ISynthesisSession): void {
    const folder = new StackFolder(stack, session);
    const required = requiredProviders(stack);
    const packages = this.choose(stack, required);
    const hashes = packages.map(hashesOf);
    lay(packages, folder.providerFolder);
    const lock = new DependencyLock(folder.lockFile);
    if (this.lockEntries) writeLockEntries(stack, required, lock);
    const forgotten = forgetOtherBytes(
      lock,
      hashes.map(({ h1 }) => h1),
      `the executables of ${this.folder}`,
    );
    if (this.lockEntries) {
      // Of every platform that is laid: a runner that may not change the lock file (-lockfile=readonly) finds its own.
      const all = hashes.flatMap(({ h1, zh }) => (zh === undefined ? [h1] : [h1, zh]));
      lock.set(PROVIDER_ADDRESS, { ...lock.entry(PROVIDER_ADDRESS)!, hashes: [...new Set(all)].sort() });
    }
    lock.save();
    const warnings = [forgotten, foreignInstallationWarning(folder.path, "the coffer provider's executables")];
    for (const warning of warnings) if (warning !== undefined) Annotations.of(stack).addWarning(warning);
  }

  private choose(stack: TerraformStack, required: readonly RequiredProvider[]): ExecutablePackage[] {
    const found = findPackages(this.folder);
    const version = exactVersion(required.find(({ address }) => address === PROVIDER_ADDRESS)?.version);
    const fitting = found.filter((each) => version === undefined || each.version === version);
    const versions = new Set(fitting.map((each) => each.version));
    if (versions.size !== 1) {
      const there = [...new Set(found.map((each) => each.version))].sort().join(' and ');
      throw new ProviderInstallationError(
        SUBJECT,
        `stack '${stack.node.path}' requires ${version === undefined ? 'no one version' : `version ${version}`} of the coffer provider, ` +
          `and folder ${this.folder} has ${there}`,
        "Package the provider of the installed cdktf-coffer again, by 'npx projen package:provider', or require that version.",
      );
    }
    const byPlatform = new Map([...fitting].reverse().map((each) => [each.platform, each]));
    const wanted = this.platforms ?? [...new Set([HOSTED, ...byPlatform.keys()])];
    return [...wanted].sort().map((platform) => byPlatform.get(platform) ?? this.missing(platform, [...byPlatform.keys()]));
  }

  private missing(platform: string, there: readonly string[]): never {
    throw new ProviderInstallationError(
      SUBJECT,
      `folder ${this.folder} has no executable for ${platform}, only for ${[...there].sort().join(', ')}`,
      `Package it, by 'npx projen package:provider --kind executable --targets ${platform}'` +
        (this.platforms ? ', or leave it out of platforms.' : ', or name the platforms where Terraform runs in platforms.'),
    );
  }
}

function lay(packages: readonly ExecutablePackage[], folder: string): void {
  const targets = new Map(packages.map((each) => [path.join(folder, ...placeOf(each)), each]));
  const keep = new Set([...targets.keys()].flatMap((target) => [target, path.dirname(target), path.dirname(path.dirname(target))]));
  clear(folder, keep);
  for (const [target, { file, packed }] of targets) {
    if (existsSync(target) && readFileSync(target).equals(readFileSync(file))) continue;
    mkdirSync(path.dirname(target), { recursive: true });
    rmSync(target, { force: true }); // A Terraform that runs it keeps the file that it has open.
    copyFileSync(file, target);
    chmodSync(target, packed ? 0o644 : 0o755);
  }
}

/** Names that Terraform finds a package by (Terraform: CLI Configuration, packed and unpacked layout). */
function placeOf({ version, platform, file, packed }: ExecutablePackage): string[] {
  return packed ? [path.basename(file)] : [version, platform, path.basename(file)];
}

/** Whatever else is there would be found too, or be part of a package's checksum. */
function clear(folder: string, keep: ReadonlySet<string>): void {
  if (!existsSync(folder)) return;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const at = path.join(folder, entry.name);
    if (!keep.has(at)) rmSync(at, { recursive: true, force: true });
    else if (entry.isDirectory()) clear(at, keep);
  }
}
