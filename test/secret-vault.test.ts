import { DataAwsCallerIdentity } from '@cdktf/provider-aws/lib/data-aws-caller-identity';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { TerraformStack, Testing, Token } from 'cdktf';
import { ApplicationSecret, ProviderInstallation, SecretSource, SecretVault, type SecretVaultProps, VaultKey } from '../src';
import { thrownBy } from './support/errors';
import { newApp, newStack, only, synthesize } from './support/synth';
import { CofferProvider } from '../src/bindings/provider';

const KEY_ARN = 'arn:aws:kms:eu-west-1:111122223333:key/11111111-1111-1111-1111-111111111111';

const ROLE = 'arn:aws:iam::111122223333:role/ci';

function newVault(stack: TerraformStack, props: Partial<SecretVaultProps> = {}, id = 'vault'): SecretVault {
  return new SecretVault(stack, id, { namespace: 'acme', stage: 'dev', ...props });
}

function refused(props: Partial<SecretVaultProps>): { name: string; message: string } {
  return thrownBy(() => newVault(newStack(), props));
}

describe('a vault', () => {
  test('has a key of its own that rotates, under the alias chamber looks for', () => {
    const stack = newStack();
    const vault = newVault(stack);

    const { resource } = synthesize(stack);

    expect(only(resource.aws_kms_key)).toMatchObject({
      description: 'Secrets of acme-dev',
      enable_key_rotation: true,
      rotation_period_in_days: 365,
      deletion_window_in_days: 30,
    });
    expect(only(resource.aws_kms_alias)).toEqual({
      name: 'alias/acme-dev-chamber',
      target_key_id: expect.stringMatching(/^\$\{aws_kms_key\..+\.arn\}$/) as string,
    });
    expect(vault.keyAlias).toBe('alias/acme-dev-chamber');
  });

  test('says how long its key lasts', () => {
    const stack = newStack();
    newVault(stack, { key: VaultKey.managed({ rotationPeriodDays: 90, deletionWindowDays: 7 }) });
    expect(only(synthesize(stack).resource.aws_kms_key)).toMatchObject({ rotation_period_in_days: 90, deletion_window_in_days: 7 });
  });

  test('denies decryption in the key only where it is told who deploys', () => {
    const policies = [undefined, ['arn:aws:iam::111122223333:role/ci/deploy']].map((deployers) => {
      const stack = newStack();
      newVault(stack, { deployers });
      return JSON.parse(only(synthesize(stack).resource.aws_kms_key).policy as string) as {
        Statement: { Sid: string; Condition: object }[];
      };
    });
    expect(policies[0]!.Statement.map(({ Sid }) => Sid)).toEqual([
      'AdministerWithoutUse',
      'UseThroughParameterStore',
      'StaysWhileProtected',
    ]);
    expect(policies[1]!.Statement[2]).toMatchObject({
      Sid: 'DeployersNeverDecrypt',
      Effect: 'Deny',
      Action: 'kms:Decrypt',
      Condition: { ArnEquals: { 'aws:PrincipalArn': ['arn:aws:iam::111122223333:role/ci/deploy'] } },
    });
  });

  test('lets Terraform check that a deployer whose ARN it learns is a role, since the ARN of a session would deny nothing', () => {
    const stack = newStack();
    newVault(stack, { deployers: [new DataAwsCallerIdentity(stack, 'me').arn, ROLE] });

    expect(only(synthesize(stack).resource.aws_kms_key).lifecycle).toEqual({
      precondition: [
        {
          condition: '${can(regex("^arn:[a-z-]+:iam::[0-9]{12}:role/[A-Za-z0-9_+=,.@/-]+$", data.aws_caller_identity.me.arn))}',
          error_message:
            'One of deployers is not the ARN of an IAM role, so that the keys would deny it nothing. ' +
            'Of a session, such as DataAwsCallerIdentity.arn, pass DataAwsIamSessionContext.issuerArn.',
        },
      ],
    });
  });

  test('refuses to let a deployer read, or to break the glass, though the role is a token', () => {
    const stack = newStack();
    const role = new IamRole(stack, 'ci', { assumeRolePolicy: '{}' });
    const other = new IamRole(stack, 'api', { assumeRolePolicy: '{}' });
    const vault = newVault(stack, { deployers: [role.arn], breakGlass: [other.arn] });
    const secret = new ApplicationSecret(stack, 'secret', { vault, service: 'api', key: 'key', source: SecretSource.supplied() });

    secret.grantRead(other);
    secret.grantWrite(role);
    expect(thrownBy(() => secret.grantRead(role))).toEqual({
      name: 'GrantError',
      message:
        "ApplicationSecret 'api/key': reader 'ci' is one of the vault's deployers, " +
        "to whom the key's policy denies decryption. Read under a role of its own, or take it out of deployers.",
    });
    expect(thrownBy(() => newVault(stack, { stage: 'prod', deployers: [role.arn], breakGlass: [role.arn] }, 'prod')).message).toContain(
      "'${aws_iam_role.ci.arn}' is in both breakGlass and deployers",
    );
  });

  test('gives a key that exists its alias, and leaves its policy alone', () => {
    const stack = newStack();
    const vault = newVault(stack, { key: VaultKey.fromArn(KEY_ARN) });

    const { resource } = synthesize(stack);

    expect(resource.aws_kms_key).toBeUndefined();
    expect(only(resource.aws_kms_alias)).toEqual({ name: 'alias/acme-dev-chamber', target_key_id: KEY_ARN });
    expect(vault.keyArn).toBe(KEY_ARN);
  });

  test('uses an alias that exists as it is', () => {
    const stack = newStack();
    const vault = newVault(stack, { key: VaultKey.fromAlias('alias/parameter_store_key') });
    new ApplicationSecret(stack, 'secret', { vault, service: 'api', key: 'key', source: SecretSource.supplied() });

    const { resource, data } = synthesize(stack);

    expect(Object.keys(resource)).toEqual(['coffer_secret']);
    expect(only(data!.aws_kms_alias)).toEqual({ name: 'alias/parameter_store_key' });
    expect(only(resource.coffer_secret).kms_key_id).toBe('alias/parameter_store_key');
  });

  test('tags its key and its secrets', () => {
    const stack = newStack();
    const vault = newVault(stack, { tags: { team: 'payments', cost: '1' } });
    new ApplicationSecret(stack, 'secret', { vault, service: 'api', key: 'key', source: SecretSource.supplied(), tags: { cost: '2' } });

    const { resource } = synthesize(stack);

    expect(only(resource.aws_kms_key).tags).toEqual({ team: 'payments', cost: '1' });
    expect(only(resource.coffer_secret).tags).toEqual({ team: 'payments', cost: '2' });
  });

  test('shares data sources and the provider with the other vaults of its stack', () => {
    const stack = newStack();
    newVault(stack);
    newVault(stack, { namespace: 'shared' }, 'shared');

    const { data, provider } = synthesize(stack);

    for (const type of ['aws_caller_identity', 'aws_partition', 'aws_region']) only(data![type]);
    expect(provider.coffer).toHaveLength(1);
  });

  test('leaves its secrets in other stacks to their own provider and an alias by name', () => {
    const app = newApp();
    const [home, other] = [newStack(app, 'home'), newStack(app, 'other')];
    const vault = newVault(home);
    new ApplicationSecret(other, 'secret', { vault, service: 'api', key: 'key', source: SecretSource.supplied() });

    const { resource, provider, data } = synthesize(other);

    expect(only(resource.coffer_secret).kms_key_id).toBe('alias/acme-dev-chamber');
    expect(provider.coffer).toEqual([{ region: 'eu-west-1' }]);
    expect(data).toBeUndefined();
    expect(other.dependencies).toEqual([home]);
  });
});

