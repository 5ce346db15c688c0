import { DataAwsIamRole } from '@cdktf/provider-aws/lib/data-aws-iam-role';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamUser } from '@cdktf/provider-aws/lib/iam-user';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { Lazy, TerraformOutput, TerraformStack, TerraformVariable } from 'cdktf';
import { ApplicationSecret, Grantee, IGrantee, SecretSource, SecretVault } from '../../src';
import { thrownBy } from '../support/errors';
import { DeployedStack } from '../support/iam';
import { type Block, type Configuration, newApp, newStack, only, synthesize } from '../support/synth';

const DEPLOYMENT = { account: '111122223333', region: 'ap-southeast-2', keyId: '11111111-1111-1111-1111-111111111111' };

function newVault(stack: TerraformStack, stage = 'dev', namespace = 'acme'): SecretVault {
  return new SecretVault(stack, `${namespace}-vault`, { namespace, stage });
}

function newSecret(vault: SecretVault, key: string, service = 'api', stack = TerraformStack.of(vault)): ApplicationSecret {
  return new ApplicationSecret(stack, `${service}-${key}`, { vault, service, key, source: SecretSource.generated() });
}

function newRole(stack: TerraformStack, id = 'task'): IamRole {
  return new IamRole(stack, id, { assumeRolePolicy: '{}' });
}

function statements(policy: string): { Sid: string; Resource: string[] }[] {
  return (JSON.parse(policy) as { Statement: { Sid: string; Resource: string[] }[] }).Statement;
}

describe('grants to one role', () => {
  test('share one managed policy for reading and one for writing, in the order of names', () => {
    const stack = newStack();
    const vault = newVault(stack);
    const role = newRole(stack);
    for (const key of ['zeta', 'alpha', 'mid']) newSecret(vault, key).grantRead(role);
    newSecret(vault, 'written').grantWrite(role);

    const configuration = synthesize(stack);

    const [reading, writing] = new DeployedStack(configuration, DEPLOYMENT).policiesOf('task');
    expect(Object.keys(configuration.resource.aws_iam_policy!)).toHaveLength(2);
    expect(statements(reading!)[0]!.Resource).toEqual(
      ['alpha', 'mid', 'zeta'].map((key) => `arn:aws:ssm:ap-southeast-2:111122223333:parameter/api/${key}`),
    );
    expect(statements(writing!)[0]!.Resource).toEqual(['arn:aws:ssm:ap-southeast-2:111122223333:parameter/api/written']);
  });

  test('of one secret twice are one grant', () => {
    const stack = newStack();
    const secret = newSecret(newVault(stack), 'key');
    const role = newRole(stack);
    secret.grantRead(role);
    secret.grantRead(role);
    secret.grantRead(Grantee.fromRole(role));

    const [reading, ...others] = new DeployedStack(synthesize(stack), DEPLOYMENT).policiesOf('task');

    expect(others).toEqual([]);
    expect(statements(reading!)[0]!.Resource).toHaveLength(1);
  });

  test('say the same in whatever order they were made', () => {
    const keys = Array.from({ length: 90 }, (_, index) => `key_${index}`);
    const policies = [keys, [...keys].reverse()].map((order) => {
      const stack = newStack();
      const vault = newVault(stack);
      const role = newRole(stack);
      for (const key of order) newSecret(vault, key).grantRead(role);
      return synthesize(stack).resource.aws_iam_policy;
    });
    expect(policies[0]).toEqual(policies[1]);
  });
});

