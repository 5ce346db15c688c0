import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import Ajv, { type ValidateFunction } from 'ajv';

interface CustomResource {
  readonly group: string;
  readonly kind: string;
  readonly scope: 'Namespaced' | 'Cluster';
  readonly version: string;
  readonly schema: object;
}

/** A manifest, as a tool reads it. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly labels?: object; readonly annotations?: object };
  readonly spec?: any; // eslint-disable-line @typescript-eslint/no-explicit-any
}

const FOLDER = path.join(__dirname, '..', '..', 'data', 'external-secrets');
const validators = new Map(
  ['ExternalSecret', 'SecretStore', 'ClusterSecretStore', 'Config'].map((kind) => {
    const resource = JSON.parse(readFileSync(path.join(FOLDER, `${kind}.json`), 'utf8')) as CustomResource;
    const ajv = new Ajv({ strict: false, allErrors: true, formats: { int32: true, int64: true } });
    return [kind, { resource, validate: ajv.compile(closed(resource.schema) as object) as ValidateFunction }] as const;
  }),
);

/** What the API server would say against a manifest of a custom resource; empty where it takes it. */
export function faultsOf(manifest: Manifest): string[] {
  const known = validators.get(manifest.kind);
  if (!known) return [`no such kind: ${manifest.kind}`];
  const { resource, validate } = known;
  const faults = validate(manifest)
    ? []
    : validate.errors!.map(({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`);
  if (manifest.apiVersion !== `${resource.group}/${resource.version}`) faults.push(`no such version: ${manifest.apiVersion}`);
  if ((manifest.metadata.namespace !== undefined) !== (resource.scope === 'Namespaced')) {
    faults.push(`${manifest.kind} is ${resource.scope}`);
  }
  return faults;
}

/** A schema that takes no field it does not name, where the API server would drop it, or warn. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const copy = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value)]));
  // The schema of the API server's own metadata is elsewhere: an object without properties.
  const open = !('properties' in copy) || 'additionalProperties' in copy;
  return copy.type === 'object' && !open ? { ...copy, additionalProperties: false } : copy;
}
