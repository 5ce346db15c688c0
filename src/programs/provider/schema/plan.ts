import type { AttributePath } from './diagnostics';
import type { Attributes, Schema } from './schema';
import { Unknown, equal, isObject, type CtyObject, type CtyValue } from './types';

/** What the schema alone says of a change; a resource may then refine it. */
export interface SchemaPlan {
  /** The planned values: defaults filled in, write-only values null, computed ones unknown where the change may alter them. */
  readonly planned: Record<string, CtyValue>;
  /** The attributes whose change replaces the resource. */
  readonly requiresReplace: AttributePath[];
  /** Whether anything differs from the prior state. */
  readonly changed: boolean;
}

/**
 * Plans a create (`prior` null) or an update from the schema.
 *
 * Deterministic: Terraform plans again inside apply and refuses a plan that differs.
 */
export function planFromSchema(schema: Schema, prior: CtyObject | null, proposed: CtyObject, config: CtyObject): SchemaPlan {
  const planned = fillDefaults(schema.attributes, withoutWriteOnly(schema.attributes, proposed), config);
  const requiresReplace: AttributePath[] = [];
  let changed = prior === null;

  for (const [name, attribute] of Object.entries(schema.attributes)) {
    if (isUnsetComputed(attribute, config[name])) continue;
    if (prior !== null && !equal(prior[name] ?? null, planned[name] ?? null, attribute.type)) {
      changed = true;
      if (attribute.requiresReplace) requiresReplace.push([name]);
    }
  }

  if (changed) {
    for (const [name, attribute] of Object.entries(schema.attributes)) {
      const keep = prior !== null && attribute.stable && requiresReplace.length === 0;
      if (isUnsetComputed(attribute, config[name]) && !keep) planned[name] = Unknown.VALUE;
    }
  }
  return { planned, requiresReplace, changed };
}

/** Nulls write-only values: Terraform sends them in what it proposes, and wants them back from nowhere. */
export function withoutWriteOnly(attributes: Attributes, value: CtyObject): Record<string, CtyValue> {
  const cleaned: Record<string, CtyValue> = { ...value };
  for (const [name, attribute] of Object.entries(attributes)) {
    if (attribute.writeOnly) cleaned[name] = null;
    const { members } = attribute;
    const inner = cleaned[name] ?? null;
    if (!members) continue;
    if (isObject(inner)) cleaned[name] = withoutWriteOnly(members, inner);
    if (Array.isArray(inner)) cleaned[name] = inner.map((item: CtyValue) => (isObject(item) ? withoutWriteOnly(members, item) : item));
  }
  return cleaned;
}

/** Fills in the defaults of what the configuration leaves out, also inside objects that are given. */
function fillDefaults(attributes: Attributes, proposed: CtyObject, config: CtyObject): Record<string, CtyValue> {
  const filled: Record<string, CtyValue> = { ...proposed };
  for (const [name, attribute] of Object.entries(attributes)) {
    const given = config[name] ?? null;
    if (given === null && attribute.default !== undefined) filled[name] = attribute.default as CtyValue;
    const { members } = attribute;
    const inner = filled[name] ?? null;
    if (!members) continue;
    if (isObject(inner)) filled[name] = fillDefaults(members, inner, isObject(given) ? given : {});
    if (Array.isArray(inner)) {
      filled[name] = inner.map((item: CtyValue, index) => {
        const itemGiven = Array.isArray(given) ? (given[index] as CtyValue) : null;
        return isObject(item) ? fillDefaults(members, item, isObject(itemGiven) ? itemGiven : {}) : item;
      });
    }
  }
  return filled;
}

function isUnsetComputed(attribute: Attributes[string], given: CtyValue | undefined): boolean {
  return attribute.computed === true && attribute.default === undefined && (given === null || given === undefined);
}
