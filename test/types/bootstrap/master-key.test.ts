import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { Token } from 'cdktf';
import { ApplicationSecret, KeyAlgorithm, MasterKey, MasterKeyBucket, SecretSource, SecretVault } from '../../../src';
import { thrownBy } from '../../support/errors';
import { type Block, newApp, newStack, only, synthesize } from '../../support/synth';

const BREAK_GLASS = 'arn:aws:iam::111122223333:role/break-glass';
const DEPLOYER = 'arn:aws:iam::111122223333:role/deploy';

function declare(more: { readonly adopt?: boolean } = {}) {
  const stack = newStack(newApp(), 'prod');
  const vault = new SecretVault(stack, 'vault', { namespace: 'acme', stage: 'prod', breakGlass: [BREAK_GLASS], deployers: [DEPLOYER] });
  const key = new MasterKey(stack, 'root', { vault, service: 'pki', key: 'root', ...more });
  const signer = new IamRole(stack, 'signer', { name: 'signer', assumeRolePolicy: '{}' });
  key.grantRead(signer);
  return { stack, vault, key, signer };
}

describe('a master key', () => {
  const { stack } = declare();
  const configuration = synthesize(stack);
  const resources = configuration.resource;

  test("is an object of the vault's bucket, encrypted under the bucket's own key, and made after its versions and policy", () => {
    const key = only(resources.coffer_private_key);
    expect(key).toMatchObject({ algorithm: 'ECDSA', ecdsa_curve: 'P384', key: 'pki/root.pem', claim: 'prod/root' });
    expect(key.bucket).toMatch(/^\$\{aws_s3_bucket\.vault_master-keys_bucket_\w+\.bucket\}$/);
    expect(key.kms_key_id).toMatch(/^\$\{aws_kms_key\.vault_master-keys_key_\w+\.arn\}$/);
    expect((key.depends_on as string[]).map((each) => each.split('.')[0]).sort()).toEqual([
      'aws_s3_bucket_policy',
      'aws_s3_bucket_versioning',
    ]);
  });

  test('has a bucket that keeps versions, encrypts, is closed to the public, logs who came, and cleans up', () => {
    const ofBucket = (type: string, which: 'bucket' | 'log') =>
      Object.values(resources[type] ?? {}).find((each) => (each.bucket as string).includes(`_${which}_`))!;
    for (const which of ['bucket', 'log'] as const) {
      expect(ofBucket('aws_s3_bucket_public_access_block', which)).toMatchObject({
        block_public_acls: true,
        block_public_policy: true,
        ignore_public_acls: true,
        restrict_public_buckets: true,
      });
      expect(ofBucket('aws_s3_bucket_ownership_controls', which).rule).toEqual({ object_ownership: 'BucketOwnerEnforced' });
      expect(ofBucket('aws_s3_bucket_versioning', which).versioning_configuration).toEqual({ status: 'Enabled' });
      expect((ofBucket('aws_s3_bucket_lifecycle_configuration', which).rule as Block[])[0]!.abort_incomplete_multipart_upload).toEqual([
        { days_after_initiation: 7 },
      ]);
    }
    const [rule] = ofBucket('aws_s3_bucket_server_side_encryption_configuration', 'bucket').rule as Block[];
    expect(rule).toMatchObject({ bucket_key_enabled: true, apply_server_side_encryption_by_default: { sse_algorithm: 'aws:kms' } });
    expect(only(resources.aws_s3_bucket_logging).target_bucket).toContain('_log_');
    const key = Object.entries(resources.aws_kms_key!).find(([id]) => id.includes('master-keys'))![1];
    expect(key).toMatchObject({ enable_key_rotation: true, deletion_window_in_days: 30 });
  });

  test("is one with the vault's bucket for all keys of the vault", () => {
    const declared = declare();
    new MasterKey(declared.stack, 'backup', { vault: declared.vault, service: 'backup', key: 'age', algorithm: KeyAlgorithm.ed25519() });
    const again = synthesize(declared.stack).resource;
    expect(Object.keys(again.aws_s3_bucket!)).toHaveLength(2); // and its log
    expect(Object.keys(again.coffer_private_key!)).toHaveLength(2);
  });
});

describe('synth refuses', () => {
  const [stack, vault] = (() => {
    const newOne = newStack();
    return [
      newOne,
      new SecretVault(newOne, 'vault', { namespace: 'acme', stage: 'dev', breakGlass: [BREAK_GLASS], deployers: [DEPLOYER] }),
    ] as const;
  })();
  let number = 0;
  const declared = (props: object) =>
    thrownBy(() => new MasterKey(stack, `key${number++}`, { vault, service: 'pki', key: `k${number}`, ...props }));

  test('a secret in two systems of record', () => {
    new ApplicationSecret(stack, 'app', { vault, service: 'pki', key: 'both', source: SecretSource.supplied() });
    expect(declared({ key: 'both' })).toEqual({
      name: 'TwoSystemsOfRecordError',
      message:
        "MasterKey 'pki/both': it would live in the master-key bucket, and vault acme-dev has 'pki/both' in Parameter Store " +
        "already, declared at 'dev/app'. " +
        'A secret has one system of record: declare it once, as the type that fits, or rename one of them.',
    });
  });

  test('a vault that names nobody for emergencies', () => {
    const other = newStack(newApp());
    const blind = new SecretVault(other, 'vault', { namespace: 'acme', stage: 'dev', deployers: [DEPLOYER] });
    expect(thrownBy(() => new MasterKey(other, 'key', { vault: blind, service: 'pki', key: 'root' }))).toMatchObject({
      name: 'VaultConfigurationError',
      message: expect.stringContaining('breakGlass names nobody, so that in an emergency nobody could read a master key.') as string,
    });
  });

  test("a bucket's name that is too long, and a second bucket", () => {
    const other = newStack(newApp());
    const long = new SecretVault(other, 'vault', {
      namespace: 'a-rather-long-application-name',
      stage: 'production',
      breakGlass: [BREAK_GLASS],
      deployers: [DEPLOYER],
    });
    expect(thrownBy(() => long.masterKeys).message).toContain("has 66 characters, and may have 3 to 59 lowercase letters, digits and '-'");
    const twice = newStack(newApp());
    const vaultOfTwo = new SecretVault(twice, 'vault', {
      namespace: 'acme',
      stage: 'dev',
      breakGlass: [BREAK_GLASS],
      deployers: [DEPLOYER],
    });
    new MasterKeyBucket(twice, 'keys', { vault: vaultOfTwo, bucketName: 'acme-dev-keys' });
    expect(thrownBy(() => new MasterKeyBucket(twice, 'more', { vault: vaultOfTwo })).message).toBe(
      "MasterKeyBucket 'dev/more': vault acme-dev has a bucket for master keys already, 'dev/keys'. " +
        'Declare it before the first master key, and once.',
    );
  });
});

test('a grant to a role of another stack is refused', () => {
  const app = newApp();
  const stack = newStack(app, 'one');
  const vault = new SecretVault(stack, 'vault', { namespace: 'acme', stage: 'dev', breakGlass: [BREAK_GLASS], deployers: [DEPLOYER] });
  const key = new MasterKey(stack, 'key', { vault, service: 'pki', key: 'root' });
  const role = new IamRole(newStack(app, 'two'), 'role', { assumeRolePolicy: '{}' });
  expect(thrownBy(() => key.grantRead(role))).toMatchObject({
    name: 'GrantError',
    message: expect.stringContaining("role 'role' is in stack 'two'") as string,
  });
  expect(Token.isUnresolved(key.publicKeyPem)).toBe(true);
});
