import type { Identity, ProviderFunction } from '../core/resource';
import { Nesting, StringKind, type Message } from '../plugin/wire';
import type { Attributes, Schema } from '../schema/schema';
import type { CtyType } from '../schema/types';

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
  return {
    parameters: fn.parameters.map(({ name, description, type = 'string' }) => ({
      name,
      type: typeBytes(type),
      description,
      description_kind: StringKind.MARKDOWN,
    })),
    return: { type: typeBytes('string') },
    summary: fn.summary,
    description: fn.description,
    description_kind: StringKind.MARKDOWN,
  };
}

/** What tells one object of a resource from all others, in the form in which Terraform asks for it. */
export function identityMessage(identity: Identity<never>): Message {
  return {
    version: 0,
    identity_attributes: Object.entries(identity.attributes).map(([name, { description, optional = false }]) => ({
      name,
      type: typeBytes('string'),
      description,
      required_for_import: !optional,
      optional_for_import: optional,
    })),
  };
}

function typeBytes(type: CtyType): Buffer {
  return Buffer.from(JSON.stringify(type));
}

function attributeMessages(attributes: Attributes): Message[] {
  return Object.entries(attributes)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, attribute]) => ({
      name,
      ...(attribute.members
        ? {
            nested_type: {
              attributes: attributeMessages(attribute.members),
              nesting: attribute.type[0] === 'list' ? Nesting.LIST : Nesting.SINGLE,
            },
          }
        : { type: typeBytes(attribute.type) }),
      description: attribute.description,
      description_kind: StringKind.MARKDOWN,
      required: attribute.required ?? false,
      optional: (attribute.optional ?? false) || attribute.default !== undefined,
      computed: (attribute.computed ?? false) || attribute.default !== undefined,
      sensitive: attribute.sensitive ?? false,
      write_only: attribute.writeOnly ?? false,
    }));
}
