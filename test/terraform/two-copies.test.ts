import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { KubernetesProvider } from '@cdktf/provider-kubernetes/lib/provider';
import * as coffer from '../../src';
import type { IVault } from '../../src';
import { thrownBy } from '../support/errors';
import { type Configuration, newApp, newStack, synthesize } from '../support/synth';

type Package = typeof coffer;

/** Packages that are there once in a program, however many copies of Coffer it has: they are peers. */
const PEERS = ['cdktf', 'constructs', '@cdktf/provider-kubernetes/lib/provider'];

/** A second copy of the package, as a library brings it in its own node_modules. */
function secondCopy(protocol?: { protocol: number; version: string }): Package {
  let copy: Package | undefined;
  const peers = PEERS.map((name) => [name, jest.requireActual<object>(name)] as const);
  jest.isolateModules(() => {
    for (const [name, loaded] of peers) jest.doMock(name, () => loaded);
    if (protocol) jest.doMock('../../src/terraform/protocol', () => ({ PROTOCOL: protocol.protocol, THIS_COPY: protocol }));
    copy = jest.requireActual<Package>('../../src');
  });
  for (const [name] of peers) jest.dontMock(name);
  jest.dontMock('../../src/terraform/protocol');
  return copy!;
}

describe('two copies of the package in one program', () => {
  const other = secondCopy();

  /** The same program, whose vault and what is in it are of one copy or another. */
  function program(vaultBy: Package, secretsBy: Package, usersBy: Package): Configuration {
    const stack = newStack();
    new KubernetesProvider(stack, 'kubernetes', {});
    const role = (id: string) => new IamRole(stack, id, { name: id, assumeRolePolicy: '{}' });
    const vault = new vaultBy.SecretVault(stack, 'vault', { namespace: 'acme', stage: 'dev', key: secretsBy.VaultKey.managed() });
    const admin = new vaultBy.ApplicationSecret(stack, 'admin', {
      vault,
      service: 'db',
      key: 'admin',
      source: usersBy.SecretSource.json({
        fields: { username: secretsBy.JsonField.text('root'), password: vaultBy.JsonField.generated() },
      }),
    });
    const secret = new secretsBy.ApplicationSecret(stack, 'secret', {
      vault,
      service: 'api',
      key: 'password',
      source: usersBy.SecretSource.rotated(),
      rotation: usersBy.Rotation.postgresql({ host: 'db.test', username: 'api', admin }),
    });
    secret.grantRead(usersBy.Grantee.fromRole(role('task')));
    new secretsBy.ApplicationSecret(stack, 'other', {
      vault,
      service: 'api',
      key: 'other',
      source: vaultBy.SecretSource.rotated(),
      rotation: vaultBy.Rotation.random(),
    });
    new usersBy.EphemeralSecret(stack, 'value', { secret });
    const store = new secretsBy.kubernetes.ClusterSecretStore(stack, 'store', { vault, namespaces: ['api'], role: role('operator') });
    new usersBy.kubernetes.ExternalSecret(stack, 'external', { store, namespace: 'api', name: 'api', secrets: [secret] });
    return synthesize(stack);
  }

  test('are two: their classes are not the same ones', () => {
    expect(other.SecretVault).not.toBe(coffer.SecretVault);
  });

  test('make together what one makes, with one rotator, one key and one coffer provider', () => {
    const one = program(coffer, coffer, coffer);
    expect(Object.keys(one.resource.aws_lambda_function!)).toHaveLength(1);
    expect(program(coffer, other, coffer)).toEqual(one);
    expect(program(coffer, coffer, other)).toEqual(one);
    expect(program(other, coffer, coffer)).toEqual(one);
  });

  test('know of each other what is declared', () => {
    const stack = newStack();
    const vault = new coffer.SecretVault(stack, 'vault', { namespace: 'acme', stage: 'dev' });
    const props = { vault: vault as IVault, service: 'api', key: 'token' };
    new coffer.ApplicationSecret(stack, 'one', { ...props, source: coffer.SecretSource.generated() });
    expect(thrownBy(() => new other.ApplicationSecret(stack, 'two', { ...props, source: other.SecretSource.generated() })).name).toBe(
      'DuplicateSecretError',
    );
    expect(thrownBy(() => new other.SecretVault(stack, 'again', { namespace: 'acme', stage: 'dev' })).name).toBe('VaultConfigurationError');
  });

  test('grant what is imported by the other one, and refuse to declare in it', () => {
    const stack = newStack();
    const vault = other.SecretVault.fromAttributes(stack, 'vault', {
      namespace: 'acme',
      stage: 'dev',
      keyArn: 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
    });
    coffer.ApplicationSecret.fromName(stack, 'named', { vault, service: 'api', key: 'token' }).grantRead(
      new IamRole(stack, 'task', { assumeRolePolicy: '{}' }),
    );
    expect(Object.keys(synthesize(stack).resource)).toContain('aws_iam_policy');
    expect(thrownBy(() => new coffer.SecretRotator(stack, 'rotator', { vault })).message).toContain(
      'nothing can be declared in an imported',
    );
  });
});

