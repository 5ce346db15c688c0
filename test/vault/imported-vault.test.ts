import { DataAwsIamRole } from '@cdktf/provider-aws/lib/data-aws-iam-role';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { AwsProvider, type AwsProviderConfig } from '@cdktf/provider-aws/lib/provider';
import { KubernetesProvider } from '@cdktf/provider-kubernetes/lib/provider';
import { TerraformStack, TerraformVariable } from 'cdktf';
import {
  ApplicationSecret,
  AwsCredentials,
  BootstrapSecret,
  CertificateAuthority,
  EphemeralSecret,
  Grantee,
  MasterKey,
  MasterKeyBucket,
  ProviderInstallation,
  SecretRotator,
  SecretSource,
  SecretVault,
  SshKeyPair,
  TlsCertificate,
  VaultKey,
  kubernetes,
  provider,
  type ISecret,
  type IVault,
  type SecretVaultAttributes,
} from '../../src';
import { VaultCore } from '../../src/vault/vault-core';
import { thrownBy } from '../support/errors';
import { type Block, type Configuration, newApp, only, synthesize } from '../support/synth';
import '../support/matchers';

const [OURS, THEIRS] = ['111122223333', '444455556666'];
const KEY_ID = '1234abcd-12ab-34cd-56ef-1234567890ab';
const KEY_ARN = `arn:aws:kms:eu-west-1:${OURS}:key/${KEY_ID}`;

function stackOf(settings: Partial<AwsProviderConfig> = { allowedAccountIds: [OURS] }, id = 'team', app = newApp()): TerraformStack {
  const stack = new TerraformStack(app, id);
  new AwsProvider(stack, 'aws', { region: 'eu-west-1', ...settings });
  return stack;
}

function imported(stack: TerraformStack, more: Partial<SecretVaultAttributes> = {}, id = 'vault'): IVault {
  return SecretVault.fromAttributes(stack, id, { namespace: 'acme', stage: 'prod', keyArn: KEY_ARN, ...more });
}

const named = (vault: IVault, key = 'token', stack = TerraformStack.of(vault)) =>
  ApplicationSecret.fromName(stack, `${vault.node.id}-${vault.stage}-${key}`, { vault, service: 'api', key });

const roleIn = (stack: TerraformStack, id = 'task') => new IamRole(stack, id, { assumeRolePolicy: '{}' });

const read = (secret: ISecret, stack: TerraformStack) => new EphemeralSecret(stack, `value-of-${secret.node.id}`, { secret });

/** Conditions that Terraform checks when it reads data sources of a type. */
function checks({ data }: Configuration, type = 'aws_caller_identity'): { condition: string; error_message: string }[] {
  return Object.values(data?.[type] ?? {}).flatMap(({ lifecycle }: Block) => {
    const { postcondition = [] } = (lifecycle ?? {}) as { postcondition?: { condition: string; error_message: string }[] };
    return postcondition;
  });
}

