import { spawnSync } from 'node:child_process';
import * as fc from 'fast-check';
import { bash, dockerCompose, dockerRun, npmDotenv, type Reader } from './dotenv-readers';
import { dotenvFunction } from '../../../../../src/programs/provider/resources/functions/dotenv-function';
import { thrownBy } from '../../../../support/errors';

jest.setTimeout(120_000);

const dotenv = (variables: Readonly<Record<string, string | null>>): string => dotenvFunction.call(variables);
const READERS: Readonly<Record<string, Reader>> = { 'npm dotenv': npmDotenv, 'docker compose': dockerCompose, bash };

const VALUES: Readonly<Record<string, string>> = {
  empty: '',
  '4,096 bytes': 'CANARY-'.padEnd(4096, 'x'),
  '8,192 bytes of syntax': '"$`!# \\n'.repeat(1024),
  Unicode: 'pässwörd 🔑 密码 \u200b\u00a0',
  lines: '-----BEGIN KEY-----\nCANARY+/=\n-----END KEY-----\n',
  'lines and a single quote': "it's\n\n  two lines\n",
  'a line that looks like an assignment': "a\nB=c\nexport C='d'\n#e",
  'a line that looks like an assignment, and a single quote': "'\nB=c\nC='d'\n#e",
  'spaces at both ends': '  CANARY\t ',
  'a leading dash': '-n',
  'a number sign': 'a # b #c',
  'shell syntax': '$(id) `id` $HOME ~ * ? [a] {a,b} !! && || ; > /dev/null',
  'braces without an end': '${HOME',
  'a single quote and other syntax': "it's !! # = ; ~ {a,b} (c) <d> |",
  'single backslashes': 'C:\\new\\table \\0 \\x',
  Base64: 'Q0FOQVJZ+/8==',
  'a URL': 'postgres://user:p%40ss@db.example:5432/app?sslmode=require&x=1',
  JSON: '{"password": "CANARY", "port": 5432, "tls": null}',
};

/** Maps to be read back: the dotenv text of each, or nothing where the function refuses it. */
function accepted(
  maps: readonly Readonly<Record<string, string>>[],
): { readonly map: Readonly<Record<string, string>>; readonly text: string }[] {
  return maps.flatMap((map) => {
    try {
      return [{ map, text: dotenv(map) }];
    } catch {
      return [];
    }
  });
}

async function expectReadBack(reader: Reader, cases: ReturnType<typeof accepted>): Promise<void> {
  const read = await reader(
    cases.map(({ text }) => text),
    cases.map(({ map }) => Object.keys(map)),
  );
  // One comparison: a thousand matchers would take longer than the reading.
  expect(cases.flatMap(({ map, text }, index) => (same(read[index]!, map) ? [] : [{ text, read: read[index], wanted: map }]))).toEqual([]);
}

const same = (read: unknown, map: Readonly<Record<string, string>>): boolean =>
  JSON.stringify(Object.entries(read as object).sort()) === JSON.stringify(Object.entries(map).sort());

// Whatever means something to one of the parsers, more often than chance would have it.
const syntax = fc.string({
  unit: fc.constantFrom(...'\'"`$\\{}#=:;!&|<>()[]*?~^%@+,-./_ \t\nan0Zé', '\u0001', '\u00a0', '\u2028', '\ufeff', '😀'),
  maxLength: 16,
});
const value = fc.oneof(syntax, syntax, fc.string({ unit: 'grapheme', maxLength: 24 }), fc.string({ unit: 'binary', maxLength: 24 }));
const name = fc.string({ unit: fc.constantFrom(...'ABCxyz019_'), minLength: 1, maxLength: 8 }).filter((text) => /^[A-Za-z]/.test(text));
const variables = fc.dictionary(
  name,
  value.filter((text) => accepted([{ A: text }]).length === 1),
  { minKeys: 5, maxKeys: 15 },
);

describe('the text of a .env file', () => {
  test('has one assignment a line, sorted by name, and ends with a line break', () => {
    expect(dotenv({ B: 'two words', _a: '', A: 'CANARY-1', Aa: "it's" })).toBe("A=CANARY-1\nAa=\"it's\"\nB='two words'\n_a=\n");
  });

  test('of no variables is empty', () => {
    expect(dotenv({})).toBe('');
  });

  describe.each(Object.keys(READERS))('as %s reads it', (reader) => {
    test('gives back all values, whatever is in them', async () => {
      await expectReadBack(READERS[reader]!, accepted(fc.sample(variables, 80)));
    });

    // All in one go, since starting a reader takes longest.
    let read: Promise<unknown[]>;
    beforeAll(() => {
      const cases = Object.values(VALUES).map((text) => dotenv({ A: 'before', B_VALUE: text, C: text }));
      read = Promise.resolve(
        READERS[reader]!(
          cases,
          cases.map(() => ['A', 'B_VALUE', 'C']),
        ),
      );
    });

    test.each(Object.entries(VALUES).map(([what, text], index) => ({ what, text, index })))('gives back $what', async ({ text, index }) => {
      expect((await read)[index]).toEqual({ A: 'before', B_VALUE: text, C: text });
    });
  });

  test('gives docker run --env-file, which knows no quotes, every value that is written bare', async () => {
    const bare = fc.string({ unit: fc.constantFrom(...'abzABZ019_.,:/=@%+-'), maxLength: 64 }).filter((text) => !text.startsWith('='));
    await expectReadBack(
      dockerRun,
      fc.sample(fc.dictionary(name, bare, { minKeys: 1 }), 200).map((map) => ({ map, text: dotenv(map) })),
    );
  });
});

