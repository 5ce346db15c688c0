import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { Lazy, TerraformOutput, TerraformStack } from 'cdktf';
import { access, ApplicationSecret, SecretSource, SecretVault } from '../../../src';
import { profileStatements } from '../../../src/access/profiles/profile-statements';
import { thrownBy } from '../../support/errors';
import { manifestOf, secretOf } from '../../support/manifest';
import { MeasuredStack, PARTITIONS } from '../../support/policy-quotas';
import { newApp, newStack, only, synthesize } from '../../support/synth';

const { AccessProfile, AccessProfiles, ProfilePolicies } = access;
const PROFILES = Object.values(AccessProfile);

const newVault = (stack: TerraformStack, stage = 'dev', deployers: string[] = []) =>
  new SecretVault(stack, `vault-${stage}`, { namespace: 'acme', stage, deployers });
const newRole = (stack: TerraformStack, id = 'somebody') => new IamRole(stack, id, { name: id, assumeRolePolicy: '{}' });
const services = (count: number) => Array.from({ length: count }, (_, index) => `service-${index}/${'x'.repeat(index % 40)}z`);

describe('services of a role', () => {
  test('are in one policy, however often they are granted', () => {
    const stack = newStack();
    const [vault, role] = [newVault(stack), newRole(stack)];
    AccessProfiles.grant(role, { vault, services: ['web', 'api'], profile: AccessProfile.EXEC });
    const before = synthesize(stack);
    const other = newStack();
    const [otherVault, otherRole] = [newVault(other), newRole(other)];
    AccessProfiles.grant(otherRole, { vault: otherVault, services: ['api', 'api'], profile: AccessProfile.EXEC });
    AccessProfiles.grant(otherRole, { vault: otherVault, services: ['web', 'api'], profile: AccessProfile.EXEC });
    expect(synthesize(other)).toEqual(before);
    expect(only(before.resource.aws_iam_role_policy_attachment).role).toBe('${aws_iam_role.somebody.name}');
    expect(only(before.resource.aws_iam_policy)).toMatchObject({ name_prefix: 'acme-dev-exec-somebody-' });
  });

  test('are in a policy for each profile', () => {
    const stack = newStack();
    const [vault, role] = [newVault(stack), newRole(stack)];
    for (const profile of PROFILES) AccessProfiles.grant(role, { vault, services: ['api'], profile });
    expect(Object.values(synthesize(stack).resource.aws_iam_policy!).map(({ description }) => description as string)).toEqual(
      [...PROFILES].sort().map((profile) => `Profile ${profile} for services of acme-dev`),
    );
  });

  test.each(PROFILES)('of profile %s are in the manifest, if it reads values', (profile) => {
    const app = newApp();
    const stack = newStack(app);
    const [vault, role] = [newVault(stack), newRole(stack)];
    new ApplicationSecret(stack, 'key', { vault, service: 'api', key: 'key', source: SecretSource.generated() });
    AccessProfiles.grant(role, { vault, services: ['api'], profile });
    AccessProfiles.grant(role, { vault, services: ['api'], profile });
    const { readers } = secretOf(manifestOf(app), 'api/key');
    expect(readers.map(({ access: how }) => how)).toEqual(profile === AccessProfile.AUDIT ? [] : ['service']);
    expect(JSON.stringify(readers)).toContain(profile === AccessProfile.AUDIT ? '[]' : 'somebody');
  });

  test.each([10, 60])('fit what IAM takes in every partition, if they are %i', (count) => {
    for (const profile of PROFILES) {
      const stack = newStack();
      const [vault, role] = [newVault(stack), newRole(stack)];
      AccessProfiles.grant(role, { vault, services: services(count), profile });
      const configuration = synthesize(stack);
      const policies = Object.values(configuration.resource.aws_iam_policy!).map(({ policy }) => policy as string);
      for (const service of services(count)) {
        expect(policies.filter((policy) => policy.includes(`/${service}/*"`) || policy.includes(`/${service}"`))).toHaveLength(1);
      }
      const lengths = PARTITIONS.flatMap((partition) => new MeasuredStack(configuration, partition).excesses());
      expect(lengths.filter(({ what }) => what.startsWith('managed policy'))).toEqual([]);
    }
  });

  test('are refused if a role would have more policies than IAM attaches', () => {
    const stack = newStack();
    AccessProfiles.grant(newRole(stack), { vault: newVault(stack), services: services(1000), profile: AccessProfile.ADMIN });
    expect(thrownBy(() => synthesize(stack)).message).toMatch(
      /^Role 'somebody': it has \d+ managed policies attached, and IAM attaches at most 20/,
    );
  });

  test('are counted with what else a role has', () => {
    const stack = newStack();
    const [vault, role] = [newVault(stack), newRole(stack)];
    AccessProfiles.grant(role, { vault, services: services(100), profile: AccessProfile.EXEC });
    expect(() => synthesize(stack)).not.toThrow();
    AccessProfiles.grant(role, { vault, services: services(100), profile: AccessProfile.ADMIN });
    expect(thrownBy(() => synthesize(stack)).message).toMatch(/^Role 'somebody': it has \d+ managed policies attached/);
  });

  test('may be those of a vault of the same name in another region', () => {
    const app = newApp();
    const stacks = ['one', 'two'].map((id) => newStack(app, id));
    const vaults = stacks.map((stack) => newVault(stack));
    stacks.forEach((stack, index) =>
      AccessProfiles.grant(newRole(stack), { vault: vaults[index]!, services: ['api'], profile: AccessProfile.READ }),
    );
    expect(stacks.map((stack) => Object.keys(synthesize(stack).resource.aws_iam_policy!).length)).toEqual([1, 1]);
  });
});

