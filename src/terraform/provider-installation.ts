import { ISynthesisSession, TerraformStack, Token } from 'cdktf';
import { BundledProvider } from './bundled-provider';
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
   * A registry or mirror, as Terraform's CLI configuration has it. Lays nothing into the stack's folder, and
   * removes what `bundled()` laid there before.
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