test('a stack with a vault is not written as HCL, which cdktf would get wrong', () => {
  const stack = newStack();
  newVault(stack);
  expect(thrownBy(() => Testing.synthHcl(stack) as unknown)).toEqual({
    name: 'UnsupportedOutputError',
    message:
      "Stack 'dev': cdktf's HCL of it would not be valid Terraform. Synthesize to JSON: leave out hclOutput, --hcl and SYNTH_HCL_OUTPUT.",
  });
});

describe('the coffer provider of a stack', () => {
  test('has the settings of the AWS provider, declared before or after', () => {
    const stack = new TerraformStack(newApp(), 'dev');
    newVault(stack);
    new AwsProvider(stack, 'us', { alias: 'us', region: 'us-east-1' });
    new AwsProvider(stack, 'aws', {
      region: 'eu-west-1',
      profile: 'acme',
      maxRetries: 5,
      s3UsePathStyle: true,
      sharedConfigFiles: ['/etc/acme/aws'],
      allowedAccountIds: ['111122223333'],
      useFipsEndpoint: true,
      customCaBundle: '/etc/acme/ca.pem',
      noProxy: 'vpce.example',
      skipCredentialsValidation: true,
      assumeRole: [
        { roleArn: 'arn:aws:iam::111122223333:role/hub', externalId: 'acme' },
        { roleArn: 'arn:aws:iam::444455556666:role/deploy', sessionName: 'ci', transitiveTagKeys: ['team'] },
      ],
      assumeRoleWithWebIdentity: [{ roleArn: 'arn:aws:iam::111122223333:role/ci', webIdentityTokenFile: '/run/token' }],
      defaultTags: [{ tags: { Team: 'payments' } }],
      endpoints: [{ ssm: 'http://localhost:1', s3: 'http://localhost:2' }, { kms: 'http://localhost:3' }],
    });

    expect(synthesize(stack).provider.coffer).toEqual([
      {
        region: 'eu-west-1',
        profile: 'acme',
        max_retries: 5,
        s3_use_path_style: true,
        shared_config_files: ['/etc/acme/aws'],
        allowed_account_ids: ['111122223333'],
        use_fips_endpoint: true,
        custom_ca_bundle: '/etc/acme/ca.pem',
        no_proxy: 'vpce.example',
        assume_role: [
          { role_arn: 'arn:aws:iam::111122223333:role/hub', external_id: 'acme' },
          { role_arn: 'arn:aws:iam::444455556666:role/deploy', session_name: 'ci', transitive_tag_keys: ['team'] },
        ],
        assume_role_with_web_identity: { role_arn: 'arn:aws:iam::111122223333:role/ci', web_identity_token_file: '/run/token' },
        default_tags: { tags: { Team: 'payments' } },
        endpoints: { ssm: 'http://localhost:1', s3: 'http://localhost:2', kms: 'http://localhost:3' },
      },
    ]);
  });

  test('has none where there is no AWS provider to take them from', () => {
    const stack = new TerraformStack(newApp(), 'dev');
    newVault(stack);
    new AwsProvider(stack, 'us', { alias: 'us', region: 'us-east-1' });
    expect(synthesize(stack).provider.coffer).toEqual([{}]);
  });

  test('is the one that the program declares', () => {
    const stack = newStack();
    new CofferProvider(stack, 'own', { region: 'eu-central-1' });
    newVault(stack);
    expect(synthesize(stack).provider.coffer).toEqual([{ region: 'eu-central-1' }]);
  });

  test('is the one that the vault is given, for its secrets', () => {
    const stack = newStack();
    const provider = new CofferProvider(stack, 'own', { alias: 'own', region: 'eu-west-1' });
    const vault = newVault(stack, { provider });
    new ApplicationSecret(stack, 'secret', { vault, service: 'api', key: 'key', source: SecretSource.supplied() });

    const configuration = synthesize(stack);

    expect(configuration.provider.coffer).toEqual([{ alias: 'own', region: 'eu-west-1' }]);
    expect(only(configuration.resource.coffer_secret).provider).toBe('coffer.own');
  });

  test('is not declared twice', () => {
    const stack = newStack();
    newVault(stack);
    new CofferProvider(stack, 'late', {});
    expect(thrownBy(() => synthesize(stack))).toEqual({
      name: 'VaultConfigurationError',
      message:
        "CofferProvider 'dev/late': the stack has a coffer provider without alias already, 'dev/cdktf-coffer/provider'. " +
        'Declare the CofferProvider before the first vault, or give it an alias and pass it to the vault as provider.',
    });
  });

  test('does not come from another stack', () => {
    const app = newApp();
    const [home, other] = [newStack(app, 'home'), newStack(app, 'other')];
    const provider = new CofferProvider(other, 'own', {});
    expect(thrownBy(() => newVault(home, { provider }))).toEqual({
      name: 'VaultConfigurationError',
      message:
        "SecretVault 'home/vault': provider 'other/own' is in another stack than the vault. Declare a CofferProvider in stack 'home'.",
    });
    const vault = newVault(other, { provider });
    expect(
      thrownBy(() => new ApplicationSecret(home, 'secret', { vault, service: 'api', key: 'key', source: SecretSource.supplied() })),
    ).toEqual({
      name: 'VaultConfigurationError',
      message:
        "ApplicationSecret 'api/key': the vault's provider is in stack 'other', this secret is in stack 'home', " +
        'and providers stay in their stack. Declare the secret in the stack of its vault.',
    });
  });

  test('comes from one place', () => {
    const stack = newStack();
    newVault(stack, { installation: ProviderInstallation.registry() });
    expect(thrownBy(() => newVault(stack, { namespace: 'shared', installation: ProviderInstallation.bundled() }, 'shared'))).toEqual({
      name: 'VaultConfigurationError',
      message:
        "SecretVault 'dev/shared': stack 'dev' has another provider installation already, " +
        'and a stack has one provider executable. Pass the same ProviderInstallation to every vault of the stack.',
    });
  });
});

