import { runSimulation } from '@cloud-copilot/iam-simulate';
import { TerraformStack } from 'cdktf';
import { access, ApplicationSecret, BootstrapSecret, EphemeralSecret, Grantee, IGrantee, SecretSource, SecretVault } from '../../../src';
import { type Names, type Row, testAccessMatrix } from '../../support/access-matrix';
import { newStack, only, synthesize } from '../../support/synth';

const { CiCdAccess, CiCdDeployRole, CiCdPlanRole, OidcIdentity, TerraformState } = access;
const [OWN, TOKEN, SUB, WEB, BY_NAME, WRITTEN] = [
  '/api/db_password',
  '/api/token',
  '/api/pr-12/token',
  '/web/key',
  '/web/shared',
  '/web/put',
];
const [SEAL, BELOW] = ['/bootstrap/vault/seal', '/api/pr-12/eu/token'];
const STATE_KEY = 'arn:aws:kms:eu-west-1:111122223333:key/99999999-9999-9999-9999-999999999999';
const STATE_KEY_POLICY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::111122223333:root' }, Action: 'kms:*', Resource: '*' }],
});
const ids = { owner: 'acme', ownerId: 7, repository: 'api', repositoryId: 42 };
const identity = OidcIdentity.github({ ...ids, environment: 'main' });
const state = TerraformState.s3({ bucket: 'acme-states', keys: ['acme/app.tfstate'], kmsKeyArn: STATE_KEY });

const secretIn = (stack: TerraformStack, vault: SecretVault, name: string) => {
  const [, service, key] = /^\/(.+)\/(.+)$/.exec(name)!;
  return new ApplicationSecret(stack, name.slice(1).replace(/\//g, '-'), {
    vault,
    ...(service === 'api/pr-12' ? { service: 'api', environment: 'pr-12' } : { service: service! }),
    key: key!,
    source: SecretSource.generated(),
  });
};

const bootstrapIn = (stack: TerraformStack, vault: SecretVault, readers: IGrantee[]) =>
  new BootstrapSecret(stack, 'seal', { vault, system: 'vault', key: 'seal', source: SecretSource.generated(), readers });

const RESOURCES: Names['resources'] = {
  'db_password of api': ({ here }) => here.parameter(OWN),
  'token of api': ({ here }) => here.parameter(TOKEN),
  'token of api/pr-12': ({ here }) => here.parameter(SUB),
  'key of web': ({ here }) => here.parameter(WEB),
  'shared of web': ({ here }) => here.parameter(BY_NAME),
  'put of web': ({ here }) => here.parameter(WRITTEN),
  'service api': ({ here }) => here.parameter('/api/'),
  'service web': ({ here }) => here.parameter('/web/'),
  'service api of the other stage': ({ other }) => other.parameter('/api/'),
  'db_password of the other stage': ({ other }) => other.parameter(OWN),
  'db_password beside': ({ beside }) => beside.parameter(OWN),
  everything: () => ({ arn: '*' }),
  key: ({ here }) => here.key(),
  'key beside': ({ beside }) => beside.key(),
  'bootstrap key': ({ here }) => here.key('bootstrap'),
  'seal of bootstrap/vault': ({ here }) => here.parameter(SEAL),
  'below api/pr-12': ({ here }) => here.parameter(BELOW),
  'key of states': () => ({ arn: STATE_KEY, keyPolicy: STATE_KEY_POLICY }),
  state: () => ({ arn: 'arn:aws:s3:::acme-states/acme/app.tfstate' }),
  'lock of the state': () => ({ arn: 'arn:aws:s3:::acme-states/acme/app.tfstate.tflock' }),
  'state of another app': () => ({ arn: 'arn:aws:s3:::acme-states/acme/other.tfstate' }),
};