describe('an imported vault', () => {
  test('has the names of the one that is declared elsewhere', () => {
    const vault = imported(stackOf());
    const { namespace, stage, vaultName, keyArn, keyAlias } = vault;
    expect({ namespace, stage, vaultName, keyArn, keyAlias }).toEqual({
      namespace: 'acme',
      stage: 'prod',
      vaultName: 'acme-prod',
      keyArn: KEY_ARN,
      keyAlias: 'alias/acme-prod-chamber',
    });
    expect(imported(stackOf(), { keyAlias: 'alias/parameter_store_key' }).keyAlias).toBe('alias/parameter_store_key');
  });

  test('is nothing in AWS: no resource, no data source, no coffer provider', () => {
    const stack = stackOf();
    named(imported(stack));
    const { resource, data, provider: providers, ephemeral } = synthesize(stack);
    expect({ resource, data, ephemeral, providers: Object.keys(providers) }).toEqual({ providers: ['aws'] });
  });

  test('claims no name: it stands beside itself, and beside the vault that is declared', () => {
    const stack = stackOf();
    const declared = new SecretVault(stack, 'declared', { namespace: 'acme', stage: 'prod' });
    imported(stack, { keyArn: declared.keyArn }, 'once');
    imported(stack, { keyArn: declared.keyArn }, 'twice');
    expect(Object.keys(synthesize(stack).resource.aws_kms_key!)).toHaveLength(1);
  });

  test('lets a role read and write, by a policy whose ARNs are all written out, and looks nothing up', () => {
    const stack = stackOf();
    const [secret, role] = [named(imported(stack)), roleIn(stack)];
    secret.grantRead(role);
    secret.grantWrite(role);
    const { resource, data, provider: providers } = synthesize(stack);
    expect(data).toBeUndefined();
    expect(Object.keys(providers)).toEqual(['aws']);
    expect(Object.keys(resource).sort()).toEqual(['aws_iam_policy', 'aws_iam_role', 'aws_iam_role_policy_attachment']);
    const arn = `arn:aws:ssm:eu-west-1:${OURS}:parameter/api/token`;
    const policies = Object.values(resource.aws_iam_policy!).map(({ policy }) => JSON.parse(policy as string) as { Statement: Block[] });
    expect(policies.map(({ Statement }) => Statement.map(({ Sid }) => Sid as string))).toEqual([
      ['ReadParameters', 'DecryptThroughParameterStore'],
      ['WriteParameters', 'EncryptThroughParameterStore', 'EncryptAdvancedThroughParameterStore', 'ContinueVersionNumbers'],
    ]);
    expect(policies[0]!.Statement).toEqual([
      { Sid: 'ReadParameters', Effect: 'Allow', Action: expect.anything() as unknown, Resource: [arn] },
      {
        Sid: 'DecryptThroughParameterStore',
        Effect: 'Allow',
        Action: 'kms:Decrypt',
        Resource: KEY_ARN,
        Condition: { StringEquals: { 'kms:EncryptionContext:PARAMETER_ARN': [arn], 'kms:ViaService': 'ssm.eu-west-1.amazonaws.com' } },
      },
    ]);
  });

  test('grants what the declared vault grants', () => {
    const policiesOf = (stack: TerraformStack, secret: { grantRead(role: IamRole): void; grantWrite(role: IamRole): void }) => {
      const role = roleIn(stack);
      secret.grantRead(role);
      secret.grantWrite(role);
      return Object.values(synthesize(stack).resource.aws_iam_policy!).map(({ policy }) => policy as string);
    };
    const home = stackOf();
    const vault = new SecretVault(home, 'vault', { namespace: 'acme', stage: 'prod', key: VaultKey.fromArn(KEY_ARN) });
    const declared = policiesOf(home, ApplicationSecret.fromName(home, 's', { vault, service: 'api', key: 'token' }));
    const away = stackOf();
    // Account, region and partition are data sources where the vault is declared.
    const filled = declared.map((policy) =>
      policy
        .replace(/\$\{data\.aws_caller_identity[^}]*\}/g, OURS)
        .replace(/\$\{data\.aws_region[^}]*\}/g, 'eu-west-1')
        .replace(/\$\{data\.aws_partition[^}]*\.dns_suffix\}/g, 'amazonaws.com')
        .replace(/\$\{data\.aws_partition[^}]*\}/g, 'aws'),
    );
    expect(policiesOf(away, named(imported(away))).map((text) => JSON.parse(text) as unknown)).toEqual(
      filled.map((text) => JSON.parse(text) as unknown),
    );
  });

  const policiesFor = (stack: TerraformStack, vault: IVault, count: number) => {
    const role = roleIn(stack);
    for (let at = 0; at < count; at++) named(vault, `key_${at}`).grantRead(role);
    return Object.values(synthesize(stack).resource.aws_iam_policy!).map(({ policy }) => policy as string);
  };

  test.each([10, 100])('divides the policies of %i secrets as the declared vault does, and each is as short as IAM wants it', (count) => {
    const [home, away] = [stackOf(), stackOf()];
    const declared = new SecretVault(home, 'vault', { namespace: 'acme', stage: 'prod', key: VaultKey.fromArn(KEY_ARN) });
    const policies = policiesFor(away, imported(away), count);
    expect(policies).toHaveLength(policiesFor(home, declared, count).length);
    for (const policy of policies) expect(policy.length).toBeLessThanOrEqual(6144);
  });

  test('refuses a role of 1,000 secrets, whose policies IAM would not attach, in a stack with nothing else of Coffer', () => {
    const app = newApp();
    const [home, other] = [stackOf(undefined, 'home', app), stackOf(undefined, 'other', app)];
    const [vault, role] = [imported(home), roleIn(other)];
    for (let at = 0; at < 1000; at++) named(vault, `key_${at}`).grantRead(role);
    expect(thrownBy(() => synthesize(other)).message).toMatch(
      /^Role 'task': it has \d+ managed policies attached, and IAM attaches at most 20 to a role, whatever its quota\. /,
    );
  });
});

