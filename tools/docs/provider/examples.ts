import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { DocsError } from './docs-error';
import { parsePermissions, type Permission } from './permissions';

export const EXAMPLES = resolve(__dirname, '..', '..', '..', 'examples', 'terraform');

/** A part of an example, as a page shows it. */
export interface ExamplePart {
  readonly title: string;
  readonly prose: string;
  readonly code: string;
}

/** A complete Terraform configuration, in a folder of its own, that a page shows and a test applies. */
export interface Example {
  /** Path below examples/terraform, such as `resources/coffer_secret` or `resources/coffer_secret/import`. */
  readonly path: string;
  /** All of main.tf. */
  readonly source: string;
  readonly parts: readonly ExamplePart[];
  /** What it needs by itself; what resources of other pages need is on those. */
  readonly permissions: readonly Permission[];
  /** Paths of the examples of all coffer resources in it, its own included. */
  readonly resources: readonly string[];
}

/** All examples, sorted by path. */
export function readExamples(root = EXAMPLES): Example[] {
  const folders = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name === 'main.tf')
    .map((entry) => relative(root, entry.parentPath));
  return folders.sort().map((path) => readExample(path, root));
}

function readExample(path: string, root: string): Example {
  const source = readFileSync(join(root, path, 'main.tf'), 'utf8');
  const file = join(root, path, 'permissions.json');
  return {
    path,
    source,
    parts: exampleParts(source, path),
    permissions: existsSync(file) ? parsePermissions(readFileSync(file, 'utf8'), `examples/terraform/${path}/permissions.json`) : [],
    resources: [...new Set([...source.matchAll(/^resource "(coffer_\w+)"/gm)].map(([, type]) => `resources/${type}`))].sort(),
  };
}

/**
 * Splits a configuration at its headings: comments of the form `### Title`, with the text under them up to the first
 * line that is no comment. Everything else belongs to the code.
 *
 * @throws DocsError where code stands in front of the first heading
 */
export function exampleParts(source: string, path: string): ExamplePart[] {
  return withoutPreamble(source)
    .split(/^(?=### )/m)
    .map((part) => {
      const [all, title = '', prose = ''] = /^### (.+)\n((?:#(?: .*)?\n)*)/.exec(part) ?? [];
      if (all === undefined) throw new DocsError(`${path}/main.tf has no heading where it begins to be shown: ### …`);
      return { title, prose: unwrapped(prose.replace(/^# ?/gm, '').trim()), code: part.slice(all.length).trim() };
    });
}

/** Comments are wrapped for those who read the file, pages are not. */
function unwrapped(prose: string): string {
  return prose.replace(/(?<=\S)\n(?=[^\n-])/g, ' ');
}

/** Without the terraform block and the provider block in front, where a configuration begins with them: they are the same everywhere. */
function withoutPreamble(source: string): string {
  return source.replace(/^terraform \{\n[\s\S]*?\n\}\n+provider "coffer" \{\n[\s\S]*?\n\}\n+/, '');
}
