import { existsSync, readdirSync } from 'node:fs';
import * as path from 'node:path';
import { SYSTEMS_OF_RECORD } from '../../src/contracts/manifest';
import { BundledProvider } from '../../src/terraform/bundled-provider';
import { manifestIn } from '../support/manifest';
import { temporaryFolder } from '../support/synth';

jest.setTimeout(180_000);
jest.mock('cdktf-coffer', () => jest.requireActual<object>('../../src'), { virtual: true });

const EXAMPLES = path.resolve(__dirname, '..', '..', 'examples');
const programs = readdirSync(EXAMPLES).filter((name) => existsSync(path.join(EXAMPLES, name, 'main.ts')));

/** Runs an example's program as `cdktf synth` does, but for laying out the provider. */
function manifestOf(example: string) {
  const outdir = temporaryFolder();
  const before = { ...process.env };
  const folder = process.cwd();
  jest.spyOn(BundledProvider.prototype, 'install').mockImplementation(() => {});
  Object.assign(process.env, {
    CDKTF_OUTDIR: outdir,
    COFFER_EXAMPLE_MANIFESTS: temporaryFolder(),
    COFFER_EXAMPLE_FOLDER: temporaryFolder(),
    AWS_ENDPOINT_URL: '',
  });
  // Inventories are beside their programs.
  process.chdir(path.join(EXAMPLES, example));
  try {
    jest.requireActual<object>(path.join(EXAMPLES, example, 'main'));
  } finally {
    process.chdir(folder);
    process.env = before;
  }
  return manifestIn(outdir);
}

describe('the manifest of an example', () => {
  const seen = new Set<string>();

  test.each(programs)('%s is taken by its parser and its JSON Schema, and has secrets with names and places', (example) => {
    const { stacks } = manifestOf(example);
    const secrets = stacks.flatMap((stack) => stack.secrets);
    // A program that only imports a vault declares none of its secrets.
    const imported = stacks.flatMap((stack) => stack.imported ?? []);
    expect(secrets.length + imported.length).toBeGreaterThan(0);
    for (const { type, systemOfRecord, name, address, vault } of secrets) {
      expect({ type, name, address, vault }).toEqual({
        type: expect.stringMatching(/^[A-Z]\w+$/) as string,
        name: expect.any(String) as string,
        address: expect.stringMatching(/^\w+\.[\w-]+$/) as string,
        vault: systemOfRecord === 'one-password' ? null : (expect.any(String) as string),
      });
      seen.add(systemOfRecord);
    }
  });

  test('has every system of record in one or another', () => {
    expect([...seen].sort()).toEqual([...SYSTEMS_OF_RECORD].sort());
  });
});
