import { resolve } from 'node:path';
import { apiPages, writePages } from './api-pages';

const ROOT = resolve(__dirname, '..', '..');

apiPages(ROOT).then(
  (pages) => {
    writePages(ROOT, pages);
    console.log(`${[...pages.keys()].sort().join(', ')} written.`);
  },
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);
