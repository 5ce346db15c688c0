import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import Ajv from 'ajv';
import { App } from 'cdktf';
import { type Manifest, MANIFEST_FILE, type ManifestSecret } from '../../src/contracts/manifest';
import { parseManifest } from '../../src/contracts/manifest-parse';
import { BundledProvider } from '../../src/terraform/bundled-provider';

const SCHEMA = path.resolve(__dirname, '..', '..', 'schema', 'coffer-manifest.schema.json');
const validate = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true }).compile(
  JSON.parse(readFileSync(SCHEMA, 'utf8')) as object,
);

/** What the JSON Schema of the package says against a manifest. */
export function faultsOf(manifest: unknown): string[] {
  validate(manifest);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

/** Writes an app as `cdktf synth` does, but for laying out the provider. */
export function write(app: App): void {
  const install = jest.spyOn(BundledProvider.prototype, 'install').mockImplementation(() => {});
  try {
    app.synth();
  } finally {
    install.mockRestore();
  }
}

/** The manifest in a folder that an app was written to, which its parser and its JSON Schema both take. */
export function manifestIn(outdir: string): Manifest {
  const manifest = parseManifest(readFileSync(path.join(outdir, MANIFEST_FILE), 'utf8'));
  expect(faultsOf(manifest)).toEqual([]);
  return manifest;
}

/** The manifest that an app writes. */
export function manifestOf(app: App): Manifest {
  write(app);
  return manifestIn(app.outdir);
}

/** A secret of a manifest, by `<service>/<key>`. */
export function secretOf(manifest: Manifest, name: string): ManifestSecret {
  const found = manifest.stacks.flatMap(({ secrets }) => secrets).filter(({ service, key }) => `${service}/${key}` === name);
  expect(found).toHaveLength(1);
  return found[0]!;
}
