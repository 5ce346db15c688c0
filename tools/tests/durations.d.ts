/** How long test files take. @returns seconds by path; 0 for a file that is not among those that take long */
export function recorded(): (path: string) => number;

/** Keeps what was measured: pairs of a path and its seconds. */
export function record(durations: ReadonlyArray<readonly [string, number]>): void;