describe('in an imported vault nothing is declared', () => {
  const pki = (stack: TerraformStack) => {
    const vault = new SecretVault(stack, 'pki', {
      namespace: 'pki',
      stage: 'prod',
      deployers: [`arn:aws:iam::${OURS}:role/deploy`],
      breakGlass: [`arn:aws:iam::${OURS}:role/emergency`],
    });
    return new CertificateAuthority(stack, 'authority', { vault, key: 'root', subject: { commonName: 'Acme' } });
  };

  test.each<[string, string, (stack: TerraformStack, vault: IVault) => unknown]>([
    [
      'ApplicationSecret',
      "ApplicationSecret 'api/token'",
      (stack, vault) => new ApplicationSecret(stack, 's', { vault, service: 'api', key: 'token', source: SecretSource.generated() }),
    ],
    [
      'BootstrapSecret',
      "BootstrapSecret 'bootstrap/vault/root'",
      (stack, vault) => new BootstrapSecret(stack, 's', { vault, system: 'vault', key: 'root', source: SecretSource.supplied() }),
    ],
    ['MasterKey', "MasterKey 'backup/root'", (stack, vault) => new MasterKey(stack, 's', { vault, service: 'backup', key: 'root' })],
    [
      'AwsCredentials',
      "AwsCredentials 'ci/aws_credentials'",
      (stack, vault) => new AwsCredentials(stack, 's', { vault, service: 'ci', policy: '{"Version":"2012-10-17","Statement":[]}' }),
    ],
    ['SshKeyPair', "SshKeyPair 'ci/key'", (stack, vault) => new SshKeyPair(stack, 's', { vault, service: 'ci', key: 'key' })],
    [
      'CertificateAuthority',
      "CertificateAuthority 'pki/root'",
      (stack, vault) => new CertificateAuthority(stack, 's', { vault, key: 'root', subject: { commonName: 'Acme' } }),
    ],
    [
      'TlsCertificate',
      "TlsCertificate 'api/tls'",
      (stack, vault) => new TlsCertificate(stack, 's', { vault, service: 'api', key: 'tls', authority: pki(stack), dnsNames: ['a.test'] }),
    ],
    ['SecretRotator', "SecretRotator 'team/s'", (stack, vault) => new SecretRotator(stack, 's', { vault })],
    ['MasterKeyBucket', "MasterKeyBucket 'team/s'", (stack, vault) => new MasterKeyBucket(stack, 's', { vault })],
    [
      'its rotator, as Coffer asks for it',
      'The rotator of vault acme-prod',
      (_, vault) => SecretRotator._part.getOrCreate(VaultCore.of(vault)),
    ],
    [
      'its bucket of master keys, as Coffer asks for it',
      'The bucket of master keys of vault acme-prod',
      (_, vault) => MasterKeyBucket._part.getOrCreate(VaultCore.of(vault)),
    ],
  ])('%s', (_, subject, declare) => {
    const stack = stackOf();
    const vault = imported(stack);
    expect(thrownBy(() => declare(stack, vault))).toEqual({
      name: 'VaultConfigurationError',
      message:
        `${subject}: vault acme-prod is imported by SecretVault.fromAttributes() at 'team/vault', and nothing can be declared in an ` +
        'imported vault. Declare it in the program that declares the vault. Here, refer to a secret by fromName() of its type, ' +
        'and grant or read it.',
    });
  });
});

