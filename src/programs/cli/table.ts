/** Rows of two columns, each two spaces in; what is wider than `width` goes on below itself. */
export function columns(rows: readonly (readonly [string, string])[], width = 100): string[] {
  const left = Math.max(0, ...rows.map(([name]) => name.length)) + 4;
  return rows.flatMap(([name, description]) => {
    const lines = wrapped(description, Math.max(width - left, 30));
    return lines.map((line, index) => `  ${(index === 0 ? name : '').padEnd(left - 4)}  ${line}`.trimEnd());
  });
}

/** A text in lines of at most so many characters, broken between words. */
export function wrapped(content: string, width: number): string[] {
  const lines: string[] = [''];
  for (const word of content.split(' ')) {
    const line = lines.at(-1)!;
    if (line !== '' && line.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines;
}

/** A text for a terminal, from its second line on two spaces in; without a width on one line, since a program may be reading. */
export function paragraph(content: string, width?: number): string[] {
  if (width === undefined) return [content];
  return wrapped(content, width - 2).map((line, index) => (index === 0 ? line : `  ${line}`));
}

/**
 * A table under headings. If it is wider than `width`, the column `flexible` is cut, with an ellipsis; without a width
 * nothing is, since a program may be reading.
 */
export function table(headings: readonly string[], rows: readonly (readonly string[])[], width?: number, flexible = 0): string[] {
  const widths = headings.map((heading, index) => Math.max(heading.length, ...rows.map((row) => row[index]!.length)));
  if (width !== undefined) {
    const others = widths.reduce((sum, each, index) => (index === flexible ? sum : sum + each), 0) + 2 * (widths.length - 1);
    widths[flexible] = Math.min(widths[flexible]!, Math.max(width - others, 12));
  }
  return [headings, ...rows].map((row) =>
    row
      .map((cell, index) => {
        const size = widths[index]!;
        return (cell.length > size ? `${cell.slice(0, size - 1)}…` : cell).padEnd(size);
      })
      .join('  ')
      .trimEnd(),
  );
}
