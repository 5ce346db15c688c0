import { readFileSync } from 'fs';
import * as path from 'path';
import { BundledProvider } from '../../src/terraform/bundled-provider';
import { TerraformWithOnePassword } from '../support/one-password/terraform';
import { type Block, type Configuration, temporaryFolder } from '../support/synth';

jest.setTimeout(60_000);
jest.mock('cdktf-coffer', () => jest.requireActual<object>('../../src'), { virtual: true });

/** Runs the example's program as `cdktf synth` does, but for laying out the provider. */
function run(environment: { readonly [name: string]: string | undefined } = {}): { configuration: Configuration; warnings: string[] } {
  const outdir = temporaryFolder();
  const before = { ...process.env };
  jest.spyOn(BundledProvider.prototype, 'install').mockImplementation(() => {});
  Object.assign(process.env, { CDKTF_OUTDIR: outdir, ...environment });
  try {
    jest.isolateModules(() => {
      jest.requireActual<object>('../../examples/organizational-secrets/main');
    });
  } finally {
    process.env = before;
  }
  const read = (...names: string[]) => JSON.parse(readFileSync(path.join(outdir, ...names), 'utf8')) as unknown;
  const manifest = read('manifest.json') as { stacks: { 'organizational-secrets': { annotations: { message: string }[] } } };
  return {
    configuration: read('stacks', 'organizational-secrets', 'cdk.tf.json') as Configuration,
    warnings: manifest.stacks['organizational-secrets'].annotations.map(({ message }) => message),
  };
}

const itemsOf = (configuration: Configuration): [string, Block][] => Object.entries(configuration.resource.onepassword_item!);

describe('the example of organizational secrets', () => {
  const { configuration, warnings } = run();

  test('declares items of several kinds and every source, protected, one after the other', () => {
    expect(
      itemsOf(configuration).map(([id, { category, password_wo: password, note_value_wo: note, depends_on: after, lifecycle }]) => [
        id,
        category,
        category === 'secure_note' ? note : password,
        after,
        (lifecycle as Block).prevent_destroy,
      ]),
    ).toEqual([
      ['archive', 'database', '${var.archive_password}', ['onepassword_item.status-page'], true],
      ['recovery-codes', 'secure_note', '', ['onepassword_item.archive'], true],
      ['registrar', 'login', '', undefined, true],
      [
        'status-page',
        'login',
        expect.stringMatching(/^\$\{ephemeral\.coffer_random\.status-page_value_\w+\.value\}$/),
        ['onepassword_item.registrar'],
        true,
      ],
    ]);
  });

  test('warns of nothing, and needs no AWS', () => {
    expect(warnings).toEqual([]);
    expect(Object.keys(configuration.provider).sort()).toEqual(['coffer', 'onepassword']);
    expect(configuration.provider.onepassword).toEqual([{}]);
  });

  test('takes the protection off by one variable, so that it can be destroyed', () => {
    const off = run({ COFFER_EXAMPLE_DELETION_PROTECTION: 'off' }).configuration;
    expect(itemsOf(off).map(([, item]) => (item.lifecycle as Block).prevent_destroy as boolean)).toEqual([false, false, false, false]);
  });

  test('is valid Terraform, applies, keeps no value, and finds nothing to change afterwards', async () => {
    const terraform = await TerraformWithOnePassword.start();
    try {
      const values = { TF_VAR_archive_password: 'CANARY-archive' };
      terraform.onePassword.vaults.set('abcdefghijklmnopqrstuvwxyz', 'Infrastructure');
      terraform.configure(configuration);
      await terraform.apply(values);
      expect(terraform.onePassword.item('Billing archive (read only)').password).toBe('CANARY-archive');
      const generated = terraform.onePassword.item('Status page').password;
      expect(generated).toHaveLength(24);
      expect(await terraform.plan(values)).toBe('none');
      for (const value of ['CANARY', generated]) expect(terraform.kept()).not.toContain(value);
    } finally {
      terraform.stop();
    }
  });
});
