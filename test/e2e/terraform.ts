import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand, type CommandOptions, type CommandResult } from '../../tools/terraform/terraform';

const AWS_HASHES = /^(provider "[^"]+\/hashicorp\/aws" \{[^}]*?)\n {2}hashes = \[[^\]]*\]/m;

/** Runs Terraform. What `init` installs is not checked again by each of the commands after it. */
export async function runTerraform(args: readonly string[], options: CommandOptions): Promise<CommandResult> {
  const result = await runCommand('terraform', args, options);
  if (args[0] === 'init') trustAwsProvider(options.cwd);
  return result;
}

/**
 * Takes the hashes of hashicorp/aws out of a lock file, after it was checked once. Terraform compares them at the start of every
 * command, and to hash 0.7 GB takes most of a second each time. The coffer provider keeps its hashes.
 */
export function trustAwsProvider(folder: string): void {
  const lock = join(folder, '.terraform.lock.hcl');
  if (existsSync(lock)) writeFileSync(lock, readFileSync(lock, 'utf8').replace(AWS_HASHES, '$1'));
}
