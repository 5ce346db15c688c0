import { DocsError } from './docs-error';
import type { Attributes, NestedBlock, Schema } from '../../../src/programs/provider/schema/schema';
import type { CtyType } from '../../../src/programs/provider/schema/types';

const WRITE_ONLY = '[Write-only](https://developer.hashicorp.com/terraform/language/resources/ephemeral#write-only-arguments)';
const PRIMITIVES: Readonly<Record<string, string>> = { string: 'String', number: 'Number', bool: 'Boolean', dynamic: 'Dynamic' };

interface Line {
  readonly name: string;
  readonly group: 'Required' | 'Optional' | 'Read-Only';
  readonly text: string;
}

interface Nested {
  readonly anchor: string;
  readonly path: string;
  readonly attributes: Attributes;
}

/** The section on a schema, as the registry's readers know it: what is required, optional and read-only, then what is nested. */
export function schemaSection(schema: Schema, of: string): string {
  const nested: Nested[] = [];
  const lines = [
    ...attributeLines(schema.attributes, '', of, nested),
    ...Object.entries(schema.blocks ?? {}).map(([name, block]) => blockLine(name, block, of, nested)),
  ];
  const below: (readonly [path: string, text: string])[] = [];
  // Nested schemas add those nested in them as they are written.
  for (const { anchor, path, attributes } of nested) {
    const members = attributeLines(attributes, path, of, nested);
    below.push([
      path,
      [`<a id="${anchor}"></a>\n### Nested Schema for \`${path}\``, ...groups(members, (group) => `${group}:`)].join('\n\n'),
    ]);
  }
  const sorted = below.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, text]) => text);
  return ['## Schema', ...groups(lines, (group) => `### ${group}`), ...sorted].join('\n\n');
}

/** A type in the registry's words, such as `Map of String`. */
export function typeName(type: CtyType): string {
  if (typeof type === 'string') return PRIMITIVES[type]!;
  const [kind, inner] = type;
  if (kind === 'list' || kind === 'set' || kind === 'map') return `${kind[0]!.toUpperCase()}${kind.slice(1)} of ${typeName(inner)}`;
  return kind === 'object' ? 'Object' : 'Tuple';
}

function groups(lines: readonly Line[], heading: (group: string) => string): string[] {
  return (['Required', 'Optional', 'Read-Only'] as const).flatMap((group) => {
    const own = lines.filter((line) => line.group === group).sort((a, b) => (a.name < b.name ? -1 : 1));
    return own.length === 0 ? [] : [heading(group), own.map(({ text }) => text).join('\n')];
  });
}

function attributeLines(attributes: Attributes, path: string, of: string, nested: Nested[]): Line[] {
  return Object.entries(attributes).map(([name, attribute]) =>
    attributeLine(name, path === '' ? name : `${path}.${name}`, attribute, of, nested),
  );
}

function attributeLine(name: string, path: string, attribute: Attributes[string], of: string, nested: Nested[]): Line {
  const isOptional = attribute.optional || attribute.default !== undefined;
  const kind = attribute.members ? (attribute.type[0] === 'list' ? 'Attributes List' : 'Attributes') : typeName(attribute.type);
  const marks = [kind, ...(attribute.sensitive ? ['Sensitive'] : []), ...(attribute.writeOnly ? [WRITE_ONLY] : [])];
  const text = [
    `- \`${name}\` (${marks.join(', ')}) ${described(attribute.description, `${of}: attribute ${path}`)}`,
    ...defaultOf(attribute),
    ...(attribute.requiresReplace ? ['A change replaces the resource.'] : []),
    ...(attribute.members ? [seeBelow('nestedatt', path, attribute.members, nested)] : []),
  ];
  return { name, group: attribute.required ? 'Required' : isOptional ? 'Optional' : 'Read-Only', text: text.join(' ') };
}

function blockLine(name: string, block: NestedBlock, of: string, nested: Nested[]): Line {
  const kind = block.maxItems === undefined ? 'Block List' : `Block List, Max: ${block.maxItems}`;
  const text = `- \`${name}\` (${kind}) ${described(block.description, `${of}: block ${name}`)} ${seeBelow(
    'nestedblock',
    name,
    block.attributes,
    nested,
  )}`;
  return { name, group: 'Optional', text };
}

/** A default that the description does not tell already. */
function defaultOf({ default: value, description }: Attributes[string]): string[] {
  if (value === undefined || description.includes('Default: ')) return [];
  const isWord = typeof value === 'string' && value !== '';
  return [`Default: \`${isWord ? value : JSON.stringify(value)}\`.`];
}

function seeBelow(prefix: string, path: string, attributes: Attributes, nested: Nested[]): string {
  const anchor = `${prefix}--${path.replace(/\./g, '--')}`;
  nested.push({ anchor, path, attributes });
  return `(see [below for nested schema](#${anchor}))`;
}

/** @throws DocsError where there is no description, or none that reads as a sentence */
export function described(description: string, of: string): string {
  if (!/[.:`]$/.test(description.trim())) {
    throw new DocsError(
      `${of} has ${
        description === '' ? 'no description' : `a description that does not end as a sentence: '${description}'`
      }. Write one in the schema.`,
    );
  }
  return description.trim();
}
