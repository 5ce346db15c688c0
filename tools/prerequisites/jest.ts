import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { isCi, parseArguments } from './groups';
import { filesLeftOut, ignoring, JEST } from './left-out';
import { fail } from './prepare-tests';

/** Runs jest with the arguments given, without the files of groups that `--without-…` names. */
function main(): void {
  const { without, rest } = parseArguments(process.argv.slice(2), isCi());
  const args = [JEST, ...rest, ...ignoring(filesLeftOut(without))];
  process.exitCode = spawnSync(process.execPath, args, { cwd: resolve(__dirname, '..', '..'), stdio: 'inherit' }).status ?? 1;
}

try {
  main();
} catch (error) {
  fail(error);
}
