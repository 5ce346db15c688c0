import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { Linter, type Rule } from 'eslint';
import * as ts from 'typescript';
import { lintZones, mayImport, roomOf, ROOMS } from '../../projenrc/rooms';

// Without types of its own.
const { rules } = jest.requireActual<{ readonly rules: Readonly<Record<string, Rule.RuleModule>> }>('eslint-plugin-import');
const RULE = 'import/no-restricted-paths';

/** A file in every room, and some where a room stands in another one. */
const FILES: readonly string[] = [
  ...ROOMS.map((room) => (room.endsWith('.ts') ? room : `${room}/a.ts`)),
  'types/tls/deep/b.ts',
  'types/organizational/deep/b.ts',
  'programs/provider/main/b.ts',
  'programs/provider/resources/b.ts',
  'programs/provider/resources/secret/deep/b.ts',
  'programs/provider/resources/other/b.ts',
  'programs/provider/core/deep/b.ts',
];

let root: string;

beforeAll(() => {
  root = realpathSync(mkdtempSync(path.join(tmpdir(), 'coffer-rooms-')));
  for (const file of FILES) {
    mkdirSync(path.dirname(path.join(root, 'src', file)), { recursive: true });
    writeFileSync(path.join(root, 'src', file), '');
  }
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

test.each(FILES)('lint lets %s import what the table lets its room import, and nothing else', (file) => {
  const forbidden = FILES.filter((other) => !mayImport(roomOf(file)!).has(roomOf(other)!));

  expect(refusedBy(file).sort()).toEqual([...forbidden].sort());
});

test('lint says what a room may import', () => {
  expect(messagesOf('iam/a.ts', ['vault/a.ts'])).toEqual([
    expect.stringContaining('The room src/iam may import terraform, bindings, contracts, errors.ts (projenrc/rooms.ts).'),
  ]);
  expect(messagesOf('contracts/a.ts', ['iam/a.ts'])).toEqual([expect.stringContaining('The room src/contracts may import no other one')]);
});

test('the project is linted by these zones', () => {
  // JSON with comments, as tsconfig.json is.
  const { config } = ts.readConfigFile(path.join(__dirname, '..', '..', '.eslintrc.json'), (file) => readFileSync(file, 'utf8'));

  expect(config.rules[RULE]).toEqual(['error', { zones: lintZones() }]);
});

/** Those of FILES that a file may not import, as lint says. One that has two zones to fall into is there twice. */
function refusedBy(file: string): string[] {
  return lint(file, FILES).map(({ line }) => FILES[line - 1]!);
}

function messagesOf(file: string, imported: readonly string[]): string[] {
  return lint(file, imported).map(({ message }) => message);
}

/** Runs the rule itself over a file with one import a line. */
function lint(file: string, imported: readonly string[]) {
  const linter = new Linter({ configType: 'eslintrc' });
  linter.defineRule(RULE, rules['no-restricted-paths']!);
  const from = path.join(root, 'src', path.dirname(file));
  const text = imported.map((other) => `import './${path.relative(from, path.join(root, 'src', other))}';`).join('\n');
  const messages = linter.verify(
    text,
    {
      parserOptions: { ecmaVersion: 2022, sourceType: 'module' },
      settings: { 'import/resolver': { node: { extensions: ['.ts'] } } },
      rules: { [RULE]: ['error', { basePath: root, zones: lintZones() }] },
    },
    path.join(root, 'src', file),
  );
  expect(messages.filter(({ ruleId }) => ruleId !== RULE)).toEqual([]);
  return messages;
}
