import { posix } from 'node:path';
import { DocsError } from './docs-error';
import type { Example } from './examples';
import { importSection, moveSection } from './import-section';
import { permissionsSection } from './permissions';
import { described, schemaSection, typeName } from './schema';
import type { AnyResource, ProviderDefinition } from '../../../src/programs/provider/core/definition';
import type { ProviderFunction } from '../../../src/programs/provider/core/resource';
import type { Schema } from '../../../src/programs/provider/schema/schema';

/** Folders of docs/ and of examples/terraform, and how the registry calls what is in them. */
const KINDS = { resources: 'Resource', 'ephemeral-resources': 'Ephemeral Resource', 'data-sources': 'Data Source' } as const;
type Kind = keyof typeof KINDS;
const KIND_NAMES = Object.keys(KINDS) as Kind[];

type Things = Readonly<Record<Kind, readonly { readonly typeName: string; readonly schema: Schema }[]>>;

/** Pages by their path below docs/. */
export type Pages = ReadonlyMap<string, string>;

/** The registry's page on each thing of a provider, and the index. @throws DocsError where one lacks an example or a description */
export function pagesOf<P>(provider: ProviderDefinition<P>, examples: readonly Example[]): Pages {
  const things: Things = {
    resources: provider.resources,
    'ephemeral-resources': provider.ephemeralResources,
    'data-sources': provider.dataSources,
  };
  return new Map([
    ['index.md', indexPage(provider.schema, examples, contents(things, provider.functions))],
    ...KIND_NAMES.flatMap((kind) =>
      things[kind].map((thing) => [pagePath(`${kind}/${thing.typeName}`), thingPage(kind, thing, examples)] as const),
    ),
    ...provider.functions.map((fn) => [pagePath(`functions/${fn.name}`), functionPage(fn, examples)] as const),
  ]);
}

/** The page below docs/ that shows an example: without the provider's own name, as the registry wants it. */
export function pagePath(example: string): string {
  return `${example.replace('/coffer_', '/')}.md`;
}

function indexPage(schema: Schema, examples: readonly Example[], list: string): string {
  const shown = examples.filter(({ path }) => /^provider(\/|$)/.test(path));
  if (shown.length === 0) throw new DocsError('The provider has no example. Write examples/terraform/provider/main.tf.');
  return page('coffer Provider', schema.description, [
    '# coffer Provider',
    described(schema.description, 'The provider'),
    list,
    usage(shown),
    permissions(shown, 'index.md'),
    schemaSection(schema, 'The provider'),
  ]);
}

/** What there is, with the first sentence on each. */
function contents(things: Things, functions: readonly ProviderFunction[]): string {
  const line = (example: string, text: string) =>
    `- [\`${posix.basename(example)}\`](${pagePath(example)}): ${/^[\s\S]*?\.(?=\s|$)/.exec(text)?.[0] ?? `${text}.`}`;
  return [
    '## Contents',
    ...KIND_NAMES.flatMap((kind) => [
      `### ${KINDS[kind]}s`,
      things[kind].map(({ typeName: name, schema }) => line(`${kind}/${name}`, schema.description)).join('\n'),
    ]),
    '### Functions',
    functions.map(({ name, summary }) => line(`functions/${name}`, summary)).join('\n'),
  ].join('\n\n');
}

function thingPage(kind: Kind, thing: Things[Kind][number], examples: readonly Example[]): string {
  const { typeName: name, schema } = thing;
  const shown = [required(examples, `${kind}/${name}`)];
  return page(`${name} ${KINDS[kind]} - coffer`, schema.description, [
    `# ${name} (${KINDS[kind]})`,
    described(schema.description, name),
    usage(shown),
    permissions(shown, pagePath(`${kind}/${name}`)),
    schemaSection(schema, name),
    ...(kind === 'resources'
      ? [...importSection(thing as AnyResource<unknown>, examples), ...moveSection(thing as AnyResource<unknown>)]
      : []),
  ]);
}

function functionPage(fn: ProviderFunction, examples: readonly Example[]): string {
  const { name } = fn;
  const shown = [required(examples, `functions/${name}`)];
  const signature = fn.parameters.map((parameter) => `${parameter.name} ${typeName(parameter.type ?? 'string').toLowerCase()}`).join(', ');
  const parameters = fn.parameters.map(
    ({ name: parameter, type = 'string', description }, index) =>
      `${index + 1}. \`${parameter}\` (${typeName(type)}) ${described(description, `Function ${name}: parameter ${parameter}`)}`,
  );
  return page(`${name} function - coffer`, fn.summary, [
    `# function: ${name}`,
    described(fn.description, `Function ${name}`),
    usage(shown),
    '## Signature',
    fenced('text', `${name}(${signature}) string`),
    '## Arguments',
    parameters.join('\n'),
    permissions(shown, pagePath(`functions/${name}`)),
  ]);
}

function usage(examples: readonly Example[]): string {
  const parts = examples.flatMap((example) => example.parts);
  return [
    '## Example Usage',
    ...parts.flatMap(({ title, prose, code }) => [`### ${title}`, ...(prose ? [prose] : []), fenced('terraform', code)]),
  ].join('\n\n');
}

function permissions(examples: readonly Example[], from: string): string {
  const paths = examples.map(({ path }) => path);
  const others = [...new Set(examples.flatMap(({ resources }) => resources))].filter((resource) => !paths.includes(resource));
  const links = others.map(
    (resource) => `[\`${posix.basename(resource)}\`](${posix.relative(posix.dirname(from), pagePath(resource))}#permissions)`,
  );
  return permissionsSection(
    examples.flatMap((example) => example.permissions),
    links,
  );
}

function required(examples: readonly Example[], path: string): Example {
  const example = examples.find((each) => each.path === path);
  if (!example) throw new DocsError(`${path} has no example. Write examples/terraform/${path}/main.tf.`);
  return example;
}

function page(title: string, description: string, parts: readonly string[]): string {
  const [first = ''] = description.split('\n\n');
  const frontMatter = [
    '---',
    `page_title: ${JSON.stringify(title)}`,
    'subcategory: ""',
    'description: |-',
    `  ${plain(first)}`,
    '---',
  ].join('\n');
  return `${[
    frontMatter,
    '<!-- Generated by the task "docs:provider" from the provider\'s schema and examples/terraform. Do not edit. -->',
    ...parts,
  ].join('\n\n')}\n`;
}

/** Without Markdown's marks, for the registry's lists. */
function plain(markdown: string): string {
  return markdown
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/[`*]/g, '')
    .replace(/\s*\n\s*/g, ' ')
    .trim();
}

function fenced(language: string, code: string): string {
  return `\`\`\`${language}\n${code}\n\`\`\``;
}
