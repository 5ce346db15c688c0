import { resolve } from 'node:path';
import { DocsError } from './provider/docs-error';
import { DocsFolder } from './provider/docs-folder';
import { readExamples } from './provider/examples';
import { pagesOf } from './provider/pages';
import { cofferProvider } from '../../src/programs/provider/coffer-provider';

/**
 * Generates docs/, in the form of the Terraform registry, from the provider's schema and examples/terraform.
 *
 * With `--check`, changes nothing and fails where the pages there are out of date.
 */
function main(): void {
  const docs = new DocsFolder(resolve(__dirname, '..', '..', 'docs'));
  const pages = pagesOf(cofferProvider, readExamples());
  if (!process.argv.includes('--check')) {
    docs.write(pages);
    console.log(`docs/: ${pages.size} pages.`);
    return;
  }
  const stale = docs.stale(pages);
  if (stale.length > 0) {
    throw new DocsError(`Pages are out of date: ${stale.map((path) => `docs/${path}`).join(', ')}. Run: npx projen docs:provider`);
  }
  console.log(`docs/: ${pages.size} pages are current.`);
}

try {
  main();
} catch (error) {
  if (!(error instanceof DocsError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
