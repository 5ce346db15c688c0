import { DataAwsIamRole } from '@cdktf/provider-aws/lib/data-aws-iam-role';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicyAttachmentsExclusive } from '@cdktf/provider-aws/lib/iam-role-policy-attachments-exclusive';
import { AwsProvider, type AwsProviderConfig } from '@cdktf/provider-aws/lib/provider';
import { Token, TerraformStack, TerraformVariable } from 'cdktf';
import { ApplicationSecret, BootstrapSecret, Grantee, type IGrantee, Rotation, SecretSource, SecretVault } from '../../src';
import { CofferProvider } from '../../src/bindings/provider';
import { thrownBy } from '../support/errors';
import { type Block, type Configuration, newApp, only, synthesize } from '../support/synth';

const [OURS, THEIRS] = ['111122223333', '444455556666'];
const TRUST = '{}';

function stackOf(settings: Partial<AwsProviderConfig> = {}, id = 'prod', app = newApp()): TerraformStack {
  const stack = new TerraformStack(app, id);
  new AwsProvider(stack, 'aws', { region: 'eu-west-1', ...settings });
  return stack;
}

function vaultIn(stack: TerraformStack, more: { deployers?: string[]; stage?: string; provider?: CofferProvider } = {}): SecretVault {
  return new SecretVault(stack, `vault-${more.stage ?? 'prod'}`, { namespace: 'acme', stage: 'prod', ...more });
}

function secretOf(vault: SecretVault, stack = TerraformStack.of(vault), key = 'token'): ApplicationSecret {
  return new ApplicationSecret(stack, `${vault.stage}-${key}`, { vault, service: 'api', key, source: SecretSource.generated() });
}

/** Conditions that Terraform checks by asking who it is. */
function checks({ data }: Configuration): { provider?: string; condition: string; error_message: string }[] {
  return Object.values(data?.aws_caller_identity ?? {}).flatMap(({ provider, lifecycle }: Block) => {
    const { postcondition = [] } = (lifecycle ?? {}) as { postcondition?: { condition: string; error_message: string }[] };
    return postcondition.map((each) => ({ provider: provider as string | undefined, ...each }));
  });
}

