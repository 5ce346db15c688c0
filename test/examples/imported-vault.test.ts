import { readFileSync } from 'fs';
import * as path from 'path';
import { BundledProvider } from '../../src/terraform/bundled-provider';
import { type Configuration, only, temporaryFolder } from '../support/synth';
import '../support/matchers';

jest.mock('cdktf-coffer', () => jest.requireActual<object>('../../src'), { virtual: true });

/** What the example's program writes, but for laying out the provider. */
function run(): Configuration {
  const outdir = temporaryFolder();
  const before = { ...process.env };
  jest.spyOn(BundledProvider.prototype, 'install').mockImplementation(() => {});
  Object.assign(process.env, { CDKTF_OUTDIR: outdir, AWS_ENDPOINT_URL: '' });
  try {
    jest.isolateModules(() => {
      jest.requireActual<object>('../../examples/imported-vault/main');
    });
  } finally {
    process.env = before;
  }
  return JSON.parse(readFileSync(path.join(outdir, 'stacks', 'imported-vault', 'cdk.tf.json'), 'utf8')) as Configuration;
}

describe('the example of an imported vault', () => {
  const configuration = run();

  test('declares no key, no alias and no secret of Coffer', () => {
    expect(Object.keys(configuration.resource).sort()).toEqual([
      'aws_iam_policy',
      'aws_iam_role',
      'aws_iam_role_policy_attachment',
      'aws_secretsmanager_secret',
      'aws_secretsmanager_secret_version',
    ]);
  });

  test('grants one secret of the vault, under its key', () => {
    const policy = only(configuration.resource.aws_iam_policy).policy as string;
    expect(policy).toContain(':parameter/api/db_password');
    expect(policy).toContain('"Resource":"${var.vault_key_arn}"');
    expect(policy).not.toContain('session_key');
  });

  test('hands another one on by a write-only argument', () => {
    expect(configuration).toHaveEphemeral('coffer_secret', { name: '/api/session_key' });
    const version = only(configuration.resource.aws_secretsmanager_secret_version);
    expect(version.secret_string_wo).toBe('${ephemeral.coffer_secret.session-key.value}');
    expect(version.secret_string).toBeUndefined();
  });
});
