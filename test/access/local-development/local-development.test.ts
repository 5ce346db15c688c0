import { runSimulation } from '@cloud-copilot/iam-simulate';
import { Lazy, TerraformStack } from 'cdktf';
import { access, SecretVault } from '../../../src';
import { isProduction } from '../../../src/contracts/production';
import { thrownBy } from '../../support/errors';
import { newApp, newStack, only, synthesize } from '../../support/synth';

const { AccessProfile, DeveloperSignIn, LocalDevelopment } = access;
const USER = 'arn:aws:iam::111122223333:user/dora';
const PERMISSION_SET = 'arn:aws:sso:::permissionSet/ssoins-1111222233334444/ps-5555666677778888';
const INSTANCE = 'arn:aws:sso:::instance/ssoins-1111222233334444';
const mfa = (more: Partial<access.MfaSignInProps> = {}) => DeveloperSignIn.mfa({ principals: [USER], ...more });
const center = (more: Partial<access.IdentityCenterSignInProps> = {}) =>
  DeveloperSignIn.identityCenter({ permissionSet: 'Developer', account: '111122223333', mfaEnforcedByIdentityCenter: true, ...more });
const permissionSet = (more: Partial<access.PermissionSetSignInProps> = {}) =>
  DeveloperSignIn.permissionSet({ mfaEnforcedByIdentityCenter: true, ...more });

function declare(
  more: Partial<access.LocalDevelopmentProps> = {},
  stage = 'dev',
  stack = newStack(),
): { stack: TerraformStack; developers: access.LocalDevelopment } {
  const vault = new SecretVault(stack, 'vault', { namespace: 'acme', stage });
  return { stack, developers: new LocalDevelopment(stack, 'developers', { vault, services: ['api'], signIn: mfa(), ...more }) };
}