describe('grants that outgrow one policy', () => {
  const granted = (count: number): { configuration: Configuration; policies: string[] } => {
    const stack = newStack();
    const vault = newVault(stack);
    const role = newRole(stack);
    for (let index = 0; index < count; index++) newSecret(vault, `a_rather_long_key_for_a_secret_${index}`).grantRead(role);
    const configuration = synthesize(stack);
    return { configuration, policies: new DeployedStack(configuration, DEPLOYMENT).policiesOf('task') };
  };
  const { configuration, policies } = granted(100);

  test('are spread over several, none over the 6,144 characters that IAM takes', () => {
    expect(policies.length).toBeGreaterThan(3);
    expect(policies.length).toBeLessThanOrEqual(10);
    expect(Math.max(...policies.map((policy) => policy.length))).toBeLessThanOrEqual(6144);
    expect(policies.flatMap((policy) => statements(policy)[0]!.Resource)).toHaveLength(100);
  });

  test('move into a new policy before they leave the old one', () => {
    const attachments = Object.keys(configuration.resource.aws_iam_role_policy_attachment!).map(
      (id) => `aws_iam_role_policy_attachment.${id}`,
    );
    const awaited = Object.values(configuration.resource.aws_iam_policy!).flatMap(
      (policy) => (policy.depends_on as string[] | undefined) ?? [],
    );
    // Every policy but the first was split from another one, which waits for it.
    expect(new Set(awaited).size).toBe(attachments.length - 1);
    expect(attachments).toEqual(expect.arrayContaining(awaited));
    for (const policy of Object.values(configuration.resource.aws_iam_policy!)) {
      expect(policy.lifecycle).toEqual({ create_before_destroy: true });
    }
  });

  test('leave the other policies as they are when one secret is added', () => {
    const before = Object.entries(configuration.resource.aws_iam_policy!);
    const after = granted(101).configuration.resource.aws_iam_policy!;
    expect(before.filter(([id, policy]) => after[id]?.policy !== (policy as Block).policy).length).toBeLessThanOrEqual(1);
  });

  test('warn where IAM attaches no more policies to a role', () => {
    const stack = newStack();
    const vault = newVault(stack);
    const role = newRole(stack);
    for (let index = 0; index < 250; index++) newSecret(vault, `a_rather_long_key_for_a_secret_${index}`).grantRead(role);
    synthesize(stack);

    const warnings = stack.node
      .findAll()
      .flatMap(({ node }) => node.metadata)
      .filter(({ type }) => type === '@cdktf/warn')
      .map(({ data }) => data as string);

    expect(warnings).toEqual([
      expect.stringMatching(
        /^Role 'task' has 1\d managed policies attached, and IAM attaches 10 to a role by default\. Use several roles, divide the secrets among several vaults, or have the quota raised to 20 before you apply: /,
      ),
    ]);
  });
});

