import { readFileSync } from 'fs';
import { homedir } from 'os';
import * as path from 'path';

type Environment = Readonly<Record<string, string | undefined>>;

/** The user's CLI configuration of Terraform (Terraform: CLI Configuration File). */
export function cliConfigurationFile(env: Environment): string {
  return env.TF_CLI_CONFIG_FILE ?? path.join(env.HOME ?? homedir(), '.terraformrc');
}

/**
 * The user's CLI configuration of Terraform, where it has a `provider_installation` block that does not seem to
 * know the coffer provider; else undefined (Terraform: CLI Configuration File).
 *
 * A look at the text is enough for the advice it is used for: the block names a folder, or the provider, or it
 * does not.
 */
export function foreignProviderInstallation(env: Environment = process.env): string | undefined {
  const file = cliConfigurationFile(env);
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return undefined; // Terraform, too, goes on without the file.
  }
  const block = /^[ \t]*provider_installation\b[\s\S]*/m.exec(text.replace(/^[ \t]*(#|\/\/).*$/gm, ''))?.[0];
  return block !== undefined && !/cdktf-coffer|terraform\.d[\\/]+plugins/.test(block) ? file : undefined;
}