const CONTEXTS: Names['contexts'] = {
  'db_password, through SSM': ({ here }) => here.throughParameterStore(OWN),
  'token, through SSM': ({ here }) => here.throughParameterStore(TOKEN),
  'pr-12, through SSM': ({ here }) => here.throughParameterStore(SUB),
  'pr-13, through SSM': ({ here }) => here.throughParameterStore('/api/pr-13/token'),
  'below pr-12, through SSM': ({ here }) => here.throughParameterStore(BELOW),
  'seal, through SSM': ({ here }) => here.throughParameterStore(SEAL),
  'web, through SSM': ({ here }) => here.throughParameterStore(WEB),
  'shared, through SSM': ({ here }) => here.throughParameterStore(BY_NAME),
  'put, through SSM': ({ here }) => here.throughParameterStore(WRITTEN),
  'db_password beside, through SSM': ({ beside }) => beside.throughParameterStore(OWN),
  'without ViaService': ({ here }) => ({
    'kms:EncryptionContext:PARAMETER_ARN': here.throughParameterStore(OWN)['kms:EncryptionContext:PARAMETER_ARN']!,
  }),
  'without a context': ({ here }) => ({ 'kms:ViaService': here.throughParameterStore(OWN)['kms:ViaService']! }),
  'state, through S3': () => ({
    'kms:ViaService': 's3.eu-west-1.amazonaws.com',
    'kms:EncryptionContext:aws:s3:arn': 'arn:aws:s3:::acme-states/acme/app.tfstate',
  }),
  'another state, through S3': () => ({
    'kms:ViaService': 's3.eu-west-1.amazonaws.com',
    'kms:EncryptionContext:aws:s3:arn': 'arn:aws:s3:::acme-states/acme/other.tfstate',
  }),
};

describe('CiCdAccess', () => {
  const rows: readonly Row[] = [
    ['ci', 'ssm:GetParametersByPath', 'service api', '-', 'Allowed'],
    ['ci', 'kms:Decrypt', 'key', 'db_password, through SSM', 'Allowed'],
    ['ci', 'kms:Decrypt', 'key', 'token, through SSM', 'Allowed'],
    ['ci', 'ssm:GetParameter', 'shared of web', '-', 'Allowed'],
    ['ci', 'ssm:GetParameters', 'shared of web', '-', 'Allowed'],
    ['ci', 'kms:Decrypt', 'key', 'shared, through SSM', 'Allowed'],
    ['ci', 'ssm:PutParameter', 'put of web', '-', 'Allowed'],
    ['ci', 'kms:Encrypt', 'key', 'put, through SSM', 'Allowed'],
    ['ci', 'ssm:DescribeParameters', 'everything', '-', 'Allowed'],
    ['second', 'ssm:GetParametersByPath', 'service web', '-', 'Allowed'],
    ['second', 'kms:Decrypt', 'key', 'web, through SSM', 'Allowed'],
    ['second', 'kms:Decrypt', 'key', 'put, through SSM', 'Allowed'],
    ['ci', 'ssm:GetParametersByPath', 'service web', '-', 'ImplicitlyDenied'],
    ['ci', 'ssm:GetParameterHistory', 'db_password of api', '-', 'ImplicitlyDenied'],
    ['ci', 'ssm:GetParameterHistory', 'shared of web', '-', 'ImplicitlyDenied'],
    ['ci', 'kms:Decrypt', 'key', 'without ViaService', 'ImplicitlyDenied'],
    ['ci', 'kms:Decrypt', 'key', 'without a context', 'ImplicitlyDenied'],
    ['ci', 'kms:Decrypt', 'key', '-', 'ImplicitlyDenied'],
    ['ci', 'kms:Decrypt', 'key', 'web, through SSM', 'ImplicitlyDenied'],
    ['ci', 'kms:Decrypt', 'key', 'put, through SSM', 'ImplicitlyDenied'],
    ['ci', 'kms:Decrypt', 'key', 'pr-12, through SSM', 'ImplicitlyDenied'],
    ['ci', 'kms:Decrypt', 'key beside', 'db_password beside, through SSM', 'ImplicitlyDenied'],
    ['ci', 'ssm:GetParameter', 'key of web', '-', 'ImplicitlyDenied'],
    ['ci', 'ssm:PutParameter', 'db_password of api', '-', 'ImplicitlyDenied'],
    ['ci', 'ssm:DeleteParameter', 'put of web', '-', 'ImplicitlyDenied'],
    ['ci', 'ssm:GetParametersByPath', 'service api of the other stage', '-', 'ImplicitlyDenied'],
    ['ci of the other stage', 'ssm:GetParametersByPath', 'service api', '-', 'ImplicitlyDenied'],
    ['ci beside', 'kms:Decrypt', 'key', 'db_password, through SSM', 'ImplicitlyDenied'],
    ['second', 'ssm:GetParametersByPath', 'service api', '-', 'ImplicitlyDenied'],
  ];
  testAccessMatrix(
    (stack, vault) => {
      const [, , , , byName, written] = [OWN, TOKEN, SUB, WEB, BY_NAME, WRITTEN].map((name) => secretIn(stack, vault, name));
      new CiCdAccess(stack, 'ci', { vault, identity, services: ['api'], secrets: [byName!], write: [written!] });
      new CiCdAccess(stack, 'second', { vault, identity, services: ['web'] });
    },
    {
      principals: {
        ci: ({ here }) => here.role('ci'),
        second: ({ here }) => here.role('second'),
        'ci of the other stage': ({ other }) => other.role('ci'),
        'ci beside': ({ beside }) => beside.role('ci'),
      },
      resources: RESOURCES,
      contexts: CONTEXTS,
    },
    rows,
  );
});

