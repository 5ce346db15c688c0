import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { BuildOptions } from 'esbuild';
import { DeferredSections } from './deferred-sections';
import { grpcServerOnly, refuseGrpcClient } from './grpc-server-only';
import { PROVIDER_ADDRESS, PROVIDER_VERSION } from '../../src/programs/provider/core/version';

const ROOT = resolve(__dirname, '..', '..');
const SOURCE = join(ROOT, 'src', 'programs', 'provider');
const EXECUTABLE = join(ROOT, 'assets', 'terraform-provider-coffer');

const OPTIONS: BuildOptions = {
  bundle: true,
  // Short names for variables would save a third of the text, and cost V8 twice the time to parse it; and stack
  // traces would say nothing.
  minifyWhitespace: true,
  minifySyntax: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  legalComments: 'none',
  // What is imported dynamically is in the file too, and found by require.
  supported: { 'dynamic-import': false },
  logLevel: 'warning',
};

/** Bundles the provider into one executable file, and writes down its version and checksum for the constructs. */
async function main(): Promise<void> {
  const sections = new DeferredSections({
    title: 'terraform-provider-coffer',
    sources: 'provider',
    root: SOURCE,
    packages: { 'aws-sdk': /^@(aws-sdk|smithy)\// },
  });
  const { text, inputs } = await sections.build(
    {
      entryPoints: [join(SOURCE, 'main.ts')],
      banner: { js: '#!/usr/bin/env node' },
      plugins: [grpcServerOnly()],
    },
    OPTIONS,
  );
  refuseGrpcClient(inputs);
  mkdirSync(join(ROOT, 'assets'), { recursive: true });
  writeFileSync(EXECUTABLE, text);
  chmodSync(EXECUTABLE, 0o755);
  const sha256 = createHash('sha256').update(text).digest('hex');
  writeFileSync(
    join(ROOT, 'assets', 'provider.json'),
    `${JSON.stringify({ address: PROVIDER_ADDRESS, version: PROVIDER_VERSION, sha256 }, null, 2)}\n`,
  );
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
