import { IamOpenidConnectProvider } from '@cdktf/provider-aws/lib/iam-openid-connect-provider';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { KubernetesProvider } from '@cdktf/provider-kubernetes/lib/provider';
import { App, TerraformStack, Token } from 'cdktf';
import {
  ApplicationSecret,
  BootstrapSecret,
  EphemeralSecret,
  Grantee,
  SecretEngine,
  SecretSource,
  SecretVault,
  access,
  kubernetes,
} from '../../../src';
import { BootstrapKey } from '../../../src/vault/bootstrap-key';
import { VaultCore } from '../../../src/vault/vault-core';
import { thrownBy } from '../../support/errors';
import { newApp, newStack, only, synthesize } from '../../support/synth';

const { CiCdAccess, CiCdDeployRole, CiCdPlanRole, OidcIdentity, OidcProvider, TerraformState } = access;
const ISSUER = 'token.actions.githubusercontent.com';
const ids = { owner: 'acme', ownerId: 7, repository: 'api', repositoryId: 42 };
const inEnvironment = (environment = 'prod') => OidcIdentity.github({ ...ids, environment });
const ofPullRequests = OidcIdentity.github({ ...ids, pullRequest: true });
const state = TerraformState.s3({
  bucket: 'acme-states',
  keys: ['acme/dev.tfstate'],
  kmsKeyArn: 'arn:aws:kms:eu-west-1:111122223333:key/states',
});

function newVault(stage = 'dev', app: App = newApp()): { readonly stack: TerraformStack; readonly vault: SecretVault } {
  const stack = newStack(app, stage);
  return { stack, vault: new SecretVault(stack, 'vault', { namespace: 'acme', stage }) };
}

const accountStack = (app: App, id: string, account?: string) => {
  const stack = new TerraformStack(app, id);
  new AwsProvider(stack, 'aws', { region: 'eu-west-1', ...(account && { allowedAccountIds: [account] }) });
  return stack;
};

const secretOf = (stack: TerraformStack, vault: SecretVault, key: string) =>
  new ApplicationSecret(stack, key, { vault, service: 'api', key, source: SecretSource.generated() });

const reader = (stack: TerraformStack) => Grantee.fromRoleName(stack, 'vault-server');

const warningsOf = (stack: TerraformStack) =>
  stack.node.findAll().flatMap(({ node }) => node.metadata.filter(({ type }) => type.includes('warn')).map(({ data }) => String(data)));

