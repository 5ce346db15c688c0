import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { findAwsProvider, makeHome } from '../terraform/aws-provider-mirror';

/** The path of a Unix socket has 104 characters at most; what a provider puts below its temporary folder takes 40. */
const LONGEST_TEMPORARY_FOLDER = 60;

/** Variables that keep what Terraform and its providers write within a folder. */
export function terraformFolders(folder: string): NodeJS.ProcessEnv {
  const temporary = join(folder, 'tmp');
  if (temporary.length > LONGEST_TEMPORARY_FOLDER) return providerEnvironment(join(folder, 'home'));
  // A provider that is killed leaves its socket behind.
  mkdirSync(temporary, { recursive: true });
  return { ...providerEnvironment(join(folder, 'home')), TMPDIR: temporary };
}

/**
 * Variables by which Terraform finds the AWS provider.
 *
 * Where this machine keeps a copy of it, Terraform gets a home folder with that and nothing else. Elsewhere it
 * stays in the user's own, with the user's caches and mirrors: the provider is a download of 150 MB.
 */
function providerEnvironment(folder: string): NodeJS.ProcessEnv {
  if (findAwsProvider()) return { HOME: makeHome(folder) };
  const { TF_CLI_CONFIG_FILE, TF_PLUGIN_CACHE_DIR } = process.env;
  return Object.fromEntries(Object.entries({ TF_CLI_CONFIG_FILE, TF_PLUGIN_CACHE_DIR }).filter(([, value]) => value !== undefined));
}
