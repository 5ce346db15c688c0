import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { Architecture, type Files } from './support/architecture';
import { LEAVES, mayImport, ROOMS } from '../projenrc/rooms';

const SRC = path.join(__dirname, '..', 'src');

type Rule = (architecture: Architecture) => string[];

const RULES: Readonly<Record<string, Rule>> = {
  'every file has a room': (architecture) => architecture.filesOutsideRooms(),
  'every import leads to a file of src/ or to a package': (architecture) => architecture.importsOfNoFile(),
  'a room imports those that it stands on, and no other one': (architecture) => architecture.importsAgainstTheTable(),
  'namespaces of the public face are named by index.ts only': (architecture) => architecture.importsOfLeaves(),
  "contracts import nothing but Node's own modules": (architecture) => architecture.foreignImportsOfContracts(),
  'no files import each other in a circle': (architecture) => architecture.circles(),
  'a file has at most 300 lines': (architecture) => architecture.filesTooLong(),
  'a constructor has at most 60 lines': (architecture) => architecture.constructorsTooLong(),
};

describe('the code', () => {
  const architecture = new Architecture(filesOf(SRC));

  test.each(Object.entries(RULES))('%s', (_, rule) => {
    expect(rule(architecture)).toEqual([]);
  });
});

describe('the table', () => {
  test('has no two rooms that may import each other', () => {
    const both = ROOMS.flatMap((room) => [...mayImport(room)].filter((other) => other !== room && mayImport(other).has(room)));

    expect(both).toEqual([]);
  });

  test('lists a room after those that it stands on', () => {
    expect(ROOMS.filter((room, at) => [...mayImport(room)].some((other) => ROOMS.indexOf(other) > at))).toEqual([]);
  });

  test('lets nobody but index.ts stand on a namespace of the public face', () => {
    const standing = LEAVES.map((leaf) => ROOMS.filter((room) => room !== leaf && mayImport(room).has(leaf)));

    expect(standing).toEqual(LEAVES.map(() => ['index.ts']));
  });
});

