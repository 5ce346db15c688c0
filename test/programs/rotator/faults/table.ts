import { MODES, type Cell, type Row } from './fault-matrix';

/** What came of all scenarios, a line for each. */
export function table(rows: readonly Row[]): string {
  const head = ['strategy', 'calls', 'fault points', ...MODES, 'uses', 'lost values', 'lock-outs', 'leftovers', 'other'];
  const lines = rows.map(({ scenario, calls, cells }) => {
    const count = (of: (cell: Cell) => number) => cells.reduce((sum, cell) => sum + of(cell), 0);
    return [
      scenario.title,
      calls.length,
      cells.length,
      ...MODES.map((mode) => count((cell) => (cell.mode === mode ? 1 : 0))),
      count(({ uses }) => uses),
      count(({ lost }) => lost.length),
      count(({ lockOuts }) => lockOuts.length),
      count(({ leftovers }) => leftovers.length),
      count(({ problems }) => problems.length),
    ];
  });
  const sum = ['all', ...head.slice(1).map((_, column) => lines.reduce((total, line) => total + Number(line[column + 1]), 0))];
  const all = [head, ...lines, sum].map((line) => line.map(String));
  const widths = head.map((_, column) => Math.max(...all.map((line) => line[column]!.length)));
  return all
    .map((line) => line.map((text, column) => (column === 0 ? text.padEnd(widths[column]!) : text.padStart(widths[column]!))).join('  '))
    .join('\n');
}
