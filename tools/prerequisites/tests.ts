import { GROUPS, flagOf, isCi, parseArguments, UsageError, type Group } from './groups';
import { fail, prepareTests } from './prepare-tests';

const USAGE = `npm test takes these arguments:
${Object.entries(GROUPS)
  .map(([group, { what }]) => `  ${flagOf(group as Group).padEnd(20)} leaves out the ${what}`)
  .join('\n')}
For some tests only: npx projen test:unit test/vault.test.ts`;

/** Before `npm test`: looks for all that its tests need, so that a run of minutes does not end for want of a program. */
async function main(): Promise<void> {
  const { without, rest } = parseArguments(process.argv.slice(2), isCi());
  if (rest.length > 0) throw new UsageError(`${rest.join(' ')}: npm test does not know this.\n${USAGE}`);
  await prepareTests('npm test', without);
}

main().catch(fail);
