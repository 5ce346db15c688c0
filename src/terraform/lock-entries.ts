import { TerraformStack } from 'cdktf';
import { DependencyLock } from './dependency-lock';
import { exactVersion, type RequiredProvider } from './required-providers';
import { PROVIDER_ADDRESS } from './stack-folder';
import { ProviderInstallationError } from '../errors';

/**
 * Gives every provider of a stack a lock entry that `cdktf deploy` is content with.
 *
 * cdktf looks for an entry whose constraints fit, for each required provider; where one is missing it runs
 * `terraform providers lock`, and that command asks nothing but the registry. An entry needs no checksums:
 * `terraform init` adds those of the packages it installs.
 *
 * @throws ProviderInstallationError where a provider is not pinned to one version and has no entry.
 */
export function writeLockEntries(stack: TerraformStack, required: readonly RequiredProvider[], lock: DependencyLock): void {
  for (const provider of required) {
    const version = exactVersion(provider.version);
    const entry = lock.entry(provider.address);
    if (version === undefined) {
      if (entry?.constraints === undefined || !cdktfAccepts(provider.version)) throw cannotLock(stack, provider);
      continue;
    }
    // Checksums of the same version stay. Those of another version are of no use to anyone, and cdktf would go on
    // to `terraform providers lock` for want of a fitting entry.
    if (entry?.version !== version || entry.constraints === undefined) {
      lock.set(provider.address, { version, constraints: version, hashes: entry?.version === version ? entry.hashes : [] });
    }
  }
}

/**
 * Takes the checksums off the coffer provider's entry where they are of other bytes than the executable that is
 * laid: the same version built again, or from a registry before. `terraform init` would refuse it as tampered with.
 *
 * @param laid checksums of the packages that are laid, one for each platform or the same for all
 * @param whose where those come from
 * @returns what people are told of it: whoever has not changed the package has something to look into
 */
export function forgetOtherBytes(lock: DependencyLock, laid: readonly string[], whose: string): string | undefined {
  const own = lock.entry(PROVIDER_ADDRESS);
  if (!own || own.hashes.length === 0 || own.hashes.some((hash) => laid.includes(hash))) return undefined;
  lock.set(PROVIDER_ADDRESS, { ...own, hashes: [] });
  return (
    `The coffer provider ${own.version} of the lock file had checksum ${own.hashes[0]!}, and ${whose} has ${laid.join(', ')}: ` +
    'another build of one version, or one that a registry had. Its checksum is taken out of the lock file, ' +
    'and terraform init puts in the new one. ' +
    'Where nobody has changed the package or the installation of the provider, find out why the bytes have changed before you deploy.'
  );
}

/**
 * Whether cdktf takes an entry for a range as fitting. It takes the first number in the range for a version and
 * tries it on the entry's constraints, so a range that excludes its own first number never fits.
 */
function cdktfAccepts(range: string | undefined): boolean {
  return range !== undefined && /^\s*(>=|~>|<=|=|v?\d)/.test(range);
}

function cannotLock(stack: TerraformStack, { address, version }: RequiredProvider): ProviderInstallationError {
  return new ProviderInstallationError(
    `Stack '${stack.node.path}'`,
    `provider ${address} is required ${version === undefined ? 'without a version' : `as '${version}'`} and has no lock entry that fits, ` +
      "so 'cdktf deploy' would run 'terraform providers lock', which looks for the coffer provider in a registry and fails",
    "Pin the provider to one exact version, or deploy by 'cdktf deploy --skip-provider-lock' and give the vault " +
      'installation: ProviderInstallation.bundled({ lockEntries: false }).',
  );
}