describe('CiCdPlanRole', () => {
  // ReadOnlyAccess is taken for one that allows everything: what is denied is denied whatever AWS puts into it.
  const rows: readonly Row[] = [
    ['plan', 'ssm:DescribeParameters', 'everything', '-', 'Allowed'],
    ['plan', 'tag:GetResources', 'everything', '-', 'Allowed'],
    ['plan', 'kms:DescribeKey', 'key', '-', 'Allowed'],
    ['plan', 's3:GetObject', 'state', 'TLS', 'Allowed'],
    ['plan', 's3:PutObject', 'lock of the state', 'TLS', 'Allowed'],
    ['plan', 's3:GetObject', 'lock of the state', 'TLS', 'Allowed'],
    ['plan', 's3:DeleteObject', 'lock of the state', 'TLS', 'Allowed'],
    ['reading', 'ssm:GetParameter', 'token of api', '-', 'Allowed'],
    ['reading', 'kms:Decrypt', 'key', 'token, through SSM', 'Allowed'],
    ['reading', 'ssm:DescribeParameters', 'everything', '-', 'Allowed'],
    ['whole', 'ssm:GetParametersByPath', 'service web', '-', 'Allowed'],
    ['whole', 'kms:Decrypt', 'key', 'web, through SSM', 'Allowed'],
    ['plan', 'kms:Decrypt', 'key', 'db_password, through SSM', 'ExplicitlyDenied'],
    ['plan', 'kms:Decrypt', 'key', 'without ViaService', 'ExplicitlyDenied'],
    ['plan', 'kms:Decrypt', 'key', 'without a context', 'ExplicitlyDenied'],
    ['plan', 'kms:Decrypt', 'key beside', 'db_password beside, through SSM', 'ExplicitlyDenied'],
    ['plan', 'kms:ReEncryptFrom', 'key', '-', 'ExplicitlyDenied'],
    ['plan', 's3:GetObject', 'state of another app', 'TLS', 'ExplicitlyDenied'],
    ['reading', 'kms:Decrypt', 'key', 'db_password, through SSM', 'ExplicitlyDenied'],
    ['reading', 'kms:Decrypt', 'key', 'without ViaService', 'ExplicitlyDenied'],
    ['reading', 'kms:Decrypt', 'key', 'without a context', 'ExplicitlyDenied'],
    ['reading', 'kms:Decrypt', 'key beside', 'db_password beside, through SSM', 'ExplicitlyDenied'],
    ['whole', 'kms:Decrypt', 'key', 'token, through SSM', 'ExplicitlyDenied'],
    ['whole', 'kms:Decrypt', 'key', 'db_password, through SSM', 'ExplicitlyDenied'],
    // A bootstrap secret by its readers: the role itself, or its name beforehand.
    ['booting', 'ssm:GetParameter', 'seal of bootstrap/vault', '-', 'Allowed'],
    ['booting', 'kms:Decrypt', 'bootstrap key', 'seal, through SSM', 'Allowed'],
    ['booting', 'kms:Decrypt', 'bootstrap key', 'db_password, through SSM', 'ExplicitlyDenied'],
    ['booting', 'kms:Decrypt', 'key', 'db_password, through SSM', 'ExplicitlyDenied'],
    ['booting', 'kms:Decrypt', 'bootstrap key', 'without ViaService', 'ExplicitlyDenied'],
    ['foretold', 'ssm:GetParameter', 'seal of bootstrap/vault', '-', 'Allowed'],
    ['foretold', 'kms:Decrypt', 'bootstrap key', 'seal, through SSM', 'Allowed'],
    ['reading', 'kms:Decrypt', 'bootstrap key', 'seal, through SSM', 'ExplicitlyDenied'],
    ['plan', 'kms:Decrypt', 'bootstrap key', 'seal, through SSM', 'ExplicitlyDenied'],
    ['bare', 'kms:DescribeKey', 'bootstrap key', '-', 'Allowed'],
    ['bare', 'ssm:GetParameter', 'db_password of api', '-', 'ImplicitlyDenied'],
    ['bare', 'ssm:GetParametersByPath', 'service api', '-', 'ImplicitlyDenied'],
    ['bare', 'ssm:GetParameterHistory', 'db_password of api', '-', 'ImplicitlyDenied'],
    ['bare', 'ssm:PutParameter', 'db_password of api', '-', 'ImplicitlyDenied'],
    ['bare', 's3:PutObject', 'state', 'TLS', 'ImplicitlyDenied'],
    ['bare', 'kms:Decrypt', 'key', 'token, through SSM', 'ExplicitlyDenied'],
    ['plan of the other stage', 'kms:Decrypt', 'key', 'db_password, through SSM', 'ExplicitlyDenied'],
  ];
  testAccessMatrix(
    (stack, vault) => {
      const [, opened] = [OWN, TOKEN, WEB].map((name) => secretIn(stack, vault, name));
      new EphemeralSecret(newStack(undefined, 'elsewhere'), 'read', { secret: opened! });
      const props = { vault, identity, state };
      new CiCdPlanRole(stack, 'plan', props);
      new CiCdPlanRole(stack, 'bare', { ...props, managedPolicyArns: [] });
      new CiCdPlanRole(stack, 'reading', { ...props, ephemeralSecrets: [opened!] });
      const booting = new CiCdPlanRole(stack, 'booting', props);
      const seal = bootstrapIn(stack, vault, [booting, Grantee.fromRoleName(stack, 'foretold')]);
      new CiCdPlanRole(stack, 'foretold', { ...props, roleName: 'foretold', ephemeralSecrets: [seal] });
      new CiCdPlanRole(stack, 'whole', { ...props, ephemeralServices: ['web'] });
    },
    {
      principals: {
        plan: ({ here }) => here.role('plan'),
        bare: ({ here }) => here.role('bare'),
        reading: ({ here }) => here.role('reading'),
        whole: ({ here }) => here.role('whole'),
        booting: ({ here }) => here.role('booting'),
        foretold: ({ here }) => here.role('foretold'),
        'plan of the other stage': ({ other }) => other.role('plan'),
      },
      resources: RESOURCES,
      contexts: CONTEXTS,
    },
    rows,
  );
});

