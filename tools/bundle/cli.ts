import { chmodSync, mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';

const ROOT = resolve(__dirname, '..', '..');
const FILE = join(ROOT, 'assets', 'coffer.js');

/** Bundles the `coffer` command into one executable file, the same for the same sources. */
async function main(): Promise<void> {
  mkdirSync(join(ROOT, 'assets'), { recursive: true });
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
  await build({
    entryPoints: [join(ROOT, 'src', 'programs', 'cli', 'main.ts')],
    outfile: FILE,
    absWorkingDir: ROOT, // paths in the bundle must not tell where it was built
    bundle: true,
    minifyWhitespace: true,
    minifySyntax: true,
    // Names of classes are part of what messages read.
    keepNames: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    legalComments: 'none',
    banner: { js: '#!/usr/bin/env node' },
    define: { COFFER_VERSION: JSON.stringify(version) },
    // What is imported dynamically is in the file too.
    supported: { 'dynamic-import': false },
    logLevel: 'warning',
  });
  chmodSync(FILE, 0o755);
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