describe('the rules', () => {
  // Each rule keeps to its own: what is planted for one is found by no other one.
  test.each<[planted: string, rule: keyof typeof RULES, files: Record<string, string>, found: RegExp[]]>([
    [
      'a file outside the rooms',
      'every file has a room',
      { 'helpers/text.ts': '', 'vault.ts': '' },
      [/^src\/helpers\/text\.ts is in no room\. Move it into one/, /^src\/vault\.ts is in no room/],
    ],
    ['a file that is no code, outside the rooms', 'every file has a room', { 'data.json': '{}' }, [/^src\/data\.json is in no room/]],
    [
      'an import from outside src/',
      'every import leads to a file of src/ or to a package',
      { 'errors.ts': "import '../package.json';" },
      [/^src\/errors\.ts:1 imports '\.\.\/package\.json', which is no file of src\/\. Import what is in src\//],
    ],
    [
      'an import of nothing',
      'every import leads to a file of src/ or to a package',
      { 'vault/a.ts': "export * from './b';" },
      [/^src\/vault\/a\.ts:1 imports '\.\/b'/],
    ],
    [
      'an import that goes up',
      'a room imports those that it stands on, and no other one',
      {
        'iam/a.ts': "\nimport { b } from '../vault/b';",
        'vault/b.ts': '',
      },
      [/^src\/iam\/a\.ts:2 imports '\.\.\/vault\/b', and the room iam may not import vault\. Move what is needed into a room/],
    ],
    [
      'an import of a neighbour',
      'a room imports those that it stands on, and no other one',
      {
        'programs/provider/resources/certificate/a.ts': "import '../secret/b';",
        'programs/provider/resources/secret/b.ts': '',
      },
      [/the room programs\/provider\/resources\/certificate may not import programs\/provider\/resources\/secret/],
    ],
    [
      'an import out of a room that stands in another one',
      'a room imports those that it stands on, and no other one',
      {
        'programs/provider/plugin/a.ts': "import '../main';",
        'programs/provider/main.ts': '',
      },
      [/the room programs\/provider\/plugin may not import programs\/provider\./],
    ],
    [
      'an import by the name of the package',
      'a room imports those that it stands on, and no other one',
      {
        'programs/cli/a.ts': "import { SecretVault } from 'cdktf-coffer';",
        'index.ts': '',
      },
      [/the room programs\/cli may not import index\.ts/],
    ],
    [
      'an import of a folder',
      'a room imports those that it stands on, and no other one',
      {
        'iam/a.ts': "import '../secret';",
        'secret/index.ts': '',
      },
      [/^src\/iam\/a\.ts:1 imports '\.\.\/secret', and the room iam may not import secret/],
    ],
    [
      'a circle of two files, one of them by a type',
      'no files import each other in a circle',
      {
        'vault/a.ts': "import { b } from './b';",
        'vault/b.ts': "import type { A } from './a';",
      },
      [/^src\/vault\/a\.ts → src\/vault\/b\.ts → src\/vault\/a\.ts is a circle\. Move what they share into a file/],
    ],
    [
      'a circle of three files, beside one of two',
      'no files import each other in a circle',
      {
        'iam/d.ts': "import './e';",
        'iam/e.ts': "import './d';",
        'vault/a.ts': "import './b';",
        'vault/b.ts': "import './c';",
        'vault/c.ts': "import './a'; import '../iam/d';",
      },
      [
        /^src\/iam\/d\.ts → src\/iam\/e\.ts → src\/iam\/d\.ts/,
        /^src\/vault\/a\.ts → src\/vault\/b\.ts → src\/vault\/c\.ts → src\/vault\/a\.ts/,
      ],
    ],
    [
      'a knot, of which it names the shortest circle',
      'no files import each other in a circle',
      {
        'vault/a.ts': "import './b';",
        'vault/b.ts': "import './c';",
        'vault/c.ts': "import './a'; import './b';",
      },
      [/^src\/vault\/b\.ts → src\/vault\/c\.ts → src\/vault\/b\.ts is a circle \(3 files import each other around it\)/],
    ],
    [
      'a file that imports itself',
      'no files import each other in a circle',
      { 'vault/a.ts': "import './a';" },
      [/^src\/vault\/a\.ts → src\/vault\/a\.ts is a circle/],
    ],
    [
      'a file of 301 lines',
      'a file has at most 300 lines',
      { 'vault/a.ts': '// \n'.repeat(301) },
      [/^src\/vault\/a\.ts has 301 lines, and may have 300\. Give one of its ideas a file of its own\.$/],
    ],
    [
      'a constructor of 61 lines',
      'a constructor has at most 60 lines',
      {
        'vault/a.ts': `class A {\n  private constructor(\n    a: string,\n  ) {\n${'    b();\n'.repeat(57)}  }\n}`,
      },
      [/^src\/vault\/a\.ts:2 has a constructor of 61 lines, and it may have 60\./],
    ],
    [
      'contracts that import a package',
      "contracts import nothing but Node's own modules",
      {
        'contracts/a.ts': "import { Token } from 'cdktf';\nimport { createHash } from 'node:crypto';\nimport './b';",
        'contracts/b.ts': '',
      },
      [/^src\/contracts\/a\.ts:1 imports 'cdktf', and contracts import nothing but Node's own modules\./],
    ],
  ])('find %s', (_, rule, files, found) => {
    const architecture = new Architecture(new Map(Object.entries(files)));

    const messages = RULES[rule]!(architecture);

    expect(messages).toEqual(found.map((pattern) => expect.stringMatching(pattern)));
    const others = Object.entries(RULES)
      .filter(([name]) => name !== rule)
      .flatMap(([, other]) => other(architecture));
    expect(others).toEqual([]);
  });

  test('find an import of a namespace of the public face, whatever the table says', () => {
    const architecture = new Architecture(
      new Map([
        ['secret-vault.ts', "import { OnePasswordVault } from './types/organizational/vault';"],
        ['access/ci-cd/a.ts', "import '../kubernetes/b';"],
        ['access/kubernetes/b.ts', "export * from '../../audit';"],
        ['audit/index.ts', ''],
        ['index.ts', "export * as audit from './audit'; export * from './access/ci-cd/a'; export * from './types/organizational/vault';"],
        ['types/organizational/vault.ts', ''],
      ]),
    );

    expect(architecture.importsOfLeaves()).toEqual([
      expect.stringMatching(/^src\/secret-vault\.ts:1 .*, and the namespace types\/organizational is named by index\.ts only\./),
      expect.stringMatching(/^src\/access\/kubernetes\/b\.ts:1 .*, and the namespace audit is named by index\.ts only\./),
    ]);
    expect(architecture.importsAgainstTheTable()).toHaveLength(2);
  });

  test.each([
    "import { b } from '../vault/b';",
    "import type { B } from '../vault/b';",
    "import { type B } from '../vault/b';",
    "import '../vault/b';",
    "import * as b from '../vault/b';",
    "import b = require('../vault/b');",
    "export * from '../vault/b';",
    "export * as b from '../vault/b';",
    "export type { B } from '../vault/b';",
    "const b = async () => (await import('../vault/b')).b;",
    'const b = import(`../vault/b`);',
    "const b = require('../vault/b') as never;",
    "const b = `${require('../vault/b').b}`;",
    "const b = require.resolve('../vault/b');",
    "let b: import('../vault/b').B;",
    "let b: typeof import('../vault/b');",
  ])('see %s', (text) => {
    const architecture = new Architecture(
      new Map([
        ['iam/a.ts', text],
        ['vault/b.ts', ''],
      ]),
    );

    expect(architecture.importsAgainstTheTable()).toEqual([expect.stringMatching(/^src\/iam\/a\.ts:1 imports '\.\.\/vault\/b'/)]);
  });

  test('leave alone what is right', () => {
    const architecture = new Architecture(
      new Map([
        ['errors.ts', ''],
        ['bindings/secret/index.ts', `class A { constructor() {\n${'a();\n'.repeat(500)}} }`],
        ['contracts/a.ts', "import { createHash } from 'crypto'; // import '../vault/b'"],
        ['contracts/b.ts', "import './a'; const text = \"import '../vault/a'\";"],
        ['iam/a.ts', `import '../bindings/secret'; import '../contracts/a'; import '../errors';\n${'\n'.repeat(299)}`],
        ['types/organizational/a.ts', "import '../tls/b'; import './b'; import 'cdktf';"],
        ['types/organizational/b.ts', ''],
        ['types/tls/b.ts', `class B { constructor() {\n${'b();\n'.repeat(58)}} }`],
        ['index.ts', "export * as onepassword from './types/organizational/a';"],
      ]),
    );

    expect(Object.values(RULES).flatMap((rule) => rule(architecture))).toEqual([]);
  });
});

function filesOf(folder: string): Files {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    entries.map((entry) => {
      const file = path.join(entry.parentPath, entry.name);
      return [path.relative(folder, file).split(path.sep).join('/'), readFileSync(file, 'utf8')];
    }),
  );
}
