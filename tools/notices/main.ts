import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { bundledPackages, noticesOf } from './notices';

bundledPackages()
  .then((packages) => writeFileSync(join(resolve(__dirname, '..', '..'), 'THIRD-PARTY-NOTICES.txt'), noticesOf(packages)))
  .catch((error) => {
    console.error(error);
    process.exitCode = 1;
  });
