import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '..', '..');

/** Checks what people read, against the library as it was built: the examples of README.md compile, API.md and docs/ are current. */
function main(): void {
  const folder = mkdtempSync(join(tmpdir(), 'coffer-docs-'));
  try {
    const faults = [checkReadme(join(folder, 'examples.json')), checkApi(join(folder, 'API.md')), checkProvider()].filter(
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

function checkApi(fresh: string): string | undefined {
  if (!run('jsii-docgen', '--output', fresh)) return 'API.md could not be generated.';
  if (readFileSync(fresh, 'utf8') !== readFileSync(join(ROOT, 'API.md'), 'utf8')) {
    return 'API.md is out of date. Run: npx projen compile && npx projen docgen';
  }
  console.log('API.md is current.');
  return undefined;
}

/** It says itself what is out of date. */
function checkProvider(): string | undefined {
  const isCurrent = run('ts-node', '--transpile-only', '--project', 'test/tsconfig.json', 'tools/docs/provider.ts', '--check');
  return isCurrent ? undefined : 'docs/ is not what the provider and its examples make of it.';
}

function run(command: string, ...args: string[]): boolean {
  return spawnSync('npx', [command, ...args], { cwd: ROOT, stdio: ['ignore', 'inherit', 'inherit'] }).status === 0;
}

main();
