import { Nesting, StringKind, type Message } from '../plugin/wire';
import type { ProviderFunction } from '../resource';
import type { Attributes, Schema } from '../schema/schema';

/** A schema in the form in which Terraform asks for it. */
export function schemaMessage(schema: Schema): Message {
  return {
    version: schema.version ?? 0,
    block: {
      version: schema.version ?? 0,
      attributes: attributeMessages(schema.attributes),
      block_types: Object.entries(schema.blocks ?? {}).map(([type_name, block]) => ({
        type_name,
        nesting: Nesting.LIST,
        max_items: block.maxItems ?? 0,
        block: { attributes: attributeMessages(block.attributes), description: block.description, description_kind: StringKind.MARKDOWN },
      })),
      description: schema.description,
      description_kind: StringKind.MARKDOWN,
    },
  };
}

export function functionMessage(fn: ProviderFunction): Message {
  const type = Buffer.from('"string"');
  return {
    parameters: fn.parameters.map(({ name, description }) => ({ name, type, description, description_kind: StringKind.MARKDOWN })),
    return: { type },
    summary: fn.summary,
    description: fn.description,
    description_kind: StringKind.MARKDOWN,
  };
}

function attributeMessages(attributes: Attributes): Message[] {
  return Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, attribute]) => ({
    name,
    ...(attribute.members
      ? { nested_type: { attributes: attributeMessages(attribute.members), nesting: Nesting.SINGLE } }
      : { type: Buffer.from(JSON.stringify(attribute.type)) }),
    description: attribute.description,
    description_kind: StringKind.MARKDOWN,
    required: attribute.required ?? false,
    optional: (attribute.optional ?? false) || attribute.default !== undefined,
    computed: (attribute.computed ?? false) || attribute.default !== undefined,
    sensitive: attribute.sensitive ?? false,
    write_only: attribute.writeOnly ?? false,
  }));
}