describe('a vault is refused', () => {
  const unset = (received: string) =>
    `SecretVault 'dev/vault': stage is not set (received ${received}). Write stage: 'dev', ` +
    `or set the environment variable that it is read from.`;
  const misnamed = (what: string, value: string, example: string) =>
    `SecretVault 'dev/vault': ${what} '${value}' is not 1 to 32 lowercase letters, digits and '-', beginning with a letter. ` +
    `Write it like '${example}'.`;

  test.each([
    ['without a stage, as from an environment variable that is missing', { stage: undefined }, unset('undefined')],
    ['with an empty stage', { stage: '' }, unset("''")],
    ['with a stage in capitals', { stage: 'Prod' }, misnamed('stage', 'Prod', 'dev')],
    ['with a namespace that begins with a digit', { namespace: '1acme' }, misnamed('namespace', '1acme', 'acme')],
    ['with a namespace that is too long', { namespace: 'a'.repeat(33) }, misnamed('namespace', 'a'.repeat(33), 'acme')],
    [
      'with a stage known only at apply',
      { stage: Token.asString({ resolve: () => 'dev' }) },
      "SecretVault 'dev/vault': stage is not a string known at synth. Write it out, such as stage: 'dev'.",
    ],
    [
      'with a deployer that is a session',
      { deployers: ['arn:aws:sts::111122223333:assumed-role/deploy/ci'] },
      "SecretVault 'dev/vault': deployer 'arn:aws:sts::111122223333:assumed-role/deploy/ci' is not the ARN of an IAM role. " +
        'Write arn:aws:iam::<account>:role/<name>, with the path of the role and without a session.',
    ],
    [
      'with a role that deploys and breaks the glass',
      { deployers: [ROLE], breakGlass: [ROLE] },
      `SecretVault 'dev/vault': '${ROLE}' is in both breakGlass and deployers, and keys deny decryption to deployers. ` +
        `Name a role of its own in breakGlass, which nothing deploys under.`,
    ],
    [
      'with everybody as break-glass',
      { breakGlass: ['*'] },
      "SecretVault 'dev/vault': breakGlass has '*', which is not the ARN of an IAM role or user. " +
        'Write arn:aws:iam::<account>:role/<name>, with its path and without a session.',
    ],
    [
      'with deployers that are a list known only at apply',
      { deployers: Token.asList({ resolve: () => [ROLE] }) },
      "SecretVault 'dev/vault': deployers is a list known only at apply. Write a list of ARNs. Each of them may be a token.",
    ],
    [
      'with deployers where the key has a policy of its own',
      { key: VaultKey.fromArn(KEY_ARN), deployers: ['arn:aws:iam::111122223333:role/deploy'] },
      "SecretVault 'dev/vault': deployers are denied decryption by the policy of the vault's own key, " +
        'and the key of VaultKey.fromArn() has a policy of its own. Add the statement to that policy and leave deployers ' +
        'out, or use VaultKey.managed().',
    ],
    [
      'with a tag that is reserved',
      { tags: { 'coffer:claim': 'me' } },
      "SecretVault 'dev/vault': tag 'coffer:claim' begins with coffer:, which is reserved. Choose another key.",
    ],
  ])('%s', (_, props, message) => {
    expect(refused(props as Partial<SecretVaultProps>)).toEqual({ name: 'VaultConfigurationError', message });
  });

  test('with the name of another one in its stack', () => {
    const stack = newStack();
    newVault(stack);
    expect(thrownBy(() => newVault(stack, {}, 'again'))).toEqual({
      name: 'VaultConfigurationError',
      message:
        "SecretVault 'dev/again': stack 'dev' has vault acme-dev already, declared at 'dev/vault'. " +
        'Declare it once and pass it on, or choose another namespace.',
    });
  });

  test.each([
    [
      'rotates too often',
      () => VaultKey.managed({ rotationPeriodDays: 89 }),
      'VaultKey.managed(): rotationPeriodDays is 89. Write a whole number of days from 90 to 2560.',
    ],
    [
      'is lost too soon',
      () => VaultKey.managed({ deletionWindowDays: 6 }),
      'VaultKey.managed(): deletionWindowDays is 6. Write a whole number of days from 7 to 30.',
    ],
    [
      'is the ARN of an alias',
      () => VaultKey.fromArn('arn:aws:kms:eu-west-1:111122223333:alias/x'),
      "VaultKey.fromArn(): 'arn:aws:kms:eu-west-1:111122223333:alias/x' is not the ARN of a KMS key. " +
        'Write arn:aws:kms:<region>:<account>:key/<key id>; for an alias, use VaultKey.fromAlias().',
    ],
    [
      'is an alias without its prefix',
      () => VaultKey.fromAlias('parameter_store_key'),
      "VaultKey.fromAlias(): 'parameter_store_key' is not the name of an alias. Write it out with its prefix, " +
        'such as alias/parameter_store_key.',
    ],
  ])('with a key that %s', (_, act, message) => {
    expect(thrownBy(act)).toEqual({ name: 'VaultConfigurationError', message });
  });
});