describe('what cannot be written so that all read it alike is refused', () => {
  const refused = (variable: string, reason: string) =>
    `${variable} has a value that npm dotenv, docker compose and bash would read differently, however it is quoted: ` +
    `it has ${reason}. Give it another value, or hand it over outside the file.`;

  test.each([
    ['a NUL', 'CANARY\0', 'a NUL, which no environment variable can have'],
    ['a carriage return', 'CANARY\r\n', 'a carriage return'],
    ['a variable in braces', 'CANARY${HOME}', '${…}, which docker compose replaces even in single quotes'],
    ['a single quote and a double quote', 'CANARY\'"', 'a single quote together with a double quote, $, ` or \\'],
    ['a single quote and a dollar sign', "CANARY'$", 'a single quote together with a double quote, $, ` or \\'],
    ['a single quote and a backtick', "CANARY'`", 'a single quote together with a double quote, $, ` or \\'],
    ['a single quote and a backslash', "CANARY'\\", 'a single quote together with a double quote, $, ` or \\'],
    ['two backslashes', 'CANARY\\\\x', 'two backslashes in a row'],
    ['a backslash at the end', 'CANARY\\', 'a backslash at the end'],
  ])('%s', (_what, text, reason) => {
    expect(thrownBy(() => dotenv({ GOOD: 'CANARY-good', BAD: text }))).toEqual({ name: 'ArgumentError', message: refused('BAD', reason) });
  });

  test('every fault is told of, by the name of its variable', () => {
    expect(thrownBy(() => dotenv({ 'db-pass': 'CANARY-1', UID: '0', NONE: null, CR: '\r' })).message.split('\n')).toEqual([
      refused('CR', 'a carriage return'),
      'NONE is null. Leave it out, or give it a value (which may be empty).',
      'UID cannot be set from a .env file: bash keeps it for itself. Rename it.',
      "'db-pass' is no name of an environment variable: letters, digits and '_', and no digit in front. Rename it.",
    ]);
  });

  test('no message holds a value', () => {
    fc.assert(
      fc.property(syntax, (text) => {
        try {
          dotenv({ SECRET: `CANARY${text}` });
        } catch (error) {
          expect((error as Error).message).not.toContain('CANARY');
        }
      }),
    );
  });

  test('for no other reason than that no quoting is read alike', async () => {
    // A backslash at the end is missing here: only version 2 of docker compose takes it for an escape, and that may not be on this machine.
    const values = ['x\r', 'x${HOME}y', '\'"', "'$HOME", "'`id`", "'\\n", 'x\\\\x'];
    const attempts = values.flatMap((text) =>
      ['', "'", '"'].flatMap((quote) =>
        [text, text.replace(/["$`\\]/g, '\\$&')].map((written) => ({ text, file: `A=${quote}${written}${quote}\n` })),
      ),
    );
    const reads = await Promise.all(
      Object.values(READERS).map((reader) =>
        reader(
          attempts.map(({ file }) => file),
          attempts.map(() => ['A']),
        ),
      ),
    );
    expect(attempts.filter(({ text }, index) => reads.every((read) => same(read[index], { A: text })))).toEqual([]);
  });

  test('every name that bash does not let be set', async () => {
    const { stdout } = spawnSync('bash', ['--norc', '-c', 'compgen -v'], { encoding: 'utf8' });
    const names = [
      ...new Set([
        ...stdout.split('\n').filter((line) => line !== ''),
        'BASH_ARGV0',
        'FUNCNAME',
        'RANDOM',
        'SRANDOM',
        'COPROC',
        'MAPFILE',
        'PS4',
        'HOME',
        'LANG',
      ]),
    ].filter((each) => each !== 'PATH' && !/^(LC_|BASH_XTRACEFD|BASH_COMPAT)/.test(each));
    await expectReadBack(bash, accepted(names.map((each) => ({ [each]: 'CANARY-name' }))));
    expect(names.filter((each) => accepted([{ [each]: 'x' }]).length === 0)).toEqual(
      expect.arrayContaining(['UID', 'EUID', 'PPID', 'SHELLOPTS', 'BASHOPTS', 'RANDOM', 'LINENO']),
    );
  });
});
