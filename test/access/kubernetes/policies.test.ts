import { IamOpenidConnectProvider } from '@cdktf/provider-aws/lib/iam-openid-connect-provider';
import { KubernetesProvider } from '@cdktf/provider-kubernetes/lib/provider';
import { runSimulation } from '@cloud-copilot/iam-simulate';
import { ApplicationSecret, SecretSource, SecretVault } from '../../../src';
import { ExternalSecret, SecretStore, ServiceAccountRole } from '../../../src/access/kubernetes';
import { thrownBy } from '../../support/errors';
import { DeployedStack } from '../../support/iam';
import { newStack, synthesize, type Configuration } from '../../support/synth';

const ISSUER = 'oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLE';
const OIDC = `arn:aws:iam::111122223333:oidc-provider/${ISSUER}`;

/** A stage: `listed` reads api/db_password by its name, `whole` reads the services global and api. */
function synthesized(stage: string): Configuration {
  const stack = newStack(undefined, stage);
  new KubernetesProvider(stack, 'kubernetes', {});
  const vault = new SecretVault(stack, 'vault', { namespace: 'acme', stage });
  const secret = (service: string, key: string) =>
    new ApplicationSecret(stack, `${service}-${key}`, { vault, service, key, source: SecretSource.generated() });
  const own = secret('api', 'db_password');
  secret('api', 'other');
  secret('web', 'db_password');
  const store = (id: string): SecretStore =>
    new SecretStore(stack, `store-${id}`, {
      vault,
      namespace: 'api',
      name: id,
      serviceAccount: new ServiceAccountRole(stack, id, { vault, oidcProviderArn: OIDC, namespace: 'api', serviceAccount: id }),
    });
  new ExternalSecret(stack, 'list', { store: store('listed'), name: 'list', secrets: [own] });
  new ExternalSecret(stack, 'all', { store: store('whole'), name: 'all', services: ['global', 'api'] });
  return synthesize(stack);
}

const configuration = synthesized('dev');
const dev = new DeployedStack(configuration, {
  account: '111122223333',
  region: 'eu-west-1',
  keyId: '11111111-1111-1111-1111-111111111111',
});
const prod = new DeployedStack(synthesized('prod'), {
  account: '444455556666',
  region: 'eu-west-1',
  keyId: '22222222-2222-2222-2222-222222222222',
});
const sameAccountProd = new DeployedStack(synthesized('prod'), {
  account: '111122223333',
  region: 'eu-west-1',
  keyId: '22222222-2222-2222-2222-222222222222',
});

type Role = 'listed' | 'whole';

async function ssm(role: Role, action: string, parameter: string, where = dev): Promise<string> {
  return dev.decide({ principal: dev.roleArn(role), policies: dev.policiesOf(role), action, resource: where.parameterArn(parameter) });
}

async function decrypt(
  role: Role,
  parameter: string,
  change: { readonly [key: string]: string | undefined } = {},
  where = dev,
): Promise<string> {
  const context = Object.entries({ ...where.throughParameterStore(parameter, '111122223333'), ...change }).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return where.decide({
    principal: dev.roleArn(role),
    policies: dev.policiesOf(role),
    action: 'kms:Decrypt',
    resource: where.keyArn,
    context: Object.fromEntries(context),
  });
}

/** What External Secrets Operator does with a secret that is listed: GetParameter with decryption. */
const reads = async (role: Role, parameter: string, where = dev): Promise<string[]> => [
  await ssm(role, 'ssm:GetParameter', parameter, where),
  await decrypt(role, parameter, {}, where),
];
/** What it does with a service: GetParametersByPath, and through it one decryption for each parameter. */
const finds = async (role: Role, path: string, parameter: string, where = dev): Promise<string[]> => [
  await ssm(role, 'ssm:GetParametersByPath', path, where),
  await decrypt(role, parameter, {}, where),
];

const YES = ['Allowed', 'Allowed'];
const NO = ['ImplicitlyDenied', 'ImplicitlyDenied'];

describe('the role of a store with listed secrets', () => {
  test('reads them', async () => {
    expect(await reads('listed', '/api/db_password')).toEqual(YES);
  });

  test.each([
    '/api/other',
    '/web/db_password',
    '/api/db_password/more',
    '/api/db_password2',
    '/bootstrap/vault/root',
    '/_coffer/pending/api/db_password',
  ])('does not read %s', async (parameter) => {
    expect(await reads('listed', parameter)).toEqual(NO);
  });

  test.each(['/api', '/api/', '/a'])('does not ask for the path %s', async (path) => {
    expect(await ssm('listed', 'ssm:GetParametersByPath', path)).toBe('ImplicitlyDenied');
  });

  test('does not read the same secret of another stage, in another account or the same one', async () => {
    expect(await reads('listed', '/api/db_password', prod)).toEqual(NO);
    expect(await decrypt('listed', '/api/db_password', {}, sameAccountProd)).toBe('ImplicitlyDenied');
  });
});

