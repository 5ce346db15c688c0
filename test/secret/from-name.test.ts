import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import type { TerraformStack } from 'cdktf';
import {
  ApplicationSecret,
  AwsCredentials,
  BootstrapSecret,
  EphemeralSecret,
  type IReadableSecret,
  type ISecret,
  Rotation,
  SecretSource,
  SecretVault,
  SshKeyPair,
  TlsCertificate,
} from '../../src';
import { thrownBy } from '../support/errors';
import { newApp, newStack, only, synthesize } from '../support/synth';
import '../support/matchers';

function newVault(stack: TerraformStack = newStack(), stage = 'dev'): SecretVault {
  return new SecretVault(stack, 'vault', { namespace: 'acme', stage });
}

const roleIn = (stack: TerraformStack) => new IamRole(stack, 'task', { assumeRolePolicy: '{}' });

/** The parameters that the only policy of a stack lets a role read. */
function readable(stack: TerraformStack): string[] {
  const policy = only(synthesize(stack).resource.aws_iam_policy).policy as string;
  return [...policy.matchAll(/:parameter(\/[\w/-]+)"/g)].map(([, name]) => name!).filter((name, index, all) => all.indexOf(name) === index);
}

describe('by its name only, another program grants', () => {
  test.each<[string, (stack: TerraformStack, vault: SecretVault) => { grantRead(role: IamRole): void }, string[]]>([
    [
      'an application secret',
      (stack, vault) => ApplicationSecret.fromName(stack, 's', { vault, service: 'api', key: 'db_password' }),
      ['/api/db_password'],
    ],
    ['AWS credentials', (stack, vault) => AwsCredentials.fromName(stack, 's', { vault, service: 'ci' }), ['/ci/aws_credentials']],
    [
      'AWS credentials of a key of their own',
      (stack, vault) => AwsCredentials.fromName(stack, 's', { vault, service: 'ci', key: 'uploader' }),
      ['/ci/uploader'],
    ],
    [
      'the private half of an SSH key pair',
      (stack, vault) => SshKeyPair.fromName(stack, 's', { vault, service: 'ci', key: 'deploy_key' }),
      ['/ci/deploy_key'],
    ],
    [
      'the three parts of a certificate',
      (stack, vault) => TlsCertificate.fromName(stack, 's', { vault, service: 'api', key: 'tls' }),
      ['/api/tls_ca', '/api/tls_cert', '/api/tls_key'],
    ],
  ])('%s, exactly, and declares nothing', (_, fromName, names) => {
    const stack = newStack();
    fromName(stack, newVault(stack)).grantRead(roleIn(stack));
    expect(readable(stack)).toEqual(names);
    expect(Object.keys(synthesize(stack).resource).filter((type) => /coffer_|ssm_parameter|iam_user/.test(type))).toEqual([]);
  });

  test('one part of a certificate', () => {
    const stack = newStack();
    TlsCertificate.fromName(stack, 's', { vault: newVault(stack), service: 'api', key: 'tls' }).authority.grantRead(roleIn(stack));
    expect(readable(stack)).toEqual(['/api/tls_ca']);
  });
});

describe('a bootstrap secret by its name only', () => {
  const named = (stack: TerraformStack, vault: SecretVault): ISecret =>
    BootstrapSecret.fromName(stack, 's', { vault, system: 'hashicorp-vault', key: 'root_token' });

  test('is read by its readers in a program of theirs, without a key of its own there', () => {
    const stack = newStack();
    new EphemeralSecret(stack, 'read', { secret: named(stack, newVault(stack)) });
    const configuration = synthesize(stack);
    expect(configuration).toHaveEphemeral('coffer_secret', { name: '/bootstrap/hashicorp-vault/root_token' });
    expect(Object.keys(configuration.resource.aws_kms_key!)).toHaveLength(1);
  });

  test('is not granted from there, since the policy of its key would deny it', () => {
    const stack = newStack();
    const secret = named(stack, newVault(stack));
    expect(['grantRead', 'grantWrite'].filter((grant) => grant in secret)).toEqual([]);
  });

  test('is not read by a rotator either, in languages that would pass it', () => {
    const stack = newStack();
    const vault = newVault(stack);
    const admin = named(stack, vault) as IReadableSecret;
    expect(
      thrownBy(
        () =>
          new ApplicationSecret(stack, 'db', {
            vault,
            service: 'api',
            key: 'db',
            source: SecretSource.rotated(),
            rotation: Rotation.postgresql({ host: 'db.test', username: 'api', admin }),
          }),
      ),
    ).toEqual({
      name: 'RotationError',
      message:
        "ApplicationSecret 'api/db': its rotation uses bootstrap secret 'bootstrap/hashicorp-vault/root_token', which the policy of " +
        'its key denies to the rotator. Give it an ApplicationSecret.',
    });
  });
});

test.each<[string, (stack: TerraformStack, vault: SecretVault) => unknown]>([
  ['AwsCredentials', (stack, vault) => AwsCredentials.fromName(stack, 's', { vault, service: 'CI' })],
  ['SshKeyPair', (stack, vault) => SshKeyPair.fromName(stack, 's', { vault, service: 'ci', key: 'Deploy.Key' })],
  ['TlsCertificate', (stack, vault) => TlsCertificate.fromName(stack, 's', { vault, service: 'api', key: '1tls' })],
  ['BootstrapSecret', (stack, vault) => BootstrapSecret.fromName(stack, 's', { vault, system: 'hashicorp-vault', key: 'root.token' })],
])('%s.fromName refuses names that chamber could not read', (type, fromName) => {
  const stack = newStack();
  const { name, message } = thrownBy(() => fromName(stack, newVault(stack)));
  expect(name).toBe('SecretNameError');
  expect(message).toMatch(new RegExp(`^${type}`));
});

test.each<[string, (stack: TerraformStack, vault: SecretVault) => { grantRead(role: IamRole): void }]>([
  ['AwsCredentials', (stack, vault) => AwsCredentials.fromName(stack, 's', { vault, service: 'ci' })],
  ['SshKeyPair', (stack, vault) => SshKeyPair.fromName(stack, 's', { vault, service: 'ci', key: 'deploy_key' })],
  ['TlsCertificate', (stack, vault) => TlsCertificate.fromName(stack, 's', { vault, service: 'api', key: 'tls' })],
])('%s.fromName grants nothing to a role of another stage', (_, fromName) => {
  const app = newApp();
  const [dev, prod] = [newStack(app, 'dev'), newStack(app, 'prod')];
  newVault(dev);
  fromName(prod, newVault(prod, 'prod')).grantRead(roleIn(dev));
  expect(thrownBy(() => synthesize(dev)).name).toBe('GrantError');
});