describe('grantees', () => {
  test('may be roles that are looked up', () => {
    const stack = newStack();
    newSecret(newVault(stack), 'key').grantRead(new DataAwsIamRole(stack, 'existing', { name: 'existing' }));
    expect(only(synthesize(stack).resource.aws_iam_role_policy_attachment).role).toBe('${data.aws_iam_role.existing.name}');
  });

  test('may be roles that are declared or looked up, wrapped for languages in which they are no IGrantee', () => {
    const stack = newStack();
    const secret = newSecret(newVault(stack), 'key');
    const found = new DataAwsIamRole(stack, 'existing', { name: 'existing' });
    secret.grantRead(Grantee.fromRole(found));
    secret.grantRead(Grantee.fromRole(newRole(stack)));
    expect(Object.values(synthesize(stack).resource.aws_iam_role_policy_attachment!).map(({ role }) => role as string)).toEqual([
      '${data.aws_iam_role.existing.name}',
      '${aws_iam_role.task.name}',
    ]);
    expect(thrownBy(() => Grantee.fromRole(new IamUser(stack, 'jane', { name: 'jane' })))).toEqual({
      name: 'GrantError',
      message:
        "Grantee.fromRole(): received 'dev/jane' of type aws_iam_user, not a role. Pass an IamRole or a DataAwsIamRole; " +
        'for roles by name or ARN there are fromRoleName() and fromRoleArn().',
    });
    expect(thrownBy(() => Grantee.fromRole('task' as unknown as IamRole)).message).toContain('received a string, not a role');
  });

  test('may be roles by their ARN, with a path, as one with the same role by its name', () => {
    const stack = newStack();
    const vault = newVault(stack);
    const grantee = Grantee.fromRoleArn(stack, 'arn:aws:iam::111122223333:role/teams/api/task');
    expect([grantee.name, grantee.arn]).toEqual(['task', 'arn:aws:iam::111122223333:role/teams/api/task']);
    newSecret(vault, 'one').grantRead(grantee);
    newSecret(vault, 'two').grantRead(Grantee.fromRoleName(stack, 'task'));

    const configuration = synthesize(stack);

    expect(only(configuration.resource.aws_iam_role_policy_attachment).role).toBe('task');
    expect(statements(only(configuration.resource.aws_iam_policy).policy as string)[0]!.Resource).toHaveLength(2);
    // Which account the stack is of, only Terraform knows here.
    const conditions = Object.values(configuration.data!.aws_caller_identity!).flatMap(
      ({ lifecycle }) => (lifecycle as { postcondition?: { condition: string }[] } | undefined)?.postcondition ?? [],
    );
    expect(conditions.map(({ condition }) => condition)).toEqual([
      '${(self.account_id == element(split(":", "arn:aws:iam::111122223333:role/teams/api/task"), 4))}',
    ]);
  });

  test('may be roles whose ARN only Terraform knows, which it checks before it changes anything', () => {
    const stack = newStack();
    const vault = newVault(stack);
    const arn = new TerraformVariable(stack, 'task-role', { type: 'string' });
    newSecret(vault, 'one').grantRead(Grantee.fromRoleArn(stack, arn.stringValue));
    newSecret(vault, 'two').grantRead(Grantee.fromRoleArn(stack, arn.stringValue));

    const configuration = synthesize(stack);

    expect(only(configuration.resource.aws_iam_role_policy_attachment).role).toBe('${element(reverse(split("/", var.task-role)), 0)}');
    const conditions = Object.values(configuration.data!.aws_caller_identity!).flatMap(
      ({ lifecycle }) => (lifecycle as { postcondition?: { condition: string; error_message: string }[] } | undefined)?.postcondition ?? [],
    );
    expect(conditions).toHaveLength(1);
    expect(conditions[0]!.condition).toContain('self.account_id == element(split(":", var.task-role), 4)');
    expect(conditions[0]!.condition).toContain('length(regexall("^arn:[a-z-]+:iam::[0-9]{12}:role/", var.task-role)) >= 1');
    expect(conditions[0]!.error_message).toContain("Role 'var.task-role' is granted secrets of vault acme-dev, and is not a role of");
  });

  test.each([
    ['arn:aws:iam::111122223333:user/jane', 'is not the ARN of an IAM role. Write arn:aws:iam::<account>:role/<name>'],
    ['arn:aws:iam::1111:role/task', 'is not the ARN of an IAM role'],
    ['arn:aws:iam::111122223333:role/', 'is not the ARN of an IAM role'],
    [`arn:aws:iam::111122223333:role/${'x'.repeat(65)}`, 'is not the ARN of an IAM role'],
    ['task', 'is not the ARN of an IAM role'],
    ['arn:aws:iam::111122223333:role/*', 'is not the ARN of an IAM role'],
    ['arn:aws:sts::111122223333:assumed-role/task/session', 'Pass the issuerArn of a DataAwsIamSessionContext'],
    ['arn:aws:iam::111122223333:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS', 'is a service-linked role'],
    ['arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Admin_0', 'is one of IAM Identity Center'],
    ['arn:aws-cn:iam::111122223333:role/task', 'is of partition aws-cn, and the stack in aws, between which AWS grants and shares nothing'],
  ])('are not %s', (arn, said) => {
    const stack = newStack();
    const { name, message } = thrownBy(() => Grantee.fromRoleArn(stack, arn));
    expect(name).toBe('GrantError');
    expect(message).toContain(`Grantee in 'dev': '${arn}' `);
    expect(message).toContain(said);
  });

  test('by an ARN of another account are refused, and told of crossAccount', () => {
    const stack = new TerraformStack(newApp(), 'dev');
    new AwsProvider(stack, 'aws', { region: 'eu-west-1', allowedAccountIds: ['111122223333'] });
    const secret = newSecret(newVault(stack), 'key');
    const { name, message } = thrownBy(() => secret.grantRead(Grantee.fromRoleArn(stack, 'arn:aws:iam::444455556666:role/task')));
    expect(name).toBe('GrantError');
    expect(message).toContain("role 'task' is in account 444455556666, and the vault in account 111122223333");
    expect(message).toContain('crossAccount: { principals }');
    secret.grantRead(Grantee.fromRoleArn(stack, 'arn:aws:iam::111122223333:role/task'));
  });

  test('are one role for the checks of stages, by ARN and by name', () => {
    const stack = newStack();
    newSecret(newVault(stack), 'key').grantRead(Grantee.fromRoleName(stack, 'task'));
    const prod = new SecretVault(stack, 'prod', { namespace: 'acme', stage: 'prod' });
    const secret = newSecret(prod, 'other');
    expect(thrownBy(() => secret.grantRead(Grantee.fromRoleArn(stack, 'arn:aws:iam::111122223333:role/x/task'))).message).toContain(
      "role 'task' has secrets of stage dev already, this one is of stage prod",
    );
    const declared = new IamRole(stack, 'declared', { name: 'task', assumeRolePolicy: '{}' });
    expect(thrownBy(() => secret.grantRead(declared)).message).toContain('has secrets of stage dev already');
    const plain: IGrantee = { name: 'task', arn: 'arn:aws:iam::111122223333:role/task' };
    expect(thrownBy(() => secret.grantRead(plain)).message).toContain('has secrets of stage dev already');
  });

  test('may be roles known by name', () => {
    const stack = newStack();
    const grantee = Grantee.fromRoleName(stack, 'ci');
    newSecret(newVault(stack), 'key').grantRead(grantee);
    newSecret(newVault(stack, 'dev', 'web'), 'other', 'web').grantRead(Grantee.fromRoleName(stack, 'ci'));
    new TerraformOutput(stack, 'arn', { value: grantee.arn });

    const configuration = synthesize(stack);

    expect(Object.values(configuration.resource.aws_iam_role_policy_attachment!).map(({ role }) => role as string)).toEqual(['ci', 'ci']);
    expect(configuration.output!.arn!.value).toMatch(/^arn:\$\{.+\.partition\}:iam::\$\{.+\.account_id\}:role\/ci$/);
  });

  test('may be anything with the name of a role', () => {
    const stack = newStack();
    const grantee: IGrantee = { name: 'plain', arn: 'arn:aws:iam::111122223333:role/plain' };
    newSecret(newVault(stack), 'key').grantRead(grantee);
    expect(only(synthesize(stack).resource.aws_iam_role_policy_attachment).role).toBe('plain');
  });

  test('may be roles in another stack of the app', () => {
    const app = newApp();
    const secrets = newStack(app, 'secrets');
    const service = newStack(app, 'service');
    newSecret(newVault(secrets), 'key').grantRead(newRole(service));

    const [home, user] = [synthesize(secrets), synthesize(service)];

    // The policy is where the role is, so that the service depends on its secrets and not the other way round.
    expect(home.resource.aws_iam_policy).toBeUndefined();
    const policy = only(user.resource.aws_iam_policy).policy as string;
    const remote = '\\$\\{data\\.terraform_remote_state\\.[\\w-]+\\.outputs\\.[\\w-]+\\}';
    expect(statements(policy)[0]!.Resource[0]).toMatch(new RegExp(`^arn:${remote}:ssm:${remote}:${remote}:parameter/api/key$`));
    expect(service.dependencies).toEqual([secrets]);
    expect(secrets.dependencies).toEqual([]);
  });

  test('may be granted what another program declares', () => {
    const stack = newStack();
    const vault = newVault(stack);
    const role = newRole(stack);
    const named = ApplicationSecret.fromName(stack, 'shared', { vault, service: 'global', key: 'token' });
    named.grantRead(role);
    named.grantWrite(role);

    const configuration = synthesize(stack);

    const [reading, writing] = new DeployedStack(configuration, DEPLOYMENT).policiesOf('task');
    expect(configuration.resource.coffer_secret).toBeUndefined();
    expect(statements(reading!)[0]!.Resource).toEqual(['arn:aws:ssm:ap-southeast-2:111122223333:parameter/global/token']);
    // Its tier is not known here, so both ways of encrypting are needed.
    expect(statements(writing!).map(({ Sid }) => Sid)).toEqual([
      'WriteParameters',
      'EncryptThroughParameterStore',
      'EncryptAdvancedThroughParameterStore',
      'ContinueVersionNumbers',
    ]);
  });

  test('are not users', () => {
    const stack = newStack();
    const secret = newSecret(newVault(stack), 'key');
    expect(thrownBy(() => secret.grantRead(new IamUser(stack, 'jane', { name: 'jane' })))).toEqual({
      name: 'GrantError',
      message:
        "ApplicationSecret 'api/key': grantee 'dev/jane' is of type aws_iam_user, not a role. " +
        'Grant to a role which the user or service assumes.',
    });
  });

  test('are not names', () => {
    const secret = newSecret(newVault(newStack()), 'key');
    expect(thrownBy(() => secret.grantRead('task' as unknown as IGrantee))).toEqual({
      name: 'GrantError',
      message: "ApplicationSecret 'api/key': grantee is a string, not a role. Pass an IamRole, a DataAwsIamRole or a Grantee.",
    });
  });

  test('have names that are known', () => {
    const stack = newStack();
    const secret = newSecret(newVault(stack), 'key');
    const name = Lazy.stringValue({ produce: () => 'later' });
    expect(thrownBy(() => secret.grantRead({ name, arn: '' }))).toEqual({
      name: 'GrantError',
      message:
        "ApplicationSecret 'api/key': the grantee's name is known only at apply. Pass the role itself, " +
        'or Grantee.fromRoleName() with the name written out.',
    });
    expect(thrownBy(() => Grantee.fromRoleName(stack, 'path/to/role'))).toEqual({
      name: 'GrantError',
      message:
        "Grantee in 'dev': 'path/to/role' is not a role's name written out (1 to 64 letters, digits and any of _+=,.@-). " +
        'Write the name without its path, or pass the role itself.',
    });
  });
});

