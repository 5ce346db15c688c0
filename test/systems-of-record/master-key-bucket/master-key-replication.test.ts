import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { MasterKey, MasterKeyBucket, MasterKeyReplication, SecretVault } from '../../../src';
import { thrownBy } from '../../support/errors';
import { type Call, DeployedStack } from '../../support/iam';
import { type Configuration, newApp, newStack, only, synthesize } from '../../support/synth';

const DEPLOYMENT = { account: '111122223333', region: 'eu-west-1', keyId: '11111111-1111-1111-1111-111111111111' };
const AWAY = 'eu-central-1';
const BREAK_GLASS = 'arn:aws:iam::111122223333:role/break-glass';
const [SOURCE, COPY] = ['arn:aws:s3:::acme-prod-master-keys-111122223333', 'arn:aws:s3:::acme-prod-master-keys-copy-111122223333'];
const EXISTING = {
  bucketArn: 'arn:aws:s3:::vaulted-elsewhere',
  keyArn: 'arn:aws:kms:us-east-1:444455556666:key/abc',
  account: '444455556666',
};

function declare(replication: (stack: ReturnType<typeof newStack>) => MasterKeyReplication | undefined, objectLockDays?: number) {
  const stack = newStack(newApp(), 'prod');
  const vault = new SecretVault(stack, 'vault', {
    namespace: 'acme',
    stage: 'prod',
    breakGlass: [BREAK_GLASS],
    deployers: ['arn:aws:iam::111122223333:role/deployer'],
  });
  const bucket = new MasterKeyBucket(stack, 'keys', { vault, objectLockDays, replication: replication(stack) });
  new MasterKey(stack, 'root', { vault, service: 'pki', key: 'root' });
  return { stack, bucket };
}

const toRegion = (stack: ReturnType<typeof newStack>) =>
  MasterKeyReplication.toRegion({ region: AWAY, provider: new AwsProvider(stack, 'far', { alias: 'far', region: AWAY }) });

function idOf(configuration: Configuration, type: string, end: string): string {
  return Object.keys(configuration.resource[type]!).find((id) => id.replace(/_[0-9A-F]{8}$/, '').endsWith(end))!;
}