describe('a secret of an imported vault is read during a run', () => {
  test('by a coffer provider that is declared for it, with the settings of the AWS provider', () => {
    const stack = stackOf();
    read(named(imported(stack)), stack);
    const configuration = synthesize(stack);
    expect(configuration).toHaveEphemeral('coffer_secret', { name: '/api/token' });
    expect(configuration.provider.coffer).toEqual([{ region: 'eu-west-1', allowed_account_ids: [OURS] }]);
    expect(configuration.data).toBeUndefined();
    expect(Object.keys(configuration.resource ?? {})).toEqual([]);
  });

  test('as a bootstrap secret by one of its readers', () => {
    const stack = stackOf();
    const vault = imported(stack);
    read(BootstrapSecret.fromName(stack, 'root', { vault, system: 'hashicorp-vault', key: 'root_token' }), stack);
    const configuration = synthesize(stack);
    expect(configuration).toHaveEphemeral('coffer_secret', { name: '/bootstrap/hashicorp-vault/root_token' });
    expect(configuration.resource).toBeUndefined();
  });

  test('by the provider that the import names, in the stack of the import only', () => {
    const app = newApp();
    const [stack, other] = [stackOf(undefined, 'team', app), stackOf(undefined, 'other', app)];
    const coffer = new provider.CofferProvider(stack, 'away', { alias: 'away', region: 'eu-west-1' });
    const secret = named(imported(stack, { provider: coffer }));
    read(secret, stack);
    expect(thrownBy(() => read(secret, other))).toEqual({
      name: 'VaultConfigurationError',
      message:
        "EphemeralSecret of 'api/token': the provider of vault acme-prod is in stack 'team', this is in stack 'other', and providers " +
        'stay in their stack. Import the vault in this stack too, by SecretVault.fromAttributes() with a provider of its own.',
    });
    const configuration = synthesize(stack);
    expect(configuration).toHaveEphemeral('coffer_secret', { provider: 'coffer.away' });
    expect(configuration.provider.coffer).toHaveLength(1);
    expect(configuration.data).toBeUndefined();
  });

  test('by a provider that comes from where the import says', () => {
    const stack = stackOf();
    const required = () => synthesize(stack).terraform!.required_providers;
    const secret = named(imported(stack, { installation: ProviderInstallation.registry('9.8.7') }));
    read(secret, stack);
    expect(required().coffer!.version).toBe('9.8.7');
  });

  test('after a role of another stack was granted it, in that stack, with a provider there', () => {
    const app = newApp();
    const [home, other] = [stackOf(undefined, 'home', app), stackOf(undefined, 'other', app)];
    const secret = named(imported(home));
    secret.grantRead(roleIn(other));
    read(secret, other);
    expect(synthesize(home).provider.coffer).toBeUndefined();
    expect(synthesize(other)).toHaveEphemeral('coffer_secret', { name: '/api/token' });
  });
});

describe('a vault of another account', () => {
  const keyArn = `arn:aws:kms:eu-west-1:${THEIRS}:key/${KEY_ID}`;

  test.each<[string, (stack: TerraformStack) => Parameters<ReturnType<typeof named>['grantRead']>[0]]>([
    ['a declared role', (stack) => roleIn(stack)],
    ['a role that is looked up', (stack) => new DataAwsIamRole(stack, 'task', { name: 'task' })],
    ['a role by its name', (stack) => Grantee.fromRoleName(stack, 'task')],
    ['a role by its ARN', () => ({ name: 'task', arn: `arn:aws:iam::${OURS}:role/task` })],
    [
      "a role by its ARN in the vault's account, to which the stack does not deploy",
      () => ({ name: 'task', arn: `arn:aws:iam::${THEIRS}:role/task` }),
    ],
  ])('grants nothing to %s', (_, roleOf) => {
    const stack = stackOf();
    const error = thrownBy(() => named(imported(stack, { keyArn })).grantRead(roleOf(stack)));
    expect(error.name).toBe('GrantError');
    expect(error.message).toContain(
      `ApplicationSecret.fromName 'api/token': role 'task' is in account ${OURS}, and the vault in account ${THEIRS}. `,
    );
    expect(error.message).toContain('crossAccountReaderPolicy');
  });

  test('has Terraform compare accounts before it grants anything, if the program does not say its own', () => {
    const stack = stackOf({});
    named(imported(stack, { keyArn })).grantRead(roleIn(stack));
    expect(checks(synthesize(stack))).toEqual([
      {
        condition: `\${(self.account_id == "${THEIRS}")}`,
        error_message: expect.stringContaining(
          "Role 'task' is granted secrets of vault acme-prod, and is not in the vault's account.",
        ) as string,
      },
    ]);
  });

  test('is not read by the provider of this account', () => {
    const stack = stackOf();
    read(named(imported(stack, { keyArn })), stack);
    expect(thrownBy(() => synthesize(stack))).toEqual({
      name: 'VaultConfigurationError',
      message:
        `EphemeralSecret of 'api/token': it is read by provider 'team/aws' of account ${OURS}, and its vault at 'team/vault' is of ` +
        `account ${THEIRS} by its keyArn. ` +
        'Give SecretVault.fromAttributes() a provider: a CofferProvider with an alias that leads there.',
    });
  });

  test('is read by a provider that leads there', () => {
    const stack = stackOf();
    const coffer = new provider.CofferProvider(stack, 'there', { alias: 'there', region: 'eu-west-1', allowedAccountIds: [THEIRS] });
    read(named(imported(stack, { keyArn, provider: coffer })), stack);
    expect(synthesize(stack)).toHaveEphemeral('coffer_secret', { provider: 'coffer.there' });
  });

  test('is not read by a coffer provider of the stack that leads elsewhere', () => {
    const stack = stackOf({});
    new provider.CofferProvider(stack, 'coffer', { region: 'eu-west-1', allowedAccountIds: [OURS] });
    read(named(imported(stack, { keyArn })), stack);
    expect(thrownBy(() => synthesize(stack)).message).toContain(`read by provider 'team/coffer' of account ${OURS}`);
  });

  test('has Terraform compare accounts before anything is read by it, if the program does not say its own', () => {
    const stack = stackOf({});
    read(named(imported(stack, { keyArn })), stack);
    const [check, ...others] = checks(synthesize(stack));
    expect(others).toEqual([]);
    expect(check!.condition).toBe(`\${(self.account_id == "${THEIRS}")}`);
    expect(check!.error_message).toContain("EphemeralSecret of 'api/token' is read in another account or region than its vault");
  });
});

