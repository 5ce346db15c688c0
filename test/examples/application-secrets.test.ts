import { readFileSync } from 'fs';
import * as path from 'path';
import { BundledProvider } from '../../src/terraform/bundled-provider';
import { type Block, type Configuration, temporaryFolder } from '../support/synth';

jest.mock('cdktf-coffer', () => jest.requireActual<object>('../../src'), { virtual: true });

/** Runs the example's program as `cdktf synth` does, but for laying out the provider. */
function run(environment: { readonly [name: string]: string | undefined }): Configuration {
  const outdir = temporaryFolder();
  const before = { ...process.env };
  jest.spyOn(BundledProvider.prototype, 'install').mockImplementation(() => {});
  Object.assign(process.env, { CDKTF_OUTDIR: outdir, ...environment });
  try {
    jest.isolateModules(() => {
      jest.requireActual<object>('../../examples/application-secrets/main');
    });
  } finally {
    process.env = before;
  }
  return JSON.parse(readFileSync(path.join(outdir, 'stacks', 'application-secrets', 'cdk.tf.json'), 'utf8')) as Configuration;
}

const secretsOf = (configuration: Configuration): [string, Block][] => Object.entries(configuration.resource.coffer_secret!);

describe('the example of application secrets', () => {
  const configuration = run({ AWS_ENDPOINT_URL: '' });

  test('declares secrets of every source, protected', () => {
    expect(
      secretsOf(configuration).map(([id, { generate, value_wo: value, deletion_protection: protection }]) => [
        id,
        (generate as Block | undefined)?.format ?? (value === undefined ? 'supplied' : value),
        protection,
      ]),
    ).toEqual([
      ['admin', 'password', true],
      ['database', 'password', true],
      ['payment', '${var.payment_token}', true],
      ['session', 'hex', true],
      ['smtp', 'supplied', true],
    ]);
  });

  test('puts out names only', () => {
    expect(JSON.stringify(configuration.output)).not.toMatch(/\$\{/);
  });

  test('takes the protection off by one variable, so that it can be destroyed', () => {
    expect(
      secretsOf(run({ COFFER_EXAMPLE_DELETION_PROTECTION: 'off' })).map(([, secret]) => secret.deletion_protection as boolean),
    ).toEqual([false, false, false, false, false]);
  });

  test('goes easy on a local AWS, and on no other', () => {
    expect(configuration.provider.aws).toEqual([{ region: 'eu-west-1' }]);
    expect(run({ AWS_ENDPOINT_URL: 'http://127.0.0.1:1' }).provider.aws![0]).toMatchObject({ skip_credentials_validation: true });
  });
});
