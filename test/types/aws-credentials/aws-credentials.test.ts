import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { Lazy } from 'cdktf';
import { AwsCredentials, type AwsCredentialsProps, SecretVault } from '../../../src';
import { thrownBy } from '../../support/errors';
import { newApp, newStack, only, synthesize } from '../../support/synth';

const BUCKET = 'arn:aws:s3:::acme-artifacts';
const statement = (more: object = {}) => ({ Effect: 'Allow', Action: ['s3:PutObject'], Resource: `${BUCKET}/*`, ...more });
const document = (...statements: object[]) => JSON.stringify({ Version: '2012-10-17', Statement: statements });

function declare(props: Partial<AwsCredentialsProps> = {}) {
  const stack = newStack(newApp(), 'prod');
  const vault = new SecretVault(stack, 'vault', { namespace: 'acme', stage: 'prod' });
  const credentials = new AwsCredentials(stack, 'ci', { vault, service: 'ci', policy: document(statement()), ...props });
  return { stack, vault, credentials };
}

describe('AWS credentials', () => {
  const { stack, credentials } = declare();
  const reader = new IamRole(stack, 'agent', { name: 'agent', assumeRolePolicy: '{}' });
  credentials.grantRead(reader);
  const { resource } = synthesize(stack);

  test('are of a user in a group with exactly the given policy, within bounds that say the same', () => {
    const policies = Object.entries(resource.aws_iam_policy!);
    const [policyId] = policies.find(([, policy]) =>
      (policy.description as string).startsWith('What acme-prod-ci-aws_credentials may do'),
    )!;
    expect(only(resource.aws_iam_user)).toMatchObject({
      name: 'acme-prod-ci-aws_credentials',
      permissions_boundary: `\${aws_iam_policy.${policyId}.arn}`,
      force_destroy: false,
      lifecycle: { prevent_destroy: true },
    });
    expect(only(resource.aws_iam_group_policy_attachment).policy_arn).toBe(`\${aws_iam_policy.${policyId}.arn}`);
    expect(only(resource.aws_iam_user_group_membership).groups).toHaveLength(1);
    expect(JSON.parse(resource.aws_iam_policy![policyId]!.policy as string)).toEqual({ Version: '2012-10-17', Statement: [statement()] });
    expect(resource.aws_iam_user_policy).toBeUndefined();
    expect(resource.aws_iam_user_policy_attachment).toBeUndefined();
  });

  test("have no access key of Terraform's making: their parameter awaits its value", () => {
    expect(resource.aws_iam_access_key).toBeUndefined();
    const secret = Object.values(resource.coffer_secret!).find(({ name }) => name === '/ci/aws_credentials')!;
    expect(secret).toMatchObject({ name: '/ci/aws_credentials', claim: 'prod/ci' });
    expect([secret.generate, secret.value_wo]).toEqual([undefined, undefined]);
  });

  test('warn, and name the ways with a role', () => {
    const warnings = stack.node
      .findAll()
      .flatMap(({ node }) => node.metadata)
      .filter(({ type }) => type === '@cdktf/warn')
      .map(({ data }) => data as string);
    expect(warnings).toEqual([
      expect.stringMatching(/^AwsCredentials 'ci\/aws_credentials' gives out access keys, .* give it a role: by OIDC for GitHub/),
    ]);
  });

  test('can be deleted with the keys that were made meanwhile, once their protection is off', () => {
    const open = synthesize(declare({ deletionProtection: false }).stack).resource;
    expect(only(open.aws_iam_user)).toMatchObject({ force_destroy: true });
    expect(only(open.aws_iam_user).lifecycle).toBeUndefined();
    expect(Object.values(open.coffer_secret!).map(({ deletion_protection: isProtected }) => isProtected)).toEqual([false, false]);
  });
});

