import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Where `runCommand` notes how long each command took, a line of JSON for each. */
export const COMMAND_TIMES = join(resolve(__dirname, '..', '..'), 'test-reports', 'commands.jsonl');

/** Begins a run with nothing noted. */
export function forgetCommandTimes(): void {
  rmSync(COMMAND_TIMES, { force: true });
}

/** What the commands took that the tests ran, by kind, the costliest first: several ran at once, so that the sum is longer than the run. */
export function commandTimes(): string {
  const lines = existsSync(COMMAND_TIMES) ? readFileSync(COMMAND_TIMES, 'utf8').trim().split('\n') : [];
  const byKind = new Map<string, number[]>();
  for (const { command, ms } of lines.map((line) => JSON.parse(line) as { command: string; ms: number })) {
    byKind.set(command, [...(byKind.get(command) ?? []), ms]);
  }
  const rows = [...byKind]
    .map(([command, times]) => ({ command, times, sum: times.reduce((one, other) => one + other, 0) }))
    .sort((one, other) => other.sum - one.sum);
  return rows
    .map(
      ({ command, times, sum }) =>
        `${seconds(sum)} in ${String(times.length).padStart(3)} of ${command}, the longest ${seconds(Math.max(...times)).trim()}`,
    )
    .join('\n');
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(0).padStart(5)} s`;
}
