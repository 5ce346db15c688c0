import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { type Configuration, temporaryFolder } from './synth';
import { BundledProvider } from '../../src/terraform/bundled-provider';

/** The example with everything, as `cdktf synth` writes it, but for laying out the provider. */
export interface Everything {
  /** Configuration of each stack, by its name. */
  readonly stacks: { readonly [name: string]: Configuration };
  /** Folder in which the manifests for External Secrets Operator are, one folder a stage. */
  readonly manifests: string;
  /** Folder of what is checked in: files for developers, pipelines and the manifest. */
  readonly written: string;
}

/** The caller mocks cdktf-coffer by the sources: `jest.mock('cdktf-coffer', () => jest.requireActual('../../src'), { virtual: true })`. */
export function synthesizeEverything(environment: { readonly [name: string]: string } = {}): Everything {
  const [outdir, manifests, written] = [temporaryFolder(), temporaryFolder(), temporaryFolder()];
  const before = { ...process.env };
  const install = jest.spyOn(BundledProvider.prototype, 'install').mockImplementation(() => {});
  Object.assign(process.env, {
    CDKTF_OUTDIR: outdir,
    COFFER_EXAMPLE_MANIFESTS: manifests,
    COFFER_EXAMPLE_FOLDER: written,
    KUBE_CONFIG_PATH: '/nowhere',
    ...environment,
  });
  try {
    jest.isolateModules(() => {
      jest.requireActual<object>('../../examples/everything/main');
    });
  } finally {
    process.env = before;
    install.mockRestore();
  }
  // A stack that only looks things up has no resources.
  const read = (name: string): Configuration => {
    const text = readFileSync(path.join(outdir, 'stacks', name, 'cdk.tf.json'), 'utf8');
    return { resource: {}, ...(JSON.parse(text) as Omit<Configuration, 'resource'>) };
  };
  return {
    stacks: Object.fromEntries(
      readdirSync(path.join(outdir, 'stacks'))
        .sort()
        .map((name) => [name, read(name)]),
    ),
    manifests,
    written,
  };
}
