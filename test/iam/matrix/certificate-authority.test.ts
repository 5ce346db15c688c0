import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { CertificateAuthority } from '../../../src';
import { testAccessMatrix } from '../../support/access-matrix';

testAccessMatrix(
  (stack, vault) => {
    const signer = new IamRole(stack, 'signer', { name: 'signer', assumeRolePolicy: '{}' });
    const root = new CertificateAuthority(stack, 'root', { vault, key: 'root', subject: { commonName: 'Acme Root' } });
    new CertificateAuthority(stack, 'issuing', {
      vault,
      key: 'issuing',
      subject: { commonName: 'Acme Issuing' },
      parent: root,
      signers: [signer],
    });
  },
  {
    principals: {
      signer: ({ here }) => here.role('signer'),
      'signer of the other stage': ({ other }) => other.role('signer'),
    },
    resources: {
      'issuing key': ({ here }) => here.bucket('pki/issuing.pem'),
      'root key': ({ here }) => here.bucket('pki/root.pem'),
      'issuing key beside': ({ beside }) => beside.bucket('pki/issuing.pem'),
      bucket: ({ here }) => here.bucket(),
      'KMS key': ({ here }) => here.key('master-keys'),
      'KMS key beside': ({ beside }) => beside.key('master-keys'),
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
    ['signer', 's3:GetObject', 'issuing key', 'TLS', 'Allowed'],
    ['signer', 'kms:Decrypt', 'KMS key', 'through S3', 'Allowed'],
    ['signer', 'kms:Decrypt', 'KMS key', '-', 'ImplicitlyDenied'],
    ['signer', 'kms:Decrypt', 'KMS key', 'through S3, other bucket', 'ImplicitlyDenied'],
    ['signer', 's3:GetObject', 'root key', 'TLS', 'ImplicitlyDenied'],
    ['signer', 's3:GetObject', 'issuing key', 'no TLS', 'ExplicitlyDenied'],
    ['signer', 's3:GetObject', 'issuing key', 'TLS 1.1', 'ExplicitlyDenied'],
    ['signer', 's3:GetObjectVersion', 'issuing key', 'TLS', 'ImplicitlyDenied'],
    ['signer', 's3:PutObject', 'issuing key', 'TLS, right key', 'ImplicitlyDenied'],
    ['signer', 's3:ListBucket', 'bucket', 'TLS', 'ImplicitlyDenied'],
    ['signer', 's3:GetObject', 'issuing key beside', 'TLS', 'ImplicitlyDenied'],
    ['signer', 'kms:Decrypt', 'KMS key beside', 'through S3 beside', 'ImplicitlyDenied'],
    ['signer of the other stage', 's3:GetObject', 'issuing key', 'TLS', 'ExplicitlyDenied'],
    ['signer of the other stage', 'kms:Decrypt', 'KMS key', 'through S3', 'ImplicitlyDenied'],
    ['break-glass', 's3:GetObject', 'root key', 'TLS, MFA', 'Allowed'],
    ['break-glass', 's3:GetObject', 'root key', 'TLS', 'ExplicitlyDenied'],
    ['administrator', 's3:GetObject', 'root key', 'TLS, MFA', 'ExplicitlyDenied'],
    ['administrator', 'kms:Decrypt', 'KMS key', 'through S3', 'Allowed'],
    ['administrator', 'kms:Decrypt', 'KMS key', '-', 'ImplicitlyDenied'],
    ['deployer', 's3:PutObject', 'issuing key', 'TLS, right key', 'Allowed'],
    ['deployer', 's3:PutObject', 'issuing key', 'TLS, other key', 'ExplicitlyDenied'],
    ['deployer', 'kms:Decrypt', 'KMS key', 'through S3', 'ExplicitlyDenied'],
    ['administrator of the other stage', 's3:GetObject', 'issuing key', 'TLS, MFA', 'ExplicitlyDenied'],
  ],
);
