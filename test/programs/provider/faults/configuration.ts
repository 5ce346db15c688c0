import { Unknown, type CtyObject, type CtyValue } from '../../../../src/programs/provider/schema/types';

/** A configuration in Terraform's JSON syntax, as far as it is used here: by address, in the order of dependencies. */
export type Configuration = Readonly<Record<string, Arguments>>;

/** The arguments of one resource. A text that is `${address.attribute}` refers to another one. */
export type Arguments = Readonly<Record<string, Argument>>;
export type Argument = string | number | boolean | readonly string[] | { readonly [name: string]: string | number | boolean };

const REFERENCE = /^\$\{(\w+\.\w+)\.(\w+)\}$/;

/** What the resources of a configuration are, in a file for Terraform. */
export function terraformJson(configuration: Configuration): string {
  const resource: Record<string, Record<string, Arguments>> = {};
  for (const [address, body] of Object.entries(configuration)) {
    (resource[typeOf(address)] ??= {})[address.slice(address.indexOf('.') + 1)] = body;
  }
  // An empty object of resources is an error to Terraform.
  return JSON.stringify(Object.keys(resource).length === 0 ? {} : { resource }, null, 2);
}

export function typeOf(address: string): string {
  return address.slice(0, address.indexOf('.'));
}

/** The addresses that a resource refers to. */
export function dependencies(body: Arguments): string[] {
  const texts = Object.values(body).flatMap((value) => (typeof value === 'object' ? (Object.values(value) as unknown[]) : [value]));
  return texts.flatMap((text) => REFERENCE.exec(String(text))?.[1] ?? []);
}

/** The arguments of a resource, with what they refer to filled in. */
export function evaluated(body: Arguments, values: ReadonlyMap<string, CtyObject>): CtyObject {
  const evaluate = (value: unknown): CtyValue => {
    if (Array.isArray(value)) return value.map(evaluate);
    if (typeof value === 'object' && value !== null) {
      return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, evaluate(member)]));
    }
    const [, address, attribute] = REFERENCE.exec(String(value)) ?? [];
    if (address === undefined) return value as CtyValue;
    return values.get(address)?.[attribute!] ?? Unknown.VALUE;
  };
  return evaluate(body) as CtyObject;
}