describe('policies for nobody', () => {
  test('are made without an attachment, and told by their ARNs', () => {
    const stack = newStack();
    const policies = new ProfilePolicies(stack, 'on-call', { vault: newVault(stack), services: ['api'], profile: AccessProfile.ADMIN });
    new TerraformOutput(stack, 'arns', { value: policies.policyArns });
    const { resource, output } = synthesize(stack);
    const [id] = Object.keys(resource.aws_iam_policy!);
    expect(resource.aws_iam_role_policy_attachment).toBeUndefined();
    expect(output!.arns!.value).toEqual([`\${aws_iam_policy.${id}.arn}`]);
    expect(resource.aws_iam_policy![id!]!.name_prefix).toBe('acme-dev-admin-on-call-');
  });

  test('are several if one would not hold all services', () => {
    const stack = newStack();
    const policies = new ProfilePolicies(stack, 'ci', { vault: newVault(stack), services: services(100), profile: AccessProfile.EXEC });
    expect(policies.policyArns.length).toBe(Object.keys(synthesize(stack).resource.aws_iam_policy!).length);
    expect(policies.policyArns.length).toBeGreaterThan(2);
  });

  test('are in no stack of another stage', () => {
    const app = newApp();
    const [dev, prod] = [newStack(app, 'dev'), newStack(app, 'prod')];
    const vault = newVault(dev, 'dev');
    newVault(prod, 'prod');
    new ProfilePolicies(prod, 'ci', { vault, services: ['api'], profile: AccessProfile.EXEC });
    expect(thrownBy(() => synthesize(prod))).toEqual({
      name: 'StageError',
      message:
        "ProfilePolicies 'prod/ci': its vault is of stage dev, and stack 'prod' is one of stage prod. " +
        'Declare it in a stack of stage dev, or in a vault of stage prod.',
    });
  });
});

describe('a service below another one', () => {
  test('is read by the same role, in a statement of its own', () => {
    const stack = newStack();
    const [vault, role] = [newVault(stack), newRole(stack)];
    AccessProfiles.grant(role, { vault, services: ['api', 'api/v1'], profile: AccessProfile.EXEC });
    const { Statement } = JSON.parse(only(synthesize(stack).resource.aws_iam_policy).policy as string) as {
      Statement: { Sid: string; Condition: { StringLike?: Record<string, string[]>; StringNotLike?: Record<string, string[]> } }[];
    };
    const endOf = (like?: Record<string, string[]>) =>
      Object.values(like!)
        .flat()
        .map((arn) => arn.replace(/^.*:parameter/, ''));
    const keyed = Statement.filter(({ Sid }) => Sid.startsWith('UseKey'));
    expect(keyed.map(({ Sid, Condition: { StringLike, StringNotLike } }) => [Sid, endOf(StringLike), endOf(StringNotLike)])).toEqual([
      ['UseKeyForServices', ['/api/*'], ['/api/*/*']],
      ['UseKeyForServicesBelow1', ['/api/v1/*'], ['/api/v1/*/*']],
    ]);
  });

  test('may be changed by another role, and read by one that changes the upper one', () => {
    const stack = newStack();
    const [vault, role, other] = [newVault(stack), newRole(stack), newRole(stack, 'other')];
    AccessProfiles.grant(role, { vault, services: ['api'], profile: AccessProfile.WRITE });
    AccessProfiles.grant(other, { vault, services: ['api/v1'], profile: AccessProfile.WRITE });
    AccessProfiles.grant(role, { vault, services: ['api/v1'], profile: AccessProfile.EXEC });
    expect(Object.keys(synthesize(stack).resource.aws_iam_policy!)).toHaveLength(3);
  });
});

