/** Files of tests that take longer than this run only where they were changed themselves, in seconds. */
const LONG_SECONDS = 20;
/** What a file takes that is not among the recorded ones. */
const SHORT_SECONDS = 4;
/** For all tests together, by two at a time: with types and lint, less than two minutes. */
const BUDGET_SECONDS = 140;

/** What is run, and what is not. */
export interface Selection {
  readonly chosen: readonly string[];
  /** Since they take long. */
  readonly long: readonly string[];
  /** Since there is no time left: those that are farthest from what was changed. */
  readonly farther: readonly string[];
}

/**
 * Chooses tests for the edit loop.
 *
 * @param tests paths from the root, of those that a change touches
 * @param changed paths from the root
 * @param secondsOf what a file is recorded to take; 0 where it is not
 */
export function select(tests: readonly string[], changed: readonly string[], secondsOf: (test: string) => number): Selection {
  const isChanged = (test: string) => changed.includes(test);
  const long = tests.filter((test) => secondsOf(test) > LONG_SECONDS && !isChanged(test));
  const chosen: string[] = [];
  const farther: string[] = [];
  let seconds = 0;
  for (const test of tests.filter((each) => !long.includes(each)).sort(byNearness(changed))) {
    seconds += secondsOf(test) || SHORT_SECONDS;
    if (isChanged(test) || seconds <= BUDGET_SECONDS) chosen.push(test);
    else farther.push(test);
  }
  return { chosen, long, farther };
}

/** The nearest first: tests mirror the folders of what they test. */
function byNearness(changed: readonly string[]): (one: string, other: string) => number {
  const parts = (path: string) =>
    path
      .replace(/\.(test\.)?ts$/, '')
      .split('/')
      .slice(1);
  const nearness = (test: string) => {
    if (changed.includes(test)) return Infinity;
    return Math.max(
      0,
      ...changed.map((file) => {
        const [mine, theirs] = [parts(test), parts(file)];
        const differs = mine.findIndex((part, index) => part !== theirs[index]);
        return differs < 0 ? mine.length : differs;
      }),
    );
  };
  return (one, other) => {
    const [first, second] = [nearness(one), nearness(other)];
    return first === second ? (one < other ? -1 : 1) : second - first;
  };
}
