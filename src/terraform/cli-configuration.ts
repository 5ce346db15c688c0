import * as path from 'path';
import { foreignProviderInstallation } from '../contracts/provider-installation-block';

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
