import * as path from 'path';
import { ISynthesisSession, TerraformStack, Token } from 'cdktf';
import { BundledProvider } from './bundled-provider';
import { ExecutableProvider } from './executable-provider';
import type { InstallationMethod } from './installation-method';
import { RegistryProvider } from './registry-provider';
import { ProviderInstallationError } from '../errors';

/** How the provider that comes with this package is laid into a stack's folder. */
export interface BundledProviderOptions {
  /**
   * Whether to write lock entries for the providers of the stack into `.terraform.lock.hcl`.
   *
   * Without an entry for each of them, `cdktf deploy` runs `terraform providers lock`, which asks the registry for
   * the coffer provider and fails. Entries that are there and fit are left as they are, with their checksums.
   *
   * Turn it off if a provider of the stack cannot be pinned to one version, and deploy by
   * `cdktf deploy --skip-provider-lock`.
   *
   * @default true
   */
  readonly lockEntries?: boolean;
}

/** How the provider's executables are laid into a stack's folder. */
export interface ExecutablesOptions {
  /**
   * Platforms where Terraform runs, by Terraform's names, such as `linux_amd64`. Each has to be in the folder, and no other
   * one is laid: an executable takes some 40 MB packed, and 100 MB unpacked.
   *
   * @default - all that are in the folder, with `linux_amd64` among them, where HCP Terraform and Spacelift run Terraform
   */
  readonly platforms?: string[];

  /**
   * Whether to write lock entries for the providers of the stack into `.terraform.lock.hcl`, that of the coffer provider with
   * the checksums of all platforms that are laid.
   *
   * @default true
   */
  readonly lockEntries?: boolean;
}

/**
 * Where Terraform gets the coffer provider from. One choice for a stack: the executables of different sources have
 * different checksums.
 */
export class ProviderInstallation {
  /**
   * The executable that comes with this package, laid at synth into the folder where Terraform runs, below
   * `terraform.d/plugins` (Terraform: CLI Configuration, Implied Local Mirror Directories). It needs no settings
   * and no registry. It runs on Linux and macOS, on Intel and Arm, and needs Node.js 20 or later there.
   *
   * If the user's CLI configuration has a `provider_installation` block, Terraform looks only where that block
   * says. Then add a `filesystem_mirror` with the stack's `terraform.d/plugins` folder as its path, or use
   * `registry()`.
   *
   * Synth fails with a ProviderInstallationError if a provider of the stack has a version range, or no version,
   * and no lock entry yet: pin it, or see `lockEntries`.
   *
   * @param options how to lay it
   */
  public static bundled(options: BundledProviderOptions = {}): ProviderInstallation {
    return new ProviderInstallation(new BundledProvider(options.lockEntries ?? true));
  }

  /**
   * The provider's executables with Node.js in them, laid at synth below `terraform.d/plugins` in the folder where Terraform
   * runs: for runners that promise no Node.js, such as those of HCP Terraform and Spacelift. `npx projen package:provider`
   * makes them, in `dist/provider/mirror`; the packages of a release do as well.
   *
   * The folder has packages (`terraform-provider-coffer_<version>_<platform>.zip`), or for each platform a folder with the
   * executable (`<platform>/terraform-provider-coffer_v<version>`), itself or as a mirror for Terraform's
   * `filesystem_mirror` has them.
   *
   * Throws a ProviderInstallationError if the folder or a platform is empty or known only at apply. Synth fails with one if
   * the folder is missing, has no executable of a platform or those of another version, or one is damaged, or is the script
   * that needs Node.js; and if a provider of the stack has no exact version and no lock entry, see `lockEntries`.
   *
   * @param folder path of the folder, from where the program runs
   * @param options which of them to lay
   * @see https://developer.hashicorp.com/terraform/cli/config/config-file#implied-local-mirror-directories
   */
  public static executables(folder: string, options: ExecutablesOptions = {}): ProviderInstallation {
    const { platforms, lockEntries = true } = options;
    for (const [what, value] of [['folder', folder], ...(platforms ?? []).map((each) => ['a platform', each])]) {
      if (value !== undefined && value.trim() !== '' && !Token.isUnresolved(value)) continue;
      throw new ProviderInstallationError(
        'ProviderInstallation.executables()',
        `${what} is ${Token.isUnresolved(value) ? 'a token' : 'empty'}`,
        "Write it out, such as executables('dist/provider/mirror', { platforms: ['linux_amd64'] }).",
      );
    }
    if (platforms?.length === 0) {
      throw new ProviderInstallationError(
        'ProviderInstallation.executables()',
        'platforms is empty, so that Terraform would find no provider',
        "Name those where Terraform runs, such as platforms: ['linux_amd64'], or leave it out.",
      );
    }
    return new ProviderInstallation(new ExecutableProvider(path.resolve(folder), platforms, lockEntries));
  }

  /**
   * A registry or mirror, as Terraform's CLI configuration has it. Lays nothing into the stack's folder, and
   * removes what `bundled()` or `executables()` laid there before.
   *
   * Throws a ProviderInstallationError if the version is empty or known only at apply.
   *
   * @param version version or version constraint. Default: the version this package was built with.
   */
  public static registry(version?: string): ProviderInstallation {
    if (version !== undefined && (version.trim() === '' || Token.isUnresolved(version))) {
      const received = Token.isUnresolved(version) ? 'a token' : `'${version}'`;
      throw new ProviderInstallationError(
        'ProviderInstallation.registry()',
        `version is ${received}`,
        "Write one out, such as '0.1.0' or '~> 0.1', or leave it out.",
      );
    }
    return new ProviderInstallation(new RegistryProvider(version));
  }

  /**
   * An installation by a method of one's own, for tests.
   *
   * @internal
   */
  public static _by(method: InstallationMethod): ProviderInstallation {
    return new ProviderInstallation(method);
  }

  private constructor(private readonly method: InstallationMethod) {}

  /** @internal */
  public _require(stack: TerraformStack): void {
    this.method.require(stack);
  }

  /** @internal */
  public _install(stack: TerraformStack, session: ISynthesisSession): void {
    this.method.install(stack, session);
  }
}