describe('a grant to a role of another account', () => {
  test.each<[string, Partial<AwsProviderConfig>, Partial<AwsProviderConfig>]>([
    ['by the accounts that providers allow', { allowedAccountIds: [OURS] }, { allowedAccountIds: [THEIRS] }],
    [
      'by the roles that providers assume',
      { assumeRole: [{ roleArn: `arn:aws:iam::${OURS}:role/deploy` }] },
      { assumeRole: [{ roleArn: `arn:aws:iam::${THEIRS}:role/deploy` }] },
    ],
  ])('is refused at synth if the program says so, %s', (_how, ours, theirs) => {
    const stack = stackOf(ours);
    const provider = new AwsProvider(stack, 'away', { alias: 'away', region: 'eu-west-1', ...theirs });
    const secret = secretOf(vaultIn(stack));
    for (const role of [
      new IamRole(stack, 'made', { assumeRolePolicy: TRUST, provider }),
      new DataAwsIamRole(stack, 'found', { name: 'api', provider }),
    ]) {
      const error = thrownBy(() => secret.grantRead(role));
      expect(error.name).toBe('GrantError');
      expect(error.message).toContain(
        `ApplicationSecret 'api/token': role '${role.node.id}' is in account ${THEIRS}, and the vault in account ${OURS}. `,
      );
      expect(error.message).toContain('crossAccount: { principals }');
    }
  });

  test("is refused by its ARN, and passes for the vault's own account", () => {
    const secret = secretOf(vaultIn(stackOf({ allowedAccountIds: [OURS] })));
    expect(thrownBy(() => secret.grantRead({ name: 'api', arn: `arn:aws:iam::${THEIRS}:role/api` })).message).toContain(
      `is in account ${THEIRS}`,
    );
    secret.grantRead({ name: 'api', arn: `arn:aws:iam::${OURS}:role/api` });
  });

  test('is refused in every kind of grant', () => {
    const stack = stackOf({ allowedAccountIds: [OURS] });
    const vault = vaultIn(stack);
    const stranger: IGrantee = { name: 'api', arn: `arn:aws:iam::${THEIRS}:role/api` };
    const secret = secretOf(vault);
    expect(thrownBy(() => secret.grantWrite(stranger)).name).toBe('GrantError');
    expect(
      thrownBy(
        () =>
          new BootstrapSecret(stack, 'root', {
            vault,
            system: 'consul',
            key: 'token',
            source: SecretSource.generated(),
            readers: [stranger],
          }),
      ).message,
    ).toContain(THEIRS);
    const handler = { arn: `arn:aws:lambda:eu-west-1:${OURS}:function:own` } as never;
    expect(
      thrownBy(
        () =>
          new ApplicationSecret(stack, 'rotated', {
            vault,
            service: 'api',
            key: 'rotated',
            source: SecretSource.rotated(),
            rotation: Rotation.lambdaFunction(handler, { role: stranger }),
          }),
      ).message,
    ).toContain(THEIRS);
  });

  test("is checked by Terraform where the program does not say it, by the role's own provider", () => {
    const stack = stackOf();
    const provider = new AwsProvider(stack, 'away', { alias: 'away', region: 'us-east-1' });
    const vault = vaultIn(stack);
    const role = new IamRole(stack, 'task', { assumeRolePolicy: TRUST, provider });
    for (const key of ['one', 'two']) secretOf(vault, stack, key).grantRead(role);
    const [check, ...others] = checks(synthesize(stack));
    expect(others).toEqual([]);
    expect(check!.provider).toBe('aws.away');
    expect(check!.condition).toMatch(/^\$\{\(self\.account_id == data\.aws_caller_identity\.[\w-]+\.account_id\)\}$/);
    expect(check!.error_message).toContain("Role 'task' is granted secrets of vault acme-prod, and is not in the vault's account. ");
    expect(check!.error_message).toContain('crossAccount: { principals }');
  });

  test('is checked by Terraform for a role that only its ARN tells of', () => {
    const stack = stackOf();
    const arn = new TerraformVariable(stack, 'role', { type: 'string' }).stringValue;
    secretOf(vaultIn(stack)).grantRead({ name: 'api', arn });
    expect(checks(synthesize(stack)).map(({ condition }) => condition)).toEqual([
      '${(self.account_id == element(split(":", var.role), 4))}',
    ]);
  });

  test('is checked by Terraform for a role in another stack, and refused if the stacks say their accounts', () => {
    const app = newApp();
    const [home, service] = [stackOf({}, 'home', app), stackOf({}, 'service', app)];
    secretOf(vaultIn(home)).grantRead(new IamRole(service, 'task', { assumeRolePolicy: TRUST }));
    synthesize(home);
    expect(checks(synthesize(service)).map(({ condition }) => condition)).toEqual([
      expect.stringMatching(/^\$\{\(self\.account_id == data\.terraform_remote_state\./),
    ]);

    const other = newApp();
    const [known, elsewhere] = [
      stackOf({ allowedAccountIds: [OURS] }, 'home', other),
      stackOf({ allowedAccountIds: [THEIRS] }, 'service', other),
    ];
    const secret = secretOf(vaultIn(known));
    expect(thrownBy(() => secret.grantRead(new IamRole(elsewhere, 'task', { assumeRolePolicy: TRUST }))).message).toContain(
      `is in account ${THEIRS}, and the vault in account ${OURS}`,
    );
  });

  test('is checked for each of two roles that have one name', () => {
    const stack = stackOf();
    const secret = secretOf(vaultIn(stack));
    for (const account of [OURS, THEIRS]) secret.grantRead({ name: 'api', arn: `arn:aws:iam::${account}:role/api` });
    expect(
      checks(synthesize(stack))
        .map(({ condition }) => condition)
        .sort(),
    ).toEqual([OURS, THEIRS].map((account) => expect.stringContaining(account) as string));
  });

  test("needs no check for a role of the vault's stack", () => {
    const stack = stackOf();
    const secret = secretOf(vaultIn(stack));
    secret.grantRead(new IamRole(stack, 'task', { assumeRolePolicy: TRUST }));
    secret.grantRead(Grantee.fromRoleName(stack, 'ci'));
    expect(checks(synthesize(stack))).toEqual([]);
  });
});

describe('one role under two objects', () => {
  test.each<[string, (stack: TerraformStack) => IGrantee]>([
    ['declared and by name', (stack) => Grantee.fromRoleName(stack, 'api')],
    ['declared and looked up', (stack) => new DataAwsIamRole(stack, 'again', { name: 'api' })],
    ['declared and by its ARN', () => ({ name: 'api', arn: `arn:aws:iam::${OURS}:role/api` })],
  ])('is one role to the stages, %s', (_how, again) => {
    const stack = stackOf({ allowedAccountIds: [OURS] });
    secretOf(vaultIn(stack)).grantRead(new IamRole(stack, 'task', { name: 'api', assumeRolePolicy: TRUST }));
    const dev = secretOf(vaultIn(stack, { stage: 'dev' }), stack, 'other');
    expect(thrownBy(() => dev.grantRead(again(stack))).message).toContain('has secrets of stage prod already, this one is of stage dev');
  });

  test('is two roles in two accounts', () => {
    const app = newApp();
    const [prod, dev] = [stackOf({ allowedAccountIds: [OURS] }, 'prod', app), stackOf({ allowedAccountIds: [THEIRS] }, 'dev', app)];
    secretOf(vaultIn(prod)).grantRead(Grantee.fromRoleName(prod, 'api'));
    secretOf(vaultIn(dev, { stage: 'dev' })).grantRead(Grantee.fromRoleName(dev, 'api'));
    expect(() => synthesize(prod)).not.toThrow();
  });
});

describe('a role that deploys', () => {
  const deployers = [`arn:aws:iam::${OURS}:role/terraform`];

  test.each<[string, (stack: TerraformStack) => IGrantee]>([
    ['by name', (stack) => Grantee.fromRoleName(stack, 'terraform')],
    ['declared', (stack) => new IamRole(stack, 'task', { name: 'terraform', assumeRolePolicy: TRUST })],
    ['looked up', (stack) => new DataAwsIamRole(stack, 'found', { name: 'terraform' })],
  ])('is not granted reading, named %s', (_how, role) => {
    const stack = stackOf({ allowedAccountIds: [OURS] });
    const secret = secretOf(vaultIn(stack, { deployers }));
    expect(thrownBy(() => secret.grantRead(role(stack))).message).toContain("is one of the vault's deployers");
    secret.grantWrite(role(newSibling(stack)));
  });

  test('is looked for by Terraform if only it knows the account', () => {
    const stack = stackOf();
    secretOf(vaultIn(stack, { deployers })).grantRead(Grantee.fromRoleName(stack, 'terraform'));
    const [check] = checks(synthesize(stack));
    expect(check!.condition).toBe(`\${(self.account_id != "${OURS}")}`);
    expect(check!.error_message).toContain('is one of its deployers');
  });

  test('is another role in another account', () => {
    const stack = stackOf({ allowedAccountIds: [THEIRS] });
    secretOf(vaultIn(stack, { deployers })).grantRead(Grantee.fromRoleName(stack, 'terraform'));
    expect(checks(synthesize(stack))).toEqual([]);
  });

  function newSibling(stack: TerraformStack): TerraformStack {
    const sibling = new TerraformStack(stack.node.root, 'sibling');
    new AwsProvider(sibling, 'aws', { region: 'eu-west-1', allowedAccountIds: [OURS] });
    return sibling;
  }
});

describe('a grant to a role whose policies are a list', () => {
  test.each<[string, (stack: TerraformStack, role: IamRole) => void, string]>([
    [
      'set afterwards',
      (_stack, role) => {
        role.managedPolicyArns = ['arn:aws:iam::aws:policy/ReadOnlyAccess'];
      },
      'managedPolicyArns',
    ],
    [
      'empty',
      (_stack, role) => {
        role.managedPolicyArns = [];
      },
      'managedPolicyArns',
    ],
    ['by an override', (_stack, role) => role.addOverride('managed_policy_arns', []), 'managedPolicyArns'],
    [
      'by a resource of its own',
      (stack, role) => {
        new IamRolePolicyAttachmentsExclusive(stack, 'only', { roleName: role.name, policyArns: [] });
      },
      "IamRolePolicyAttachmentsExclusive 'prod/only'",
    ],
  ])('is refused, %s', (_how, list, by) => {
    const stack = stackOf();
    const role = new IamRole(stack, 'task', { assumeRolePolicy: TRUST });
    secretOf(vaultIn(stack)).grantRead(role);
    list(stack, role);
    expect(thrownBy(() => synthesize(stack))).toEqual({
      name: 'GrantError',
      message:
        `ApplicationSecret 'api/token': role 'prod/task' has ${by}, by which every second apply detaches the policy of this grant. ` +
        'Leave that out, and attach those policies by an IamRolePolicyAttachment each.',
    });
  });

  test('passes with inline policies, which are a list of their own', () => {
    const stack = stackOf();
    secretOf(vaultIn(stack)).grantRead(
      new IamRole(stack, 'task', { assumeRolePolicy: TRUST, inlinePolicy: [{ name: 'own', policy: '{}' }] }),
    );
    expect(only(synthesize(stack).resource.aws_iam_role_policy_attachment).role).toBe('${aws_iam_role.task.name}');
  });
});

describe('a region', () => {
  test('is one for a vault and its secrets in other stacks', () => {
    const app = newApp();
    const [home, away] = [stackOf({}, 'home', app), stackOf({ region: 'eu-central-1' }, 'away', app)];
    secretOf(vaultIn(home), away);
    expect(thrownBy(() => synthesize(home))).toEqual({
      name: 'VaultConfigurationError',
      message:
        "ApplicationSecret 'api/token': stack 'away' is of region eu-central-1, and its vault at 'home/vault-prod' of region eu-west-1. " +
        "Declare it in a stack of the vault's region, or in a vault of its own region. To have a copy elsewhere, use replicaRegions.",
    });
  });

  test('is one for a vault and its provider', () => {
    const stack = stackOf();
    vaultIn(stack, { provider: new CofferProvider(stack, 'own', { alias: 'own', region: 'eu-central-1' }) });
    expect(thrownBy(() => synthesize(stack)).message).toContain(
      "its provider 'prod/own' is of region eu-central-1, and its stack's AwsProvider, which its key is of, of region eu-west-1",
    );
  });

  test('is compared by Terraform if only it knows', () => {
    const stack = stackOf();
    const region = Token.asString(new TerraformVariable(stack, 'region', { type: 'string' }).value);
    vaultIn(stack, { provider: new CofferProvider(stack, 'own', { alias: 'own', region }) });
    const { lifecycle } = Object.values(synthesize(stack).data!.aws_region!).find((each) => each.lifecycle !== undefined)!;
    expect((lifecycle as { postcondition: { condition: string }[] }).postcondition[0]!.condition).toBe('${(self.id == var.region)}');
  });
});
