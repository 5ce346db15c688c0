import type { TerraformStack } from 'cdktf';
import {
  ApplicationSecret,
  BootstrapSecret,
  CertificateAuthority,
  EphemeralSecret,
  MasterKey,
  SecretEngine,
  SecretSource,
  SecretVault,
  TlsCertificate,
} from '../../src';
import { thrownBy } from '../support/errors';
import { newApp, newStack, synthesize } from '../support/synth';

const DEPLOYERS = ['arn:aws:iam::123456789012:role/terraform'];
const BREAK_GLASS = ['arn:aws:iam::123456789012:role/break-glass'];

function newVault(stack: TerraformStack, stage: string, namespace = 'acme', engine?: SecretEngine): SecretVault {
  return new SecretVault(stack, `${namespace}-${stage}`, {
    namespace,
    stage,
    breakGlass: BREAK_GLASS,
    engine,
    deployers: engine === undefined ? DEPLOYERS : undefined,
  });
}

function newSecret(scope: TerraformStack, vault: SecretVault, key = 'db_password'): ApplicationSecret {
  return new ApplicationSecret(scope, `${vault.stage}-${key}`, { vault, service: 'api', key, source: SecretSource.generated() });
}

function stacks(): TerraformStack[] {
  const app = newApp();
  return ['dev', 'prod', 'shared'].map((id) => newStack(app, id));
}

describe('a secret whose stage differs from that of the stack it is in', () => {
  test("is refused, also where the stack's own vault is declared after it", () => {
    const [dev, prod] = stacks() as [TerraformStack, TerraformStack];
    newSecret(prod, newVault(dev, 'dev'));
    newVault(prod, 'prod');
    expect(thrownBy(() => synthesize(prod))).toEqual({
      name: 'StageError',
      message:
        "ApplicationSecret 'api/db_password': its vault is of stage dev, and stack 'prod' is one of stage prod. " +
        'Declare it in a stack of stage dev, or in a vault of stage prod.',
    });
  });

  test.each([SecretEngine.COFFER, SecretEngine.AWS_ONLY])('is refused whatever the engine is: %s', (engine) => {
    const [dev, prod] = stacks() as [TerraformStack, TerraformStack];
    newVault(prod, 'prod');
    newSecret(prod, newVault(dev, 'dev', 'acme', engine));
    expect(thrownBy(() => synthesize(prod)).name).toBe('StageError');
  });

  test('is not read there either', () => {
    const [dev, prod] = stacks() as [TerraformStack, TerraformStack];
    newVault(prod, 'prod');
    new EphemeralSecret(prod, 'read', { secret: newSecret(dev, newVault(dev, 'dev')) });
    expect(thrownBy(() => synthesize(prod))).toMatchObject({
      name: 'StageError',
      message: expect.stringMatching(/^EphemeralSecret of 'api\/db_password': its vault is of stage dev, and stack 'prod'/) as string,
    });
  });

  test('is refused beside secrets of another stage, where the stack has no vault of its own', () => {
    const [dev, prod, shared] = stacks() as [TerraformStack, TerraformStack, TerraformStack];
    newSecret(shared, newVault(dev, 'dev'));
    newSecret(shared, newVault(prod, 'prod'), 'smtp_password');
    expect(thrownBy(() => synthesize(shared))).toEqual({
      name: 'StageError',
      message:
        "ApplicationSecret 'api/smtp_password': its vault is of stage prod, and stack 'shared' is one with secrets of stage " +
        'dev. Declare it in a stack of stage prod, or in a vault of stage dev.',
    });
  });
});

test.each<[string, (dev: TerraformStack, other: TerraformStack) => void]>([
  [
    'of its own vault',
    (dev) => {
      newSecret(dev, newVault(dev, 'dev'));
    },
  ],
  [
    'of a stack without a vault',
    (dev, other) => {
      newSecret(other, newVault(dev, 'dev'));
    },
  ],
  [
    "of a stack with another application's vault of the same stage",
    (dev, other) => {
      newVault(other, 'dev', 'web');
      newSecret(other, newVault(dev, 'dev'));
    },
  ],
  [
    'of a stack with vaults of both stages',
    (dev, other) => {
      newVault(other, 'prod', 'web');
      newVault(other, 'dev', 'web');
      newSecret(other, newVault(dev, 'dev'));
    },
  ],
])('a secret is one %s', (_, declare) => {
  const [dev, other] = stacks() as [TerraformStack, TerraformStack];
  declare(dev, other);
  expect(() => {
    synthesize(dev);
    synthesize(other);
  }).not.toThrow();
});

describe('an authority of another stage', () => {
  const authority = (stack: TerraformStack) =>
    new CertificateAuthority(stack, 'ca', { vault: newVault(stack, 'dev'), key: 'root', subject: { commonName: 'Acme' } });

  test('signs no certificate', () => {
    const [stack] = stacks() as [TerraformStack];
    expect(
      thrownBy(
        () =>
          new TlsCertificate(stack, 'c', {
            vault: newVault(stack, 'prod'),
            service: 'api',
            key: 'tls',
            authority: authority(stack),
            dnsNames: ['api.acme.example'],
          }),
      ),
    ).toEqual({
      name: 'StageError',
      message:
        "TlsCertificate 'api/tls': its vault is of stage prod, and its authority 'dev/ca' of stage dev, " +
        'and keys are never shared by stages. Declare an authority in a vault of stage prod.',
    });
  });

  test('has no authority below it', () => {
    const [stack] = stacks() as [TerraformStack];
    expect(
      thrownBy(
        () =>
          new CertificateAuthority(stack, 'c', {
            vault: newVault(stack, 'prod'),
            key: 'issuing',
            parent: authority(stack),
            subject: { commonName: 'Acme' },
          }),
      ).name,
    ).toBe('StageError');
  });
});

test.each<[string, (scope: TerraformStack, vault: SecretVault) => unknown]>([
  ['a master key', (scope, vault) => new MasterKey(scope, 'k', { vault, service: 'ca', key: 'root' })],
  [
    'a bootstrap secret',
    (scope, vault) => new BootstrapSecret(scope, 'k', { vault, system: 'vault', key: 'token', source: SecretSource.supplied() }),
  ],
])('%s stays in the stack of its vault, and so in its stage', (_, declare) => {
  const [dev, prod] = stacks() as [TerraformStack, TerraformStack];
  expect(thrownBy(() => declare(prod, newVault(dev, 'dev')))).toMatchObject({
    name: 'VaultConfigurationError',
    message: expect.stringContaining('Declare it in the stack of the vault.') as string,
  });
});
