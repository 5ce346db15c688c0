import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Files below a folder whose name ends so; not those of modules and output. */
export function filesBelow(folder: string, end: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (['node_modules', 'cdktf.out'].includes(entry.name)) return [];
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return filesBelow(path, end);
    return path.endsWith(end) ? [path] : [];
  });
}
