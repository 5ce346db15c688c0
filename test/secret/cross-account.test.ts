import { IamPolicy } from '@cdktf/provider-aws/lib/iam-policy';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicyAttachment } from '@cdktf/provider-aws/lib/iam-role-policy-attachment';
import { ApplicationSecret, BootstrapSecret, CrossAccountProps, ParameterTier, SecretSource, SecretVault, VaultKey } from '../../src';
import { thrownBy } from '../support/errors';
import { type Call, DeployedStack } from '../support/iam';
import { newApp, newStack, only, synthesize } from '../support/synth';

const DEPLOYMENT = { account: '111122223333', region: 'eu-west-1', keyId: '11111111-1111-1111-1111-111111111111' };
const [THEIRS, THIRD, STRANGER] = ['444455556666', '777788889999', '999900001111'];
const BREAK_GLASS = 'arn:aws:iam::111122223333:role/break-glass';
const NAMED = `arn:aws:iam::${THIRD}:role/terraform`;
const [SHARED, SECOND, OTHER, BOOT, BOOT_OTHER] = [
  '/api/shared',
  '/api/second',
  '/api/other',
  '/bootstrap/consul/token',
  '/bootstrap/consul/other',
];

function declare(stage = 'prod') {
  const stack = newStack(newApp(), stage);
  const vault = new SecretVault(stack, 'vault', {
    namespace: 'acme',
    stage,
    breakGlass: [BREAK_GLASS],
    deployers: ['arn:aws:iam::111122223333:role/deployer'],
  });
  const secret = (key: string, crossAccount?: CrossAccountProps) =>
    new ApplicationSecret(stack, key, {
      vault,
      service: 'api',
      key,
      source: SecretSource.generated(),
      tier: ParameterTier.ADVANCED,
      crossAccount,
    });
  const shared = secret('shared', { accounts: [THEIRS] });
  const second = secret('second', { accounts: [THEIRS], principals: [NAMED] });
  secret('other');
  const boot = (key: string, crossAccount?: CrossAccountProps) =>
    new BootstrapSecret(stack, `boot-${key}`, {
      vault,
      system: 'consul',
      key,
      source: SecretSource.generated(),
      tier: ParameterTier.ADVANCED,
      crossAccount,
    });
  const bootShared = boot('token', { principals: [NAMED] });
  boot('other');
  // What a role there is given, where the test finds it.
  for (const [id, policy] of [
    ['consumer', shared.crossAccountReaderPolicy],
    ['second', second.crossAccountReaderPolicy],
    ['bootstrapper', bootShared.crossAccountReaderPolicy],
  ] as const) {
    const role = new IamRole(stack, id === 'second' ? 'second-consumer' : id, { assumeRolePolicy: '{}' });
    new IamRolePolicyAttachment(stack, `${id}-attachment`, {
      role: role.name,
      policyArn: new IamPolicy(stack, `${id}-policy`, { policy }).arn,
    });
  }
  return stack;
}

