import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { KeyAlgorithm, MasterKey } from '../../../src';
import { type Row, testAccessMatrix } from '../../support/access-matrix';

testAccessMatrix(
  (stack, vault) => {
    const own = new MasterKey(stack, 'root', { vault, service: 'pki', key: 'root' });
    new MasterKey(stack, 'backup', { vault, service: 'backup', key: 'age', algorithm: KeyAlgorithm.ed25519() });
    own.grantRead(new IamRole(stack, 'signer', { name: 'signer', assumeRolePolicy: '{}' }));
  },
  {
    principals: {
      signer: ({ here }) => here.role('signer'),
      'reader to whom IAM allows everything': ({ here }) => here.mighty('signer'),
      'signer of the other stage': ({ other }) => other.role('signer'),
    },
    resources: {
      own: ({ here }) => here.bucket('pki/root.pem'),
      another: ({ here }) => here.bucket('backup/age.pem'),
      'own of the other stage': ({ other }) => other.bucket('pki/root.pem'),
      bucket: ({ here }) => here.bucket(),
      key: ({ here }) => here.key('master-keys'),
      'key beside': ({ beside }) => beside.key('master-keys'),
    },
    contexts: {
      'TLS, right key': ({ here }) => ({
        'aws:SecureTransport': 'true',
        's3:TlsVersion': '1.3',
        's3:x-amz-server-side-encryption-aws-kms-key-id': here.key('master-keys').arn,
      }),
      'TLS, other key': ({ here }) => ({
        'aws:SecureTransport': 'true',
        's3:TlsVersion': '1.3',
        's3:x-amz-server-side-encryption-aws-kms-key-id': here.key().arn,
      }),
      'through S3, other bucket': ({ here }) => ({ ...here.throughS3(), 'kms:EncryptionContext:aws:s3:arn': 'arn:aws:s3:::elsewhere' }),
      'through S3 beside': ({ beside }) => beside.throughS3(),
    },
  },
  [
    // A role that was granted the key reads it, decrypted through S3, and does nothing else.
    ['signer', 's3:GetObject', 'own', 'TLS', 'Allowed'],
    ['signer', 'kms:Decrypt', 'key', 'through S3', 'Allowed'],
    ['signer', 's3:GetObject', 'another', 'TLS', 'ExplicitlyDenied'],
    ['reader to whom IAM allows everything', 's3:GetObject', 'own', 'TLS', 'Allowed'],
    ['reader to whom IAM allows everything', 's3:GetObject', 'another', 'TLS', 'ExplicitlyDenied'],
    ['signer', 's3:PutObject', 'own', 'TLS, right key', 'ImplicitlyDenied'],
    ['signer', 's3:DeleteObject', 'own', 'TLS', 'ImplicitlyDenied'],
    ['signer', 'kms:Decrypt', 'key', '-', 'ImplicitlyDenied'],
    ['signer', 'kms:Decrypt', 'key', 'through S3, other bucket', 'ImplicitlyDenied'],
    ['signer', 'kms:Encrypt', 'key', 'through S3', 'ImplicitlyDenied'],
    ['signer', 's3:GetObject', 'own', 'no TLS', 'ExplicitlyDenied'],
    ['signer', 's3:GetObject', 'own', 'TLS 1.1', 'ExplicitlyDenied'],
    // Whoever breaks the glass reads with a second factor, and an administrator does not read at all.
    ['break-glass', 's3:GetObject', 'own', 'TLS, MFA', 'Allowed'],
    ['break-glass', 's3:GetObject', 'another', 'TLS, MFA', 'Allowed'],
    ['break-glass', 's3:GetObject', 'own', 'TLS', 'ExplicitlyDenied'],
    ['administrator', 's3:GetObject', 'own', 'TLS, MFA', 'ExplicitlyDenied'],
    ['administrator', 's3:GetObjectVersion', 'own', 'TLS, MFA', 'ExplicitlyDenied'],
    ['administrator', 's3:DeleteObjectVersion', 'own', 'TLS', 'ExplicitlyDenied'],
    ['administrator', 's3:PutBucketVersioning', 'bucket', 'TLS', 'ExplicitlyDenied'],
    ['administrator', 's3:PutLifecycleConfiguration', 'bucket', 'TLS', 'ExplicitlyDenied'],
    ['administrator', 'kms:CreateGrant', 'key', '-', 'ImplicitlyDenied'],
    // Whoever deploys writes under the right key, sees metadata and decrypts nothing.
    ['deployer', 's3:PutObject', 'own', 'TLS, right key', 'Allowed'],
    ['deployer', 's3:PutObject', 'own', 'TLS, other key', 'ExplicitlyDenied'],
    ['deployer', 's3:PutObject', 'own', 'TLS', 'ExplicitlyDenied'],
    ['deployer', 's3:GetObject', 'own', 'TLS', 'Allowed'],
    ['deployer', 'kms:Decrypt', 'key', 'through S3', 'ExplicitlyDenied'],
    // While the vault is protected, nobody takes away the bucket or what closes it.
    ...[
      's3:DeleteBucket',
      's3:DeleteBucketPolicy',
      's3:PutBucketPublicAccessBlock',
      's3:PutEncryptionConfiguration',
      's3:PutBucketVersioning',
      's3:PutBucketOwnershipControls',
    ].map((action): Row => ['deployer', action, 'bucket', 'TLS', 'ExplicitlyDenied']),
    ['deployer', 'kms:ScheduleKeyDeletion', 'key', '-', 'ExplicitlyDenied'],
    ['deployer', 's3:PutBucketPolicy', 'bucket', 'TLS', 'Allowed'],
    ['deployer', 's3:PutLifecycleConfiguration', 'bucket', 'TLS', 'Allowed'],
    // No other door of S3 leads to a key: not for administrators, and not for readers with wide rights.
    ...['administrator', 'reader to whom IAM allows everything', 'break-glass'].flatMap((who): Row[] => [
      ...[
        's3:PutBucketPolicy',
        's3:PutReplicationConfiguration',
        's3:PutBucketLogging',
        's3:PutInventoryConfiguration',
        's3:PutAnalyticsConfiguration',
        's3:PutBucketAcl',
        's3:PutBucketNotification',
      ].map((action): Row => [who, action, 'bucket', 'TLS, MFA', 'ExplicitlyDenied']),
      ...['s3:GetObjectVersionForReplication', 's3:GetObjectTorrent', 's3:PutObjectAcl', 's3:ReplicateObject'].map((action): Row => [
        who,
        action,
        'own',
        'TLS, MFA',
        'ExplicitlyDenied',
      ]),
      [who, 's3:InitiateReplication', 'own', '-', 'ExplicitlyDenied'],
    ]),
    ['deployer', 's3:PutReplicationConfiguration', 'bucket', 'TLS', 'Allowed'],
    ['deployer', 's3:GetObjectVersionForReplication', 'own', 'TLS', 'ExplicitlyDenied'],
    ['deployer', 's3:PutInventoryConfiguration', 'bucket', 'TLS', 'ExplicitlyDenied'],
    // Nothing leads from one stage to the other.
    ['signer', 's3:GetObject', 'own of the other stage', 'TLS', 'ExplicitlyDenied'],
    ['signer', 'kms:Decrypt', 'key beside', 'through S3 beside', 'ImplicitlyDenied'],
    ['signer of the other stage', 's3:GetObject', 'own', 'TLS', 'ExplicitlyDenied'],
    ['signer of the other stage', 'kms:Decrypt', 'key', 'through S3', 'ImplicitlyDenied'],
    ['administrator of the other stage', 's3:GetObject', 'own', 'TLS, MFA', 'ExplicitlyDenied'],
  ],
);