describe('the role of a store with whole services', () => {
  test.each([
    ['/api/', '/api/db_password'],
    ['/api', '/api/other'],
    ['/api/', '/api/made-tomorrow'],
    ['/global/', '/global/token'],
  ])('finds %s, and in it %s', async (path, parameter) => {
    expect(await finds('whole', path, parameter)).toEqual(YES);
  });

  test.each([
    ['another service', '/web/', '/web/db_password'],
    ['a service below its own', '/api/pr-12/', '/api/pr-12/key'],
    ['a service that only begins like its own', '/api2/', '/api2/key'],
    ['a service that ends like its own', '/x/api/', '/x/api/key'],
    ['values that wait to be proven', '/_coffer/pending/api/', '/_coffer/pending/api/db_password'],
    ['bootstrap secrets', '/bootstrap/vault/', '/bootstrap/vault/root'],
  ])('does not find %s', async (_, path, parameter) => {
    expect(await finds('whole', path, parameter)).toEqual(NO);
  });

  test('does not find its services in another stage, in another account or the same one', async () => {
    expect(await finds('whole', '/api/', '/api/db_password', prod)).toEqual(NO);
    expect(await decrypt('whole', '/api/db_password', {}, sameAccountProd)).toBe('ImplicitlyDenied');
  });

  test.each([
    ['without Parameter Store in between', { 'kms:ViaService': undefined }],
    ['through another service', { 'kms:ViaService': 'secretsmanager.eu-west-1.amazonaws.com' }],
    ['through Parameter Store of another region', { 'kms:ViaService': 'ssm.us-east-1.amazonaws.com' }],
    ['without a context', { 'kms:EncryptionContext:PARAMETER_ARN': undefined }],
  ])('does not decrypt %s', async (_, change) => {
    expect(await decrypt('whole', '/api/db_password', change)).toBe('ImplicitlyDenied');
  });

  test.each(['ssm:GetParameter', 'ssm:GetParameterHistory', 'ssm:PutParameter', 'ssm:DeleteParameter'])('has no %s', async (action) => {
    expect(await ssm('whole', action, '/api/db_password')).toBe('ImplicitlyDenied');
  });

  test('of as many services as it takes has a policy that IAM takes', () => {
    const stack = newStack();
    new KubernetesProvider(stack, 'kubernetes', {});
    const vault = new SecretVault(stack, 'vault', { namespace: 'acme', stage: 'dev' });
    const role = new ServiceAccountRole(stack, 'role', { vault, oidcProviderArn: OIDC, namespace: 'api', serviceAccount: 'eso' });
    const store = new SecretStore(stack, 'store', { vault, namespace: 'api', serviceAccount: role });
    new ExternalSecret(stack, 'all', { store, name: 'all', services: Array.from({ length: 18 }, (_, index) => `service-${index}`) });
    const policy = Object.values(synthesize(stack).resource.aws_iam_policy!)
      .map((block) => block.policy as string)
      .find((text) => text.includes('ListServices'))!;
    const longest = policy
      .replace(/\$\{data\.aws_partition\.[\w-]+\.partition\}/g, 'aws-us-gov')
      .replace(/\$\{data\.aws_partition\.[\w-]+\.dns_suffix\}/g, 'amazonaws.com.cn')
      .replace(/\$\{data\.aws_region\.[\w-]+\.id\}/g, 'ap-southeast-2')
      .replace(/\$\{data\.aws_caller_identity\.[\w-]+\.account_id\}/g, '123456789012')
      .replace(/\$\{aws_kms_key\.[\w-]+\.arn\}/g, `arn:aws-us-gov:kms:ap-southeast-2:123456789012:key/mrk-${'0'.repeat(32)}`);
    expect(longest).not.toContain('${');
    expect(longest.length).toBeLessThanOrEqual(6144);
    // And the limit is no guess far below what IAM takes.
    expect(longest.length).toBeGreaterThan(5500);
  });
});

test('no statement of either role names a resource by a pattern', () => {
  for (const policy of [...dev.policiesOf('listed'), ...dev.policiesOf('whole')]) {
    for (const { Resource } of (JSON.parse(policy) as { Statement: { Resource: string | string[] }[] }).Statement) {
      expect(JSON.stringify(Resource)).not.toContain('*');
    }
  }
});

