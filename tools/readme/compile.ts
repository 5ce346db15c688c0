import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '..', '..');

/**
 * Compiles the examples of README.md against the library as it was built, by jsii-rosetta: a misspelt prop fails.
 * Fails too where README.md has none, since then nothing was checked.
 */
function main(): void {
  const folder = mkdtempSync(join(tmpdir(), 'coffer-readme-'));
  try {
    const tablet = join(folder, 'examples.json');
    const { status } = spawnSync('npx', ['jsii-rosetta', 'extract', '--compile', '--strict', '--output', tablet, '.'], {
      cwd: ROOT, stdio: ['ignore', 'inherit', 'inherit'], env: { ...process.env, JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '1' },
    });
    if (status !== 0) {
      console.error('README.md: an example does not compile.');
      process.exitCode = 1;
      return;
    }
    const { snippets } = JSON.parse(readFileSync(tablet, 'utf8')) as { snippets: Record<string, { didCompile?: boolean }> };
    const compiled = Object.values(snippets).filter(({ didCompile }) => didCompile).length;
    if (compiled === 0) {
      console.error('README.md: no example was compiled.');
      process.exitCode = 1;
      return;
    }
    console.log(`README.md: ${compiled} ${compiled === 1 ? 'example compiles' : 'examples compile'}.`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

main();
