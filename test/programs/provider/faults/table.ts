import { MODES } from './cells';
import type { Row } from './lanes';
import { title } from './scenario';

/** The outcome of all scenarios, a line for each. */
export function table(rows: readonly Row[]): string {
  const head = ['resource: operation', 'calls', 'fault points', ...MODES, 'doubled', 'lost', 'leftovers', 'leaks', 'other differences'];
  const lines = rows.map(({ scenario, calls, cells }) => {
    const count = (of: (finding: Row['cells'][number]['finding']) => number) => cells.reduce((sum, { finding }) => sum + of(finding), 0);
    return [
      title(scenario),
      calls,
      cells.length,
      ...MODES.map((mode) => cells.filter(({ cell }) => cell.mode === mode).length),
      count(({ doubled }) => doubled.length),
      count(({ lost }) => lost.length),
      count(({ leftovers }) => leftovers.length),
      count(({ leaks }) => leaks.length),
      count(
        ({ problems, doubled, lost, leftovers, leaks }) => problems.length - doubled.length - lost.length - leftovers.length - leaks.length,
      ),
    ];
  });
  const sum = ['all', ...head.slice(1).map((_, column) => lines.reduce((total, line) => total + Number(line[column + 1]), 0))];
  const all = [head, ...lines, sum].map((line) => line.map(String));
  const widths = head.map((_, column) => Math.max(...all.map((line) => line[column]!.length)));
  return all
    .map((line) => line.map((text, column) => (column === 0 ? text.padEnd(widths[column]!) : text.padStart(widths[column]!))).join('  '))
    .join('\n');
}
