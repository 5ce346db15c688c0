import { readdirSync, readFileSync } from 'fs';
import * as path from 'path';
import { Nesting, type Message } from '../../../src/programs/provider/plugin/wire';
import type { CtyType } from '../../../src/programs/provider/schema/types';

/** A schema as `terraform providers schema -json` has it. */
export interface SchemaJson {
  readonly version: number;
  readonly block: BlockJson;
}

interface BlockJson {
  readonly attributes?: { readonly [name: string]: AttributeJson };
  readonly block_types?: {
    readonly [name: string]: { readonly nesting_mode: NestingMode; readonly max_items?: number; readonly block: BlockJson };
  };
}

interface AttributeJson {
  readonly type?: CtyType;
  readonly nested_type?: { readonly nesting_mode: NestingMode; readonly attributes: { readonly [name: string]: AttributeJson } };
  readonly required?: boolean;
  readonly optional?: boolean;
  readonly computed?: boolean;
  readonly sensitive?: boolean;
  readonly write_only?: boolean;
}

type NestingMode = 'single' | 'list' | 'map';

const FOLDER = path.join(__dirname, '..', '..', '..', 'tools', 'bindings');
const [FILE] = readdirSync(FOLDER).filter((name) => name.startsWith('onepassword-'));

/** The schemas that the bindings are generated from. */
const WRITTEN = JSON.parse(readFileSync(path.join(FOLDER, FILE!), 'utf8')) as {
  readonly provider_schemas: {
    readonly [address: string]: { readonly provider: SchemaJson; readonly resource_schemas: Named; readonly data_source_schemas: Named };
  };
};
interface Named {
  readonly [name: string]: SchemaJson;
}

export const [ADDRESS, SCHEMAS] = Object.entries(WRITTEN.provider_schemas)[0]!;

/** The type of a schema's value. */
export function typeOf({ block }: { readonly block: BlockJson }): CtyType {
  const blocks = Object.entries(block.block_types ?? {}).map(
    ([name, nested]) => [name, nest(nested.nesting_mode, typeOf(nested))] as const,
  );
  return ['object', { ...membersOf(block.attributes ?? {}), ...Object.fromEntries(blocks) }];
}

/** A schema in the form in which Terraform asks for it. */
export function messageOf({ version, block }: SchemaJson): Message {
  return { version, block: blockMessage(block) };
}

function blockMessage(block: BlockJson): Message {
  return {
    attributes: attributeMessages(block.attributes ?? {}),
    block_types: Object.entries(block.block_types ?? {}).map(([type_name, nested]) => ({
      type_name,
      nesting: NESTINGS[nested.nesting_mode],
      max_items: nested.max_items ?? 0,
      block: blockMessage(nested.block),
    })),
  };
}

function attributeMessages(attributes: { readonly [name: string]: AttributeJson }): Message[] {
  return Object.entries(attributes).map(([name, { type, nested_type: nested, ...rest }]) => ({
    name,
    ...(nested
      ? { nested_type: { attributes: attributeMessages(nested.attributes), nesting: NESTINGS[nested.nesting_mode] } }
      : { type: Buffer.from(JSON.stringify(type)) }),
    required: rest.required ?? false,
    optional: rest.optional ?? false,
    computed: rest.computed ?? false,
    sensitive: rest.sensitive ?? false,
    write_only: rest.write_only ?? false,
  }));
}

function membersOf(attributes: { readonly [name: string]: AttributeJson }): Readonly<Record<string, CtyType>> {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, { type, nested_type: nested }]) => [
      name,
      nested ? nest(nested.nesting_mode, ['object', membersOf(nested.attributes)]) : type!,
    ]),
  );
}

const NESTINGS = { single: Nesting.SINGLE, list: Nesting.LIST, map: Nesting.MAP } as const;

function nest(mode: NestingMode, type: CtyType): CtyType {
  return mode === 'single' ? type : [mode, type];
}