describe('is refused', () => {
  const DEPLOYER = 'arn:aws:iam::111122223333:role/deployer';
  const grant = (more: Partial<access.ServicesProfile>, deployers: string[] = []) => {
    const stack = newStack();
    const vault = newVault(stack, 'dev', deployers);
    const role = { name: 'deployer', arn: DEPLOYER };
    AccessProfiles.grant(role, { vault, services: ['api'], profile: AccessProfile.EXEC, ...more });
  };
  const SUBJECT = "AccessProfiles.grant() in vault 'acme-dev'";

  const below = (service: string, above: string, whose: string) =>
    `service '${service}' is below '${above}', and who may change secrets of a service may change none below it. Grant them to two ${whose}.`;

  test.each([
    ['the upper one first', AccessProfile.WRITE, ['api'], AccessProfile.ROTATE, ['api/v1']],
    ['the upper one last', AccessProfile.ADMIN, ['api/v1'], AccessProfile.WRITE, ['api']],
    ['both at once', AccessProfile.EXEC, ['api'], AccessProfile.WRITE, ['api', 'api/v1']],
  ])('a service that a role may change below another one, %s', (_, first, upper, second, lower) => {
    const stack = newStack();
    const [vault, role] = [newVault(stack), newRole(stack)];
    AccessProfiles.grant(role, { vault, services: upper, profile: first });
    expect(thrownBy(() => AccessProfiles.grant(role, { vault, services: lower, profile: second }))).toEqual({
      name: 'GrantError',
      message: `${SUBJECT}: ${below('api/v1', 'api', 'roles')}`,
    });
  });

  test('a service below another one in policies that change both', () => {
    const stack = newStack();
    const props = { vault: newVault(stack), services: ['api', 'api/v1'], profile: AccessProfile.WRITE };
    expect(thrownBy(() => new ProfilePolicies(stack, 'ci', props)).message).toBe(
      `ProfilePolicies 'dev/ci': ${below('api/v1', 'api', 'ProfilePolicies, for two holders')}`,
    );
  });

  test.each<[string, () => void, string, string]>([
    [
      'no service',
      () => grant({ services: [] }),
      'GrantError',
      `${SUBJECT}: services is empty, or known only at apply. Name one service or more, such as services: ['api'].`,
    ],
    [
      'services that only apply knows',
      () => grant({ services: Lazy.listValue({ produce: () => ['api'] }) }),
      'GrantError',
      `${SUBJECT}: services is empty, or known only at apply. Name one service or more, such as services: ['api'].`,
    ],
    [
      'a service that only apply knows',
      () => grant({ services: [Lazy.stringValue({ produce: () => 'api' })] }),
      'SecretNameError',
      `${SUBJECT}: a service is known only at apply. Write it out.`,
    ],
    [
      'a service that chamber would look for elsewhere',
      () => grant({ services: ['Api'] }),
      'SecretNameError',
      `${SUBJECT}: service 'Api' has capital letters (chamber lowercases it and would look elsewhere). Write 'api'.`,
    ],
    [
      'a wildcard',
      () => grant({ services: ['*'] }),
      'SecretNameError',
      `${SUBJECT}: service '*' is not a name chamber can read (letters, digits, '_', '-', '.', with '/' between levels). ` +
        'Choose a service of lowercase letters, digits and underscores.',
    ],
    [
      'a service of bootstrap secrets',
      () => grant({ services: ['bootstrap/vault'] }),
      'GrantError',
      `${SUBJECT}: service 'bootstrap/vault' is one of bootstrap secrets, which only the roles in their readers may read. ` +
        'Name the role in readers, where the secret is declared.',
    ],
    [
      'a profile that there is not',
      () => grant({ profile: 'everything' as access.AccessProfile }),
      'GrantError',
      `${SUBJECT}: profile is 'everything'. Take one of AccessProfile: exec, read, write, admin, rotate, audit.`,
    ],
    [
      'decryption for a deployer',
      () => grant({ profile: AccessProfile.WRITE }, [DEPLOYER]),
      'GrantError',
      `${SUBJECT}: reader 'deployer' is one of the vault's deployers, to whom the key's policy denies decryption. ` +
        'Read under a role of its own, or take it out of deployers.',
    ],
  ])('%s', (_, act, name, message) => {
    expect(thrownBy(act)).toEqual({ name, message });
  });

  test('a service that another vault declares', () => {
    const stack = newStack();
    const [vault, other] = [newVault(stack), new SecretVault(stack, 'other', { namespace: 'shop', stage: 'dev' })];
    new ApplicationSecret(stack, 'secret', { vault: other, service: 'shop', key: 'token', source: SecretSource.generated() });
    expect(
      thrownBy(() => AccessProfiles.grant(newRole(stack), { vault, services: ['shop'], profile: AccessProfile.READ })).message,
    ).toContain("service 'shop' is one of vault shop-dev, declared at 'dev/secret', and not of vault acme-dev");
  });

  test('a role that has secrets of another stage', () => {
    const stack = newStack();
    const [dev, prod, role] = [newVault(stack), newVault(stack, 'prod'), newRole(stack)];
    AccessProfiles.grant(role, { vault: dev, services: ['api'], profile: AccessProfile.EXEC });
    expect(thrownBy(() => AccessProfiles.grant(role, { vault: prod, services: ['api'], profile: AccessProfile.AUDIT })).message).toBe(
      "AccessProfiles.grant() in vault 'acme-prod': role 'somebody' has secrets of stage dev already, this one is of stage prod, " +
        'and grants never mix stages. Use one role for each stage.',
    );
  });

  test('nothing that a deployer audits', () => {
    expect(() => grant({ profile: AccessProfile.AUDIT }, [DEPLOYER])).not.toThrow();
  });
});

