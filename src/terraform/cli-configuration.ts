import { readFileSync } from 'fs';
import { homedir } from 'os';
import * as path from 'path';

/**
 * The user's CLI configuration of Terraform, where it has a `provider_installation` block that does not seem to
 * know the coffer provider; else undefined (Terraform: CLI Configuration File).
 *
 * A look at the text is enough for the advice it is used for: the block names a folder, or the provider, or it
 * does not.
 */
export function foreignProviderInstallation(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const file = env.TF_CLI_CONFIG_FILE ?? path.join(env.HOME ?? homedir(), '.terraformrc');
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return undefined; // Terraform, too, goes on without the file.
  }
  const block = /^[ \t]*provider_installation\b[\s\S]*/m.exec(text.replace(/^[ \t]*(#|\/\/).*$/gm, ''))?.[0];
  return block !== undefined && !/cdktf-coffer|terraform\.d[\\/]+plugins/.test(block) ? file : undefined;
}

/**
 * What people are told if their CLI configuration keeps Terraform from finding what is laid into a stack's folder.
 *
 * @param folder where Terraform runs
 * @param what what is laid there
 */
export function foreignInstallationWarning(folder: string, what: string): string | undefined {
  const configuration = foreignProviderInstallation();
  if (!configuration) return undefined;
  const plugins = path.join(folder, 'terraform.d', 'plugins');
  return (
    `${configuration} has a provider_installation block, so Terraform looks for providers only where it says. Add ` +
    `filesystem_mirror { path = "${plugins}" } to the block for ${what}, or use ProviderInstallation.registry().`
  );
}
