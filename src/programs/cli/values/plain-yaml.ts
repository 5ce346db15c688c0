import type { CST } from 'yaml';
import { CommandError } from '../command';

/** A file of secrets has one level, which is five of the parser's. What is very deep ends in a stack that is full. */
const MOST_LEVELS = 150;

/** What of YAML is not the text of a key or a value, with its name for people. */
const INDICATORS: Readonly<Record<string, string>> = {
  tag: "a tag, which begins with '!'",
  anchor: "an anchor, which begins with '&'",
  alias: "an alias, which begins with '*'",
  directive: "a directive, which begins with '%'",
};

/**
 * Refuses what YAML has beyond texts. A password such as !x, &x or x #1 would lose a part to it in silence, or be quoted in a
 * warning of the parser.
 *
 * @param where the file, as errors call it
 * @throws CommandError that names the line, and nothing of it
 */
export async function refuseIndicators(content: string, where: string): Promise<void> {
  const { LineCounter, Parser } = await import('yaml');
  const lines = new LineCounter();
  const waiting: [token: unknown, level: number][] = [[[...new Parser(lines.addNewLine).parse(content)], 0]];
  // No recursion: a file may be nested as deep as it is long.
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const [token, level] = next;
    if (typeof token !== 'object' || token === null) continue;
    const fault = faultOf(token);
    if (fault) {
      const { line } = lines.linePos(fault.offset);
      throw new CommandError(
        `${where}: line ${line} has ${fault.what}. If it belongs to a value, put the value in quotes. Nothing was written.`,
      );
    }
    if (level > MOST_LEVELS) {
      throw new CommandError(`${where} is nested too deeply for keys and values. Write it like db_password: "…". Nothing was written.`);
    }
    for (const part of Object.values(token)) waiting.push([part, level + 1]);
  }
}

function faultOf(token: object): { readonly what: string; readonly offset: number } | undefined {
  const { type = '', offset = 0, key, end } = token as { type?: string; offset?: number; key?: CST.Token | null; end?: CST.SourceToken[] };
  if (key && 'items' in key) return { what: 'a key that is no text', offset: key.offset };
  if (type === 'scalar' && end?.find((each) => each.type !== 'space')?.type === 'comment') {
    return { what: "a value that ends at its '#'", offset };
  }
  const what = INDICATORS[type];
  return what === undefined ? undefined : { what, offset };
}
