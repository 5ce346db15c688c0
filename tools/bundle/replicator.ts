import { join, resolve } from 'node:path';
import { bundleFunctions } from './lambda';

const ROOT = resolve(__dirname, '..', '..');
const ASSETS = join(ROOT, 'assets');

// It talks to Parameter Store only. Lambda's runtime has the others, should one ever be loaded.
const OTHER_CLIENTS = ['kms', 's3', 'sts', 'resource-groups-tagging-api'].map((name) => `@aws-sdk/client-${name}`);

/** Bundles the replicator into assets/. */
bundleFunctions(
  ASSETS,
  {
    replicator: {
      entryPoint: join(ROOT, 'src', 'programs', 'replicator', 'handler.ts'),
      zipFile: join(ASSETS, 'replicator.zip'),
      external: OTHER_CLIENTS,
    },
  },
  'replicator.json',
).catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
