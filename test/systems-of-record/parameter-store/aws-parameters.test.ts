import { existsSync } from 'fs';
import { join } from 'path';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { TerraformStack, TerraformVariable } from 'cdktf';
import {
  ApplicationSecret,
  AwsCredentials,
  BootstrapSecret,
  CertificateAuthority,
  EphemeralSecret,
  type GeneratedSecretProps,
  Grantee,
  JsonField,
  MasterKey,
  ProviderInstallation,
  Rotation,
  SecretEngine,
  SecretFormat,
  SecretSource,
  SecretVault,
  type SecretVaultProps,
  SshKeyPair,
  TlsCertificate,
  ParameterTier,
} from '../../../src';
import { KubernetesSecret } from '../../../src/access/kubernetes';
import { CofferProvider } from '../../../src/bindings/provider';
import { thrownBy } from '../../support/errors';
import { newApp, newStack, only, synthesize } from '../../support/synth';
import '../../support/matchers';

function newVault(stack: TerraformStack = newStack(), props: Partial<SecretVaultProps> = {}): SecretVault {
  return new SecretVault(stack, 'vault', { namespace: 'acme', stage: 'dev', engine: SecretEngine.AWS_ONLY, ...props });
}

const name = { service: 'api', key: 'db_password' };

describe('a vault without the coffer provider', () => {
  test('keeps a secret from a variable as a write-only value, and needs no provider but hashicorp/aws', () => {
    const stack = newStack();
    const variable = new TerraformVariable(stack, 'token', { type: 'string' });
    const vault = newVault(stack, { tags: { team: 'a' } });
    const secret = new ApplicationSecret(stack, 'token_', {
      vault,
      service: 'api',
      key: 'token',
      source: SecretSource.fromVariable(variable, { version: 3 }),
      owner: 'ops',
    });
    secret.grantRead(new IamRole(stack, 'task', { assumeRolePolicy: '{}' }));

    const { resource, provider, terraform, variable: variables } = synthesize(stack);

    expect(only(resource.aws_ssm_parameter)).toEqual({
      name: '/api/token',
      type: 'SecureString',
      key_id: expect.stringMatching(/^\$\{aws_kms_alias\..+\.name\}$/) as string,
      description: '1',
      value_wo: '${var.token}',
      value_wo_version: 3,
      tags: { team: 'a', Owner: 'ops' },
      lifecycle: { ignore_changes: ['description'], prevent_destroy: true, postcondition: Array(2).fill(expect.anything()) },
    });
    expect(only(variables)).toMatchObject({ ephemeral: true, sensitive: true });
    expect(Object.keys(provider)).toEqual(['aws']);
    expect(Object.keys(terraform!.required_providers)).toEqual(['aws']);
    expect(Object.keys(resource).some((type) => type.startsWith('coffer_'))).toBe(false);
  });

  test('copies secrets to other regions, and shares them with other accounts, which takes no coffer provider either', () => {
    const stack = newStack();
    const vault = newVault(stack, {
      replication: {
        regions: [{ region: 'eu-central-1', provider: new AwsProvider(stack, 'away', { alias: 'away', region: 'eu-central-1' }) }],
      },
    });
    const secret = new ApplicationSecret(stack, 'shared', {
      vault,
      ...name,
      source: SecretSource.generated(),
      tier: ParameterTier.ADVANCED,
      replicaRegions: ['eu-central-1'],
      crossAccount: { accounts: ['444455556666'] },
    });
    secret.replicaIn('eu-central-1').grantRead(new IamRole(stack, 'task', { assumeRolePolicy: '{}' }));

    const { resource, provider } = synthesize(stack);

    expect(Object.keys(provider)).toEqual(['aws']);
    expect(Object.keys(resource).filter((type) => type.startsWith('coffer_'))).toEqual([]);
    const [parameter] = Object.keys(resource.aws_ssm_parameter!);
    // After the value was written.
    expect(only(resource.aws_lambda_invocation).depends_on).toContain(`aws_ssm_parameter.${parameter}`);
    expect(only(resource.aws_ram_resource_association)).toMatchObject({
      resource_arn: expect.stringMatching(/:parameter\/api\/db_password$/) as string,
      depends_on: [`aws_ssm_parameter.${parameter}`],
    });
  });

  test('generates passwords by GetRandomPassword, for the length of a run', () => {
    const stack = newStack();
    const generated = (key: string, props: GeneratedSecretProps) =>
      new ApplicationSecret(stack, key, { vault, service: 'api', key, source: SecretSource.generated(props) });
    const vault = newVault(stack);
    generated('plain', { generation: 2 });
    generated('symbols', { length: 64, symbols: true, upper: false, excludeCharacters: '%' });

    const configuration = synthesize(stack);

    expect(configuration).toHaveEphemeral('aws_secretsmanager_random_password', {
      password_length: 32,
      exclude_punctuation: true,
      exclude_lowercase: false,
      exclude_uppercase: false,
      exclude_numbers: false,
      include_space: false,
      require_each_included_type: true,
    });
    expect(configuration).toHaveEphemeral('aws_secretsmanager_random_password', {
      password_length: 64,
      exclude_punctuation: false,
      exclude_uppercase: true,
      exclude_characters: '"#$&\'(),/;<>?[\\]`{|}%',
    });
    const [plain] = Object.values(configuration.resource.aws_ssm_parameter!).filter((each) => each.name === '/api/plain');
    expect(plain).toMatchObject({
      value_wo_version: 2,
      value_wo: expect.stringMatching(/^\$\{ephemeral\.aws_secretsmanager_random_password\..+\.random_password\}$/) as string,
    });
  });

  test('allows of the symbols exactly those that generated values have', () => {
    const punctuation = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~'; // GetRandomPassword's
    const stack = newStack();
    new ApplicationSecret(stack, 'a', { vault: newVault(stack), ...name, source: SecretSource.generated({ symbols: true }) });
    const excluded = only(synthesize(stack).ephemeral!.aws_secretsmanager_random_password).exclude_characters as string;
    expect([...punctuation].filter((symbol) => !excluded.includes(symbol)).join('')).toBe('!%*+-.:=@^_~');
  });

  test('keeps a JSON secret, generated parts and all', () => {
    const stack = newStack();
    const fields = { user: JsonField.text('app'), password: JsonField.generated() };
    new ApplicationSecret(stack, 'db', { vault: newVault(stack), ...name, source: SecretSource.json({ fields }) });
    const configuration = synthesize(stack);
    expect(only(configuration.resource.aws_ssm_parameter).value_wo).toMatch(
      /^\$\{jsonencode\(\{"user" = "app", "password" = ephemeral\.aws_secretsmanager_random_password\..+\.random_password\}\)\}$/,
    );
    expect(Object.keys(configuration.ephemeral!)).toEqual(['aws_secretsmanager_random_password']);
  });

  test('lets protection and tier be chosen', () => {
    const stack = newStack();
    new ApplicationSecret(stack, 'a', {
      vault: newVault(stack),
      ...name,
      source: SecretSource.generated(),
      deletionProtection: false,
      tier: ParameterTier.ADVANCED,
    });
    expect(only(synthesize(stack).resource.aws_ssm_parameter)).toMatchObject({
      tier: 'Advanced',
      lifecycle: { ignore_changes: ['description'], postcondition: Array(2).fill(expect.anything()) },
    });
    expect(only(synthesize(stack).resource.aws_ssm_parameter).lifecycle).not.toHaveProperty('prevent_destroy');
  });

  test('is there beside one with the provider in another stack, which lays the provider into its own folder only', () => {
    const app = newApp();
    const [plain, full] = [newStack(app, 'plain'), newStack(app, 'full')];
    new ApplicationSecret(plain, 'a', { vault: newVault(plain), ...name, source: SecretSource.generated() });
    new ApplicationSecret(full, 'a', {
      vault: newVault(full, { engine: undefined, stage: 'prod' }),
      ...name,
      source: SecretSource.generated(),
    });
    app.synth();
    const laid = (stack: string) => existsSync(join(app.outdir, 'stacks', stack, 'terraform.d'));
    expect([laid('plain'), laid('full')]).toEqual([false, true]);
    expect(existsSync(join(app.outdir, 'stacks', 'plain', '.terraform.lock.hcl'))).toBe(false);
  });

  test('keeps secrets of other stacks too', () => {
    const app = newApp();
    const vault = newVault(newStack(app));
    const other = newStack(app, 'other');
    new ApplicationSecret(other, 'a', { vault, ...name, source: SecretSource.generated() });
    const { resource, terraform } = synthesize(other);
    expect(only(resource.aws_ssm_parameter).key_id).toBe('alias/acme-dev-chamber');
    expect(Object.keys(terraform!.required_providers)).toEqual(['aws']);
  });
});

