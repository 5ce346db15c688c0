import { join, resolve } from 'node:path';
import { bundleFunctions } from './lambda';

const ROOT = resolve(__dirname, '..', '..');
const ASSETS = join(ROOT, 'assets');

// It reads no secret, so that it needs no client of what keeps them. Lambda's runtime has them, should one ever be loaded.
const OTHER_CLIENTS = ['kms', 's3', 'ssm', 'resource-groups-tagging-api'].map((name) => `@aws-sdk/client-${name}`);

/** Bundles the watcher into assets/. */
bundleFunctions(
  ASSETS,
  {
    watcher: {
      entryPoint: join(ROOT, 'src', 'programs', 'watcher', 'handler.ts'),
      zipFile: join(ASSETS, 'watcher.zip'),
      external: OTHER_CLIENTS,
    },
  },
  'watcher.json',
).catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
