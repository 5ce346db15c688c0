import { displayWidth, padded } from './display-width';

/** Rows of two columns, each two spaces in; what is wider than `width` goes on below itself. */
export function columns(rows: readonly (readonly [string, string])[], width = 100): string[] {
  const left = Math.max(0, ...rows.map(([name]) => displayWidth(name))) + 4;
  return rows.flatMap(([name, description]) => {
    const lines = wrapped(description, Math.max(width - left, 30));
    return lines.map((line, index) => `  ${padded(index === 0 ? name : '', left - 4)}  ${line}`.trimEnd());
  });
}

/** A text in lines of at most so many columns, broken between words. A longer word stays in one piece, to be copied. */
export function wrapped(content: string, width: number): string[] {
  const lines: string[] = [''];
  let used = 0;
  for (const word of content.split(' ')) {
    const line = lines.at(-1)!;
    const size = displayWidth(word);
    const goesOn = line === '' || used + 1 + size <= width;
    used = line === '' || !goesOn ? size : used + 1 + size;
    if (goesOn) lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** A text for a terminal, from its second line on two spaces in; without a width on one line, since a program may be reading. */
export function paragraph(content: string, width?: number): string[] {
  if (width === undefined) return [content];
  return wrapped(content, width - 2).map((line, index) => (index === 0 ? line : `  ${line}`));
}

/** A table that is laid out: its headings, and of each row the lines that it takes. */
export interface LaidOut {
  readonly headings: string;
  readonly rows: readonly (readonly string[])[];
}

/** Between two columns. */
const GAP = 2;
/** What a cell that has no room in its column is set in by, below its row. */
const INDENT = 2;
/** Columns up to this width, such as dates and counts, are never narrower than their cells. */
const NARROW = 20;

/**
 * Lays out a table. Nothing is cut: what has no room in its column is on a line of its own below its row, and what is wider
 * than the terminal runs on there, so that it is copied in one piece. Without a width each row is one line, since a program
 * may be reading.
 *
 * @param width columns of the terminal @default - it is no terminal
 */
export function layOut(headings: readonly string[], rows: readonly (readonly string[])[], width = Infinity): LaidOut {
  const sizes = rows.map((row) => row.map(displayWidth));
  const natural = headings.map((heading, index) => Math.max(displayWidth(heading), ...sizes.map((row) => row[index]!)));
  const widths = total(natural) <= width ? natural : fewestLines(headings, sizes, natural, width);
  return { headings: inColumns(headings, widths), rows: rows.map((row, index) => linesOf(row, sizes[index]!, widths, width)) };
}

/** The lines of a table, for those who need not know which row they are of. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[], width?: number): string[] {
  const laidOut = layOut(headings, rows, width);
  return [laidOut.headings, ...laidOut.rows.flat()];
}

function total(widths: readonly number[]): number {
  return widths.reduce((sum, each) => sum + each, 0) + GAP * (widths.length - 1);
}

function inColumns(cells: readonly string[], widths: readonly number[]): string {
  return cells
    .map((cell, index) => padded(cell, widths[index]!))
    .join(' '.repeat(GAP))
    .trimEnd();
}

function linesOf(cells: readonly string[], sizes: readonly number[], widths: readonly number[], width: number): string[] {
  const isOut = sizes.map((size, index) => size > widths[index]!);
  const lines = [
    inColumns(
      cells.map((cell, index) => (isOut[index] ? '' : cell)),
      widths,
    ),
  ];
  const below = cells.flatMap((cell, index) =>
    isOut[index] && index > 0 ? wrapped(cell, width - INDENT).map((each) => `${' '.repeat(INDENT)}${each}`) : [],
  );
  // What a row is about comes first, wherever it has room.
  return [...(isOut[0] ? wrapped(cells[0]!, width) : []), ...lines.filter((each) => each !== ''), ...below];
}

/**
 * Widths of columns with which the whole table takes the fewest lines. Narrow columns have what they need; each of the others
 * is tried as wide as its heading, and as some of its cells.
 */
function fewestLines(
  headings: readonly string[],
  sizes: readonly (readonly number[])[],
  natural: readonly number[],
  width: number,
): readonly number[] {
  let candidates: number[][] = [[]];
  for (const [index, heading] of headings.entries()) {
    const least = displayWidth(heading);
    const cells = sizes.map((row) => row[index]!).sort((one, other) => one - other);
    const tried = [1, 0.9, 0.75, 0.5, 0.25].map((part) => cells[Math.ceil(part * cells.length) - 1]!);
    const wanted = natural[index]! <= NARROW ? [natural[index]!] : [...new Set([...tried, 0].map((each) => Math.max(each, least)))];
    candidates = candidates.flatMap((before) => wanted.map((each) => [...before, each]));
  }
  const lines = (widths: readonly number[]) =>
    sizes.reduce((sum, row) => sum + row.filter((size, index) => size > widths[index]!).length, 0);
  const fitting = candidates.filter((widths) => total(widths) <= width);
  if (fitting.length === 0) return headings.map(displayWidth);
  const counted = fitting.map((widths) => ({ widths, count: lines(widths) }));
  return counted.reduce((best, each) => (each.count < best.count ? each : best)).widths;
}
