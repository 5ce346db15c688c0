import { isCi, UsageError, type Group } from './groups';
import { MissingPrerequisites } from './need';
import { AWS_PROVIDER_OF_TESTS, TESTS } from './needs';
import { prepare, withoutGroups } from './prepare';

/**
 * Makes sure that all is there which a run of tests without these groups needs.
 *
 * @param line the command that was asked for, as it is typed
 * @throws MissingPrerequisites where something is missing that cannot be installed
 */
export async function prepareTests(line: string, without: readonly Group[]): Promise<void> {
  await prepare({
    command: { line, takesFlags: !isCi() },
    needs: withoutGroups(TESTS, without),
    terraform: ['terraform'],
    awsProvider: without.includes('e2e') ? undefined : AWS_PROVIDER_OF_TESTS,
    say: (text) => console.log(text),
  });
}

/** Ends a command with what went wrong: for people where it is the machine or the arguments, and else with the stack. */
export function fail(error: unknown): void {
  const isForPeople = error instanceof MissingPrerequisites || error instanceof UsageError;
  console.error(isForPeople ? error.message : error);
  process.exitCode = 1;
}