describe('two copies of versions that do not work together', () => {
  const newer = secondCopy({ protocol: 3, version: '7.0.0' });
  const said = (subject: string, what: string) => ({
    name: 'PackageCopyError',
    message:
      `${subject}: ${what} is of cdktf-coffer 7.0.0 (protocol 3), and this is cdktf-coffer 0.0.0 (protocol 2), which do not work ` +
      'together in one program. Have one version in the lock file (npm ls cdktf-coffer shows who brings another one), and make it a ' +
      'peer dependency of libraries.',
  });

  test('say so of a vault', () => {
    const app = newApp();
    const vault = new newer.SecretVault(newStack(app, 'theirs'), 'vault', { namespace: 'acme', stage: 'dev' });
    expect(
      thrownBy(() => coffer.ApplicationSecret.fromName(newStack(newApp(), 'ours'), 'named', { vault, service: 'api', key: 'token' })),
    ).toEqual(said("Vault 'theirs/vault'", 'it'));
  });

  test('say so of what an app has once', () => {
    const app = newApp();
    new newer.SecretVault(newStack(app, 'theirs'), 'vault', { namespace: 'acme', stage: 'dev' });
    const { name, message } = thrownBy(() => new coffer.SecretVault(newStack(app, 'ours'), 'vault', { namespace: 'acme', stage: 'prod' }));
    expect(name).toBe('PackageCopyError');
    expect(message).toContain('cdktf-coffer 7.0.0 (protocol 3), and this is cdktf-coffer 0.0.0 (protocol 2)');
  });

  test.each<[string, (vault: IVault) => unknown]>([
    ['SecretSource', (vault) => ({ vault, source: newer.SecretSource.generated() })],
    ['Rotation', (vault) => ({ vault, source: coffer.SecretSource.generated(), rotation: newer.Rotation.random() })],
  ])('say so of a %s', (what, propsOf) => {
    const stack = newStack();
    const vault = new coffer.SecretVault(stack, 'vault', { namespace: 'acme', stage: 'dev' });
    const props = propsOf(vault) as coffer.ApplicationSecretProps;
    expect(thrownBy(() => new coffer.ApplicationSecret(stack, 'secret', { ...props, service: 'api', key: 'token' }))).toEqual(
      said("ApplicationSecret 'api/token'", what),
    );
  });

  test('say so of a grantee, of a field, and of the key of a vault', () => {
    const stack = newStack();
    const vault = new coffer.SecretVault(stack, 'vault', { namespace: 'acme', stage: 'dev' });
    const secret = coffer.ApplicationSecret.fromName(stack, 'named', { vault, service: 'api', key: 'token' });
    const role = newer.Grantee.fromRole(new IamRole(stack, 'task', { assumeRolePolicy: '{}' }));
    expect(thrownBy(() => secret.grantRead(role))).toEqual(said("ApplicationSecret.fromName 'api/token'", 'Grantee'));
    const fields = { user: newer.JsonField.text('api') };
    expect(thrownBy(() => coffer.SecretSource.json({ fields }))).toEqual(said('SecretSource.json', 'JsonField'));
    const key = newer.VaultKey.managed();
    expect(thrownBy(() => new coffer.SecretVault(stack, 'own', { namespace: 'own', stage: 'dev', key }))).toEqual(
      said("SecretVault 'dev/own'", 'VaultKey'),
    );
  });
});