describe('a secret that is shared with other accounts', () => {
  const configuration = synthesize(declare());
  const deployed = new DeployedStack(configuration, DEPLOYMENT);

  test('is a share of its own, inside the organization only, with each account once', () => {
    const shares = Object.entries(configuration.resource.aws_ram_resource_share!);
    expect(shares.map(([, { name, allow_external_principals: external }]) => [name as string, external as boolean])).toEqual([
      ['acme-prod-bootstrap-consul-token', false],
      ['acme-prod-api-second', false],
      ['acme-prod-api-shared', false],
    ]);
    const principals = Object.values(configuration.resource.aws_ram_principal_association!);
    for (const [id, accounts] of [
      ['shared', [THEIRS]],
      ['second', [THEIRS, THIRD]],
      ['boot-token', [THIRD]],
    ] as const) {
      const share = shares.find(([each]) => each.startsWith(`${id}_`))![0];
      expect(
        principals
          .filter(({ resource_share_arn: arn }) => arn === `\${aws_ram_resource_share.${share}.arn}`)
          .map(({ principal }) => principal as string),
      ).toEqual(accounts);
    }
  });

  test('is shared when the parameter is there, and says what to do where it has no value yet', () => {
    for (const association of Object.values(configuration.resource.aws_ram_resource_association!)) {
      expect(association.depends_on[0]).toMatch(/^coffer_secret\./);
      expect(association.lifecycle.precondition[0]).toMatchObject({
        condition: expect.stringMatching(/^\$\{\(coffer_secret\.\S+\.version >= 1\)\}$/) as string,
        error_message: expect.stringContaining('Write its first value, then apply again.') as string,
      });
    }
  });

  describe('is read by them as the share, the key and their own IAM say together', () => {
    const id = (text: string) => Object.keys(configuration.resource.aws_kms_key!).find((each) => each.includes(text))!;
    const keys = Object.fromEntries(
      (
        [
          ['vault', '_key_'],
          ['boot', 'bootstrap-key'],
        ] as const
      ).map(([name, text]) => [name, { arn: deployed.keyArnOf(id(text)), policy: deployed.policyOf('aws_kms_key', id(text)) }]),
    ) as Record<'vault' | 'boot', { arn: string; policy: string }>;
    const everything = [JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] })];
    // What RAM attaches to a parameter that it shares (RAM: AWSRAMDefaultPermissionSSMParameterReadOnly).
    const ram = (name: string, ...accounts: string[]) =>
      JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { AWS: accounts.map((account) => `arn:aws:iam::${account}:root`) },
            Action: ['ssm:DescribeParameters', 'ssm:GetParameter', 'ssm:GetParameters'],
            Resource: deployed.parameterArn(name),
          },
        ],
      });
    const role = (account: string, name: string) => `arn:aws:iam::${account}:role/${name}`;
    const consumer = { principal: role(THEIRS, 'consumer'), policies: deployed.policiesOf('consumer') };
    const admin = (account: string) => ({ principal: role(account, 'admin'), policies: everything });
    const named = { principal: NAMED, policies: [...deployed.policiesOf('bootstrapper'), ...deployed.policiesOf('second-consumer')] };
    const decrypt = (key: 'vault' | 'boot', name: string, account: string) => ({
      action: 'kms:Decrypt',
      resource: keys[key].arn,
      keyPolicy: keys[key].policy,
      context: deployed.throughParameterStore(name, account),
    });
    const get = (name: string, ...accounts: string[]) => ({
      action: 'ssm:GetParameter',
      resource: deployed.parameterArn(name),
      bucketPolicy: ram(name, ...accounts),
    });
    const { 'kms:ViaService': _, ...pastParameterStore } = deployed.throughParameterStore(SHARED, THEIRS);

    const cells: [string, string, Call][] = [
      ['Allowed', 'a role of the account reads it', { ...consumer, ...get(SHARED, THEIRS) }],
      ['Allowed', 'and decrypts it', { ...consumer, ...decrypt('vault', SHARED, THEIRS) }],
      ['ImplicitlyDenied', 'what its own IAM does not allow it does not read', { ...consumer, ...get(SECOND, THEIRS, THIRD) }],
      ['ImplicitlyDenied', 'nor decrypt', { ...consumer, ...decrypt('vault', SECOND, THEIRS) }],
      [
        'ImplicitlyDenied',
        'an administrator there decrypts no secret that is not shared',
        { ...admin(THEIRS), ...decrypt('vault', OTHER, THEIRS) },
      ],
      [
        'ImplicitlyDenied',
        'nor past Parameter Store',
        { ...admin(THEIRS), ...decrypt('vault', SHARED, THEIRS), context: pastParameterStore },
      ],
      ['ImplicitlyDenied', 'nor encrypts', { ...admin(THEIRS), ...decrypt('vault', SHARED, THEIRS), action: 'kms:Encrypt' }],
      [
        'ImplicitlyDenied',
        'nor hands the key on',
        { ...admin(THEIRS), ...decrypt('vault', SHARED, THEIRS), action: 'kms:CreateGrant', context: {} },
      ],
      ['ImplicitlyDenied', 'nor writes it', { ...admin(THEIRS), ...get(SHARED, THEIRS), action: 'ssm:PutParameter' }],
      ['ImplicitlyDenied', 'nor reads its history', { ...admin(THEIRS), ...get(SHARED, THEIRS), action: 'ssm:GetParameterHistory' }],
      ['ExplicitlyDenied', 'nor decrypts a bootstrap secret', { ...admin(THEIRS), ...decrypt('boot', BOOT, THEIRS) }],
      ['Allowed', 'a principal that is named decrypts what it is named for', { ...named, ...decrypt('vault', SECOND, THIRD) }],
      ['ImplicitlyDenied', 'and nothing else', { ...admin(THIRD), principal: NAMED, ...decrypt('vault', SHARED, THIRD) }],
      ['ImplicitlyDenied', 'others of its account decrypt nothing', { ...admin(THIRD), ...decrypt('vault', SECOND, THIRD) }],
      ['Allowed', 'a principal that is named decrypts a bootstrap secret', { ...named, ...decrypt('boot', BOOT, THIRD) }],
      ['Allowed', 'and reads it', { ...named, ...get(BOOT, THIRD) }],
      [
        'ImplicitlyDenied',
        'and no other one, though the key knows it as a reader',
        { ...admin(THIRD), principal: NAMED, ...decrypt('boot', BOOT_OTHER, THIRD) },
      ],
      ['ExplicitlyDenied', 'others of its account decrypt no bootstrap secret', { ...admin(THIRD), ...decrypt('boot', BOOT, THIRD) }],
      ['ImplicitlyDenied', 'strangers decrypt nothing', { ...admin(STRANGER), ...decrypt('vault', SHARED, STRANGER) }],
      ['ImplicitlyDenied', 'nor read', { ...admin(STRANGER), ...get(SHARED, THEIRS) }],
      [
        'Allowed',
        'at home, IAM decides as before',
        { principal: deployed.roleArn('admin'), policies: everything, ...decrypt('vault', SHARED, DEPLOYMENT.account) },
      ],
      [
        'ExplicitlyDenied',
        'but for whoever deploys',
        { principal: deployed.roleArn('deployer'), policies: everything, ...decrypt('vault', SHARED, DEPLOYMENT.account) },
      ],
      [
        'ImplicitlyDenied',
        'what is shared in this stage opens nothing of the other one',
        { ...admin(THEIRS), ...decrypt('vault', SHARED, THEIRS), keyPolicy: otherStageKeyPolicy() },
      ],
    ];

    test.each(cells)('%s: %s', async (decision, _name, call) => {
      expect(await deployed.decide(call)).toBe(decision);
    });
  });
});

