import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { COMMANDS } from '../../../src/programs/cli/commands';
import { parse } from '../../../src/programs/cli/parse';

const ROOT = join(__dirname, '..', '..', '..');
const GUIDES = readdirSync(join(ROOT, 'docs', 'guides')).map((name) => join('docs', 'guides', name));
const EXAMPLES = readdirSync(join(ROOT, 'examples')).map((name) => join('examples', name, 'README.md'));
const PAGES = ['README.md', ...GUIDES, ...EXAMPLES.filter((page) => existsSync(join(ROOT, page)))];

/** Calls of the command in a text: in code within a line, and in blocks of code, after a pipe or a substitution too. */
function calls(text: string): string[] {
  const blocks = [...text.matchAll(/^ *```(?:shell|sh|bash|yaml)\n([^]*?)^ *```/gm)].flatMap(([, block]) => block!.split('\n'));
  const code = [...text.replace(/^ *```[^]*?^ *```/gm, '').matchAll(/`([^`\n]+)`/g)].map(([, words]) => words!);
  return [...blocks, ...code].flatMap((line) => {
    const [, call] = /(?:^|[|(]|npx --no --|run:)\s*(coffer(?: [^|)#]*)?)$/.exec(line.replace(/\s+#.*$/, '').trim()) ?? [];
    return call === undefined ? [] : [call.replace(/["']/g, '').trim()];
  });
}

/** What is wrong with a call, or undefined. What stands for something, such as `<service>`, is taken as it is. */
function fault(call: string): string | undefined {
  const [, name, ...given] = call.split(/\s+/);
  if (name === undefined || name.startsWith('-')) return undefined;
  const command = COMMANDS.find((each) => each.name === name);
  if (!command) return `${call}: there is no command ${name}`;
  try {
    parse(
      command,
      given.filter((word) => !word.startsWith('[')),
    );
    return undefined;
  } catch (error) {
    return `${call}: ${(error as Error).message}`;
  }
}

test('every call of the command that a page names is one that the command has, with its options', () => {
  const named = PAGES.flatMap((page) => calls(readFileSync(join(ROOT, page), 'utf8')).map((call) => ({ page, call })));
  expect(named.length).toBeGreaterThan(60);
  expect(named.filter(({ call }) => fault(call) !== undefined).map(({ page, call }) => `${page}: ${fault(call)}`)).toEqual([]);
});

test.each([
  ['a command that is gone', 'See `coffer lst api`.'],
  ['an option that is gone', '```shell\nopenssl rand -hex 32 | coffer set api key --force\n```'],
])('finds %s', (_, text) => {
  expect(calls(text).map(fault).filter(Boolean)).toHaveLength(1);
});
