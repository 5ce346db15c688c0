import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { apiPages, writtenPages } from './api-pages';

const ROOT = resolve(__dirname, '..', '..');

/** Checks what people read, against the library as it was built: the examples of README.md compile, API.md and docs/ are current. */
async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'coffer-docs-'));
  try {
    const faults = [checkReadme(join(folder, 'examples.json')), await checkApi(), checkProvider(), checkCommand()].filter(
      (fault) => fault !== undefined,
    );
    for (const fault of faults) console.error(fault);
    if (faults.length > 0) process.exitCode = 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A misspelt prop fails; so does a README without examples, since then nothing was checked. */
function checkReadme(tablet: string): string | undefined {
  if (!run('jsii-rosetta', 'extract', '--compile', '--strict', '--output', tablet, '.')) return 'README.md: an example does not compile.';
  const { snippets } = JSON.parse(readFileSync(tablet, 'utf8')) as { snippets: Record<string, { didCompile?: boolean }> };
  const compiled = Object.values(snippets).filter(({ didCompile }) => didCompile).length;
  if (compiled === 0) return 'README.md: no example was compiled.';
  console.log(`README.md: ${compiled} ${compiled === 1 ? 'example compiles' : 'examples compile'}.`);
  return undefined;
}

async function checkApi(): Promise<string | undefined> {
  const pages = await apiPages(ROOT);
  const stale = [...new Set([...pages.keys(), ...writtenPages(ROOT)])].filter((page) => pages.get(page) !== read(page));
  if (stale.length > 0) return `${stale.sort().join(', ')}: out of date. Run: npx projen compile && npx projen docgen`;
  console.log(`API.md is current, and so are the pages of its ${pages.size - 1} namespaces.`);
  return undefined;
}

function read(page: string): string | undefined {
  return existsSync(join(ROOT, page)) ? readFileSync(join(ROOT, page), 'utf8') : undefined;
}

/** It says itself what is out of date. */
function checkProvider(): string | undefined {
  const isCurrent = run('ts-node', '--transpile-only', '--project', 'test/tsconfig.json', 'tools/docs/provider.ts', '--check');
  return isCurrent ? undefined : 'docs/ is not what the provider and its examples make of it.';
}

/** It says itself what to run. */
function checkCommand(): string | undefined {
  const isCurrent = run('ts-node', '--transpile-only', '--project', 'test/tsconfig.json', 'tools/docs/command.ts', '--check');
  return isCurrent ? undefined : 'The page of the coffer command is not what its table of commands makes of it.';
}

function run(command: string, ...args: string[]): boolean {
  return spawnSync('npx', [command, ...args], { cwd: ROOT, stdio: ['ignore', 'inherit', 'inherit'] }).status === 0;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