describe('synth refuses a policy', () => {
  test.each<[string, string, string]>([
    [
      'with a wildcard for all actions',
      document(statement({ Action: '*' })),
      "statement 1 of policy allows '*'. Name every action, without wildcards.",
    ],
    [
      'with a wildcard for the actions of a service',
      document(statement(), statement({ Action: ['s3:PutObject', 's3:Get*'] })),
      "statement 2 of policy allows 's3:Get*'. Name every action, without wildcards.",
    ],
    [
      'for all resources',
      document(statement({ Resource: '*' })),
      "statement 1 of policy allows s3:PutObject on '*'. Name the resources by their ARNs. " +
        'For an action that AWS knows no resources for, list it in actionsWithoutResources.',
    ],
    [
      'for all resources of a service',
      document(statement({ Resource: ['arn:aws:s3:::x', 'arn:aws:sqs:eu-west-1:111122223333:*'] })),
      "statement 1 of policy allows s3:PutObject on 'arn:aws:sqs:eu-west-1:111122223333:*', " +
        'which has a wildcard where its name begins. Write the name out,',
    ],
    [
      'with a policy variable that Terraform would take for its own',
      document(statement({ Resource: 'arn:aws:s3:::homes/${aws:username}/*' })),
      'policy has the policy variable ${aws:username}, which Terraform takes for an expression of its own. ' +
        'Write $${aws:username}, with two dollar signs.',
    ],
    [
      'of all but something',
      document({ Effect: 'Allow', NotAction: 'iam:*', Resource: BUCKET }),
      'statement 1 of policy allows all but what it names (NotAction or NotResource). Name what it allows, in Action and Resource.',
    ],
    [
      'that allows nothing',
      document({ Effect: 'Deny', Action: '*', Resource: '*' }),
      'policy allows nothing. Give it a statement with Effect Allow.',
    ],
    ['that is no JSON', 'Allow all', 'policy is not JSON. Write it out: '],
    [
      'that only apply knows',
      Lazy.stringValue({ produce: () => '{}' }),
      'policy is known only at apply, so that nobody could check it. Write it out: ',
    ],
    [
      'that is too long',
      document(statement({ Resource: Array.from({ length: 400 }, (_, index) => `${BUCKET}/${index}`) })),
      'and IAM takes 6144. Name fewer resources, or divide the credentials.',
    ],
  ])('%s', (_name, policy, message) => {
    const error = thrownBy(() => declare({ policy }));
    expect(error.name).toBe('PolicyError');
    expect(error.message).toContain(message);
    expect(error.message).toMatch(/^AwsCredentials 'ci\/aws_credentials': /);
  });

  test.each([
    'arn:aws:iam::111122223333:role/*',
    'arn:aws:iam::111122223333:role/acme-*',
    'arn:aws:kms:eu-west-1:111122223333:key/*',
    'arn:aws:dynamodb:eu-west-1:111122223333:table/*',
    'arn:aws:dynamodb:eu-west-1:111122223333:table/????',
    'arn:aws:lambda:eu-west-1:111122223333:function:*',
    'arn:aws:logs:eu-west-1:111122223333:log-group:/*',
    'arn:aws:ssm:eu-west-1:111122223333:parameter/*',
    'arn:aws:s3:::*',
    'arn:aws:s3:::acme-*/incoming',
    'arn:aws:s3:eu-west-1:111122223333:accesspoint/*',
    'arn:aws:execute-api:eu-west-1:111122223333:*/prod',
    'arn:*:s3:::acme/x',
    'arn:aws:*:eu-west-1:111122223333:thing/name',
    'arn:aws:iam::*:role/acme',
    'arn:aws:iam::11112222????:role/acme',
    'arn:aws:s3*',
    '*:role/acme',
    '${aws_s3_bucket.any.arn}*',
  ])('for more than what is below a name: %s', (Resource) => {
    const message = `statement 1 of policy allows sts:AssumeRole on '${Resource}', which `;
    for (const actionsWithoutResources of [[], ['sts:AssumeRole']]) {
      const error = thrownBy(() =>
        declare({
          policy: document(statement({ Action: 'sts:AssumeRole', Resource: ['arn:aws:iam::111122223333:role/acme', Resource] })),
          actionsWithoutResources,
        }),
      );
      expect(error).toMatchObject({ name: 'PolicyError', message: expect.stringContaining(message) as string });
    }
  });

  test.each([
    'arn:aws:s3:::acme/*',
    'arn:aws:s3:::acme/incoming/*.json',
    'arn:aws:execute-api:eu-west-1:111122223333:a1b2c3/*/GET/*',
    'arn:aws:dynamodb:eu-west-1:111122223333:table/orders/index/*',
    'arn:aws:logs:eu-west-1:111122223333:log-group:/acme/api:*',
    'arn:aws:ssm:*:111122223333:parameter/acme/*',
    'arn:aws:iam::111122223333:role/acme',
    'arn:aws:s3:eu-west-1:111122223333:accesspoint/door/object/*',
    '${aws_s3_bucket.any.arn}/*',
    'arn:aws:s3:::${aws_s3_bucket.any.bucket}/home/$${aws:username}/*',
  ])('but not what is below one: %s', (Resource) => {
    declare({ policy: document(statement({ Resource })) });
  });

  test.each(['${aws:username}', '${saml:sub}', '${*}'])(
    'with a variable that Terraform would take for its own, and says how it is written: %s',
    (variable) => {
      expect(thrownBy(() => declare({ policy: document(statement({ Resource: `${BUCKET}/${variable}/x` })) })).message).toBe(
        `AwsCredentials 'ci/aws_credentials': policy has the policy variable ${variable}, ` +
          `which Terraform takes for an expression of its own. Write $${variable}, with two dollar signs.`,
      );
    },
  );

  test('but not an action without resources that is named as such', () => {
    const policy = document(statement(), { Effect: 'Allow', Action: 'sts:GetCallerIdentity', Resource: '*' });
    expect(thrownBy(() => declare({ policy })).message).toContain("allows sts:GetCallerIdentity on '*'");
    declare({ policy, actionsWithoutResources: ['sts:GetCallerIdentity'] });
  });

  test("or a user's name that IAM does not take", () => {
    expect(thrownBy(() => declare({ userName: 'a b' })).message).toContain("userName 'a b' is not 1 to 64 letters");
  });
});