describe('the trust of a role', () => {
  /** The decision on a call of STS by what the trust policy says. */
  async function decide(
    signIn: access.DeveloperSignIn,
    action: string,
    context: { readonly [key: string]: string | string[] },
    principal = USER,
  ): Promise<string> {
    const trust = (only(synthesize(declare({ signIn }).stack).resource.aws_iam_role).assume_role_policy as string)
      .replace(/\$\$\{/g, '${')
      .replace(/\$\{data\.aws_partition[\w.-]+\}/g, 'aws');
    const allow = { Effect: 'Allow', Action: 'sts:*', Resource: '*' };
    const result = await runSimulation(
      {
        request: {
          principal,
          action,
          resource: { resource: 'arn:aws:iam::111122223333:role/acme-dev-developer', accountId: '111122223333' },
          contextVariables: context,
        },
        identityPolicies: [{ name: 'own', policy: { Version: '2012-10-17', Statement: [allow] } }],
        serviceControlPolicies: [],
        resourceControlPolicies: [],
        resourcePolicy: JSON.parse(trust) as object,
      },
      {},
    );
    if (result.resultType === 'error') throw new Error(JSON.stringify(result.errors));
    return result.overallResult;
  }

  const SSO = 'arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com';
  const shown = { 'aws:MultiFactorAuthPresent': 'true', 'aws:MultiFactorAuthAge': '60' };
  const dora = { 'aws:username': 'dora' };

  test.each<[string, access.DeveloperSignIn, string, { readonly [key: string]: string | string[] }, string, boolean]>([
    ['a second factor', mfa(), 'sts:AssumeRole', shown, USER, true],
    ['no second factor', mfa(), 'sts:AssumeRole', {}, USER, false],
    ['a second factor of long ago', mfa(), 'sts:AssumeRole', { ...shown, 'aws:MultiFactorAuthAge': '43200' }, USER, false],
    ['somebody else', mfa(), 'sts:AssumeRole', shown, 'arn:aws:iam::111122223333:user/mallory', false],
    ['another account', mfa(), 'sts:AssumeRole', shown, 'arn:aws:iam::444455556666:user/dora', false],
    ['its own name', mfa(), 'sts:SetSourceIdentity', { ...dora, 'sts:SourceIdentity': 'dora' }, USER, true],
    ['the name of another', mfa(), 'sts:SetSourceIdentity', { ...dora, 'sts:SourceIdentity': 'mallory' }, USER, false],
    [
      'the identity that the session has',
      mfa(),
      'sts:SetSourceIdentity',
      { 'aws:SourceIdentity': 'dora', 'sts:SourceIdentity': 'dora' },
      USER,
      true,
    ],
    [
      'an identity that the session has not',
      mfa(),
      'sts:SetSourceIdentity',
      { 'aws:SourceIdentity': 'mallory', 'sts:SourceIdentity': 'dora' },
      USER,
      false,
    ],
    [
      'an identity, which is asked for',
      mfa({ requireSourceIdentity: true }),
      'sts:AssumeRole',
      { ...shown, 'sts:SourceIdentity': 'dora' },
      USER,
      true,
    ],
    ['no identity, which is asked for', mfa({ requireSourceIdentity: true }), 'sts:AssumeRole', shown, USER, false],
    [
      'a tag that it has itself',
      mfa({ sessionTags: ['team'] }),
      'sts:TagSession',
      { 'aws:TagKeys': ['team'], 'aws:RequestTag/team': 'payments', 'aws:PrincipalTag/team': 'payments' },
      USER,
      true,
    ],
    [
      'the tag of another',
      mfa({ sessionTags: ['team'] }),
      'sts:TagSession',
      { 'aws:TagKeys': ['team'], 'aws:RequestTag/team': 'payments', 'aws:PrincipalTag/team': 'shop' },
      USER,
      false,
    ],
    [
      'a tag that nobody named',
      mfa({ sessionTags: ['team'] }),
      'sts:TagSession',
      { 'aws:TagKeys': ['team', 'admin'], 'aws:RequestTag/team': 'shop', 'aws:PrincipalTag/team': 'shop', 'aws:RequestTag/admin': 'yes' },
      USER,
      false,
    ],
    ['tags, without any named', mfa(), 'sts:TagSession', { 'aws:TagKeys': ['team'], 'aws:RequestTag/team': 'shop' }, USER, false],
    ['a session of the permission set', center(), 'sts:AssumeRole', {}, `${SSO}/eu-west-1/AWSReservedSSO_Developer_0123456789abcdef`, true],
    ['one of us-east-1', center(), 'sts:AssumeRole', {}, `${SSO}/AWSReservedSSO_Developer_0123456789abcdef`, true],
    ['another permission set', center(), 'sts:AssumeRole', {}, `${SSO}/eu-west-1/AWSReservedSSO_Support_0123456789abcdef`, false],
    ['a longer name of one', center(), 'sts:AssumeRole', {}, `${SSO}/eu-west-1/AWSReservedSSO_Developer_Lead_0123456789abcdef`, false],
    [
      'a role that somebody made',
      center(),
      'sts:AssumeRole',
      {},
      'arn:aws:iam::111122223333:role/AWSReservedSSO_Developer_0123456789abcdef',
      false,
    ],
  ])('%s: %#', async (_, signIn, action, context, principal, allowed) => {
    const decision = await decide(signIn, action, { 'aws:PrincipalArn': principal, ...context }, principal);
    expect(decision === 'Allowed').toBe(allowed);
  });
});

describe('developers', () => {
  test('get a role of their own name, with sessions of eight hours', () => {
    const { resource } = synthesize(declare().stack);
    expect(only(resource.aws_iam_role)).toMatchObject({ name: 'acme-dev-developer', max_session_duration: 28_800 });
    expect(only(resource.aws_iam_policy).policy).toContain('ssm:GetParametersByPath');
  });

  test('get an hour if a role assumes the role', () => {
    expect(only(synthesize(declare({ signIn: center() }).stack).resource.aws_iam_role).max_session_duration).toBe(3600);
  });

  test('get the policy of a permission set as a text, where nobody says which', () => {
    const { stack, developers } = declare({ signIn: permissionSet(), profiles: [AccessProfile.EXEC, AccessProfile.READ] });
    const { resource } = synthesize(stack);
    expect([developers.role, resource.aws_ssoadmin_permission_set_inline_policy, resource.aws_iam_role]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    const sids = (JSON.parse(developers.policy!) as { Statement: { Sid: string }[] }).Statement.map(({ Sid }) => Sid);
    expect(new Set(sids).size).toBe(sids.length);
    expect(sids).toContain('UseKeyForServicesToExec');
  });

  test('may be in another app than the secrets', () => {
    const stack = newStack(newApp(), 'laptops');
    const vault = new SecretVault(stack, 'vault', { namespace: 'acme', stage: 'dev' });
    new LocalDevelopment(stack, 'developers', { vault, services: ['declared-elsewhere'], signIn: mfa() });
    expect(only(synthesize(stack).resource.aws_iam_policy).policy).toContain('/declared-elsewhere/*');
  });
});

describe('production', () => {
  test.each([
    ['prod', true],
    ['production', true],
    ['live', true],
    ['prd', true],
    ['prod-eu', true],
    ['eu-prod2', true],
    ['pre-prod', true],
    ['dev', false],
    ['staging', false],
    ['non-prod', false],
    ['nonprod', false],
    ['product', false],
    ['delivery', false],
  ])('%s: %s', (stage, expected) => {
    expect(isProduction(stage)).toBe(expected);
  });

  test('is refused', () => {
    expect(thrownBy(() => declare({}, 'prod'))).toEqual({
      name: 'StageError',
      message:
        "LocalDevelopment 'dev/developers': stage prod is one of production, whose secrets are not for developers' machines. " +
        'Take another stage. If it has to be, say allowProduction: true; if it is none, say production: false.',
    });
  });

  test('is refused if the program says that a stage is one', () => {
    expect(thrownBy(() => declare({ production: true }, 'main')).name).toBe('StageError');
  });

  test.each([{ allowProduction: true }, { production: false }])('is taken with %j', (more) => {
    expect(() => declare(more, 'prod')).not.toThrow();
  });
});

describe('is refused', () => {
  const SUBJECT = "LocalDevelopment 'dev/developers'";
  test.each<[string, Partial<access.LocalDevelopmentProps>, string]>([
    [
      'nobody',
      { signIn: mfa({ principals: [] }) },
      'principals is empty, or known only at apply. Name who assumes the role, by ARNs. Each may be a token.',
    ],
    [
      'everybody',
      { signIn: mfa({ principals: ['*'] }) },
      "principals has '*', which is not the ARN of an account, an IAM user or a role. " +
        'Write arn:aws:iam::<account>:user/<name>, or arn:aws:iam::<account>:root for whoever that account lets assume it.',
    ],
    [
      'a role of Identity Center, which can show no second factor',
      { signIn: mfa({ principals: ['arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_D_0123456789abcdef'] }) },
      "principals has 'arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_D_0123456789abcdef', " +
        'a role of IAM Identity Center, whose sessions cannot show AWS a second factor. ' +
        'Use DeveloperSignIn.identityCenter(), or DeveloperSignIn.permissionSet().',
    ],
    ['a session of a day', { signIn: mfa({ sessionHours: 24 }) }, 'sessionHours is 24. Write a whole number of hours from 1 to 12.'],
    ['half an hour', { signIn: mfa({ mfaHours: 0.5 }) }, 'mfaHours is 0.5. Write a whole number of hours from 1 to 36.'],
    [
      'a key of a tag that AWS keeps for itself',
      { signIn: mfa({ sessionTags: ['aws:team'] }) },
      "sessionTags has 'aws:team', which is no key of a tag. Write 1 to 128 letters, digits and any of _.:/=+@-, not beginning with aws:.",
    ],
    [
      'more tags than a session takes',
      { signIn: mfa({ sessionTags: Array.from({ length: 51 }, (_, index) => `tag${index}`) }) },
      'sessionTags has 51 keys, and a session takes 50. Name fewer.',
    ],
    [
      'more users than a trust policy holds',
      { signIn: mfa({ principals: Array.from({ length: 40 }, (_, index) => `${USER}-with-a-long-name-${index}`) }) },
      expect.stringMatching(/^the trust policy of its role would have \d+ characters, and IAM takes 2048\. Name their account/) as string,
    ],
    [
      'Identity Center without a second factor',
      { signIn: center({ mfaEnforcedByIdentityCenter: false }) },
      'sessions of IAM Identity Center cannot show AWS a second factor, and nobody says that Identity Center asks for one. ' +
        'Have it ask for one at every sign-in, and say mfaEnforcedByIdentityCenter: true.',
    ],
    [
      'a permission set without a second factor',
      { signIn: permissionSet({ mfaEnforcedByIdentityCenter: false }) },
      'sessions of IAM Identity Center cannot show AWS a second factor, and nobody says that Identity Center asks for one. ' +
        'Have it ask for one at every sign-in, and say mfaEnforcedByIdentityCenter: true.',
    ],
    [
      'any permission set',
      { signIn: center({ permissionSet: '*' }) },
      "permissionSet '*' is not the name of a permission set. Write 1 to 32 letters, digits and any of +=,.@_-, " +
        'as it is called in Identity Center.',
    ],
    [
      'an account that is none',
      { signIn: center({ account: '12' }) },
      "account '12' is not the number of an account. Write its 12 digits.",
    ],
    [
      'half a permission set',
      { signIn: permissionSet({ permissionSetArn: PERMISSION_SET }) },
      'permissionSetArn is given without instanceArn. Give both, or neither and take its policy.',
    ],
    [
      'half an instance',
      { signIn: permissionSet({ instanceArn: INSTANCE }) },
      'instanceArn is given without permissionSetArn. Give both, or neither and take its policy.',
    ],
    [
      'the name of a permission set for its ARN',
      { signIn: permissionSet({ permissionSetArn: 'Developer', instanceArn: INSTANCE }) },
      "permissionSetArn 'Developer' is not such an ARN. Take it from aws sso-admin list-instances, or list-permission-sets.",
    ],
    [
      'a name for the role of a permission set',
      { signIn: permissionSet(), roleName: 'dev' },
      'roleName is given, and a permission set has the role that AWS makes of it. Leave it out.',
    ],
    [
      'a policy that IAM would not take',
      { signIn: permissionSet(), services: Array.from({ length: 60 }, (_, index) => `service-${index}`) },
      expect.stringMatching(/^the policy of its permission set would have \d+ characters, and IAM takes 10240\. Name fewer/) as string,
    ],
    [
      'a service below another one, if both may be changed',
      { signIn: permissionSet(), services: ['api', 'api/v1'], profiles: [AccessProfile.EXEC, AccessProfile.WRITE] },
      "service 'api/v1' is below 'api', and who may change secrets of a service may change none below it. " +
        'Grant them to two permission sets.',
    ],
    ['no profile', { profiles: [] }, 'profiles is empty. Leave it out, or name what developers may do.'],
    ['no service', { services: [] }, "services is empty, or known only at apply. Name one service or more, such as services: ['api']."],
    [
      'a name that is no role',
      { roleName: 'dev/role' },
      "the role's name 'dev/role' is not 1 to 64 letters, digits and any of _+=,.@- (it has 8 characters). Give roleName one that is.",
    ],
    [
      'an address without its range',
      { sourceAddresses: ['203.0.113.7'] },
      "sourceAddresses has '203.0.113.7', which is no range of addresses. Write it like 203.0.113.0/24.",
    ],
    [
      'everywhere',
      { sourceAddresses: ['0.0.0.0/0'] },
      "sourceAddresses has '0.0.0.0/0', which is everywhere. Leave it out, or name your networks.",
    ],
    [
      'private addresses, which AWS never sees',
      { sourceAddresses: ['10.1.0.0/16'] },
      "sourceAddresses has '10.1.0.0/16', which are private addresses, and AWS sees the public ones that people come from. " +
        'Write the addresses of the gateway, or name the VPC in sourceVpcs.',
    ],
    [
      'a VPC by its name',
      { sourceVpcs: ['office'] },
      "sourceVpcs has 'office', which is no id of a VPC. Write it like vpc-0123456789abcdef0.",
    ],
    ['no folder', { folder: '' }, "folder is empty, or known only at apply. Write it out, such as folder: '.'."],
    [
      'a folder that only apply knows',
      { folder: Lazy.stringValue({ produce: () => '.' }) },
      "folder is empty, or known only at apply. Write it out, such as folder: '.'.",
    ],
    [
      'a variable with a value',
      { folder: '.', variables: ['TOKEN=CANARY'] },
      "variables has 'TOKEN=CANARY', which is not the name of a variable. " +
        'Write letters, digits and underscores, not beginning with a digit. Values have no place there.',
    ],
    [
      'a profile that a shell would take apart',
      { folder: '.', awsProfile: '$(id)' },
      "awsProfile has '$(id)', which is not the name of a profile. Write it out, in letters, digits and any of _.-",
    ],
    [
      'no service of docker compose',
      { folder: '.', composeServices: [] },
      'composeServices is empty. Write it out, in letters, digits and any of _.-',
    ],
  ])('%s', (_, more, message) => {
    const thrown = thrownBy(() => declare(more));
    expect(thrown.name).toBe('GrantError');
    expect(thrown.message.startsWith(`${SUBJECT}: `)).toBe(true);
    expect(thrown.message.slice(SUBJECT.length + 2)).toEqual(message);
  });

  test('a second role of one name', () => {
    const { stack } = declare();
    const vault = new SecretVault(stack, 'other', { namespace: 'shop', stage: 'dev' });
    expect(
      thrownBy(() => new LocalDevelopment(stack, 'more', { vault, services: ['shop'], signIn: mfa(), roleName: 'ACME-dev-developer' }))
        .message,
    ).toBe(
      "LocalDevelopment 'dev/more': its role would be named 'ACME-dev-developer', which is that of LocalDevelopment 'dev/developers'. " +
        'Give one of them a roleName of its own.',
    );
  });

  test('one permission set for two of one stage, whose inline policy would be written by both', () => {
    const signIn = permissionSet({ permissionSetArn: PERMISSION_SET, instanceArn: INSTANCE });
    const { stack } = declare({ signIn });
    const vault = new SecretVault(stack, 'shop', { namespace: 'shop', stage: 'dev' });
    expect(thrownBy(() => new LocalDevelopment(stack, 'more', { vault, services: ['till'], signIn }))).toEqual({
      name: 'GrantError',
      message:
        "LocalDevelopment 'dev/more': the inline policy of its permission set is that of LocalDevelopment 'dev/developers', " +
        'and a permission set has one. Name all services in one, or give each vault a permission set of its own.',
    });
  });

  test('one permission set for two stages', () => {
    const signIn = permissionSet({ permissionSetArn: PERMISSION_SET, instanceArn: INSTANCE });
    const { stack } = declare({ signIn });
    const vault = new SecretVault(stack, 'staging', { namespace: 'acme', stage: 'staging' });
    expect(thrownBy(() => new LocalDevelopment(stack, 'more', { vault, services: ['api'], signIn })).message).toContain(
      "permission set 'more' has secrets of stage dev already, this one is of stage staging, and grants never mix stages",
    );
  });
});
