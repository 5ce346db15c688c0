import { readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { archive, type ArchiveFile } from './archive';
import { NodeDistributions } from './node-distribution';
import type { ReleaseFile } from './release';
import { SingleExecutables, type EmbeddedProgram } from './single-executable';
import type { Target } from './targets';

const ROOT = resolve(__dirname, '..', '..');
export const CACHE = join(ROOT, 'node_modules', '.cache', 'coffer', 'node');

export interface ExecutablePackagesOptions {
  readonly targets: readonly Target[];
  /** Folder for work, empty and given up by the caller afterwards. It takes some 350 MB. */
  readonly scratch: string;
  /** Folder that keeps the builds of Node.js. @default - one in node_modules, shared by all runs */
  readonly cache?: string;
  /** What the executable of a target and its package are called. */
  readonly nameOf: (target: Target) => { readonly executable: string; readonly package: string };
  /** Told of each package that is ready, and of how long it took. */
  readonly onPackage?: (target: Target, ms: number) => void;
}

export interface Packages {
  readonly packages: readonly ReleaseFile[];
  readonly remarks: readonly string[];
}

/** Packages of a program, each with an executable that has Node.js in it. */
export async function executablePackages(
  program: EmbeddedProgram,
  { targets, scratch, cache = CACHE, nameOf, onPackage }: ExecutablePackagesOptions,
): Promise<Packages> {
  const executables = await SingleExecutables.prepare(new NodeDistributions(cache), program, join(scratch, 'program'));
  // What is in the executable wants its licences to go along: those of Node.js, and those of bundled packages.
  const licenses: ArchiveFile[] = [
    { name: 'LICENSE', content: readFileSync(join(ROOT, 'LICENSE')), executable: false },
    { name: 'LICENSE.node', content: executables.nodeLicense, executable: false },
    { name: 'THIRD-PARTY-NOTICES.txt', content: readFileSync(join(ROOT, 'THIRD-PARTY-NOTICES.txt')), executable: false },
  ];
  const made = await inParallel(targets, availableParallelism(), async (target) => {
    const start = performance.now();
    const { path, remarks } = await executables.make(target, join(scratch, target.name));
    const name = nameOf(target);
    const content = await archive([{ name: name.executable, content: readFileSync(path), executable: true }, ...licenses]);
    rmSync(join(scratch, target.name), { recursive: true, force: true });
    onPackage?.(target, performance.now() - start);
    return { file: { name: name.package, content }, target, remarks };
  });
  return { packages: made.map(({ file }) => file), remarks: grouped(made) };
}

/** Remarks with the targets that they are about: each once. */
function grouped(made: readonly { target: Target; remarks: readonly string[] }[]): string[] {
  const each = new Set(made.flatMap(({ remarks }) => remarks));
  return [...each].map(
    (remark) =>
      `${made
        .filter(({ remarks }) => remarks.includes(remark))
        .map(({ target }) => target.name)
        .join(', ')}: ${remark}`,
  );
}

/** Runs over items, at most so many at a time, and gives the results in the order of the items. */
async function inParallel<T, R>(items: readonly T[], limit: number, run: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const queue = [...items.entries()];
  const workers = Array.from({ length: Math.min(limit, items.length) }, async () => {
    for (let next = queue.shift(); next; next = queue.shift()) results[next[0]] = await run(next[1]);
  });
  // All of them end before an error goes on: none works in a folder that is being removed.
  for (const ended of await Promise.allSettled(workers)) if (ended.status === 'rejected') throw ended.reason;
  return results;
}
