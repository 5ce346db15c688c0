import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { BootstrapSecret, Grantee, IGrantee, SecretSource, SecretVault } from '../../../src';
import { thrownBy } from '../../support/errors';
import { newApp, newStack, only, synthesize } from '../../support/synth';

const BREAK_GLASS = 'arn:aws:iam::111122223333:role/break-glass';
const NAME = '/bootstrap/hashicorp-vault/root_token';

function declare() {
  const stack = newStack(newApp(), 'prod');
  const vault = new SecretVault(stack, 'vault', {
    namespace: 'acme',
    stage: 'prod',
    breakGlass: [BREAK_GLASS],
    deployers: ['arn:aws:iam::111122223333:role/deploy'],
  });
  const role = new IamRole(stack, 'terraform', { name: 'terraform', assumeRolePolicy: '{}' });
  const secret = new BootstrapSecret(stack, 'root-token', {
    vault,
    system: 'hashicorp-vault',
    key: 'root_token',
    source: SecretSource.supplied(),
    readers: [role],
  });
  return { stack, vault, role, secret };
}

describe('a bootstrap secret', () => {
  const { stack } = declare();
  const configuration = synthesize(stack);

  test('is a parameter under /bootstrap, encrypted under a key of its own', () => {
    expect(only(configuration.resource.coffer_secret)).toMatchObject({ name: NAME, claim: 'prod/root-token' });
    expect(only(configuration.resource.coffer_secret).kms_key_id).toMatch(/^\$\{aws_kms_alias\.vault_bootstrap-key_alias_\w+\.name\}$/);
    expect(
      Object.values(configuration.resource.aws_kms_alias!)
        .map(({ name }) => name as string)
        .sort(),
    ).toEqual(['alias/acme-prod-bootstrap', 'alias/acme-prod-chamber']);
  });

  test('is granted to nobody from elsewhere', () => {
    expect('grantRead' in declare().secret).toBe(false);
  });
});

describe('synth refuses', () => {
  interface Given {
    readonly readers?: (stack: ReturnType<typeof newStack>) => IGrantee[];
    readonly breakGlass?: string[];
    readonly deployers?: string[];
    readonly system?: string;
  }
  const declared = (props: Given) => {
    const stack = newStack();
    const vault = new SecretVault(stack, 'vault', {
      namespace: 'acme',
      stage: 'dev',
      breakGlass: props.breakGlass,
      deployers: props.deployers,
    });
    return thrownBy(
      () =>
        new BootstrapSecret(stack, 'b', {
          vault,
          system: props.system ?? 'vault',
          key: 'token',
          source: SecretSource.supplied(),
          readers: props.readers?.(stack),
        }),
    );
  };

  test('a secret that nobody could ever read', () => {
    expect(declared({})).toEqual({
      name: 'VaultConfigurationError',
      message:
        "BootstrapSecret 'bootstrap/vault/token': nobody could ever read it: readers is empty, and the vault has no breakGlass. " +
        'Name the roles that Terraform runs under in readers, or breakGlass of the vault.',
    });
  });

  test('a system with levels', () => {
    expect(declared({ breakGlass: [BREAK_GLASS], system: 'a/b' }).message).toContain(
      "system 'a/b' has a level of its own. Write one word, such as hashicorp-vault.",
    );
  });

  test('a reader that is no role', () => {
    expect(declared({ readers: () => [{ name: 4 } as never] }).name).toBe('GrantError');
  });

  test('a reader to whom the key denies decryption', () => {
    const deployers = ['arn:aws:iam::111122223333:role/deploy'];
    const reader = { name: 'deploy', arn: deployers[0]! };
    expect(declared({ deployers, readers: () => [reader] }).message).toContain(
      "reader 'deploy' is one of the vault's deployers, to whom the key's policy denies decryption",
    );
    expect(declared({ deployers, readers: (stack) => [Grantee.fromRoleName(stack, 'terraform'), reader] }).name).toBe('GrantError');
  });
});
