import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DeferredSections } from './deferred-sections';

const ROOT = resolve(__dirname, '..', '..');
const SOURCE = join(ROOT, 'src', 'programs', 'cli');
const FILE = join(ROOT, 'assets', 'coffer.js');

/** Bundles the `coffer` command into one executable file, the same for the same sources. */
async function main(): Promise<void> {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
  const sections = new DeferredSections({
    title: 'coffer',
    sources: 'commands',
    root: SOURCE,
    packages: { 'aws-sdk': /^@(aws-sdk|smithy)\// },
  });
  const { text } = await sections.build(
    { entryPoints: [join(SOURCE, 'main.ts')], banner: { js: '#!/usr/bin/env node' } },
    {
      absWorkingDir: ROOT, // paths in the bundle must not tell where it was built
      bundle: true,
      minifyWhitespace: true,
      minifySyntax: true,
      platform: 'node',
      target: 'node20',
      format: 'cjs',
      legalComments: 'none',
      define: { COFFER_VERSION: JSON.stringify(version) },
      // What is imported dynamically is in the file too.
      supported: { 'dynamic-import': false },
      logLevel: 'warning',
    },
  );
  mkdirSync(join(ROOT, 'assets'), { recursive: true });
  writeFileSync(FILE, text);
  chmodSync(FILE, 0o755);
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