describe('a copy of the master-key bucket in another region', () => {
  const configuration = synthesize(declare(toRegion, 30).stack);
  const at = (type: string, end: string) => configuration.resource[type]![idOf(configuration, type, end)]!;

  test('is written under a rule that copies what KMS encrypts, and no deletion', () => {
    expect(only(configuration.resource.aws_s3_bucket_replication_configuration)).toMatchObject({
      rule: [
        {
          status: 'Enabled',
          delete_marker_replication: { status: 'Disabled' },
          source_selection_criteria: { sse_kms_encrypted_objects: { status: 'Enabled' } },
          destination: {
            bucket: expect.stringContaining('acme-prod-master-keys-copy-') as string,
            encryption_configuration: { replica_kms_key_id: `\${aws_kms_key.${idOf(configuration, 'aws_kms_key', 'copy_key')}.arn}` },
          },
        },
      ],
    });
  });

  test('starts when both buckets keep versions and the role may copy', () => {
    const needs = only(configuration.resource.aws_s3_bucket_replication_configuration).depends_on as string[];
    expect(needs.map((address) => address.replace(/_[0-9A-F]{8}$/, '')).sort()).toEqual([
      'aws_iam_role_policy_attachment.keys_replication_attachment',
      'aws_s3_bucket_policy.keys_replication_copy_policy',
      'aws_s3_bucket_versioning.keys_replication_copy_versioning',
      'aws_s3_bucket_versioning.keys_versioning',
    ]);
  });

  test.each([
    ['aws_s3_bucket_versioning', 'copy_versioning', { versioning_configuration: { status: 'Enabled' } }],
    [
      'aws_s3_bucket_server_side_encryption_configuration',
      'copy_encryption',
      { rule: [{ bucket_key_enabled: true, apply_server_side_encryption_by_default: { sse_algorithm: 'aws:kms' } }] },
    ],
    [
      'aws_s3_bucket_public_access_block',
      'copy_public-access',
      { block_public_acls: true, block_public_policy: true, ignore_public_acls: true, restrict_public_buckets: true },
    ],
    ['aws_s3_bucket_ownership_controls', 'copy_ownership', { rule: { object_ownership: 'BucketOwnerEnforced' } }],
    [
      'aws_s3_bucket_lifecycle_configuration',
      'copy_lifecycle',
      {
        rule: [
          { noncurrent_version_expiration: [{ noncurrent_days: 3650 }], abort_incomplete_multipart_upload: [{ days_after_initiation: 7 }] },
        ],
      },
    ],
    ['aws_s3_bucket_object_lock_configuration', 'copy_object-lock', { rule: { default_retention: { mode: 'GOVERNANCE', days: 30 } } }],
    ['aws_s3_bucket_logging', 'copy_logging', { target_prefix: 'access/' }],
    ['aws_kms_key', 'copy_key', { enable_key_rotation: true, deletion_window_in_days: 30 }],
    ['aws_kms_alias', 'copy_alias', { name: 'alias/acme-prod-master-keys' }],
  ])('is as closed as the bucket itself, there: %s', (type, end, expected) => {
    expect(at(type, end)).toMatchObject({ ...expected, provider: 'aws.far' });
  });

  describe('is written and read only as the policies of both buckets, both keys and the role say together', () => {
    const deployed = new DeployedStack(configuration, DEPLOYMENT);
    const bucketPolicies = {
      source: deployed.policyOf('aws_s3_bucket_policy', idOf(configuration, 'aws_s3_bucket_policy', 'keys_policy')),
      copy: deployed.policyOf('aws_s3_bucket_policy', idOf(configuration, 'aws_s3_bucket_policy', 'copy_policy')),
    };
    const key = (end: string) => ({
      arn: deployed.keyArnOf(idOf(configuration, 'aws_kms_key', end)),
      policy: deployed.policyOf('aws_kms_key', idOf(configuration, 'aws_kms_key', end)),
    });
    const keys = { source: key('keys_key'), copy: key('copy_key'), vault: key('vault_key') };
    const roleId = idOf(configuration, 'aws_iam_role', 'replication_role');
    const everything = [JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] })];
    const s3 = { principal: deployed.roleArn(roleId), policies: deployed.policiesOf(roleId) };
    const admin = { principal: deployed.roleArn('admin'), policies: everything };
    const deployer = { principal: deployed.roleArn('deployer'), policies: everything };
    const glass = { principal: BREAK_GLASS, policies: everything };
    const secure = { 'aws:SecureTransport': 'true', 's3:TlsVersion': '1.3' };
    const mfa = { 'aws:MultiFactorAuthPresent': 'true' };
    const on = (action: string, bucket: 'source' | 'copy', context: Record<string, string> = {}) => ({
      action,
      resource: `${bucket === 'source' ? SOURCE : COPY}/pki/root.pem`,
      bucketPolicy: bucketPolicies[bucket],
      context: { ...secure, ...context },
    });
    const onKey = (action: string, which: 'source' | 'copy', region: string, arn: string) => ({
      action,
      resource: keys[which].arn,
      keyPolicy: keys[which].policy,
      context: {
        'kms:ViaService': `s3.${region}.amazonaws.com`,
        'kms:CallerAccount': DEPLOYMENT.account,
        'kms:EncryptionContext:aws:s3:arn': arn,
      },
    });

    const cells: [string, string, Call][] = [
      ['Allowed', 'S3 takes a version for copying', { ...s3, ...on('s3:GetObjectVersionForReplication', 'source') }],
      ['Allowed', 'with its retention', { ...s3, ...on('s3:GetObjectRetention', 'source') }],
      ['Allowed', 'and has it decrypted', { ...s3, ...onKey('kms:Decrypt', 'source', 'eu-west-1', SOURCE) }],
      ['Allowed', 'it writes the copy', { ...s3, ...on('s3:ReplicateObject', 'copy') }],
      ['Allowed', 'and its tags, which hold the public key', { ...s3, ...on('s3:ReplicateTags', 'copy') }],
      ['Allowed', 'and has it encrypted there', { ...s3, ...onKey('kms:Encrypt', 'copy', AWAY, COPY) }],
      ['Allowed', "under the bucket's own key", { ...s3, ...onKey('kms:GenerateDataKey', 'copy', AWAY, COPY) }],
      ['ExplicitlyDenied', 'it reads no key, as everybody reads', { ...s3, ...on('s3:GetObject', 'source') }],
      ['ImplicitlyDenied', 'it deletes no copy', { ...s3, ...on('s3:ReplicateDelete', 'copy') }],
      [
        'ExplicitlyDenied',
        'an administrator has no version copied elsewhere',
        { ...admin, ...on('s3:GetObjectVersionForReplication', 'source') },
      ],
      ['ExplicitlyDenied', 'nor a copy', { ...admin, ...on('s3:GetObjectVersionForReplication', 'copy') }],
      ['ExplicitlyDenied', 'nor writes a copy as S3 does', { ...admin, ...on('s3:ReplicateObject', 'copy') }],
      ['ExplicitlyDenied', 'nor changes what is copied', { ...admin, ...on('s3:PutReplicationConfiguration', 'source'), resource: SOURCE }],
      ['ExplicitlyDenied', 'nor who may', { ...admin, ...on('s3:PutBucketPolicy', 'copy'), resource: COPY }],
      [
        'ExplicitlyDenied',
        "whoever deploys does not delete the copy's policy",
        { ...deployer, ...on('s3:DeleteBucketPolicy', 'copy'), resource: COPY },
      ],
      [
        'ExplicitlyDenied',
        "nor the copy's key",
        { ...deployer, action: 'kms:ScheduleKeyDeletion', resource: keys.copy.arn, keyPolicy: keys.copy.policy },
      ],
      ['ImplicitlyDenied', 'nor hands it to another owner', { ...s3, ...on('s3:ObjectOwnerOverrideToBucketOwner', 'copy') }],
      [
        'ImplicitlyDenied',
        'it copies to no other bucket',
        { ...s3, action: 's3:ReplicateObject', resource: 'arn:aws:s3:::elsewhere/pki/root.pem', context: secure },
      ],
      [
        'ImplicitlyDenied',
        'nor from one',
        { ...s3, action: 's3:GetObjectVersionForReplication', resource: 'arn:aws:s3:::elsewhere/pki/root.pem', context: secure },
      ],
      ['ImplicitlyDenied', 'it decrypts no copy', { ...s3, ...onKey('kms:Decrypt', 'copy', AWAY, COPY) }],
      [
        'ImplicitlyDenied',
        'nor what is in another bucket',
        { ...s3, ...onKey('kms:Decrypt', 'source', 'eu-west-1', 'arn:aws:s3:::elsewhere') },
      ],
      [
        'ImplicitlyDenied',
        "nor with the key of the vault's parameters",
        { ...s3, ...onKey('kms:Decrypt', 'source', 'eu-west-1', SOURCE), resource: keys.vault.arn, keyPolicy: keys.vault.policy },
      ],
      ['Allowed', 'whoever breaks the glass reads the copy with a second factor', { ...glass, ...on('s3:GetObject', 'copy', mfa) }],
      ['Allowed', 'and has it decrypted', { ...glass, ...onKey('kms:Decrypt', 'copy', AWAY, COPY) }],
      ['ExplicitlyDenied', 'and not without one', { ...glass, ...on('s3:GetObject', 'copy') }],
      ['ExplicitlyDenied', 'an administrator reads no copy', { ...admin, ...on('s3:GetObject', 'copy', mfa) }],
      ['ExplicitlyDenied', 'nor writes one', { ...admin, ...on('s3:PutObject', 'copy') }],
      ['ImplicitlyDenied', 'nor has one encrypted', { ...admin, ...onKey('kms:GenerateDataKey', 'copy', AWAY, COPY) }],
      ['ExplicitlyDenied', 'nor deletes a version of one', { ...admin, ...on('s3:DeleteObjectVersion', 'copy') }],
      ['ExplicitlyDenied', 'whoever deploys reads no copy', { ...deployer, ...on('s3:GetObject', 'copy', mfa) }],
      ['ExplicitlyDenied', 'nor has one decrypted', { ...deployer, ...onKey('kms:Decrypt', 'copy', AWAY, COPY) }],
    ];

    test.each(cells)('%s: %s', async (decision, _name, call) => {
      expect(await deployed.decide(call)).toBe(decision);
    });
  });
});