describe('a stage', () => {
  test('shares no role with another stage', () => {
    const app = newApp();
    const [dev, prod] = [newStack(app, 'dev'), newStack(app, 'prod')];
    const role = newRole(dev);
    newSecret(newVault(dev), 'key').grantRead(role);
    const secret = newSecret(newVault(prod, 'prod'), 'key');
    expect(thrownBy(() => secret.grantRead(role))).toEqual({
      name: 'GrantError',
      message:
        "ApplicationSecret 'api/key': role 'task' has secrets of stage dev already, this one is of stage prod, " +
        'and grants never mix stages. Use one role for each stage.',
    });
  });

  test('grants nothing to a role that lives in a stack of another stage', () => {
    const app = newApp();
    const [dev, prod] = [newStack(app, 'dev'), newStack(app, 'prod')];
    newSecret(newVault(prod, 'prod'), 'key').grantRead(newRole(dev));
    newVault(dev);
    expect(thrownBy(() => synthesize(dev))).toEqual({
      name: 'GrantError',
      message:
        "ApplicationSecret 'api/key': role 'task' is in stack 'dev' of stage dev, this secret is of stage prod, " +
        'and grants never reach another stage. Grant to a role of the same stage.',
    });
  });

  test('grants to a role in a stack of the same stage with secrets of another application', () => {
    const app = newApp();
    const [api, web] = [newStack(app, 'api'), newStack(app, 'web')];
    new SecretVault(web, 'vault', { namespace: 'web', stage: 'dev' });
    newSecret(newVault(api), 'key').grantRead(newRole(web));
    expect(() => synthesize(web)).not.toThrow();
  });
});
