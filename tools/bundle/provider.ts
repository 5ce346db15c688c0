import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { PROVIDER_ADDRESS, PROVIDER_VERSION } from '../../src/provider/version';

const ROOT = resolve(__dirname, '..', '..');
const EXECUTABLE = join(ROOT, 'assets', 'terraform-provider-coffer');

/** Bundles the provider into one executable file, and writes down its version and checksum for the constructs. */
async function main(): Promise<void> {
  mkdirSync(join(ROOT, 'assets'), { recursive: true });
  await build({
    entryPoints: [join(ROOT, 'src', 'provider', 'main.ts')],
    outfile: EXECUTABLE,
    bundle: true,
    minify: true,
    // Names of errors are part of what the retry policy and the messages read.
    keepNames: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    legalComments: 'none',
    banner: { js: '#!/usr/bin/env node' },
    logLevel: 'warning',
    plugins: [{
      name: 'without-proto-loader',
      setup(esbuild) {
        // grpc-js loads .proto files only where it is asked to, and the wire is described in code here.
        esbuild.onResolve({ filter: /^@grpc\/proto-loader$/ }, ({ path }) => ({ path, namespace: 'empty' }));
        esbuild.onLoad({ filter: /.*/, namespace: 'empty' }, () => ({ contents: 'module.exports = {};' }));
      },
    }],
  });
  chmodSync(EXECUTABLE, 0o755);
  const sha256 = createHash('sha256').update(readFileSync(EXECUTABLE)).digest('hex');
  writeFileSync(join(ROOT, 'assets', 'provider.json'), `${JSON.stringify({ address: PROVIDER_ADDRESS, version: PROVIDER_VERSION, sha256 }, null, 2)}\n`);
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
