import type { Attributes, Schema } from '../../../../src/programs/provider/schema/schema';
import { Unknown, equal, isObject, isWhollyKnown, type CtyObject, type CtyValue } from '../../../../src/programs/provider/schema/types';

/** All attributes of a schema, null where the arguments give nothing. */
export function completed(attributes: Attributes, given: CtyObject): CtyObject {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, { members }]) => {
      const value = given[name] ?? null;
      return [name, members && isObject(value) ? completed(members, value) : value];
    }),
  );
}

/** The new state that Terraform proposes: the configuration, and the prior state of what the provider computes. */
export function proposedState(attributes: Attributes, prior: CtyObject | null, config: CtyObject): CtyObject {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, { computed, default: fallback, members }]) => {
      const [given, before] = [config[name] ?? null, prior?.[name] ?? null];
      if (given === null) return [name, computed || fallback !== undefined ? before : null];
      return [name, members && isObject(given) ? proposedState(members, isObject(before) ? before : null, given) : given];
    }),
  );
}

/**
 * Holds a provider to what Terraform holds it to: whatever was known of a value before is so after.
 *
 * @throws Error with the name of the attribute
 */
export function requireConsistent(what: string, schema: Schema, promised: CtyObject, kept: CtyObject): void {
  for (const [name, { type, writeOnly }] of Object.entries(schema.attributes)) {
    const [before, after] = [promised[name] ?? null, kept[name] ?? null];
    if (writeOnly && after !== null) throw new Error(`${what}: the write-only ${name} is in the answer`);
    if (!fits(before, after, type)) throw new Error(`${what}: ${name} is not what was planned`);
  }
}

function fits(before: CtyValue, after: CtyValue, type: Schema['attributes'][string]['type']): boolean {
  if (before instanceof Unknown) return true;
  if (isWhollyKnown(before)) return equal(before, after, type);
  if (!isObject(before) || !isObject(after)) return Array.isArray(before) && Array.isArray(after);
  return Object.keys(before).every((name) => fits(before[name]!, after[name] ?? null, 'dynamic'));
}
