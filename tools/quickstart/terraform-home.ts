import { findAwsProvider, makeHome } from '../terraform/aws-provider-mirror';

/**
 * Variables by which Terraform finds the AWS provider.
 *
 * Where this machine keeps a copy of it, Terraform gets a home folder with that and nothing else. Elsewhere it
 * stays in the user's own, with the user's caches and mirrors: the provider is a download of 150 MB.
 */
export function providerEnvironment(folder: string): NodeJS.ProcessEnv {
  if (findAwsProvider()) return { HOME: makeHome(folder) };
  const { TF_CLI_CONFIG_FILE, TF_PLUGIN_CACHE_DIR } = process.env;
  return Object.fromEntries(Object.entries({ TF_CLI_CONFIG_FILE, TF_PLUGIN_CACHE_DIR }).filter(([, value]) => value !== undefined));
}