describe('the role of a service account', () => {
  const trust = configuration.resource.aws_iam_role!.listed!.assume_role_policy as string;

  /** IAM's judgement on a token. The simulator knows keys of a few issuers only: one of them stands in for the cluster's. */
  async function assumes(
    token: { readonly sub?: string; readonly aud?: string },
    principal = OIDC,
    action = 'sts:AssumeRoleWithWebIdentity',
  ): Promise<string> {
    const claims = Object.entries(token).map(([claim, value]) => [`accounts.google.com:${claim}`, value] as const);
    const result = await runSimulation(
      {
        request: {
          principal,
          action,
          resource: { resource: dev.roleArn('listed'), accountId: '111122223333' },
          contextVariables: Object.fromEntries(claims),
        },
        identityPolicies: [],
        serviceControlPolicies: [],
        resourceControlPolicies: [],
        resourcePolicy: JSON.parse(trust.replaceAll(`"${ISSUER}:`, '"accounts.google.com:')) as object,
      },
      {},
    );
    if (result.resultType === 'error') throw new Error(`not a call that AWS knows: ${JSON.stringify(result.errors)}`);
    return result.overallResult;
  }

  const own = { sub: 'system:serviceaccount:api:listed', aud: 'sts.amazonaws.com' };

  test('is assumed by a token of that service account', async () => {
    expect(await assumes(own)).toBe('Allowed');
  });

  test.each([
    ['of another service account', { ...own, sub: 'system:serviceaccount:api:whole' }],
    ['of another namespace', { ...own, sub: 'system:serviceaccount:web:listed' }],
    ['of a name that only begins so', { ...own, sub: 'system:serviceaccount:api:listed-2' }],
    ['for another audience', { ...own, aud: 'https://kubernetes.default.svc' }],
    ['without an audience', { sub: own.sub }],
    ['without a subject', { aud: own.aud }],
  ])('is not assumed by a token %s', async (_, token) => {
    expect(await assumes(token)).toBe('ImplicitlyDenied');
  });

  test('is not assumed by a token of another cluster, nor by a role', async () => {
    expect(await assumes(own, `${OIDC}2`)).toBe('ImplicitlyDenied');
    expect(await assumes(own, 'arn:aws:iam::111122223333:role/admin', 'sts:AssumeRole')).toBe('ImplicitlyDenied');
  });

  test('can be of a cluster that the same program declares', () => {
    const stack = newStack();
    const provider = new IamOpenidConnectProvider(stack, 'oidc', { url: `https://${ISSUER}`, clientIdList: ['sts.amazonaws.com'] });
    const vault = new SecretVault(stack, 'vault', { namespace: 'acme', stage: 'dev' });
    new ServiceAccountRole(stack, 'role', { vault, oidcProviderArn: provider.arn, namespace: 'api', serviceAccount: 'eso' });
    // Terraform reads what is between ${ and } as an expression, quotes and all.
    const issuer = '${element(split("oidc-provider/", aws_iam_openid_connect_provider.oidc.arn), 1)}';
    const policy = synthesize(stack).resource.aws_iam_role!.role!.assume_role_policy as string;
    expect(JSON.parse(policy.replaceAll(issuer, ISSUER))).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'ThisServiceAccountOnly',
          Effect: 'Allow',
          Principal: { Federated: '${aws_iam_openid_connect_provider.oidc.arn}' },
          Action: 'sts:AssumeRoleWithWebIdentity',
          Condition: { StringEquals: { [`${ISSUER}:aud`]: 'sts.amazonaws.com', [`${ISSUER}:sub`]: 'system:serviceaccount:api:eso' } },
        },
      ],
    });
  });

  test.each([
    [
      'an OIDC provider that is none',
      { oidcProviderArn: `https://${ISSUER}` },
      `oidcProviderArn 'https://${ISSUER}' is not the ARN of an OIDC provider in IAM. ` +
        `Write arn:aws:iam::<account>:oidc-provider/<issuer without https://>, or pass the arn of an IamOpenidConnectProvider.`,
    ],
    [
      'a name too long',
      { namespace: 'n'.repeat(52) },
      `the role's name 'acme-dev-${'n'.repeat(
        52,
      )}-eso' is not 1 to 64 letters, digits and any of _+=,.@- (it has 65 characters). Give roleName one that is.`,
    ],
  ])('is refused with %s', (_, props, rest) => {
    const stack = newStack();
    const vault = new SecretVault(stack, 'vault', { namespace: 'acme', stage: 'dev' });
    expect(
      thrownBy(
        () => new ServiceAccountRole(stack, 'role', { vault, oidcProviderArn: OIDC, namespace: 'api', serviceAccount: 'eso', ...props }),
      ),
    ).toEqual({
      name: 'GrantError',
      message: `ServiceAccountRole 'dev/role': ${rest}`,
    });
  });
});
