import type { AttributePath, Diagnostics } from './diagnostics';
import { Unknown, isObject, type CtyType, type CtyValue } from './types';

/** What every attribute may say about itself. */
export interface AttributeOptions<T> {
  /** Markdown, for the docs: what it is for, units, range, default. */
  readonly description: string;
  readonly required?: boolean;
  readonly optional?: boolean;
  readonly computed?: boolean;
  readonly sensitive?: boolean;
  /** The value reaches the provider at apply and is kept nowhere. */
  readonly writeOnly?: boolean;
  /** The value when nothing is given; makes the attribute optional and computed. */
  readonly default?: T;
  /** A change of it replaces the resource. */
  readonly requiresReplace?: boolean;
  /** Computed, and an update does not change it: the plan keeps what the state has. */
  readonly stable?: boolean;
  /** What is wrong with a known value, as `[summary, detail]`, or undefined. The text never repeats a sensitive value. */
  readonly validate?: (value: T) => readonly [summary: string, detail: string] | undefined;
}

export interface Attribute<T = unknown> extends AttributeOptions<T> {
  readonly type: CtyType;
  /** The members, where the attribute is an object, or a list of objects, with members of their own (a nested attribute). */
  readonly members?: Attributes;
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Attributes = { readonly [name: string]: Attribute<never> | Attribute<any> };

/** A block that may be written several times, as Terraform's `list` nesting has it. */
export interface NestedBlock {
  readonly attributes: Attributes;
  readonly description: string;
  readonly maxItems?: number;
}

export interface Schema<A extends Attributes = Attributes> {
  readonly description: string;
  readonly attributes: A;
  readonly blocks?: Readonly<Record<string, NestedBlock>>;
  /** @default 0 */
  readonly version?: number;
}

/** The values of a schema, as a plan has them: each may be null or unknown. */
export type Planned<A extends Attributes> = { [K in keyof A]: (A[K] extends Attribute<infer T> ? T : never) | null | Unknown };

/** The values of a schema, as a state has them: each may be null. */
export type State<A extends Attributes> = { [K in keyof A]: (A[K] extends Attribute<infer T> ? T : never) | null };

export function string(options: AttributeOptions<string>): Attribute<string> {
  return { ...options, type: 'string' };
}

export function number(options: AttributeOptions<number>): Attribute<number> {
  return { ...options, type: 'number' };
}

export function bool(options: AttributeOptions<boolean>): Attribute<boolean> {
  return { ...options, type: 'bool' };
}

export function mapOfStrings(options: AttributeOptions<Record<string, string>>): Attribute<Record<string, string>> {
  return { ...options, type: ['map', 'string'] };
}

export function listOfStrings(options: AttributeOptions<string[]>): Attribute<string[]> {
  return { ...options, type: ['list', 'string'] };
}

export function object<A extends Attributes>(members: A, options: AttributeOptions<State<A>>): Attribute<State<A>> {
  return { ...options, members, type: objectType(members) };
}

export function listOfObjects<A extends Attributes>(members: A, options: AttributeOptions<State<A>[]>): Attribute<State<A>[]> {
  return { ...options, members, type: ['list', objectType(members)] };
}

/** The type of a whole schema's value. */
export function schemaType(schema: Schema): CtyType {
  const blocks = Object.entries(schema.blocks ?? {}).map(([name, block]) => [name, ['list', objectType(block.attributes)]] as const);
  const [, members] = objectType(schema.attributes);
  return ['object', { ...members, ...Object.fromEntries(blocks) }];
}

function objectType(attributes: Attributes): readonly ['object', Readonly<Record<string, CtyType>>] {
  return ['object', Object.fromEntries(Object.entries(attributes).map(([name, attribute]) => [name, attribute.type]))];
}

/** Runs every attribute's own check over a configuration. Unknown values pass: they are checked again at apply. */
export function validateValue(schema: Schema, config: CtyValue, diagnostics: Diagnostics): void {
  if (!isObject(config)) return;
  validateAttributes(schema.attributes, config, [], diagnostics);
  for (const [name, block] of Object.entries(schema.blocks ?? {})) {
    const items = config[name];
    if (!Array.isArray(items)) continue;
    items.forEach((item: CtyValue, index) => {
      if (isObject(item)) validateAttributes(block.attributes, item, [name, index], diagnostics);
    });
  }
}

function validateAttributes(
  attributes: Attributes,
  values: { readonly [name: string]: CtyValue },
  at: AttributePath,
  diagnostics: Diagnostics,
): void {
  for (const [name, attribute] of Object.entries(attributes)) {
    const value = values[name];
    if (value === null || value === undefined || value instanceof Unknown) continue;
    const fault = (attribute.validate as ((known: unknown) => readonly [string, string] | undefined) | undefined)?.(value);
    if (fault) diagnostics.error(fault[0], fault[1], [...at, name]);
    const { members } = attribute;
    if (!members) continue;
    if (isObject(value)) validateAttributes(members, value, [...at, name], diagnostics);
    if (Array.isArray(value)) {
      value.forEach((item: CtyValue, index) => isObject(item) && validateAttributes(members, item, [...at, name, index], diagnostics));
    }
  }
}