describe('CiCdDeployRole', () => {
  const rows: readonly Row[] = [
    ['deploy', 'ssm:PutParameter', 'db_password of api', '-', 'Allowed'],
    ['deploy', 'ssm:AddTagsToResource', 'db_password of api', '-', 'Allowed'],
    ['deploy', 'ssm:ListTagsForResource', 'db_password of api', '-', 'Allowed'],
    ['deploy', 'ssm:RemoveTagsFromResource', 'db_password of api', '-', 'Allowed'],
    ['deploy', 'ssm:DeleteParameter', 'db_password of api', '-', 'Allowed'],
    ['deploy', 'ssm:DescribeParameters', 'everything', '-', 'Allowed'],
    ['deploy', 'tag:GetResources', 'everything', '-', 'Allowed'],
    ['deploy', 'kms:DescribeKey', 'key', '-', 'Allowed'],
    ['deploy', 'kms:Encrypt', 'key', 'db_password, through SSM', 'Allowed'],
    ['deploy', 'kms:GenerateDataKey', 'key', 'db_password, through SSM', 'Allowed'],
    ['deploy', 's3:GetObject', 'state', 'TLS', 'Allowed'],
    ['deploy', 's3:PutObject', 'state', 'TLS', 'Allowed'],
    ['mighty', 'kms:PutKeyPolicy', 'key', '-', 'Allowed'],
    ['mighty', 'kms:Encrypt', 'key', 'web, through SSM', 'Allowed'],
    // Named in deployers, a role is denied by the key even where its own policies allow everything.
    ['deployer', 'kms:Decrypt', 'key', 'db_password, through SSM', 'ExplicitlyDenied'],
    ['mighty', 'kms:Decrypt', 'key', 'db_password, through SSM', 'ExplicitlyDenied'],
    ['mighty', 'kms:Decrypt', 'key beside', 'db_password beside, through SSM', 'ExplicitlyDenied'],
    ['mighty', 'kms:Decrypt', 'key', '-', 'ImplicitlyDenied'],
    ['deploy', 'kms:Decrypt', 'key', 'db_password, through SSM', 'ExplicitlyDenied'],
    ['deploy', 'kms:Decrypt', 'key', 'without a context', 'ExplicitlyDenied'],
    ['deploy', 'kms:Decrypt', 'key', 'without ViaService', 'ExplicitlyDenied'],
    ['deploy', 'kms:ReEncryptFrom', 'key', 'without ViaService', 'ExplicitlyDenied'],
    // Under whichever key, such as one whose policy is not Coffer's.
    ['mighty', 'kms:Decrypt', 'key of states', 'without ViaService', 'ExplicitlyDenied'],
    ['mighty', 'kms:ReEncryptFrom', 'key of states', 'without ViaService', 'ExplicitlyDenied'],
    ['mighty', 'kms:Decrypt', 'key of states', 'db_password, through SSM', 'ExplicitlyDenied'],
    ['deploy', 'kms:Encrypt', 'key', 'without ViaService', 'ImplicitlyDenied'],
    ['deploy', 'kms:Encrypt', 'key', 'web, through SSM', 'ImplicitlyDenied'],
    ['deploy', 'kms:Encrypt', 'key beside', 'db_password beside, through SSM', 'ImplicitlyDenied'],
    ['deploy', 'ssm:GetParameter', 'db_password of api', '-', 'ImplicitlyDenied'],
    ['deploy', 'ssm:GetParametersByPath', 'service api', '-', 'ImplicitlyDenied'],
    ['deploy', 'ssm:GetParameterHistory', 'db_password of api', '-', 'ImplicitlyDenied'],
    ['deploy', 'ssm:PutParameter', 'key of web', '-', 'ImplicitlyDenied'],
    ['deploy', 's3:GetObject', 'state of another app', 'TLS', 'ImplicitlyDenied'],
    ['deploy of the other stage', 'kms:Encrypt', 'key', 'db_password, through SSM', 'ImplicitlyDenied'],
    // A service below one that is named is another one, unless it is named too.
    ...['AddTagsToResource', 'DeleteParameter', 'PutParameter', 'RemoveTagsFromResource'].map((action): Row => [
      'deploy',
      `ssm:${action}`,
      'token of api/pr-12',
      '-',
      'ExplicitlyDenied',
    ]),
    ['deploy', 'kms:Encrypt', 'key', 'pr-12, through SSM', 'ImplicitlyDenied'],
    ['nested', 'ssm:PutParameter', 'token of api/pr-12', '-', 'Allowed'],
    ['nested', 'kms:Encrypt', 'key', 'pr-12, through SSM', 'Allowed'],
    ['nested', 'kms:Encrypt', 'key', 'db_password, through SSM', 'Allowed'],
    ['nested', 'kms:Encrypt', 'key', 'pr-13, through SSM', 'ImplicitlyDenied'],
    ['nested', 'kms:Encrypt', 'key', 'below pr-12, through SSM', 'ImplicitlyDenied'],
    ['nested', 'ssm:PutParameter', 'below api/pr-12', '-', 'ExplicitlyDenied'],
    ['nested', 'ssm:PutParameter', 'seal of bootstrap/vault', '-', 'Allowed'],
    ['nested', 'kms:Encrypt', 'bootstrap key', 'seal, through SSM', 'Allowed'],
    ['nested', 'kms:DescribeKey', 'bootstrap key', '-', 'Allowed'],
    ['nested', 'kms:Encrypt', 'bootstrap key', 'db_password, through SSM', 'ImplicitlyDenied'],
    ['nested', 'kms:Encrypt', 'key', 'seal, through SSM', 'ImplicitlyDenied'],
    ['nested', 'kms:Decrypt', 'bootstrap key', 'seal, through SSM', 'ExplicitlyDenied'],
    ['deploy', 'kms:Encrypt', 'bootstrap key', 'seal, through SSM', 'ImplicitlyDenied'],
  ];
  testAccessMatrix(
    (stack, vault) => {
      [OWN, WEB].map((name) => secretIn(stack, vault, name));
      bootstrapIn(stack, vault, [Grantee.fromRoleName(stack, 'vault-server')]);
      new CiCdDeployRole(stack, 'nested', { vault, identity, state, services: ['api', 'api/pr-12', 'bootstrap/vault'] });
      new CiCdDeployRole(stack, 'deploy', { vault, identity, state, services: ['api'] });
      const managedPolicyArns = ['arn:aws:iam::aws:policy/AdministratorAccess'];
      new CiCdDeployRole(stack, 'mighty', { vault, identity, state, services: ['api'], managedPolicyArns });
    },
    {
      principals: {
        deploy: ({ here }) => here.role('deploy'),
        mighty: ({ here }) => here.role('mighty'),
        nested: ({ here }) => here.role('nested'),
        'deploy of the other stage': ({ other }) => other.role('deploy'),
      },
      resources: RESOURCES,
      contexts: CONTEXTS,
    },
    rows,
  );
});