describe('without the coffer provider, synth refuses', () => {
  const refused = (declare: (stack: TerraformStack, vault: SecretVault) => unknown) => {
    const stack = newStack();
    const vault = newVault(stack, { breakGlass: ['arn:aws:iam::123456789012:role/break-glass'] });
    return thrownBy(() => declare(stack, vault));
  };
  const source = SecretSource.generated();

  test('a master key, and says why and what to do instead', () => {
    expect(refused((stack, vault) => new MasterKey(stack, 'k', { vault, service: 'ca', key: 'root' }))).toEqual({
      name: 'EngineError',
      message:
        "MasterKey 'ca/root': vault acme-dev is of SecretEngine.AWS_ONLY, and a private key that another provider makes is " +
        'in the state, and hashicorp/aws would read the object in the bucket back. ' +
        'Declare it in a vault of SecretEngine.COFFER, in a stack whose pipeline may run the coffer provider.',
    });
  });

  const role = (stack: TerraformStack) => Grantee.fromRoleName(stack, 'acme-dev-terraform');
  test.each<[string, (stack: TerraformStack, vault: SecretVault) => unknown, RegExp]>([
    [
      'a certificate authority',
      (stack, vault) => new CertificateAuthority(stack, 'k', { vault, key: 'root', subject: { commonName: 'Acme' } }),
      /^(CertificateAuthority|MasterKey) .*private key that another provider makes is in the state/,
    ],
    [
      'an SSH key pair',
      (stack, vault) => new SshKeyPair(stack, 'k', { vault, service: 'ci', key: 'deploy_key' }),
      /^SshKeyPair 'ci\/deploy_key': .*private key that another provider makes is in the state/,
    ],
    [
      'a certificate',
      (stack, vault) => {
        const other = new SecretVault(stack, 'other', {
          namespace: 'ca',
          stage: 'dev',
          breakGlass: ['arn:aws:iam::123456789012:role/break-glass'],
          deployers: ['arn:aws:iam::123456789012:role/terraform'],
        });
        const authority = new CertificateAuthority(stack, 'ca', { vault: other, key: 'root', subject: { commonName: 'Acme' } });
        return new TlsCertificate(stack, 'k', { vault, service: 'api', key: 'tls', authority, dnsNames: ['api.acme.example'] });
      },
      /^TlsCertificate 'api\/tls_key': .*private key that another provider makes is in the state/,
    ],
    [
      'AWS credentials',
      (stack, vault) =>
        new AwsCredentials(stack, 'k', {
          vault,
          service: 'ci',
          policy: JSON.stringify({
            Version: '2012-10-17',
            Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::acme/x' }],
          }),
        }),
      /^AwsCredentials 'ci\/aws_credentials': .*awaits its first value/,
    ],
    [
      'a bootstrap secret',
      (stack, vault) => new BootstrapSecret(stack, 'k', { vault, system: 'vault', key: 'token', source, readers: [role(stack)] }),
      /^BootstrapSecret .*denies decryption to all but its readers/,
    ],
    [
      'a Kubernetes Secret',
      (stack, vault) => new KubernetesSecret(stack, 'k', { vault, services: ['api'], namespace: 'api', name: 'api' }),
      /^KubernetesSecret .*ephemeral coffer_environment/,
    ],
    [
      'an ephemeral read',
      (stack, vault) => new EphemeralSecret(stack, 'k', { secret: new ApplicationSecret(stack, 's', { vault, ...name, source }) }),
      /^EphemeralSecret of 'api\/db_password': .*Read it by an EphemeralResource of the type aws_ssm_parameter\.$/,
    ],
    [
      'a rotation',
      (stack, vault) => new ApplicationSecret(stack, 's', { vault, ...name, source, rotation: Rotation.random() }),
      /^SecretRotator .*parameters that the coffer provider writes/,
    ],
    [
      'adoption',
      (stack, vault) => new ApplicationSecret(stack, 's', { vault, ...name, source, adopt: true }),
      /^ApplicationSecret 'api\/db_password': adopt is true, and hashicorp\/aws takes over a parameter only by an import, which shows its old value in the plan/,
    ],
    [
      'a secret that awaits its value',
      (stack, vault) => new ApplicationSecret(stack, 's', { vault, ...name, source: SecretSource.supplied() }),
      /^ApplicationSecret 'api\/db_password': it awaits its value/,
    ],
    ...[SecretFormat.HEX, SecretFormat.BASE64, SecretFormat.UUID].map(
      (format): [string, (stack: TerraformStack, vault: SecretVault) => unknown, RegExp] => [
        `a value generated as ${format}`,
        (stack, vault) => new ApplicationSecret(stack, 's', { vault, ...name, source: SecretSource.generated({ format }) }),
        new RegExp(`generated as ${format}, and hashicorp/aws makes passwords only`),
      ],
    ),
    [
      'a JSON field that is generated as uuid',
      (stack, vault) =>
        new ApplicationSecret(stack, 's', {
          vault,
          ...name,
          source: SecretSource.json({ fields: { id: JsonField.generated({ format: SecretFormat.UUID }) } }),
        }),
      /generated as uuid/,
    ],
    [
      'a longer password than AWS makes',
      (stack, vault) =>
        new ApplicationSecret(stack, 's', {
          vault,
          ...name,
          source: SecretSource.generated({ length: 5000 }),
          tier: ParameterTier.ADVANCED,
        }),
      /has 5000 characters, and hashicorp\/aws makes 4096 at most/,
    ],
  ])('%s', (_, declare, message) => {
    const thrown = refused(declare);
    expect(thrown.name).toBe('EngineError');
    expect(thrown.message).toMatch(message);
  });

  test.each<[string, (stack: TerraformStack) => Partial<SecretVaultProps>, string]>([
    [
      'a coffer provider',
      (stack) => ({ provider: new CofferProvider(stack, 'coffer', { alias: 'x' }) }),
      'provider is one of the coffer provider. Leave provider out.',
    ],
    [
      'an installation of it',
      () => ({ installation: ProviderInstallation.registry() }),
      'installation is one of the coffer provider. Leave installation out.',
    ],
    [
      'deployers that may not decrypt',
      () => ({ deployers: ['arn:aws:iam::123456789012:role/deploy'] }),
      'deployers are denied decryption, which every refresh of hashicorp/aws does',
    ],
  ])('a vault with %s', (_, props, message) => {
    const stack = newStack();
    expect(thrownBy(() => newVault(stack, props(stack)))).toMatchObject({
      name: 'EngineError',
      message: expect.stringContaining(message) as string,
    });
  });

  test('a path of an existing estate', () => {
    expect(
      thrownBy(() => newVault().adoptPath('/api', { inventory: join(__dirname, '..', '..', 'data', 'inventory.json') })).message,
    ).toMatch(/^ApplicationSecret 'api\/db_password': adopt is true/);
  });
});