describe('the role of a pipeline', () => {
  test('trusts the tokens of one job: provider, audience, subjects old and new, ids, and the names of sessions', () => {
    const { stack, vault } = newVault();
    new CiCdAccess(stack, 'ci', { vault, identity: inEnvironment(), services: ['api'], sessionName: 'gha-*' });
    const { resource } = synthesize(stack);
    const role = only(resource.aws_iam_role);
    expect(role).toMatchObject({ name: 'acme-dev-ci', max_session_duration: 3600 });
    expect(JSON.parse(role.assume_role_policy as string)).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'Pipeline0',
          Effect: 'Allow',
          Principal: { Federated: `\${aws_iam_openid_connect_provider.coffer-oidc-provider-${ISSUER.replace(/\./g, '-')}.arn}` },
          Action: 'sts:AssumeRoleWithWebIdentity',
          Condition: {
            StringEquals: {
              [`${ISSUER}:aud`]: 'sts.amazonaws.com',
              [`${ISSUER}:sub`]: ['repo:acme/api:environment:prod', 'repo:acme@7/api@42:environment:prod'],
              [`${ISSUER}:repository_id`]: '42',
              [`${ISSUER}:repository_owner_id`]: '7',
            },
            StringLike: { 'sts:RoleSessionName': 'gha-*' },
          },
        },
      ],
    });
    // No thumbprint is asked for: AWS ignores it.
    expect(only(resource.aws_iam_openid_connect_provider)).toEqual(
      expect.objectContaining({ url: `https://${ISSUER}`, client_id_list: ['sts.amazonaws.com'] }),
    );
    expect(only(resource.aws_iam_openid_connect_provider)).not.toHaveProperty('thumbprint_list');
  });

  test('warns where names alone are trusted', () => {
    const { stack, vault } = newVault();
    new CiCdAccess(stack, 'ci', { vault, identity: OidcIdentity.github({ owner: 'acme', repository: 'api', environment: 'dev' }) });
    expect(warningsOf(stack)).toEqual([expect.stringMatching(/^CiCdAccess 'dev\/ci': The role trusts GitHub's acme\/api by its name\./)]);
  });

  test('is granted further secrets as any role', () => {
    const { stack, vault } = newVault();
    const ci = new CiCdAccess(stack, 'ci', { vault, identity: inEnvironment() });
    secretOf(stack, vault, 'token').grantRead(ci);
    expect(JSON.stringify(synthesize(stack).resource.aws_iam_policy)).toContain('parameter/api/token');
  });

  test.each<[string, (stack: TerraformStack, vault: SecretVault) => unknown, object]>([
    [
      'a pull request with write',
      (stack, vault) => new CiCdAccess(stack, 'ci', { vault, identity: ofPullRequests, write: [secretOf(stack, vault, 'token')] }),
      {
        name: 'FederationError',
        message:
          "CiCdAccess 'dev/ci': its identity is one of pull requests, whose code is anybody's, and write would let them change secrets. " +
          'Leave write out, and write from a job behind an environment.',
      },
    ],
    [
      'a trust policy that IAM would not take',
      (stack, vault) =>
        new CiCdAccess(stack, 'ci', {
          vault,
          identity: inEnvironment(),
          furtherIdentities: ['one', 'two', 'three', 'four', 'five'].map(inEnvironment),
        }),
      {
        name: 'FederationError',
        message:
          "CiCdAccess 'dev/ci': its trust policy would have 3132 characters, and IAM takes 2048. " +
          'Use several roles, each for some of the identities.',
      },
    ],
    [
      'a provider of another issuer',
      (stack, vault) =>
        new CiCdAccess(stack, 'ci', {
          vault,
          identity: inEnvironment(),
          provider: OidcProvider.fromArn('arn:aws:iam::111122223333:oidc-provider/gitlab.com'),
        }),
      {
        name: 'FederationError',
        message:
          "CiCdAccess 'dev/ci': provider 'arn:aws:iam::111122223333:oidc-provider/gitlab.com' is one of gitlab.com, and the identity's " +
          `tokens are issued by ${ISSUER}. Pass the provider of that issuer.`,
      },
    ],
    [
      'what is no provider',
      (stack, vault) => new CiCdAccess(stack, 'ci', { vault, identity: inEnvironment(), provider: OidcProvider.fromArn('github') }),
      {
        name: 'FederationError',
        message:
          "CiCdAccess 'dev/ci': provider 'github' is not the ARN of an OIDC provider in IAM. " +
          `Write arn:aws:iam::<account>:oidc-provider/${ISSUER}.`,
      },
    ],
    [
      'a name of sessions that AWS would refuse',
      (stack, vault) => new CiCdAccess(stack, 'ci', { vault, identity: inEnvironment(), sessionName: 'gha run' }),
      {
        name: 'FederationError',
        message: "CiCdAccess 'dev/ci': sessionName 'gha run' is not 2 to 64 letters, digits and any of _+=,.@-*?. Write it like 'gha-*'.",
      },
    ],
    [
      'a session of minutes',
      (stack, vault) => new CiCdAccess(stack, 'ci', { vault, identity: inEnvironment(), maxSessionMinutes: 15 }),
      { name: 'FederationError', message: "CiCdAccess 'dev/ci': maxSessionMinutes is 15. Write a whole number from 60 to 720." },
    ],
    [
      'bootstrap secrets as a whole',
      (stack, vault) => new CiCdAccess(stack, 'ci', { vault, identity: inEnvironment(), services: ['bootstrap/vault'] }),
      {
        name: 'FederationError',
        message:
          "CiCdAccess 'dev/ci': service 'bootstrap/vault' is one of bootstrap secrets, which only the roles in their readers may read. " +
          'Name the role in the readers of the secrets that it needs.',
      },
    ],
    [
      'a name that another role has',
      (stack, vault) => {
        new CiCdAccess(stack, 'one', { vault, identity: inEnvironment(), roleName: 'ci' });
        new CiCdAccess(stack, 'two', { vault, identity: inEnvironment(), roleName: 'CI' });
      },
      {
        name: 'GrantError',
        message:
          "CiCdAccess 'dev/two': its role would be named 'CI', which is that of CiCdAccess 'dev/one'. " +
          'Give one of them a roleName of its own.',
      },
    ],
    [
      'a deployment by pull requests',
      (stack, vault) => new CiCdDeployRole(stack, 'deploy', { vault, identity: ofPullRequests, state, services: ['api'] }),
      {
        name: 'FederationError',
        message:
          "CiCdDeployRole 'dev/deploy': its identity is one of pull requests, whose code is anybody's, and the role would deploy it. " +
          'Deploy from a job behind an environment or from one branch, and plan pull requests with a CiCdPlanRole.',
      },
    ],
  ])('refuses %s', (_, declare, expected) => {
    const { stack, vault } = newVault();
    expect(thrownBy(() => declare(stack, vault))).toEqual(expected);
  });

  test('refuses pull requests that would read production, by its stage or where it is said', () => {
    const { stack, vault } = newVault('prod');
    const expected = {
      name: 'FederationError',
      message:
        "CiCdAccess 'prod/ci': its identity is one of pull requests, whose code is anybody's, and vault acme-prod is one of production. " +
        'Have pull requests read a vault of another stage, and production read behind an environment.',
    };
    expect(thrownBy(() => new CiCdAccess(stack, 'ci', { vault, identity: ofPullRequests, services: ['api'] }))).toEqual(expected);
    const demo = newVault('demo');
    expect(
      thrownBy(() => new CiCdAccess(demo.stack, 'ci', { vault: demo.vault, identity: ofPullRequests, production: true })).message,
    ).toContain('vault acme-demo is one of production');
    expect(() => new CiCdAccess(demo.stack, 'fine', { vault: demo.vault, identity: ofPullRequests, services: ['api'] })).not.toThrow();
  });

  const subject = "CiCdAccess 'dev/ci': its identity is one of pull requests, whose code is anybody's, and it is granted to ";
  const behindEnvironment = '. Grant that to the role of a job behind an environment.';
  const { AccessProfile, AccessProfiles } = access;
  test.each<[string, (ci: InstanceType<typeof CiCdAccess>, secret: ApplicationSecret, vault: SecretVault) => unknown, string]>([
    ['grantWrite', (ci, secret) => secret.grantWrite(ci), "change '/api/key' of vault acme-dev"],
    [
      'grantWrite to the role by its name',
      (_, secret) => secret.grantWrite(Grantee.fromRoleName(secret, 'acme-dev-ci')),
      "change '/api/key' of vault acme-dev",
    ],
    ...[AccessProfile.WRITE, AccessProfile.ADMIN, AccessProfile.ROTATE].map(
      (profile): [string, (ci: InstanceType<typeof CiCdAccess>, secret: ApplicationSecret, vault: SecretVault) => unknown, string] => [
        `profile ${profile}`,
        (ci, _, vault) => AccessProfiles.grant(ci, { vault, services: ['api'], profile }),
        "change service 'api' of vault acme-dev",
      ],
    ),
  ])('refuses a later %s to pull requests, at synth', (_, grant, what) => {
    const { stack, vault } = newVault();
    const secret = secretOf(stack, vault, 'key');
    const ci = new CiCdAccess(stack, 'ci', { vault, identity: ofPullRequests, services: ['api'] });
    const inOrder = new CiCdAccess(stack, 'deploy', { vault, identity: inEnvironment() });
    secret.grantWrite(inOrder);
    secret.grantRead(ci);
    AccessProfiles.grant(ci, { vault, services: ['api'], profile: AccessProfile.EXEC });
    AccessProfiles.grant(ci, { vault, services: ['api'], profile: AccessProfile.AUDIT });
    expect(() => synthesize(stack)).not.toThrow();
    grant(ci, secret, vault);
    expect(thrownBy(() => synthesize(stack))).toEqual({ name: 'FederationError', message: `${subject}${what}${behindEnvironment}` });
  });

  const planOf = (stack: TerraformStack, vault: SecretVault, production?: boolean) =>
    new CiCdPlanRole(stack, 'plan', { vault, state, identity: ofPullRequests, production });
  const ofProduction =
    "CiCdPlanRole 'prod/plan': its identity is one of pull requests, whose code is anybody's, and it is granted to read secrets of vault " +
    'acme-prod, which is one of production. Have pull requests read a vault of another stage, and production read behind an environment.';
  test.each<[string, (plan: InstanceType<typeof CiCdPlanRole>, secret: ApplicationSecret, vault: SecretVault) => unknown]>([
    ['grantRead', (plan, secret) => secret.grantRead(plan)],
    ['profile', (plan, _, vault) => AccessProfiles.grant(plan, { vault, services: ['api'], profile: AccessProfile.EXEC })],
  ])('refuses a later %s of production to pull requests, at synth', (_, grant) => {
    const { stack, vault } = newVault('prod');
    const secret = secretOf(stack, vault, 'key');
    const plan = planOf(stack, vault);
    secret.grantRead(new CiCdAccess(stack, 'ci', { vault, identity: inEnvironment() }));
    expect(() => synthesize(stack)).not.toThrow();
    grant(plan, secret, vault);
    expect(thrownBy(() => synthesize(stack))).toEqual({ name: 'FederationError', message: ofProduction });
  });

  test('takes the word of whoever says that a stage is none of production, for later grants too', () => {
    const { stack, vault } = newVault('live');
    const tests = new CiCdAccess(stack, 'tests', { vault, identity: ofPullRequests, production: false });
    secretOf(stack, vault, 'key').grantRead(tests);
    expect(() => synthesize(stack)).not.toThrow();
    const demo = newVault('demo');
    secretOf(demo.stack, demo.vault, 'key').grantRead(planOf(demo.stack, demo.vault, true));
    expect(thrownBy(() => synthesize(demo.stack)).message).toContain('to read secrets of vault acme-demo, which is one of production');
  });

  test.each(['prod-eu', 'pre-prod', 'eu-prod2'])('takes stage %s for production, as LocalDevelopment does', (stage) => {
    const { stack, vault } = newVault(stage);
    expect(thrownBy(() => new CiCdAccess(stack, 'ci', { vault, identity: ofPullRequests })).message).toContain('is one of production');
  });

  test('refuses services of another vault', () => {
    const { stack, vault } = newVault();
    const other = new SecretVault(stack, 'other', { namespace: 'shop', stage: 'dev' });
    new ApplicationSecret(stack, 'foreign', { vault: other, service: 'shop', key: 'key', source: SecretSource.generated() });
    new CiCdAccess(stack, 'ci', { vault, identity: inEnvironment(), services: ['shop'] });
    expect(thrownBy(() => synthesize(stack)).message).toMatch(/^CiCdAccess 'dev\/ci': service 'shop' is one of vault shop-dev/);
  });
});

describe('the OIDC provider', () => {
  test('is one for all roles of an account, from several stacks, with the audiences of all', () => {
    const app = newApp();
    const [first, second, elsewhere] = [
      accountStack(app, 'first', '111122223333'),
      accountStack(app, 'second', '111122223333'),
      accountStack(app, 'elsewhere', '444455556666'),
    ] as const;
    [first, second, elsewhere].forEach((stack, index) => {
      const vault = new SecretVault(stack, 'vault', { namespace: `acme${index}`, stage: 'dev' });
      new CiCdAccess(stack, 'ci', { vault, identity: inEnvironment() });
      new CiCdAccess(stack, 'again', { vault, identity: OidcIdentity.github({ ...ids, environment: 'x', audience: `aws-${index}` }) });
    });
    const [one, two, three] = [first, second, elsewhere].map(synthesize);
    expect(only(one!.resource.aws_iam_openid_connect_provider).client_id_list).toEqual(['aws-0', 'aws-1', 'sts.amazonaws.com']);
    expect(two!.resource.aws_iam_openid_connect_provider).toBeUndefined();
    expect(Object.values(two!.resource.aws_iam_role!)[0]!.assume_role_policy).toMatch(
      new RegExp(`:iam::\\$\\{data\\.aws_caller_identity\\.[^}]+\\}:oidc-provider/${ISSUER}`),
    );
    expect(second.dependencies).toEqual([first]);
    expect(only(three!.resource.aws_iam_openid_connect_provider).client_id_list).toEqual(['aws-2', 'sts.amazonaws.com']);
  });

  test('is refused in a stack that has to be deployed before the one with the provider', () => {
    const app = newApp();
    const [first, second] = ['first', 'second'].map((id) => accountStack(app, id, '111122223333')) as [TerraformStack, TerraformStack];
    const vaultIn = (stack: TerraformStack) => new SecretVault(stack, 'vault', { namespace: stack.node.id, stage: 'dev' });
    first.addDependency(second);
    new CiCdAccess(first, 'ci', { vault: vaultIn(first), identity: inEnvironment() });
    const vault = vaultIn(second);
    expect(thrownBy(() => new CiCdAccess(second, 'ci', { vault, identity: inEnvironment() }))).toEqual({
      name: 'FederationError',
      message:
        `CiCdAccess 'second/ci': stack 'first' declares the OIDC provider of ${ISSUER}, and depends on stack 'second', which needs it ` +
        "deployed before. Declare a role with that issuer in 'second' first, or pass OidcProvider.lookup() here.",
    });
    expect(() => new CiCdAccess(second, 'looks', { vault, identity: inEnvironment(), provider: OidcProvider.lookup() })).not.toThrow();
  });

  test('is not declared twice where the program does not say whether two stacks are of one account', () => {
    const app = newApp();
    const [first, second] = [newVault('dev', app), newVault('test', app)];
    new CiCdAccess(first.stack, 'ci', { vault: first.vault, identity: inEnvironment() });
    expect(thrownBy(() => new CiCdAccess(second.stack, 'ci', { vault: second.vault, identity: inEnvironment() }))).toEqual({
      name: 'FederationError',
      message:
        `CiCdAccess 'test/ci': stack 'dev' declares the OIDC provider of ${ISSUER} too, IAM has one for an account, and the program ` +
        'does not say whether the two stacks are of one account. Say allowedAccountIds of the AwsProviders of both stacks; or declare ' +
        'it in one of them, and pass OidcProvider.lookup() to the other.',
    });
  });

  test('of the program itself is not declared a second time', () => {
    const { stack, vault } = newVault();
    new IamOpenidConnectProvider(stack, 'own', { url: `https://${ISSUER}`, clientIdList: ['sts.amazonaws.com'] });
    new CiCdAccess(stack, 'ci', { vault, identity: inEnvironment() });
    expect(thrownBy(() => synthesize(stack))).toEqual({
      name: 'FederationError',
      message:
        `CiCdAccess 'dev/ci': 'dev/own' is the OIDC provider of ${ISSUER} too, and IAM has one for an account. ` +
        'Pass it: provider: OidcProvider.fromArn(<its arn>).',
    });
  });

  test('that exists is taken by its ARN, by a token, or looked up', () => {
    const { stack, vault } = newVault();
    const own = new IamOpenidConnectProvider(stack, 'own', { url: `https://${ISSUER}`, clientIdList: ['sts.amazonaws.com'] });
    const arn = `arn:aws:iam::111122223333:oidc-provider/${ISSUER}`;
    const roles = { literal: OidcProvider.fromArn(arn), token: OidcProvider.fromArn(own.arn), found: OidcProvider.lookup() };
    Object.entries(roles).forEach(([id, provider]) => new CiCdAccess(stack, id, { vault, identity: inEnvironment(), provider }));
    const { resource, data } = synthesize(stack);
    const federated = Object.values(resource.aws_iam_role!).map(
      ({ assume_role_policy: policy }) =>
        (JSON.parse(policy as string) as { Statement: [{ Principal: { Federated: string } }] }).Statement[0].Principal.Federated,
    );
    expect(federated.sort()).toEqual([
      '${aws_iam_openid_connect_provider.own.arn}',
      `\${data.aws_iam_openid_connect_provider.coffer-oidc-provider-${ISSUER.replace(/\./g, '-')}-lookup.arn}`,
      arn,
    ]);
    expect(only(data!.aws_iam_openid_connect_provider).url).toBe(`https://${ISSUER}`);
    expect(Object.keys(resource.aws_iam_openid_connect_provider!)).toEqual(['own']);
  });
});

describe('a plan role', () => {
  const plan = (stack: TerraformStack, vault: SecretVault, props: Partial<access.CiCdPlanRoleProps> = {}) =>
    new CiCdPlanRole(stack, 'plan', { vault, identity: ofPullRequests, state, ...props });

  test('is refused for a stack that opens a secret in every plan, and both ways out are named', () => {
    const { stack, vault } = newVault();
    new EphemeralSecret(stack, 'read', { secret: secretOf(stack, vault, 'token') });
    plan(stack, vault);
    expect(thrownBy(() => synthesize(stack))).toEqual({
      name: 'FederationError',
      message:
        "CiCdPlanRole 'dev/plan': stack 'dev' opens /api/token in every plan, at 'dev/read', and the role decrypts no secret. " +
        'Move that into a stack of its own, which another role plans and deploys; or have this role read exactly that: ' +
        'ephemeralSecrets with the secret, or ephemeralServices with the services.',
    });
  });

  test('is refused for a stack with a KubernetesSecret, unless it reads exactly its services', () => {
    const declare = (props: Partial<access.CiCdPlanRoleProps>) => {
      const { stack, vault } = newVault();
      secretOf(stack, vault, 'token');
      new KubernetesProvider(stack, 'kubernetes', {});
      new kubernetes.KubernetesSecret(stack, 'env', { vault, services: ['global', 'api'], namespace: 'api', name: 'env' });
      plan(stack, vault, props);
      return () => synthesize(stack);
    };
    expect(thrownBy(declare({})).message).toContain("opens service global, api in every plan, at 'dev/env/environment'");
    expect(thrownBy(declare({ ephemeralServices: ['api'] })).message).toContain('opens service global, api');
    expect(declare({ ephemeralServices: ['api', 'global'] })).not.toThrow();
  });

  test('is allowed for a stack of its own, though another stack of the app reads', () => {
    const { stack, vault } = newVault();
    const secret = secretOf(stack, vault, 'token');
    new EphemeralSecret(newStack(stack.node.root as App, 'reading'), 'read', { secret });
    plan(stack, vault);
    expect(() => synthesize(stack)).not.toThrow();
  });

  test('reads the named secrets where the stack opens these and no others', () => {
    const { stack, vault } = newVault();
    const [opened, other] = [secretOf(stack, vault, 'token'), secretOf(stack, vault, 'other')];
    new EphemeralSecret(stack, 'read', { secret: opened });
    plan(stack, vault, { ephemeralSecrets: [opened] });
    expect(() => synthesize(stack)).not.toThrow();
    new EphemeralSecret(stack, 'read-other', { secret: other });
    expect(thrownBy(() => synthesize(stack)).message).toContain('opens /api/other in every plan');
  });

  test('reads bootstrap secrets that name it in their readers, and no others', () => {
    const { stack, vault } = newVault();
    const role = plan(stack, vault);
    const props = { vault, system: 'vault', source: SecretSource.generated() };
    new EphemeralSecret(stack, 'read', { secret: new BootstrapSecret(stack, 'seal', { ...props, key: 'seal', readers: [role] }) });
    expect(() => synthesize(stack)).not.toThrow();
    const other = new BootstrapSecret(stack, 'other', { ...props, key: 'other', readers: [reader(stack)] });
    expect(
      thrownBy(() => new CiCdPlanRole(stack, 'another', { vault, identity: ofPullRequests, state, ephemeralSecrets: [other] })),
    ).toEqual({
      name: 'GrantError',
      message:
        "BootstrapSecret 'bootstrap/vault/other': who reads a bootstrap secret is decided where it is declared. Name the role in readers.",
    });
  });

  test('is refused for a stack that opens a bootstrap secret that does not name it', () => {
    const { stack, vault } = newVault();
    plan(stack, vault);
    const props = { vault, system: 'vault', source: SecretSource.generated() };
    new EphemeralSecret(stack, 'read', { secret: new BootstrapSecret(stack, 'seal', { ...props, key: 'seal', readers: [reader(stack)] }) });
    expect(thrownBy(() => synthesize(stack))).toEqual({
      name: 'FederationError',
      message:
        "CiCdPlanRole 'dev/plan': stack 'dev' opens /bootstrap/vault/seal in every plan, at 'dev/read', and the role decrypts no secret. " +
        'Move that into a stack of its own, which another role plans and deploys; or have this role read exactly that: ' +
        'name it in the readers of the bootstrap secret.',
    });
  });

  test('of pull requests is no reader of a bootstrap secret of production', () => {
    const { stack, vault } = newVault('prod');
    const readers = [plan(stack, vault)];
    new BootstrapSecret(stack, 'seal', { vault, system: 'vault', key: 'seal', source: SecretSource.generated(), readers });
    expect(thrownBy(() => synthesize(stack)).message).toContain(
      "whose code is anybody's, and it is granted to read secrets of vault acme-prod",
    );
  });

  test('of pull requests plans production, and does not read it', () => {
    const { stack, vault } = newVault('prod');
    plan(stack, vault);
    expect(() => synthesize(stack)).not.toThrow();
    expect(
      thrownBy(() => new CiCdPlanRole(stack, 'reading', { vault, identity: ofPullRequests, state, ephemeralServices: ['api'] })),
    ).toEqual({
      name: 'FederationError',
      message:
        "CiCdPlanRole 'prod/reading': its identity is one of pull requests, whose code is anybody's, and the stacks read secrets of " +
        'production vault acme-prod in every plan. Plan pull requests against another stage, or move what reads ephemerally into a ' +
        'stack of its own.',
    });
  });

  test('is refused for states under a key of the vault, though the key is known only at apply', () => {
    const message =
      "CiCdPlanRole 'dev/plan': the state's key is one of the vault's own, which the role never decrypts with. " +
      'Give states a key of their own.';
    const stateUnder = (kmsKeyArn: string) => TerraformState.s3({ bucket: 'acme-states', keys: ['a'], kmsKeyArn });
    const { stack, vault } = newVault();
    expect(thrownBy(() => plan(stack, vault, { state: stateUnder(vault.keyArn) }))).toEqual({ name: 'FederationError', message });

    new BootstrapSecret(stack, 'seal', { vault, system: 'vault', key: 'seal', source: SecretSource.generated(), readers: [reader(stack)] });
    const { keyArn } = BootstrapKey.part.find(VaultCore.of(vault))!;
    expect(
      thrownBy(() => new CiCdPlanRole(stack, 'later', { vault, identity: ofPullRequests, state: stateUnder(keyArn) })).message,
    ).toContain("the state's key is one of the vault's own");
  });

  test('is refused for a vault without the coffer provider', () => {
    const stack = newStack();
    const vault = new SecretVault(stack, 'vault', { namespace: 'acme', stage: 'dev', engine: SecretEngine.AWS_ONLY });
    expect(thrownBy(() => plan(stack, vault)).message).toContain(
      'vault acme-dev is without the coffer provider, and every plan of hashicorp/aws decrypts its secrets',
    );
    expect(
      thrownBy(() => new CiCdDeployRole(stack, 'deploy', { vault, identity: inEnvironment(), state, services: ['api'] })).message,
    ).toContain('vault acme-dev is without the coffer provider, and deploying it decrypts its secrets');
  });
});

test('a deploy role warns while it is not one of the deployers of the vault', () => {
  const stack = newStack();
  const deployer = 'arn:aws:iam::111122223333:role/acme-dev-deploy';
  const vault = new SecretVault(stack, 'vault', { namespace: 'acme', stage: 'dev', deployers: [deployer] });
  const open = new SecretVault(stack, 'open', { namespace: 'shop', stage: 'dev' });
  new AwsProvider(stack, 'known', { region: 'eu-west-1', alias: 'known' });
  const props = { identity: inEnvironment(), state, services: ['api'] };
  new CiCdDeployRole(stack, 'shop', { vault: open, ...props });
  expect(warningsOf(stack)).toEqual([
    "CiCdDeployRole 'dev/shop': the role is not one of the deployers of vault shop-dev, so that nothing but its own policies keeps it " +
      "from decrypting. Add its ARN, written out, to the vault's deployers: arn:aws:iam::<account>:role/shop-dev-shop.",
  ]);
  expect(vault).toBeDefined();
});

test.each<[string, Partial<access.S3StateProps>, string]>([
  ['an alias', { kmsKeyArn: 'arn:aws:kms:eu-west-1:111122223333:alias/x' }, 'is not the ARN of a KMS key'],
  ['all states', { keys: ['*'] }, 'keys is empty, or one of them is no key of a state, written out'],
  ['no bucket', { bucket: 'B' }, "bucket 'B' is not the name of a bucket"],
])('states refuse %s', (_, props, message) => {
  expect(thrownBy(() => TerraformState.s3({ bucket: 'acme-states', keys: ['a'], ...props }))).toMatchObject({
    name: 'FederationError',
    message: expect.stringContaining(message) as string,
  });
});

test('states are read through S3 in the region of their key, and of a key that only apply knows in that of the stack', () => {
  const { stack, vault } = newVault();
  const throughOf = (id: string, kmsKeyArn: string) => {
    const states = TerraformState.s3({ bucket: 'acme-states', keys: ['a'], kmsKeyArn });
    new CiCdPlanRole(stack, id, { vault, identity: inEnvironment(), state: states });
    return JSON.stringify(states._statements(stack, false).find(({ Sid }) => Sid === 'StateKey')!.Condition);
  };
  expect(throughOf('far', 'arn:aws:kms:us-west-2:111122223333:key/states')).toContain('"kms:ViaService":"s3.us-west-2.');
  expect(throughOf('sovereign', 'arn:aws-eusc:kms:eusc-de-east-1:111122223333:key/states')).toContain(
    '"kms:ViaService":"s3.eusc-de-east-1.',
  );
  expect(throughOf('near', Token.asString({ resolve: () => '${var.key}' }))).toMatch(/"kms:ViaService":"s3\.\$\{/);
});

test('names that only apply knows pass', () => {
  const { stack, vault } = newVault();
  const name = Token.asString({ resolve: () => '${var.name}' });
  expect(() => new CiCdAccess(stack, 'ci', { vault, identity: inEnvironment(), roleName: name })).not.toThrow();
});

describe('a grant that the own policies of a role deny', () => {
  const environmentSecret = (stack: TerraformStack, vault: SecretVault) =>
    new ApplicationSecret(stack, 'below', { vault, service: 'api', key: 'token', environment: 'v1', source: SecretSource.generated() });
  const deployRole = (stack: TerraformStack, vault: SecretVault, services: string[]) =>
    new CiCdDeployRole(stack, 'deploy', { vault, identity: inEnvironment('dev'), state, services });

  test('to write below a service that is deployed is refused, naming both, unless that service is deployed too', () => {
    const declare = (services: string[]) => {
      const { stack, vault } = newVault();
      environmentSecret(stack, vault).grantWrite(deployRole(stack, vault, services));
      return () => synthesize(stack);
    };
    expect(thrownBy(declare(['api']))).toEqual({
      name: 'GrantError',
      message:
        "CiCdDeployRole 'dev/deploy': role 'deploy' is granted to change '/api/v1/token', and its policy for service 'api' denies it " +
        'changes below that. Name its service in services too, or write under a role of its own.',
    });
    expect(declare(['api', 'api/v1'])).not.toThrow();
    expect(declare(['web'])).not.toThrow();
  });

  test('to change a whole service below by a profile is refused for a role that deploys', () => {
    const { stack, vault } = newVault();
    const role = deployRole(stack, vault, ['api']);
    access.AccessProfiles.grant(role, { vault, services: ['api/v1'], profile: access.AccessProfile.ROTATE });
    expect(thrownBy(() => synthesize(stack)).message).toMatch(/change service 'api\/v1', and its policy for service 'api' denies/);
  });

  test.each<[string, (stack: TerraformStack, vault: SecretVault, role: access.CiCdRole) => void, string]>([
    ['a secret', (stack, vault, role) => secretOf(stack, vault, 'token').grantRead(role), "'/api/token'"],
    [
      'a service',
      (_, vault, role) => access.AccessProfiles.grant(role, { vault, services: ['web'], profile: access.AccessProfile.EXEC }),
      "service 'web'",
    ],
    [
      'a bootstrap secret',
      (stack, vault, role) =>
        new BootstrapSecret(stack, 'seal', { vault, system: 'vault', key: 'seal', source: SecretSource.generated(), readers: [role] }),
      "'/bootstrap/vault/seal'",
    ],
  ])('to read %s is refused for a role that deploys', (_, grant, what) => {
    const { stack, vault } = newVault();
    grant(stack, vault, deployRole(stack, vault, ['api']));
    expect(thrownBy(() => synthesize(stack))).toEqual({
      name: 'GrantError',
      message:
        `CiCdDeployRole 'dev/deploy': role 'deploy' is granted to read ${what} of vault acme-dev, and its own policy denies it ` +
        'decryption. Read under a role of its own.',
    });
  });

  test('to read what is not named is refused for a role that plans, and to write is not', () => {
    const { stack, vault } = newVault();
    const [named, other] = [secretOf(stack, vault, 'token'), secretOf(stack, vault, 'other')];
    const role = new CiCdPlanRole(stack, 'plan', {
      vault,
      identity: inEnvironment('dev'),
      state,
      ephemeralSecrets: [named],
      ephemeralServices: ['web'],
    });
    other.grantWrite(role);
    expect(() => synthesize(stack)).not.toThrow();
    other.grantRead(role);
    expect(thrownBy(() => synthesize(stack))).toEqual({
      name: 'GrantError',
      message:
        "CiCdPlanRole 'dev/plan': role 'plan' is granted to read '/api/other' of vault acme-dev, and its own policy denies it " +
        'decryption. Name it in ephemeralSecrets or ephemeralServices, or read it under a role of its own.',
    });
  });
});

describe('a bootstrap secret by its name, in the ephemeralSecrets of a role that plans', () => {
  const seal = { system: 'vault', key: 'seal' };

  test('of an imported vault is decrypted by its context alone, since its key is not known', () => {
    const stack = newStack(newApp(), 'dev');
    const keyArn = 'arn:aws:kms:eu-west-1:111122223333:key/11111111-1111-1111-1111-111111111111';
    const vault = SecretVault.fromAttributes(stack, 'vault', { namespace: 'acme', stage: 'dev', keyArn });
    const secret = BootstrapSecret.fromName(stack, 'seal', { vault, ...seal });
    new EphemeralSecret(stack, 'read', { secret });
    new CiCdPlanRole(stack, 'plan', { vault, identity: inEnvironment('dev'), state, ephemeralSecrets: [secret], stacks: [stack] });
    const { policy } = only(synthesize(stack).resource.aws_iam_policy);
    const { Statement: statements } = JSON.parse(policy as string) as { Statement: { Sid: string; Effect: string }[] };
    const states = ['arn:aws:kms:eu-west-1:111122223333:key/states'];
    expect(statements.filter(({ Effect }) => Effect === 'Deny').slice(0, 2)).toEqual([
      { Sid: 'NeverDecrypt', Effect: 'Deny', Action: 'kms:ReEncryptFrom', NotResource: states },
      {
        Sid: 'DecryptWhatIsReadEphemerally',
        Effect: 'Deny',
        Action: 'kms:Decrypt',
        NotResource: states,
        Condition: {
          StringNotLike: {
            'kms:EncryptionContext:PARAMETER_ARN': expect.stringMatching(/:parameter\/bootstrap\/vault\/seal$/) as string,
          },
        },
      },
    ]);
    expect(statements.filter(({ Effect }) => Effect === 'Allow').map(({ Sid }) => Sid)).not.toContain('ReadParameters');
  });

  test('of a vault of the program has to name the role in its readers, before or after', () => {
    const declare = (readers: (role: access.CiCdPlanRole) => access.CiCdPlanRole[]) => {
      const { stack, vault } = newVault();
      const secret = BootstrapSecret.fromName(stack, 'by-name', { vault, ...seal });
      const role = new CiCdPlanRole(stack, 'plan', { vault, identity: inEnvironment('dev'), state, ephemeralSecrets: [secret] });
      new BootstrapSecret(stack, 'seal', { vault, ...seal, source: SecretSource.generated(), readers: [reader(stack), ...readers(role)] });
      return () => synthesize(stack);
    };
    expect(declare((role) => [role])).not.toThrow();
    expect(thrownBy(declare(() => []))).toEqual({
      name: 'GrantError',
      message:
        "BootstrapSecret.fromName 'bootstrap/vault/seal': who reads a bootstrap secret is decided where it is declared. " +
        'Name the role in readers.',
    });
  });
});

describe('many services of one role', () => {
  const names = (count: number) => Array.from({ length: count }, (_, index) => `service-${index}/${'x'.repeat(index % 20)}z`);
  const declare = (kind: 'reads' | 'deploys', count: number) => {
    const { stack, vault } = newVault();
    const props = { vault, identity: inEnvironment('dev'), services: names(count) };
    if (kind === 'reads') new CiCdAccess(stack, 'ci', props);
    else new CiCdDeployRole(stack, 'ci', { ...props, state });
    return stack;
  };

  test.each<['reads' | 'deploys', number, number]>([
    ['reads', 10, 1],
    ['reads', 100, 10],
    ['deploys', 10, 2],
    ['deploys', 100, 11],
  ])('that %s %i of them are divided among %i policies', (kind, count, policies) => {
    expect(Object.keys(synthesize(declare(kind, count)).resource.aws_iam_role_policy_attachment!)).toHaveLength(policies);
  });

  test.each(['reads', 'deploys'] as const)('that %s 1,000 of them are refused', (kind) => {
    const stack = declare(kind, 1000);
    expect(thrownBy(() => synthesize(stack)).message).toMatch(
      /^Role 'ci': it has \d+ managed policies attached, and IAM attaches at most 20 to a role, whatever its quota\. Use several roles/,
    );
  });
});
