import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Documentation, Language } from 'jsii-docgen';

/** Pages of the public API, by file name: API.md, and one for each namespace. */
export type ApiPages = ReadonlyMap<string, string>;

const INDEX = 'API.md';
const PAGE = /^API\.(\w+\.)?md$/;

/** Documents the library as it was compiled last. */
export async function apiPages(root: string): Promise<ApiPages> {
  const documentation = await Documentation.forProject(root);
  try {
    const namespaces = await documentation.listSubmodules();
    const pages = new Map<string, string>();
    for (const { name, fqn } of namespaces) {
      const header = { title: `API Reference: ${name}`, id: fqn };
      const page = await documentation.toMarkdown({ language: Language.TYPESCRIPT, submodule: fqn, allSubmodules: false, header });
      // A namespace has no page until it has a type.
      if (page.render().includes('\n## ')) pages.set(pageOf(name), page.render());
    }
    const index = (await documentation.toIndexMarkdown('md', { language: Language.TYPESCRIPT })).render();
    pages.set(INDEX, withNamespaces(index, [...pages.keys()]));
    return new Map([...pages].map(([path, text]) => [path, `${withLinks(text, path).trimEnd()}\n`]));
  } finally {
    await documentation.cleanup();
  }
}

/** Names of the pages that are there. */
export function writtenPages(root: string): string[] {
  return readdirSync(root).filter((file) => PAGE.test(file));
}

/** Writes pages, and removes those of namespaces that are no more. */
export function writePages(root: string, pages: ApiPages): void {
  for (const file of writtenPages(root)) if (!pages.has(file)) rmSync(join(root, file));
  for (const [file, text] of pages) writeFileSync(join(root, file), text);
}

function pageOf(namespace: string): string {
  return `API.${namespace}.md`;
}

/** jsii-docgen lists namespaces as it would name their files, those without types too. */
function withNamespaces(index: string, pages: readonly string[]): string {
  const list = pages.map((page) => `- [${page.split('.')[1]!}](${page})`).join('\n');
  const text = index.replace(
    /## Submodules [\s\S]*?(?=\n## )/,
    () => `## Namespaces <a name="Namespaces" id="Namespaces"></a>\n\nTypes in a namespace have a page of their own:\n\n${list}\n`,
  );
  if (text === index) throw new Error('jsii-docgen writes its list of submodules in another way than before.');
  return text;
}

/** Links types that are on another page, which jsii-docgen names without linking them. */
function withLinks(text: string, page: string): string {
  return text.replace(
    /(?<!["#\w.-])cdktf-coffer\.(?:([a-z]\w*)\.)?([A-Z]\w*)(?![\w.])/g,
    (name, namespace: string | undefined, type: string) => {
      const target = namespace === undefined ? INDEX : pageOf(namespace);
      return target === page ? name : `<a href="${target}#${name}">${type}</a>`;
    },
  );
}