describe('a vault of another region', () => {
  const keyArn = `arn:aws:kms:us-east-1:${OURS}:key/${KEY_ID}`;

  test('grants from here, since IAM has no regions, what is there', () => {
    const stack = stackOf();
    named(imported(stack, { keyArn })).grantRead(roleIn(stack));
    const policy = only(synthesize(stack).resource.aws_iam_policy).policy as string;
    expect(policy).toContain(`"arn:aws:ssm:us-east-1:${OURS}:parameter/api/token"`);
    expect(policy).toContain('"ssm.us-east-1.amazonaws.com"');
    expect(policy).not.toContain('eu-west-1');
  });

  test('is not read from here', () => {
    const stack = stackOf();
    read(named(imported(stack, { keyArn })), stack);
    expect(thrownBy(() => synthesize(stack)).message).toContain(
      "it is read by provider 'team/aws' of region eu-west-1, and its vault at 'team/vault' is of region us-east-1 by its keyArn.",
    );
  });

  test('is not read by a provider of a third region', () => {
    const stack = stackOf();
    const coffer = new provider.CofferProvider(stack, 'there', { alias: 'there', region: 'us-east-2' });
    read(named(imported(stack, { keyArn, provider: coffer })), stack);
    expect(thrownBy(() => synthesize(stack)).message).toContain("provider 'team/there' of region us-east-2");
  });

  test('is read by a provider of its region', () => {
    const stack = stackOf();
    const coffer = new provider.CofferProvider(stack, 'there', { alias: 'there', region: 'us-east-1' });
    read(named(imported(stack, { keyArn, provider: coffer })), stack);
    expect(synthesize(stack)).toHaveEphemeral('coffer_secret', { provider: 'coffer.there' });
  });

  test('has Terraform compare regions before anything is read by it, if the environment names that of the stack', () => {
    const stack = stackOf({ region: undefined, allowedAccountIds: [OURS] });
    read(named(imported(stack, { keyArn })), stack);
    const configuration = synthesize(stack);
    expect(checks(configuration)).toEqual([]);
    expect(checks(configuration, 'aws_region').map(({ condition }) => condition)).toEqual(['${(self.id == "us-east-1")}']);
  });

  test('is found there by the stores of a cluster', () => {
    const stack = stackOf();
    new KubernetesProvider(stack, 'kubernetes', {});
    const vault = imported(stack, { keyArn });
    const store = new kubernetes.ClusterSecretStore(stack, 'store', { vault, namespaces: ['api'], role: roleIn(stack) });
    new kubernetes.ExternalSecret(stack, 'env', { store, namespace: 'api', name: 'env', services: ['api'] });
    const { resource } = synthesize(stack);
    expect(JSON.stringify(resource.kubernetes_manifest)).toContain('"region":"us-east-1"');
    expect(only(resource.aws_iam_policy).policy).toContain(`arn:aws:ssm:us-east-1:${OURS}:parameter/api/`);
    expect(resource.aws_kms_key).toBeUndefined();
  });
});