test('no statement allows a wildcard as an action, or a whole hierarchy', () => {
  const vault = { keyArn: 'key', parameterStore: 'ssm', arn: (name: string) => `arn${name}` };
  for (const profile of PROFILES) {
    for (const { Effect, Action, Resource } of profileStatements(profile, vault, ['api'])) {
      expect([Action].flat().join()).not.toContain('*');
      if (Effect === 'Deny') continue;
      const resources = [Resource!].flat();
      expect(
        resources.filter((each) => !['*', 'key', 'arn/api', 'arn/api/', 'arn/api/*', 'arn/_chamber/store-config'].includes(each)),
      ).toEqual([]);
      if (resources.includes('*')) expect(Action).toBe('ssm:DescribeParameters');
    }
  }
});

describe('a secret below a service that a role may change', () => {
  const declare = (profile: access.AccessProfile, grant: (secret: ApplicationSecret, role: IamRole) => void) => {
    const stack = newStack();
    const [vault, role] = [newVault(stack), newRole(stack)];
    AccessProfiles.grant(role, { vault, services: ['api'], profile });
    const source = SecretSource.generated();
    grant(new ApplicationSecret(stack, 'below', { vault, service: 'api', environment: 'v1', key: 'token', source }), role);
    return () => synthesize(stack);
  };
  const CHANGING: readonly string[] = [AccessProfile.WRITE, AccessProfile.ADMIN, AccessProfile.ROTATE];

  test.each(PROFILES)('with profile %s is not to be written by it, if the profile denies that, and may be read', (profile) => {
    expect(declare(profile, (secret, role) => secret.grantRead(role))).not.toThrow();
    const writing = declare(profile, (secret, role) => secret.grantWrite(role));
    if (!CHANGING.includes(profile)) return expect(writing).not.toThrow();
    return expect(thrownBy(writing)).toEqual({
      name: 'GrantError',
      message:
        "AccessProfiles.grant() in vault 'acme-dev': role 'somebody' is granted to change '/api/v1/token', and its policy for service " +
        "'api' denies it changes below that. Grant them to two roles.",
    });
  });

  test('is written by another role', () => {
    expect(declare(AccessProfile.WRITE, (secret) => secret.grantWrite(newRole(TerraformStack.of(secret), 'another')))).not.toThrow();
  });
});
