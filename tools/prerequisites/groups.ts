/** Tests that need something which not every machine has, and that a run can be told to leave out. */
export type Group = 'databases' | 'compose' | 'e2e';

export interface GroupOfTests {
  /** What they are, for people. */
  readonly what: string;
  /** The modules through which a test uses what not every machine has: whoever imports one, in any way, is in the group. */
  readonly modules: readonly string[];
}

export const GROUPS: Readonly<Record<Group, GroupOfTests>> = {
  databases: {
    what: 'tests on servers of PostgreSQL and MariaDB',
    modules: ['test/support/databases/postgres.ts', 'test/support/databases/mariadb.ts'],
  },
  compose: {
    what: 'tests that read .env files by docker compose',
    modules: ['test/programs/provider/resources/functions/dotenv-readers.ts'],
  },
  // All of them, whatever they import.
  e2e: { what: 'end-to-end tests', modules: [] },
};

const FLAG = /^--without-(.*)$/;

/** The flag that leaves a group out. */
export function flagOf(group: Group): string {
  return `--without-${group}`;
}

/** The arguments of a run of tests. */
export interface TestArguments {
  /** The groups to leave out. */
  readonly without: readonly Group[];
  /** All other arguments, in their order. */
  readonly rest: readonly string[];
}

/** A run of tests was asked for in a way that it cannot be run. The message is for people. */
export class UsageError extends Error {
  public override readonly name = 'UsageError';
}

/**
 * Takes the flags of groups out of a command's arguments.
 *
 * @throws UsageError where a flag is of no group, and for any flag in CI: there a run that leaves tests out would count
 * as one that passed
 */
export function parseArguments(args: readonly string[], inCi: boolean): TestArguments {
  const known = Object.keys(GROUPS) as Group[];
  const named = args.flatMap((arg) => FLAG.exec(arg)?.[1] ?? []);
  const unknown = named.find((name) => !known.includes(name as Group));
  if (unknown !== undefined) {
    throw new UsageError(`--without-${unknown}: there is no such group of tests. Write ${known.map(flagOf).join(', ')}.`);
  }
  if (inCi && named.length > 0) {
    const flag = flagOf(named[0] as Group);
    throw new UsageError(`${flag} is not accepted where CI is set: a run without these tests has not passed. Install what is missing.`);
  }
  return { without: known.filter((group) => named.includes(group)), rest: args.filter((arg) => !FLAG.test(arg)) };
}

/** Whether this is a run of continuous integration, as npm and jest tell it. */
export function isCi(): boolean {
  const { CI } = process.env;
  return CI !== undefined && !['', '0', 'false'].includes(CI);
}