describe('AWS credentials for the SMTP interface of Amazon SES', () => {
  const send = statement({ Action: ['ses:SendRawEmail'], Resource: 'arn:aws:ses:eu-west-1:111122223333:identity/acme.example' });

  test('have the rotator derive the password for their region', () => {
    const plans = (props: Partial<AwsCredentialsProps>) =>
      JSON.stringify(synthesize(declare({ policy: document(send), ...props }).stack)).includes('smtpRegion');
    expect(plans({ smtpRegion: 'eu-west-1' })).toBe(true);
    // Plans of those that were deployed before stay what they are.
    expect(plans({})).toBe(false);
  });

  test.each<[string, Partial<AwsCredentialsProps>, string, string]>([
    [
      'a region that is none',
      { smtpRegion: 'Ireland' },
      'VaultConfigurationError',
      "smtpRegion 'Ireland' is no region of AWS. Write it like smtpRegion: 'eu-west-1'.",
    ],
    [
      'nobody who derives the password',
      { smtpRegion: 'eu-west-1', rotated: false },
      'RotationError',
      'smtpRegion is given and rotated is false, so that no rotation would derive the SMTP password. ' +
        'Leave rotated out, or leave smtpRegion out and put SmtpPassword into the value yourself.',
    ],
    [
      'a policy that does not let them send',
      { smtpRegion: 'eu-west-1', policy: document(statement(), { ...send, Effect: 'Deny' }) },
      'PolicyError',
      'smtpRegion is given, and its policy does not allow ses:SendRawEmail, without which the SMTP interface refuses every mail. ' +
        'Allow ses:SendRawEmail on the ARN of the identity that mails are from, ' +
        'such as arn:aws:ses:eu-west-1:111122223333:identity/acme.example.',
    ],
  ])('are refused with %s', (_, props, name, message) => {
    expect(thrownBy(() => declare({ policy: document(send), ...props }))).toEqual({
      name,
      message: `AwsCredentials 'ci/aws_credentials': ${message}`,
    });
  });
});
