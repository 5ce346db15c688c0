import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { COMMAND_TIMES, commandTimes, forgetCommandTimes } from './command-times';
import { isCi, parseArguments } from '../prerequisites/groups';
import { END_TO_END, filesLeftOut, ignoring } from '../prerequisites/left-out';
import { fail, prepareTests } from '../prerequisites/prepare-tests';

const ROOT = resolve(__dirname, '..', '..');

/** Runs the end-to-end tests. What is missing fails the run: tests are left out where somebody says so, and never by themselves. */
async function main(): Promise<void> {
  const { without, rest } = parseArguments(process.argv.slice(2), isCi());
  if (without.includes('e2e')) return;
  await prepareTests('npx projen test:e2e', [...without, 'compose']);
  // Side by side: most of the time the AWS provider waits for what AWS needs to become ready.
  const args = ['jest', ...END_TO_END, '--maxWorkers', '4', '--json', '--outputFile=test-reports/e2e.json', ...rest];
  args.push(...ignoring(filesLeftOut(without, END_TO_END)));
  mkdirSync(join(ROOT, 'test-reports'), { recursive: true });
  forgetCommandTimes();
  // Terraform and hashicorp/aws would spend a quarter of their time collecting garbage, to stay below 0.4 GB each.
  const env = { ...process.env, COFFER_COMMAND_TIMES: COMMAND_TIMES, GOGC: '400' };
  const { status } = spawnSync('npx', args, { cwd: ROOT, stdio: 'inherit', env });
  console.log(`\nThe commands that the end-to-end tests ran:\n${commandTimes()}`);
  process.exitCode = status ?? 1;
}

main().catch(fail);
