import { relative, resolve } from 'node:path';
import { flagOf, GROUPS, isCi, parseArguments } from './groups';
import { END_TO_END, filesLeftOut } from './left-out';

const ROOT = resolve(__dirname, '..', '..');

/** The last lines of `npm test`: what did not run. Nothing where everything did. */
function main(): void {
  const { without } = parseArguments(process.argv.slice(2), isCi());
  if (without.length === 0) return;
  console.log('\nEverything that ran has passed. These tests did NOT run:');
  for (const group of without) {
    const files = [...filesLeftOut([group]), ...filesLeftOut([group], END_TO_END)];
    console.log(`\n  ${flagOf(group)}: ${GROUPS[group].what}`);
    for (const file of files) console.log(`    ${relative(ROOT, file)}`);
  }
  console.log('');
}

main();
