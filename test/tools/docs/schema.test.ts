import {
  bool,
  listOfObjects,
  listOfStrings,
  mapOfStrings,
  number,
  object,
  string,
  type Schema,
} from '../../../src/programs/provider/schema/schema';
import { schemaSection, typeName } from '../../../tools/docs/provider/schema';

const SCHEMA: Schema = {
  description: 'A thing.',
  attributes: {
    zone: string({ required: true, requiresReplace: true, description: 'Where it is.' }),
    arn: string({ computed: true, description: 'Its ARN.' }),
    token_wo: string({ optional: true, sensitive: true, writeOnly: true, description: 'What nobody may see.' }),
    count: number({ default: 3, description: 'How many.' }),
    mode: string({ default: 'slow', description: 'How fast: `slow` or `fast`.' }),
    marks: string({ default: '', description: 'Marks.' }),
    told: bool({ default: false, description: 'Whether it is told. Default: `false`, as ever.' }),
    tags: mapOfStrings({ optional: true, computed: true, description: 'Tags.' }),
    shape: object(
      {
        size: number({ required: true, description: 'Its size.' }),
        corner: object({ radius: number({ optional: true, description: 'In pixels.' }) }, { optional: true, description: 'Its corners.' }),
      },
      { optional: true, description: 'What it looks like.' },
    ),
    parts: listOfObjects(
      { name: string({ computed: true, description: 'Its name.' }) },
      { computed: true, description: 'What it is made of.' },
    ),
  },
  blocks: {
    role: { description: 'Roles.', attributes: { names: listOfStrings({ required: true, description: 'Names.' }) } },
    limits: { description: 'Limits.', maxItems: 1, attributes: { most: number({ optional: true, description: 'At most.' }) } },
  },
};

test('a schema becomes the sections that readers of the registry know, sorted, with nested schemas at the end', () => {
  expect(schemaSection(SCHEMA, 'coffer_thing')).toBe(`## Schema

### Required

- \`zone\` (String) Where it is. A change replaces the resource.

### Optional

- \`count\` (Number) How many. Default: \`3\`.
- \`limits\` (Block List, Max: 1) Limits. (see [below for nested schema](#nestedblock--limits))
- \`marks\` (String) Marks. Default: \`""\`.
- \`mode\` (String) How fast: \`slow\` or \`fast\`. Default: \`slow\`.
- \`role\` (Block List) Roles. (see [below for nested schema](#nestedblock--role))
- \`shape\` (Attributes) What it looks like. (see [below for nested schema](#nestedatt--shape))
- \`tags\` (Map of String) Tags.
- \`token_wo\` (String, Sensitive, [Write-only](https://developer.hashicorp.com/terraform/language/resources/ephemeral#write-only-arguments)) What nobody may see.
- \`told\` (Boolean) Whether it is told. Default: \`false\`, as ever.

### Read-Only

- \`arn\` (String) Its ARN.
- \`parts\` (Attributes List) What it is made of. (see [below for nested schema](#nestedatt--parts))

<a id="nestedblock--limits"></a>
### Nested Schema for \`limits\`

Optional:

- \`most\` (Number) At most.

<a id="nestedatt--parts"></a>
### Nested Schema for \`parts\`

Read-Only:

- \`name\` (String) Its name.

<a id="nestedblock--role"></a>
### Nested Schema for \`role\`

Required:

- \`names\` (List of String) Names.

<a id="nestedatt--shape"></a>
### Nested Schema for \`shape\`

Required:

- \`size\` (Number) Its size.

Optional:

- \`corner\` (Attributes) Its corners. (see [below for nested schema](#nestedatt--shape--corner))

<a id="nestedatt--shape--corner"></a>
### Nested Schema for \`shape.corner\`

Optional:

- \`radius\` (Number) In pixels.`);
});

test.each([
  [
    'coffer_thing: attribute shape.size has no description.',
    { shape: object({ size: number({ required: true, description: '' }) }, { optional: true, description: 'Its shape.' }) },
  ],
  [
    "coffer_thing: attribute zone has a description that does not end as a sentence: 'Where'.",
    { zone: string({ required: true, description: 'Where' }) },
  ],
])('%s', (message, attributes) => {
  expect(() => schemaSection({ description: 'A thing.', attributes }, 'coffer_thing')).toThrow(`${message} Write one in the schema.`);
});

test('a block without a description is named', () => {
  expect(() =>
    schemaSection({ description: 'A thing.', attributes: {}, blocks: { role: { description: '', attributes: {} } } }, 'The provider'),
  ).toThrow('The provider: block role has no description.');
});

test.each([
  ['String', 'string'],
  ['Map of Boolean', ['map', 'bool']],
  ['List of Set of Number', ['list', ['set', 'number']]],
  ['Object', ['object', {}]],
  ['Tuple', ['tuple', []]],
  ['Dynamic', 'dynamic'],
] as const)('%s', (name, type) => {
  expect(typeName(type)).toBe(name);
});
