import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import * as coffer from '../src';
import { newStack, synthesize } from './support/synth';

test('the face of the package is small, and holds what a program writes', () => {
  expect(
    Object.keys(coffer)
      .filter((name) => !name.startsWith('cofferProvider'))
      .sort(),
  ).toEqual([
    'AdoptedPath',
    'ApplicationSecret',
    'AwsCredentials',
    'BootstrapSecret',
    'CertificateAuthority',
    'CertificateUse',
    'ClusterSecretStore',
    'CofferFunctions',
    'CofferProvider',
    'DatabaseSecretForm',
    'DatabaseUsers',
    'EllipticCurve',
    'EphemeralResource',
    'EphemeralSecret',
    'ExternalSecret',
    'Grantee',
    'JsonField',
    'KeyAlgorithm',
    'KubernetesSecret',
    'ManifestOutput',
    'MasterKey',
    'MasterKeyBucket',
    'MasterKeyReplication',
    'OnePasswordDatabaseType',
    'OnePasswordFieldType',
    'OnePasswordItem',
    'OnePasswordVault',
    'OnepasswordProvider',
    'OrganizationalSecret',
    'ParameterTier',
    'ProviderInstallation',
    'RateUnit',
    'Rotation',
    'RotationSchedule',
    'SecretCreationPolicy',
    'SecretEngine',
    'SecretFormat',
    'SecretRotator',
    'SecretSource',
    'SecretStore',
    'SecretVault',
    'ServiceAccountRole',
    'SshKeyPair',
    'SystemOfRecord',
    'TlsCertificate',
    'VaultKey',
    'kubernetes',
  ]);
});

test('the shortest program that does something works', () => {
  const { ApplicationSecret, SecretSource, SecretVault } = coffer;
  const stack = newStack();
  const taskRole = new IamRole(stack, 'task', { assumeRolePolicy: '{}' });

  const vault = new SecretVault(stack, 'vault', { namespace: 'acme', stage: 'prod' });
  const smtp = new ApplicationSecret(stack, 'smtp', { vault, service: 'api', key: 'smtp_password', source: SecretSource.supplied() });
  new ApplicationSecret(stack, 'jwt', { vault, service: 'api', key: 'jwt_key', source: SecretSource.generated({ length: 64 }) });
  smtp.grantRead(taskRole);

  expect(Object.keys(synthesize(stack).resource).sort()).toEqual([
    'aws_iam_policy',
    'aws_iam_role',
    'aws_iam_role_policy_attachment',
    'aws_kms_alias',
    'aws_kms_key',
    'coffer_secret',
  ]);
});
