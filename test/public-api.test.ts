import { existsSync, readFileSync } from 'node:fs';
import * as path from 'node:path';

/** Documentation, as jsii takes it from a docstring: the first sentence, and what follows it. */
interface Docs {
  readonly summary?: string;
  readonly remarks?: string;
  readonly default?: string;
  readonly custom?: { readonly [tag: string]: string };
}

interface Member {
  readonly name: string;
  readonly docs?: Docs;
  readonly optional?: boolean;
}

interface Type {
  readonly fqn: string;
  readonly kind: 'class' | 'enum' | 'interface';
  readonly namespace?: string;
  readonly datatype?: boolean;
  readonly docs?: Docs;
  readonly properties?: readonly Member[];
  readonly methods?: readonly Member[];
  readonly members?: readonly Member[];
}

const MANIFEST = path.join(__dirname, '..', '.jsii');
const PACKAGE = 'cdktf-coffer';

/** The public API as it was compiled last: run npx projen compile after a change of it. */
const types = existsSync(MANIFEST)
  ? Object.values((JSON.parse(readFileSync(MANIFEST, 'utf8')) as { types: Record<string, Type> }).types)
  : [];

/** Everything that can have a docstring, by its name. */
const documented = types.flatMap((type) => {
  const name = type.fqn.slice(PACKAGE.length + 1);
  const members = [...(type.properties ?? []), ...(type.methods ?? []), ...(type.members ?? [])];
  return [
    { name, docs: type.docs, isOptionalProp: false },
    ...members.map((member) => ({
      name: `${name}.${member.name}`,
      docs: member.docs,
      isOptionalProp: type.datatype === true && member.optional === true,
    })),
  ];
});

/** Names of what does not keep to a rule. */
function named(breaks: (each: (typeof documented)[number]) => boolean): string[] {
  return documented.filter(breaks).map(({ name }) => name);
}

test('the library was compiled', () => {
  expect(types.length).toBeGreaterThan(100);
  expect(documented.length).toBeGreaterThan(700);
});

test('every public type and member has a docstring', () => {
  expect(named(({ docs }) => !docs?.summary)).toEqual([]);
});

test('every optional prop says what happens without it', () => {
  expect(documented.filter(({ isOptionalProp }) => isOptionalProp).length).toBeGreaterThan(150);
  expect(named(({ docs, isOptionalProp }) => isOptionalProp && !docs?.default)).toEqual([]);
});

test('errors are said in the text, since API.md and other languages leave out @throws', () => {
  expect(
    named(({ docs }) => {
      const [error] = /^\w+/.exec(docs?.custom?.throws ?? '') ?? [];
      return error !== undefined && !`${docs!.summary} ${docs!.remarks}`.includes(error);
    }),
  ).toEqual([]);
  expect(named(({ docs }) => /\bThrows an? \w+Error /.test(`${docs?.summary} ${docs?.remarks}`)).length).toBeGreaterThan(30);
});

test.each<[rule: string, isKept: (summary: string, rest: string) => boolean]>([
  ['begins with a capital letter, a number or a name', (summary) => /^[A-Z0-9`]/.test(summary)],
  ['ends with a full stop', (summary) => /[^:;,][.!?]$/.test(summary)],
  // jsii takes a semicolon, and the point of an abbreviation, for the end of a sentence.
  ['is not cut in the middle', (summary, rest) => !/^[a-z]/.test(rest) && !/\b(e\.g|i\.e|etc|vs|approx)\.$/.test(summary)],
  [
    'closes the brackets and quotes that it opens',
    (summary) => count(summary, '(') === count(summary, ')') && count(summary, '`') % 2 === 0,
  ],
])('the first sentence of each docstring %s', (_, isKept) => {
  expect(named(({ docs }) => docs?.summary !== undefined && !isKept(docs.summary, docs.remarks ?? ''))).toEqual([]);
});

test('no docstring has a tag that nobody knows, such as a host after an at sign', () => {
  const known = ['throws', 'internal'];
  expect(named(({ docs }) => Object.keys(docs?.custom ?? {}).some((tag) => !known.includes(tag)))).toEqual([]);
});

test('namespaces do not refer to each other in a circle: Go and Python cannot load one', () => {
  const uses = new Map<string, Set<string>>();
  for (const type of types) {
    const from = type.namespace ?? '';
    for (const [, fqn] of JSON.stringify({ ...type, docs: undefined }).matchAll(/"(cdktf-coffer\.[\w.]+)"/g)) {
      const referred = types.find((each) => each.fqn === fqn);
      const to = referred?.namespace ?? '';
      if (referred && to !== from) uses.set(from, (uses.get(from) ?? new Set()).add(to));
    }
  }
  const reaches = (from: string, seen = new Set<string>()): Set<string> => {
    for (const to of uses.get(from) ?? []) if (!seen.has(to)) reaches(to, seen.add(to));
    return seen;
  };

  expect([...reaches('kubernetes')].sort()).toEqual(expect.arrayContaining(['', 'provider']));
  expect([...uses.keys()].filter((namespace) => reaches(namespace).has(namespace))).toEqual([]);
});

function count(text: string, character: string): number {
  return text.split(character).length - 1;
}
