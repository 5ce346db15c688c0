import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOMS, standsOn } from '../../../projenrc/rooms';

const ROOT = join(__dirname, '..', '..', '..');
const PAGE = readFileSync(join(ROOT, 'docs', 'design.md'), 'utf8');
/** Rooms that are kept free for what is to come. */
const EMPTY: readonly string[] = [];

/** The part of the page below a heading, up to the next one. */
function below(heading: string): string {
  const [, after] = PAGE.split(`\n${heading}\n`);
  if (after === undefined) throw new Error(`docs/design.md has no heading '${heading}'`);
  return after.split(/\n#+ /)[0]!;
}

/** Paths below src/ in the picture, whose indentation says what is in what. */
function pictured(): string[] {
  const above: string[] = [];
  return [...below('## The rooms').matchAll(/^ {4}( *)([\w.-]+)\/?(?: {2,}(.*))?$/gm)].flatMap(([, indent, name, text]) => {
    above.splice(indent!.length / 2, above.length, name!);
    // A folder without a text only holds others.
    return text === undefined ? [] : [above.slice(1).join('/')];
  });
}

/** What each room stands on, as the table says. */
function tabled(): Record<string, string[]> {
  const names = (cell: string) => [...cell.matchAll(/`([^`]+?)\/?`/g)].map(([, name]) => name!);
  const rows = below('### Which room may import which')
    .split('\n')
    .filter((line) => line.startsWith('| `'));
  const cells = rows.map((row) => row.split('|'));
  return Object.fromEntries(cells.flatMap(([, rooms, others]) => names(rooms!).map((room) => [room, names(others!)])));
}

describe('the page about the design', () => {
  test('pictures every room, and nothing else', () => {
    expect(pictured().sort()).toEqual([...ROOMS].sort());
  });

  test('pictures what is there', () => {
    expect(ROOMS.filter((room) => !existsSync(join(ROOT, 'src', room)))).toEqual(EMPTY);
  });

  test('says of each room what the table of the code says', () => {
    const sorted = (names: readonly string[]) => [...names].sort();
    expect(Object.fromEntries(Object.entries(tabled()).map(([room, others]) => [room, sorted(others)]))).toEqual(
      Object.fromEntries(ROOMS.map((room) => [room, sorted(standsOn(room))])),
    );
  });

  test('has every rule', () => {
    const rules = [...below('## Rules').matchAll(/^- \*\*(R\d): /gm)].map(([, rule]) => rule);
    expect(rules).toEqual(['R1', 'R2', 'R3', 'R4', 'R5', 'R6', 'R7', 'R8', 'R9']);
  });
});
