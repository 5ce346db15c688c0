import { readFileSync } from 'node:fs';
import * as path from 'node:path';

const PAGE = path.join(__dirname, '..', '..', 'docs', 'guides', 'controls.md');

/** Rows of the table below a heading of docs/guides/controls.md, cell by cell. */
export function tableBelow(heading: string): string[][] {
  const text = readFileSync(PAGE, 'utf8');
  const [, after] = text.split(`\n## ${heading}\n`);
  if (after === undefined) throw new Error(`docs/guides/controls.md has no heading '${heading}'`);
  const lines = after
    .split('\n## ')[0]!
    .split('\n')
    .filter((line) => line.startsWith('|'));
  // The first two are its head.
  return lines.slice(2).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}