/** The policy of the vault's key in the other stage, which shares nothing. */
function otherStageKeyPolicy(): string {
  const stack = newStack(newApp(), 'dev');
  const vault = new SecretVault(stack, 'vault', { namespace: 'acme', stage: 'dev' });
  new ApplicationSecret(stack, 'shared', { vault, service: 'api', key: 'shared', source: SecretSource.generated() });
  return new DeployedStack(synthesize(stack), { ...DEPLOYMENT, account: '222233334444' }).keyPolicy;
}

describe('synth refuses', () => {
  const thrown = (
    crossAccount: CrossAccountProps,
    { tier = ParameterTier.ADVANCED, key }: { tier?: ParameterTier | null; key?: VaultKey } = {},
  ) => {
    const stack = newStack();
    const vault = new SecretVault(stack, 'vault', { namespace: 'acme', stage: 'dev', key });
    return thrownBy(
      () =>
        new ApplicationSecret(stack, 's', {
          vault,
          service: 'api',
          key: 'k',
          source: SecretSource.generated(),
          tier: tier ?? undefined,
          crossAccount,
        }),
    );
  };

  test.each<[string, CrossAccountProps, string]>([
    ['nobody', {}, 'crossAccount names nobody. Name accounts or principals, or leave it out.'],
    ['what is no account', { accounts: ['12345'] }, "crossAccount has account '12345'. Write its 12 digits out, as a string."],
    [
      'what is no principal',
      { principals: ['arn:aws:iam::444455556666:root'] },
      "crossAccount has principal 'arn:aws:iam::444455556666:root', which is not the ARN of an IAM role or user written out. " +
        'Write arn:aws:iam::<account>:role/<name>, with its path and without a session.',
    ],
    [
      'an account as a whole and a role of it',
      { accounts: [THIRD], principals: [NAMED] },
      `crossAccount names account ${THIRD} as a whole and '${NAMED}' of it. Leave one of them out.`,
    ],
  ])('%s', (_what, props, message) => {
    expect(thrown(props)).toEqual({ name: 'VaultConfigurationError', message: `ApplicationSecret 'api/k': ${message}` });
  });

  test.each([
    [null, 'Standard'],
    [ParameterTier.INTELLIGENT_TIERING, 'Intelligent-Tiering'],
  ])('tier %s', (tier, said) => {
    expect(thrown({ accounts: [THEIRS] }, { tier })).toEqual({
      name: 'VaultConfigurationError',
      message:
        `ApplicationSecret 'api/k': crossAccount shares it, and its tier is ${said}: ` +
        `other accounts read parameters of the advanced tier only. Give it tier: ParameterTier.ADVANCED.`,
    });
  });

  test("a key whose policy is not the vault's, and says what to add to it", () => {
    const key = VaultKey.fromAlias('alias/parameter_store_key');
    const { message } = thrown({ accounts: [THEIRS] }, { key });
    expect(message).toMatch(
      /^ApplicationSecret 'api\/k': crossAccount needs a statement in the policy of the vault's key, and that key is not the vault's own\. Add \{.+\} to its policy, and say keyPolicyAllows: true\.$/,
    );
    const statement = JSON.parse(/Add (\{.+\}) to its policy/.exec(message)![1]!) as { Condition: { StringEquals: object } };
    expect(statement.Condition.StringEquals).toEqual({
      'kms:CallerAccount': THEIRS,
      'kms:EncryptionContext:PARAMETER_ARN': 'arn:aws:ssm:<region>:<account>:parameter/api/k',
      'kms:ViaService': 'ssm.<region>.amazonaws.com',
    });
  });

  test('a whole account for a bootstrap secret', () => {
    const stack = newStack();
    const vault = new SecretVault(stack, 'vault', { namespace: 'acme', stage: 'dev', breakGlass: [BREAK_GLASS] });
    expect(
      thrownBy(
        () =>
          new BootstrapSecret(stack, 'b', {
            vault,
            system: 'consul',
            key: 'token',
            source: SecretSource.supplied(),
            tier: ParameterTier.ADVANCED,
            crossAccount: { accounts: [THEIRS] },
          }),
      ).message,
    ).toBe(
      `BootstrapSecret 'bootstrap/consul/token': crossAccount has accounts (${THEIRS}), ` +
        `and who decrypts a bootstrap secret is named one by one. Name the roles in principals.`,
    );
  });

  test("the reader's policy of a secret that is not shared", () => {
    const stack = newStack();
    const vault = new SecretVault(stack, 'vault', { namespace: 'acme', stage: 'dev' });
    const secret = new ApplicationSecret(stack, 's', { vault, service: 'api', key: 'k', source: SecretSource.generated() });
    expect(thrownBy(() => secret.crossAccountReaderPolicy).message).toBe(
      "ApplicationSecret 'api/k': it is not shared with any other account. Give it crossAccount: { accounts } or { principals }.",
    );
  });
});

test("a key whose policy has the statement already is taken at the program's word, and external accounts where they are let in", () => {
  const stack = newStack();
  const vault = new SecretVault(stack, 'vault', {
    namespace: 'acme',
    stage: 'dev',
    key: VaultKey.fromArn('arn:aws:kms:eu-west-1:111122223333:key/1'),
  });
  new ApplicationSecret(stack, 's', {
    vault,
    service: 'api',
    key: 'k',
    source: SecretSource.generated(),
    tier: ParameterTier.ADVANCED,
    crossAccount: { accounts: [THEIRS], keyPolicyAllows: true, allowExternalPrincipals: true },
  });
  expect(only(synthesize(stack).resource.aws_ram_resource_share)).toMatchObject({ allow_external_principals: true });
});
