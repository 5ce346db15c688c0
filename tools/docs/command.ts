import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { commandPage } from './command/command-page';
import { COMMANDS } from '../../src/programs/cli/commands';

const PAGE = join('docs', 'guides', 'coffer-command.md');

/**
 * Generates the page of the coffer command from its table of commands.
 *
 * With `--check`, changes nothing and fails if the page is out of date.
 */
function main(): void {
  const file = join(resolve(__dirname, '..', '..'), PAGE);
  const page = commandPage(COMMANDS);
  if (!process.argv.includes('--check')) {
    writeFileSync(file, page);
    console.log(`${PAGE}: ${COMMANDS.length} commands.`);
    return;
  }
  if (existsSync(file) && readFileSync(file, 'utf8') === page) {
    console.log(`${PAGE} is current.`);
    return;
  }
  console.error(`${PAGE} is out of date. Run: npx projen docs:command`);
  process.exitCode = 1;
}

main();
