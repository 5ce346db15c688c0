import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { noticesSection } from './audit/notices-section';
import { withSection } from './audit/section';

const PAGE = join('docs', 'guides', 'audit.md');

/**
 * Generates the examples of notices in the guide of the audit.
 *
 * With `--check`, changes nothing and fails if they are out of date.
 */
async function main(): Promise<void> {
  const file = join(resolve(__dirname, '..', '..'), PAGE);
  const page = readFileSync(file, 'utf8');
  const current = withSection(page, await noticesSection());
  if (!process.argv.includes('--check')) {
    writeFileSync(file, current);
    console.log(`${PAGE} is written.`);
    return;
  }
  if (page === current) {
    console.log(`${PAGE} is current.`);
    return;
  }
  console.error(`${PAGE} is out of date. Run: npx projen docs:audit`);
  process.exitCode = 1;
}

void main();
