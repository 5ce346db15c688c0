import { existsSync } from 'fs';
import { dirname, join } from 'path';

/**
 * The folder of what the package ships as built: the provider, the functions' zips and the command. It lies beside the
 * package.json, however deep this file is, as TypeScript or compiled.
 */
export const ASSETS = join(packageFolder(__dirname), 'assets');

function packageFolder(folder: string): string {
  if (existsSync(join(folder, 'package.json')) || dirname(folder) === folder) return folder;
  return packageFolder(dirname(folder));
}
