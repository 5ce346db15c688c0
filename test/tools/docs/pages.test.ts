import { dirname, posix, resolve } from 'node:path';
import { cofferProvider } from '../../../src/programs/provider/coffer-provider';
import type { ProviderDefinition } from '../../../src/programs/provider/core/definition';
import { DocsFolder } from '../../../tools/docs/provider/docs-folder';
import { readExamples, type Example } from '../../../tools/docs/provider/examples';
import { pagesOf } from '../../../tools/docs/provider/pages';

const docs = new DocsFolder(resolve(__dirname, '..', '..', '..', 'docs'));
const pages = docs.all().map((path) => [path, docs.read(path)!] as const);
const examples = readExamples();
/** For those who work on Coffer; the registry does not look for it. */
const DESIGN = 'design.md';

test('docs/ is what the provider and its examples make of it', () => {
  expect(docs.stale(pagesOf(cofferProvider, examples))).toEqual([]);
});

test('every thing of the provider has a page where the registry looks for it', () => {
  const { resources, ephemeralResources, dataSources, functions } = cofferProvider;
  const short = (typeName: string) => typeName.replace('coffer_', '');
  expect(
    pages
      .map(([path]) => path)
      .filter((path) => !path.startsWith('guides/'))
      .sort(),
  ).toEqual(
    [
      DESIGN,
      'index.md',
      ...resources.map(({ typeName }) => `resources/${short(typeName)}.md`),
      ...ephemeralResources.map(({ typeName }) => `ephemeral-resources/${short(typeName)}.md`),
      ...dataSources.map(({ typeName }) => `data-sources/${short(typeName)}.md`),
      ...functions.map(({ name }) => `functions/${name}.md`),
    ].sort(),
  );
});

describe.each(pages)('docs/%s', (path, text) => {
  test('has the front matter and the size that the registry takes', () => {
    if (path !== DESIGN) expect(text).toMatch(/^---\npage_title: "[^"\n]+"\nsubcategory: ""\ndescription: \|-\n {2}\S[^\n`*]*\n---\n\n/);
    expect(text.match(/^# .+$/gm)!.length).toBeGreaterThan(0);
    expect(Buffer.byteLength(text)).toBeLessThan(500_000);
  });

  test('has no link that leads nowhere', () => {
    const links = [...withoutCode(text).matchAll(/\]\((?!https:\/\/)([^)#]*)(?:#([^)]*))?\)/g)].map(([, to, anchor]) => ({
      to: to === '' ? path : posix.join(posix.dirname(path), to!),
      anchor,
    }));
    const broken = links.filter(({ to, anchor }) => {
      const target = docs.read(to);
      return target === undefined || (anchor !== undefined && !anchorsOf(target).includes(anchor));
    });
    expect(broken).toEqual([]);
  });
});

describe('a provider', () => {
  const of = (definition: Partial<ProviderDefinition<unknown>>, given: readonly Example[]) => () =>
    pagesOf({ ...(cofferProvider as ProviderDefinition<unknown>), ...definition }, given);
  const without = (path: string) => examples.filter((example) => example.path !== path);

  test.each(['resources/coffer_secret', 'ephemeral-resources/coffer_random', 'data-sources/coffer_secrets', 'functions/dotenv'])(
    'without the example %s has no pages',
    (path) => {
      expect(of({}, without(path))).toThrow(`${path} has no example. Write examples/terraform/${path}/main.tf.`);
    },
  );

  test('that can import something needs an example of that', () => {
    expect(of({}, without('resources/coffer_secret/import'))).toThrow(
      'coffer_secret can be imported and has no example of it. Write examples/terraform/resources/coffer_secret/import/main.tf.',
    );
  });

  test.each([
    ['id = "/api/token"', 'id = local.token'],
    ['to = coffer_secret.token', ''],
  ])('whose import block has no %s cannot say the command', (line, instead) => {
    const broken = examples.map((example) =>
      example.path === 'resources/coffer_secret/import'
        ? { ...example, parts: example.parts.map((part) => ({ ...part, code: part.code.replace(line, instead) })) }
        : example,
    );
    expect(of({}, broken)).toThrow(
      "resources/coffer_secret/import/main.tf has no import block with 'to', and with a text or file(\"…\") as 'id'.",
    );
  });

  test('whose function has a parameter without a description has no pages', () => {
    const [first] = cofferProvider.functions;
    expect(of({ functions: [{ ...first!, parameters: [{ name: 'service', description: '' }] }] }, examples)).toThrow(
      'Function parameter_name: parameter service has no description.',
    );
  });
});

test('the registry knows every folder of docs/', () => {
  const folders = new Set(pages.map(([path]) => dirname(path)));
  expect(
    [...folders].filter((name) => !['.', 'resources', 'ephemeral-resources', 'data-sources', 'functions', 'guides'].includes(name)),
  ).toEqual([]);
});

function withoutCode(text: string): string {
  return text.replace(/```[\s\S]*?```/g, '').replace(/`` ` ``|`[^`\n]*`/g, 'code');
}

/** Anchors of a page: those written out, and those that Markdown gives headings. */
function anchorsOf(text: string): string[] {
  const headings = [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replace(/[^\w\s-]/g, '')
      .trim()
      .replace(/\s+/g, '-'),
  );
  return [...headings, ...[...text.matchAll(/<a id="([^"]+)">/g)].map(([, id]) => id!)];
}
