import { spawnSync } from 'node:child_process';
import { terraformEnvironment, ToolError } from './terraform';

/** Whose program it is. Each completes `hashicorp/aws` to an address at a registry of its own. */
export type Product = 'Terraform' | 'OpenTofu';

export const REGISTRIES: Readonly<Record<Product, string>> = { Terraform: 'registry.terraform.io', OpenTofu: 'registry.opentofu.org' };

/** The program that plans and applies, as it is on this machine. */
export interface InstalledTerraform {
  readonly product: Product;
  /** What starts it. */
  readonly command: string;
  readonly version: string;
}

/** The commands to look for where either product will do: the one that cdktf is told to use, or else what is on PATH. */
export function eitherProduct(): readonly string[] {
  const { TERRAFORM_BINARY_NAME: named } = process.env;
  return named ? [named] : ['terraform', 'tofu'];
}

/**
 * The first of these commands that is there.
 *
 * @throws ToolError where there is none, or it is too old for write-only values
 */
export function findTerraform(commands: readonly string[]): InstalledTerraform {
  for (const command of commands) {
    // By what it says of itself: people link `terraform` to OpenTofu.
    const { error, stdout, stderr, status } = spawnSync(command, ['version'], { encoding: 'utf8', env: terraformEnvironment() });
    if ((error as NodeJS.ErrnoException | undefined)?.code === 'ENOENT') continue;
    const said = /^(Terraform|OpenTofu) v(\d+)\.(\d+)(\S*)/.exec(stdout ?? '');
    if (!said) {
      const reason = error?.message ?? ((stderr || stdout).trim().split('\n')[0] || `exit code ${status}`);
      throw new ToolError(`\`${command} version\` does not say which Terraform it is: ${reason}`);
    }
    const [, product, major, minor, rest] = said as unknown as [string, Product, string, string, string];
    const version = `${major}.${minor}${rest}`;
    if (Number(major) < 1 || (Number(major) === 1 && Number(minor) < 11)) {
      throw new ToolError(`${product} ${version} is too old: Coffer needs 1.11 or newer, for write-only values.`);
    }
    return { product, command, version };
  }
  throw new ToolError(commands.length > 1 ? `Neither ${commands.join(' nor ')} is on PATH.` : `${commands.join()} is not on PATH.`);
}