test('a vault of another partition has the ARNs and domain of that one', () => {
  const stack = stackOf({ region: 'cn-north-1', allowedAccountIds: [OURS] });
  const keyArn = `arn:aws-cn:kms:cn-north-1:${OURS}:key/${KEY_ID}`;
  named(imported(stack, { keyArn })).grantRead(roleIn(stack));
  const policy = only(synthesize(stack).resource.aws_iam_policy).policy as string;
  expect(policy).toContain(`"arn:aws-cn:ssm:cn-north-1:${OURS}:parameter/api/token"`);
  expect(policy).toContain('"ssm.cn-north-1.amazonaws.com.cn"');
});

describe('stages stay apart', () => {
  test('one role reads no two stages that are imported', () => {
    const stack = stackOf();
    const role = roleIn(stack);
    named(imported(stack)).grantRead(role);
    const dev = named(imported(stack, { stage: 'dev' }, 'dev'));
    expect(thrownBy(() => dev.grantRead(role))).toEqual({
      name: 'GrantError',
      message:
        "ApplicationSecret.fromName 'api/token': role 'task' has secrets of stage prod already, this one is of stage dev, and grants " +
        'never mix stages. Use one role for each stage.',
    });
  });

  test('a role in a stack of one stage reads nothing of another one that is imported there', () => {
    const stack = stackOf();
    new SecretVault(stack, 'own', { namespace: 'acme', stage: 'dev' });
    named(imported(stack)).grantRead(roleIn(stack));
    expect(thrownBy(() => synthesize(stack))).toEqual({
      name: 'GrantError',
      message:
        "ApplicationSecret.fromName 'api/token': role 'task' is in stack 'team' of stage dev, this secret is of stage prod, and grants " +
        'never reach another stage. Grant to a role of the same stage.',
    });
  });

  test('a stack of one stage reads no other one during a run', () => {
    const stack = stackOf();
    new SecretVault(stack, 'own', { namespace: 'acme', stage: 'dev' });
    read(named(imported(stack)), stack);
    expect(thrownBy(() => synthesize(stack)).name).toBe('StageError');
  });

  test('nor does a stack without a vault of its own read two of them', () => {
    const stack = stackOf();
    read(named(imported(stack)), stack);
    read(named(imported(stack, { stage: 'dev' }, 'dev')), stack);
    expect(thrownBy(() => synthesize(stack)).name).toBe('StageError');
  });
});

describe('the ARN of the key that only Terraform knows', () => {
  const byVariable = (settings?: Partial<AwsProviderConfig>) => {
    const stack = stackOf(settings);
    const { stringValue: keyArn } = new TerraformVariable(stack, 'key_arn', { type: 'string' });
    return { stack, vault: imported(stack, { keyArn }) };
  };

  test('says account and region in every ARN of the policy', () => {
    const { stack, vault } = byVariable();
    named(vault).grantRead(roleIn(stack));
    const { resource, data } = synthesize(stack);
    const policy = only(resource.aws_iam_policy).policy as string;
    const part = (index: number) => `\${element(split(":", var.key_arn), ${index})}`;
    expect(policy).toContain(`arn:${part(1)}:ssm:${part(3)}:${part(4)}:parameter/api/token`);
    expect(policy).toContain('"Resource":"${var.key_arn}"');
    // None of these takes a permission: who is calling, and what the provider knows by itself.
    expect(Object.keys(data!).sort()).toEqual(['aws_caller_identity', 'aws_partition']);
  });

  test('is checked in the plan: it is that of a key, of the account of the role', () => {
    const { stack, vault } = byVariable();
    named(vault).grantRead(roleIn(stack));
    const [ofKey, ofAccount, ...others] = checks(synthesize(stack));
    expect(others).toEqual([]);
    expect(ofKey!.condition).toBe('${can(regex("^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/[A-Za-z0-9_-]+$", var.key_arn))}');
    expect(ofKey!.error_message).toBe(
      'keyArn of vault acme-prod is not the ARN of a KMS key, so that its grants would have no effect. ' +
        'Pass keyArn of the vault, and not the ARN of its alias.',
    );
    expect(ofAccount!.condition).toBe('${(self.account_id == element(split(":", var.key_arn), 4))}');
  });

  test('is checked once for all roles of a stack', () => {
    const { stack, vault } = byVariable();
    for (const id of ['one', 'two', 'three']) named(vault, id).grantRead(roleIn(stack, id));
    expect(checks(synthesize(stack))).toHaveLength(2);
  });

  test('is checked for a role by its ARN alone', () => {
    const { stack, vault } = byVariable();
    named(vault).grantRead({ name: 'task', arn: `arn:aws:iam::${OURS}:role/task` });
    const conditions = checks(synthesize(stack)).map(({ condition }) => condition);
    expect(conditions).toContain('${(self.account_id == element(split(":", var.key_arn), 4))}');
    expect(conditions.some((condition) => condition.includes('regex'))).toBe(true);
  });

  test('is compared with account and region of what reads', () => {
    const { stack, vault } = byVariable();
    read(named(vault), stack);
    const configuration = synthesize(stack);
    expect(checks(configuration).map(({ condition }) => condition)).toEqual([
      '${(self.account_id == element(split(":", var.key_arn), 4))}',
    ]);
    expect(checks(configuration, 'aws_region').map(({ condition }) => condition)).toEqual([
      '${(self.id == element(split(":", var.key_arn), 3))}',
    ]);
  });

  test('may be that of a vault in another stack of the app', () => {
    const app = newApp();
    const [home, away] = [stackOf(undefined, 'home', app), stackOf(undefined, 'away', app)];
    const { keyArn } = new SecretVault(home, 'vault', { namespace: 'acme', stage: 'prod' });
    named(imported(away, { keyArn })).grantRead(roleIn(away));
    const { resource, data } = synthesize(away);
    expect(only(resource.aws_iam_policy).policy).toContain('${data.terraform_remote_state.');
    expect(data!.terraform_remote_state).toBeDefined();
  });
});