describe('who assumes the role', () => {
  const ISSUER = 'token.actions.githubusercontent.com';
  const PROVIDER = `arn:aws:iam::111122223333:oidc-provider/${ISSUER}`;

  /** What the trust policy of a role says to a token. */
  async function assumes(trusted: access.OidcIdentity, claims: { readonly [claim: string]: string }, session: string): Promise<string> {
    const stack = newStack();
    const vault = new SecretVault(stack, 'vault', { namespace: 'acme', stage: 'dev' });
    new CiCdAccess(stack, 'ci', { vault, identity: trusted, sessionName: 'gha-*', provider: access.OidcProvider.fromArn(PROVIDER) });
    // The simulator knows only some claims of GitHub. A key that varies stands in for each, in the policy and the call alike.
    const written = only(synthesize(stack).resource.aws_iam_role).assume_role_policy as string;
    const policy = JSON.parse(written.replaceAll(`${ISSUER}:`, 'aws:PrincipalTag/')) as object;
    const keys = Object.entries({ aud: 'sts.amazonaws.com', ...claims }).map(([claim, value]) => [`aws:PrincipalTag/${claim}`, value]);
    const result = await runSimulation(
      {
        request: {
          principal: PROVIDER,
          action: 'sts:AssumeRoleWithWebIdentity',
          resource: { resource: 'arn:aws:iam::111122223333:role/ci', accountId: '111122223333' },
          contextVariables: { ...(Object.fromEntries(keys) as object), 'sts:RoleSessionName': session },
        },
        identityPolicies: [],
        serviceControlPolicies: [],
        resourceControlPolicies: [],
        resourcePolicy: policy,
      },
      {},
    );
    if (result.resultType === 'error') throw new Error(JSON.stringify(result.errors));
    return result.overallResult;
  }

  const [old, renamed] = ['repo:acme/api', 'repo:acme@7/api@42'];
  const pinned = { repository_id: '42', repository_owner_id: '7' };
  const inProd = OidcIdentity.github({ ...ids, environment: 'prod' });
  const onMain = OidcIdentity.github({ ...ids, gitRef: 'refs/heads/main' });
  const onTags = OidcIdentity.github({ ...ids, gitRef: 'refs/tags/v*' });
  const inPullRequests = OidcIdentity.github({ ...ids, pullRequest: true });

  test.each<[string, access.OidcIdentity, { readonly [claim: string]: string }]>(
    [old, renamed].flatMap((name): [string, access.OidcIdentity, { readonly [claim: string]: string }][] => [
      [`${name} in the environment`, inProd, { sub: `${name}:environment:prod`, ...pinned }],
      [`${name} on the branch`, onMain, { sub: `${name}:ref:refs/heads/main`, ...pinned }],
      [`${name} on a tag`, onTags, { sub: `${name}:ref:refs/tags/v1.0`, ...pinned }],
      [`${name} in a pull request`, inPullRequests, { sub: `${name}:pull_request`, ...pinned }],
    ]),
  )('lets in %s', async (_, trusted, claims) => expect(await assumes(trusted, claims, 'gha-1-1')).toBe('Allowed'));

  test.each<[string, access.OidcIdentity, { readonly [claim: string]: string }]>([
    ...[old, renamed].flatMap((name): [string, access.OidcIdentity, { readonly [claim: string]: string }][] => [
      [`another environment of ${name}`, inProd, { sub: `${name}:environment:dev`, ...pinned }],
      [`a pull request of ${name}`, inProd, { sub: `${name}:pull_request`, ...pinned }],
      [`another branch of ${name}`, onMain, { sub: `${name}:ref:refs/heads/feature`, ...pinned }],
      [`a branch for a tag of ${name}`, onTags, { sub: `${name}:ref:refs/heads/v1`, ...pinned }],
    ]),
    ['another repository', inProd, { sub: 'repo:acme/web:environment:prod', repository_id: '43', repository_owner_id: '7' }],
    ['a fork', inProd, { sub: 'repo:mallory@9/api@44:environment:prod', repository_id: '44', repository_owner_id: '9' }],
    ['a repository that took over the name', inProd, { sub: `${old}:environment:prod`, repository_id: '45', repository_owner_id: '7' }],
    ['an owner who took over the name', inProd, { sub: `${old}:environment:prod`, repository_id: '42', repository_owner_id: '8' }],
    ['a token without ids', inProd, { sub: `${old}:environment:prod` }],
    ['another audience', inProd, { sub: `${old}:environment:prod`, ...pinned, aud: 'https://github.com/acme' }],
    ['no subject', inProd, pinned],
  ])('keeps out %s', async (_, trusted, claims) => expect(await assumes(trusted, claims, 'gha-1-1')).toBe('ImplicitlyDenied'));

  test('keeps out a session whose name leads to no run', async () => {
    const claims = { sub: `${old}:environment:prod`, ...pinned };
    expect([await assumes(inProd, claims, 'gha-1-1'), await assumes(inProd, claims, 'mallory')]).toEqual(['Allowed', 'ImplicitlyDenied']);
  });
});
