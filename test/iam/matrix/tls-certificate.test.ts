import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { CertificateAuthority, TlsCertificate } from '../../../src';
import { testAccessMatrix } from '../../support/access-matrix';

const [KEY, CERT, CA, OTHER] = ['/api/tls_key', '/api/tls_cert', '/api/tls_ca', '/web/tls_key'];

testAccessMatrix(
  (stack, vault) => {
    const authority = new CertificateAuthority(stack, 'root', { vault, key: 'root', subject: { commonName: 'Acme Root' } });
    const own = new TlsCertificate(stack, 'api', { vault, service: 'api', key: 'tls', authority, dnsNames: ['api.example.com'] });
    new TlsCertificate(stack, 'web', { vault, service: 'web', key: 'tls', authority, dnsNames: ['web.example.com'] });
    own.grantRead(new IamRole(stack, 'server', { assumeRolePolicy: '{}' }));
  },
  {
    principals: {
      server: ({ here }) => here.role('server'),
      'server of the other stage': ({ other }) => other.role('server'),
      'server beside': ({ beside }) => beside.role('server'),
    },
    resources: {
      key: ({ here }) => here.parameter(KEY),
      certificate: ({ here }) => here.parameter(CERT),
      authority: ({ here }) => here.parameter(CA),
      'key of web': ({ here }) => here.parameter(OTHER),
      'key of the authority': ({ here }) => here.bucket('pki/root.pem'),
      'KMS key': ({ here }) => here.key(),
      'KMS key of master keys': ({ here }) => here.key('master-keys'),
    },
    contexts: {
      'key, through SSM': ({ here }) => here.throughParameterStore(KEY),
      'certificate, through SSM': ({ here }) => here.throughParameterStore(CERT),
      'authority, through SSM': ({ here }) => here.throughParameterStore(CA),
      'key of web, through SSM': ({ here }) => here.throughParameterStore(OTHER),
    },
  },
  [
    ['server', 'ssm:GetParameter', 'key', '-', 'Allowed'],
    ['server', 'ssm:GetParameter', 'certificate', '-', 'Allowed'],
    ['server', 'ssm:GetParameters', 'authority', '-', 'Allowed'],
    ['server', 'kms:Decrypt', 'KMS key', 'key, through SSM', 'Allowed'],
    ['server', 'kms:Decrypt', 'KMS key', 'certificate, through SSM', 'Allowed'],
    ['server', 'kms:Decrypt', 'KMS key', 'authority, through SSM', 'Allowed'],
    ['server', 'kms:Decrypt', 'KMS key', '-', 'ImplicitlyDenied'],
    ['server', 'kms:Decrypt', 'KMS key', 'key of web, through SSM', 'ImplicitlyDenied'],
    ['server', 'ssm:GetParameter', 'key of web', '-', 'ImplicitlyDenied'],
    ['server', 'ssm:PutParameter', 'key', '-', 'ImplicitlyDenied'],
    ['server', 'ssm:GetParameterHistory', 'key', '-', 'ImplicitlyDenied'],
    ['server', 's3:GetObject', 'key of the authority', 'TLS', 'ExplicitlyDenied'],
    ['server', 's3:GetObject', 'key of the authority', 'TLS, MFA', 'ExplicitlyDenied'],
    ['server', 'kms:Decrypt', 'KMS key of master keys', 'through S3', 'ImplicitlyDenied'],
    ['server of the other stage', 'ssm:GetParameter', 'key', '-', 'ImplicitlyDenied'],
    ['server of the other stage', 'kms:Decrypt', 'KMS key', 'key, through SSM', 'ImplicitlyDenied'],
    ['server beside', 'kms:Decrypt', 'KMS key', 'key, through SSM', 'ImplicitlyDenied'],
    ['deployer', 'kms:Decrypt', 'KMS key', 'key, through SSM', 'ExplicitlyDenied'],
    ['deployer', 'kms:Encrypt', 'KMS key', 'key, through SSM', 'Allowed'],
    ['administrator', 'kms:ReEncryptFrom', 'KMS key', 'key, through SSM', 'ImplicitlyDenied'],
  ],
);