describe('the attributes of an imported vault', () => {
  test.each<[string, Partial<SecretVaultAttributes>, string]>([
    [
      'the ARN of an alias',
      { keyArn: `arn:aws:kms:eu-west-1:${OURS}:alias/acme-prod-chamber` },
      `keyArn 'arn:aws:kms:eu-west-1:${OURS}:alias/acme-prod-chamber' is the ARN of an alias, which a policy cannot name a key by. ` +
        'Write the ARN of its key: aws kms describe-key --key-id alias/acme-prod-chamber --query KeyMetadata.Arn',
    ],
    [
      'the name of an alias',
      { keyArn: 'alias/acme-prod-chamber' },
      "keyArn is 'alias/acme-prod-chamber', which is not the ARN of a KMS key. " +
        'Write arn:aws:kms:<region>:<account>:key/<key id>, keyArn of the vault in the program that declares it.',
    ],
    [
      'the ARN of something else',
      { keyArn: `arn:aws:s3:::${KEY_ID}` },
      `keyArn is 'arn:aws:s3:::${KEY_ID}', which is not the ARN of a KMS key. ` +
        'Write arn:aws:kms:<region>:<account>:key/<key id>, keyArn of the vault in the program that declares it.',
    ],
    [
      'no ARN',
      { keyArn: undefined },
      'keyArn is undefined, not the ARN of a KMS key. ' +
        'Write arn:aws:kms:<region>:<account>:key/<key id>, keyArn of the vault in the program that declares it.',
    ],
    [
      'a region of another partition',
      { keyArn: `arn:aws:kms:cn-north-1:${OURS}:key/${KEY_ID}` },
      `keyArn 'arn:aws:kms:cn-north-1:${OURS}:key/${KEY_ID}' is of partition aws, and region cn-north-1 is in aws-cn. ` +
        'Write arn:aws-cn:kms:cn-north-1:… if the region is right.',
    ],
    [
      'no stage',
      { stage: '' },
      "stage is not set (received ''). Write stage: 'dev', or set the environment variable that it is read from.",
    ],
    [
      'no alias',
      { keyAlias: 'parameter_store_key' },
      "keyAlias 'parameter_store_key' is not the name of an alias written out. " +
        'Write it with its prefix, such as alias/parameter_store_key, or leave it out.',
    ],
    [
      "an alias of AWS's own",
      { keyAlias: 'alias/aws/ssm' },
      "keyAlias 'alias/aws/ssm' is a key that AWS keeps for a service, which everybody in the account may use. " +
        'Write the alias of a key of your own.',
    ],
    [
      'a deployer that is a session',
      { deployers: [`arn:aws:sts::${OURS}:assumed-role/deploy/ci`] },
      `deployer 'arn:aws:sts::${OURS}:assumed-role/deploy/ci' is not the ARN of an IAM role. ` +
        'Write arn:aws:iam::<account>:role/<name>, with the path of the role and without a session.',
    ],
  ])('are refused: %s', (_, attributes, said) => {
    expect(thrownBy(() => imported(stackOf(), attributes as Partial<SecretVaultAttributes>))).toEqual({
      name: 'VaultConfigurationError',
      message: `SecretVault.fromAttributes 'team/vault': ${said}`,
    });
  });

  test('take keys of several regions, whose ids begin with mrk-', () => {
    const keyArn = `arn:aws:kms:eu-west-1:${OURS}:key/mrk-1234abcd12ab34cd56ef1234567890ab`;
    expect(imported(stackOf(), { keyArn }).keyArn).toBe(keyArn);
  });

  test('name deployers, to whom reading is refused and writing is not', () => {
    const stack = stackOf();
    const secret = named(imported(stack, { deployers: [`arn:aws:iam::${OURS}:role/ci/deploy`] }));
    const deployer = new IamRole(stack, 'deploy', { name: 'deploy', path: '/ci/', assumeRolePolicy: '{}' });
    for (const grantee of [deployer, { name: 'deploy', arn: `arn:aws:iam::${OURS}:role/ci/deploy` }]) {
      const { name, message } = thrownBy(() => secret.grantRead(grantee));
      expect(name).toBe('GrantError');
      expect(message).toContain("reader 'deploy' is one of the vault's deployers, to whom the key's policy denies decryption");
    }
    secret.grantWrite(deployer);
    secret.grantRead(roleIn(stack));
  });
});

