import { existsSync, rmSync } from 'fs';
import { ISynthesisSession, TerraformStack } from 'cdktf';
import { bundledPackageHash } from './bundled-provider';
import { DependencyLock } from './dependency-lock';
import type { InstallationMethod } from './installation-method';
import { PROVIDER_ADDRESS, StackFolder } from './stack-folder';

/** The coffer provider from wherever Terraform's CLI configuration gets providers. */
export class RegistryProvider implements InstallationMethod {
  constructor(private readonly version: string | undefined) {}

  public require(stack: TerraformStack): void {
    // On the stack: an override of the provider would land in its settings.
    if (this.version !== undefined) stack.addOverride('terraform.required_providers.coffer.version', this.version);
  }

  public install(stack: TerraformStack, session: ISynthesisSession): void {
    const folder = new StackFolder(stack, session);
    // A bundled executable left from before would be found first, and its checksum is not the registry's.
    const laid = existsSync(folder.providerFolder);
    rmSync(folder.providerFolder, { recursive: true, force: true });
    const lock = new DependencyLock(folder.lockFile);
    const own = lock.entry(PROVIDER_ADDRESS);
    const bundled = bundledPackageHash();
    const ofLaid = laid || (bundled !== undefined && own?.hashes.includes(bundled));
    if (own && (own.hashes.length === 0 || ofLaid)) lock.remove(PROVIDER_ADDRESS);
    lock.save();
  }
}
