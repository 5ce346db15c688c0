import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { makeHome } from '../terraform/aws-provider-mirror';
import type { Product } from '../terraform/installed';

/** The path of a Unix socket has 104 characters at most; what a provider puts below its temporary folder takes 40. */
const LONGEST_TEMPORARY_FOLDER = 60;

/**
 * Variables that keep what Terraform and its providers write within a folder: a home with a copy of hashicorp/aws in
 * it, and nothing else.
 */
export function terraformFolders(folder: string, product: Product): NodeJS.ProcessEnv {
  const HOME = makeHome(join(folder, 'home'), product);
  const temporary = join(folder, 'tmp');
  if (temporary.length > LONGEST_TEMPORARY_FOLDER) return { HOME };
  // A provider that is killed leaves its socket behind.
  mkdirSync(temporary, { recursive: true });
  return { HOME, TMPDIR: temporary };
}