describe('one vault under two objects', () => {
  test('is one for the stores of a cluster', () => {
    const stack = stackOf();
    new KubernetesProvider(stack, 'kubernetes', {});
    const [one, two] = [imported(stack, {}, 'one'), imported(stack, {}, 'two')];
    const store = new kubernetes.ClusterSecretStore(stack, 'store', { vault: one, namespaces: ['api'], role: roleIn(stack) });
    new kubernetes.ExternalSecret(stack, 'env', { store, namespace: 'api', name: 'env', secrets: [named(two)] });
    expect(only(synthesize(stack).resource.aws_iam_policy).policy).toContain('parameter/api/token');
  });

  test('is two if the keys differ', () => {
    const stack = stackOf();
    new KubernetesProvider(stack, 'kubernetes', {});
    const other = imported(stack, { keyArn: `arn:aws:kms:us-east-1:${OURS}:key/${KEY_ID}` }, 'other');
    const store = new kubernetes.ClusterSecretStore(stack, 'store', { vault: imported(stack), namespaces: ['api'], role: roleIn(stack) });
    const secret = named(other);
    expect(
      thrownBy(() => new kubernetes.ExternalSecret(stack, 'env', { store, namespace: 'api', name: 'env', secrets: [secret] })).name,
    ).toBe('GrantError');
  });

  test('has a cluster wait for what another stack of the app writes', () => {
    const app = newApp();
    const [home, cluster] = [stackOf(undefined, 'home', app), stackOf(undefined, 'cluster', app)];
    const declared = new SecretVault(home, 'vault', { namespace: 'acme', stage: 'prod' });
    new ApplicationSecret(home, 'token', { vault: declared, service: 'api', key: 'token', source: SecretSource.generated() });
    new KubernetesProvider(cluster, 'kubernetes', {});
    const vault = imported(cluster, { keyArn: declared.keyArn });
    new kubernetes.KubernetesSecret(cluster, 'env', { vault, services: ['api'], namespace: 'api', name: 'env' });
    synthesize(cluster);
    expect(cluster.dependencies).toContain(home);
  });
});

test('a service account of a cluster reads by a role that is named after an imported vault', () => {
  const stack = stackOf();
  const vault = imported(stack);
  const role = new kubernetes.ServiceAccountRole(stack, 'role', {
    vault,
    oidcProviderArn: `arn:aws:iam::${OURS}:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLE`,
    namespace: 'api',
    serviceAccount: 'api',
  });
  named(vault).grantRead(role);
  const { resource } = synthesize(stack);
  expect(only(resource.aws_iam_role).name).toBe('acme-prod-api-api');
  expect(only(resource.aws_iam_policy).policy).toContain('parameter/api/token');
});
