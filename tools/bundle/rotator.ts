import { join, resolve } from 'node:path';
import { bundleFunctions } from './lambda';

const ROOT = resolve(__dirname, '..', '..');
const SOURCE = join(ROOT, 'src', 'programs', 'rotator');
const ASSETS = join(ROOT, 'assets');

// Native bindings and exotic features of the drivers that nothing here uses.
const UNUSED = ['pg-native', 'pg-cloudflare'];

/** Bundles the rotator into assets/, with and without the drivers of databases. */
bundleFunctions(
  ASSETS,
  {
    rotator: { entryPoint: join(SOURCE, 'main.ts'), zipFile: join(ASSETS, 'rotator.zip') },
    rotatorWithDatabases: {
      entryPoint: join(SOURCE, 'main-with-databases.ts'),
      zipFile: join(ASSETS, 'rotator-with-databases.zip'),
      external: UNUSED,
    },
  },
  'rotator.json',
).catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