describe('a copy in a bucket that exists', () => {
  test('of another account belongs to that account, and the role may give it to it', () => {
    const { stack, bucket } = declare(() => MasterKeyReplication.toBucket(EXISTING));
    expect(bucket.replicationRoleArn).toBeDefined();
    const { resource } = synthesize(stack);
    expect(only(resource.aws_s3_bucket_replication_configuration).rule[0].destination).toEqual({
      bucket: EXISTING.bucketArn,
      account: EXISTING.account,
      access_control_translation: { owner: 'Destination' },
      encryption_configuration: { replica_kms_key_id: EXISTING.keyArn },
    });
    const { Statement } = JSON.parse(
      Object.entries(resource.aws_iam_policy!).find(([id]) => id.includes('replication'))![1].policy as string,
    ) as { Statement: { Sid: string; Action: string[]; Condition?: object }[] };
    expect(Statement.find(({ Sid }) => Sid === 'CopyTo')!.Action).toEqual([
      's3:ObjectOwnerOverrideToBucketOwner',
      's3:ReplicateObject',
      's3:ReplicateTags',
    ]);
    expect(Statement.find(({ Sid }) => Sid === 'EncryptThroughS3')!.Condition).toMatchObject({
      StringLike: { 'kms:EncryptionContext:aws:s3:arn': [EXISTING.bucketArn, `${EXISTING.bucketArn}/*`] },
    });
    expect(Statement.find(({ Sid }) => Sid === 'CopyFrom')!.Action).not.toContain('s3:GetObjectRetention'); // no object lock here
    expect(Object.keys(resource.aws_s3_bucket!)).toHaveLength(2); // the bucket, and its log
  });

  test.each([
    [
      { bucketArn: 'vaulted' },
      "MasterKeyReplication.toBucket(): bucketArn 'vaulted' is not the ARN of a bucket written out. Write arn:aws:s3:::<bucket>.",
    ],
    [
      { keyArn: 'alias/keys' },
      "MasterKeyReplication.toBucket(): keyArn 'alias/keys' is not the ARN of a KMS key written out. " +
        "Write arn:aws:kms:<region>:<account>:key/<key id>, not an alias: S3 would look for that in the vault's account.",
    ],
    [{ account: '4444' }, "MasterKeyReplication.toBucket(): account '4444' is not one. Write its 12 digits out, as a string."],
  ])('is refused where it is not named: %j', (wrong, message) => {
    expect(thrownBy(() => MasterKeyReplication.toBucket({ ...EXISTING, ...wrong }))).toEqual({ name: 'VaultConfigurationError', message });
  });
});

test("a copy in the vault's own region is refused", () => {
  expect(
    thrownBy(() =>
      declare((stack) =>
        MasterKeyReplication.toRegion({
          region: 'eu-west-1',
          provider: new AwsProvider(stack, 'same', { alias: 'same', region: 'eu-west-1' }),
        }),
      ),
    ),
  ).toEqual({
    name: 'VaultConfigurationError',
    message:
      "MasterKeyBucket 'prod/keys': replication to 'eu-west-1': this is the vault's own region, where the record is. Name another region.",
  });
});

test('a bucket without replication has neither role nor rule', () => {
  const { stack, bucket } = declare(() => undefined);
  expect(bucket.replicationRoleArn).toBeUndefined();
  const { resource } = synthesize(stack);
  expect(resource.aws_s3_bucket_replication_configuration).toBeUndefined();
  expect(resource.aws_iam_role).toBeUndefined();
});
