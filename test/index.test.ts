import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import * as coffer from '../src';
import { newStack, synthesize } from './support/synth';

test('the face of the package is small, and holds what a program writes', () => {
  expect(Object.keys(coffer).sort()).toEqual([
    'AdoptedPath',
    'ApplicationSecret',
    'AwsCredentials',
    'BootstrapSecret',
    'CertificateAuthority',
    'CertificateUse',
    'CofferFunctions',
    'DatabaseSecretForm',
    'DatabaseUsers',
    'EllipticCurve',
    'EphemeralResource',
    'EphemeralSecret',
    'Grant',
    'Grantee',
    'JsonField',
    'KeyAlgorithm',
    'MasterKey',
    'MasterKeyBucket',
    'MasterKeyReplication',
    'OrganizationalSecret',
    'ParameterTier',
    'ProviderInstallation',
    'RateUnit',
    'Rotation',
    'RotationSchedule',
    'SecretEngine',
    'SecretFormat',
    'SecretRotator',
    'SecretSource',
    'SecretVault',
    'SshKeyPair',
    'TlsCertificate',
    'VaultKey',
    'access',
    'audit',
    'kubernetes',
    'onepassword',
    'provider',
  ]);
});

test.each<[namespace: 'audit' | 'kubernetes' | 'onepassword' | 'provider', names: string[]]>([
  ['audit', ['AuditQueries', 'AuditTrail', 'KubernetesAuditPolicy', 'TrailSource']],
  [
    'kubernetes',
    [
      'ClusterSecretStore',
      'ExternalSecret',
      'KubernetesAccess',
      'KubernetesDelivery',
      'KubernetesIdentity',
      'KubernetesSecret',
      'ManifestOutput',
      'SecretChangeQueue',
      'SecretCreationPolicy',
      'SecretRefreshPolicy',
      'SecretStore',
      'ServiceAccountRole',
    ],
  ],
  ['onepassword', ['OnePasswordDatabaseType', 'OnePasswordFieldType', 'OnePasswordItem', 'OnePasswordVault', 'OnepasswordProvider']],
  ['provider', ['CofferProvider']],
])('the namespace %s holds what a program writes', (namespace, names) => {
  // The bindings' own functions cannot be left out of them.
  expect(
    Object.keys(coffer[namespace])
      .filter((name) => !name.startsWith('cofferProvider'))
      .sort(),
  ).toEqual(names);
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
