import { CreateOpenIDConnectProviderCommand, CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import {
  DescribeParametersCommand,
  GetParameterCommand,
  GetParametersByPathCommand,
  PutParameterCommand,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { AssumeRoleWithWebIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { access, ApplicationSecret, SecretSource, SecretVault } from '../../../src';
import { LocalAws } from '../../../tools/local-aws/local-aws';
import { TokenIssuer } from '../../../tools/local-aws/token-issuer';
import { DeployedStack } from '../../support/iam';
import { newStack, synthesize } from '../../support/synth';
import { clientSettings, outcome } from '../../tools/local-aws/fixes/fault';

const { CiCdAccess, CiCdDeployRole, CiCdPlanRole, OidcIdentity, OidcProvider, TerraformState } = access;
const ISSUER = 'token.actions.githubusercontent.com';
const ACCOUNT = '123456789012';
const ids = { owner: 'acme', ownerId: 7, repository: 'api', repositoryId: 42 };
const CANARY = 'CANARY-of-the-pipeline';

let aws: LocalAws;
let issuer: TokenIssuer;

/** What GitHub says of a job of the repository. */
const claims = (context: string, change: object = {}) => ({
  aud: 'sts.amazonaws.com',
  sub: `repo:acme@7/api@42:${context}`,
  repository_id: '42',
  repository_owner_id: '7',
  ...change,
});

const settings = () => clientSettings(aws.endpoint, aws.credentials);

async function assume(role: string, token: string, RoleSessionName = 'gha-17-1') {
  const RoleArn = `arn:aws:iam::${ACCOUNT}:role/${role}`;
  return new STSClient(settings()).send(new AssumeRoleWithWebIdentityCommand({ RoleArn, RoleSessionName, WebIdentityToken: token }));
}

/** Parameter Store as a session of the role, or the name of the error. */
async function parameterStoreAs(role: string, token: string): Promise<SSMClient> {
  const { Credentials } = await assume(role, token);
  return new SSMClient({
    ...settings(),
    credentials: {
      accessKeyId: Credentials!.AccessKeyId!,
      secretAccessKey: Credentials!.SecretAccessKey!,
      sessionToken: Credentials!.SessionToken!,
    },
  });
}

/** The roles as they are synthesized, with their policies and the policy of the key, in local AWS under enforced IAM. */
beforeAll(async () => {
  [aws, issuer] = await Promise.all([LocalAws.start(), TokenIssuer.start(`https://${ISSUER}`)]);
  await aws.serveIssuer(issuer.url, issuer.address);
  const stack = newStack();
  const vault = new SecretVault(stack, 'vault', { namespace: 'acme', stage: 'dev', deployers: [`arn:aws:iam::${ACCOUNT}:role/deploy`] });
  new ApplicationSecret(stack, 'token', { vault, service: 'api', key: 'token', source: SecretSource.generated() });
  const provider = OidcProvider.fromArn(`arn:aws:iam::${ACCOUNT}:oidc-provider/${ISSUER}`);
  const state = TerraformState.elsewhere();
  const inProd = { vault, provider, identity: OidcIdentity.github({ ...ids, environment: 'prod' }) };
  new CiCdAccess(stack, 'ci', { ...inProd, services: ['api'], roleName: 'ci', sessionName: 'gha-*' });
  new CiCdDeployRole(stack, 'deploy', { ...inProd, state, services: ['api'], roleName: 'deploy' });
  const identity = OidcIdentity.github({ ...ids, pullRequest: true });
  new CiCdPlanRole(stack, 'plan', { vault, provider, identity, state, roleName: 'plan' });
  const configuration = synthesize(stack);

  const kms = new KMSClient(settings());
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
  const deployed = new DeployedStack(configuration, { account: ACCOUNT, region: 'us-east-1', keyId: KeyMetadata!.KeyId! });
  const { KeyMetadata: key } = await kms.send(new CreateKeyCommand({ Policy: deployed.keyPolicy, BypassPolicyLockoutSafetyCheck: true }));
  const roles = new DeployedStack(configuration, { account: ACCOUNT, region: 'us-east-1', keyId: key!.KeyId! });
  const iam = new IAMClient(settings());
  await iam.send(new CreateOpenIDConnectProviderCommand({ Url: issuer.url, ClientIDList: ['sts.amazonaws.com'], ThumbprintList: [] }));
  for (const [id, { name, assume_role_policy: trust }] of Object.entries(configuration.resource.aws_iam_role!)) {
    if (!['ci', 'deploy', 'plan'].includes(name as string)) continue;
    await iam.send(new CreateRoleCommand({ RoleName: name as string, AssumeRolePolicyDocument: trust as string }));
    for (const [index, PolicyDocument] of roles.policiesOf(id).entries()) {
      await iam.send(new PutRolePolicyCommand({ RoleName: name as string, PolicyName: `policy${index}`, PolicyDocument }));
    }
  }
  const put = new PutParameterCommand({ Name: '/api/token', Type: 'SecureString', Value: CANARY, KeyId: key!.KeyId });
  await new SSMClient(settings()).send(put);
  await aws.enforceAuthorization(true);
}, 90_000);

afterAll(() => Promise.all([aws?.stop(), issuer?.stop()]));

test('a job of the environment reads its service, and another environment gets nothing', async () => {
  const ssm = await parameterStoreAs('ci', issuer.token(claims('environment:prod')));
  const { Parameters } = await ssm.send(new GetParametersByPathCommand({ Path: '/api/', WithDecryption: true }));
  expect(Parameters!.map(({ Value }) => Value)).toEqual([CANARY]);
  expect(await outcome(assume('ci', issuer.token(claims('environment:dev'))))).toBe('AccessDenied');
});

test('a repository of before 2026-07-15 is let in by its old subject', async () => {
  const token = issuer.token(claims('', { sub: 'repo:acme/api:environment:prod' }));
  expect(typeof (await outcome(assume('ci', token)))).not.toBe('string');
});

test.each<[string, object, string]>([
  ['another repository', { sub: 'repo:acme@7/web@43:environment:prod', repository_id: '43' }, 'AccessDenied'],
  ['a fork', { sub: 'repo:mallory@9/api@44:environment:prod', repository_id: '44', repository_owner_id: '9' }, 'AccessDenied'],
  ['a repository that took over the name', { sub: 'repo:acme/api:environment:prod', repository_id: '45' }, 'AccessDenied'],
  ['a pull request', { sub: 'repo:acme@7/api@42:pull_request' }, 'AccessDenied'],
  ['a token without an audience', { aud: undefined }, 'InvalidIdentityTokenException'],
  ['a token made out to somebody else', { aud: 'https://github.com/acme' }, 'InvalidIdentityTokenException'],
  ['a token that has expired', { exp: 1 }, 'ExpiredTokenException'],
])('%s is refused', async (_, change, error) => {
  expect(await outcome(assume('ci', issuer.token(claims('environment:prod', change))))).toBe(error);
});

test('a session that names no run is refused', async () => {
  expect(await outcome(assume('ci', issuer.token(claims('environment:prod')), 'mallory'))).toBe('AccessDenied');
});

test('the role that plans looks at parameters, and cannot decrypt, though a policy beside allows everything', async () => {
  const ssm = await parameterStoreAs('plan', issuer.token(claims('pull_request')));
  expect((await ssm.send(new DescribeParametersCommand({}))).Parameters!.map(({ Name }) => Name)).toEqual(['/api/token']);
  const read = new GetParameterCommand({ Name: '/api/token', WithDecryption: true });
  expect(await outcome(ssm.send(read))).toBe('AccessDeniedException');
});

test('the role that deploys writes, and cannot decrypt', async () => {
  const ssm = await parameterStoreAs('deploy', issuer.token(claims('environment:prod')));
  const value = 'CANARY-written-by-the-pipeline';
  const written = await outcome(ssm.send(new PutParameterCommand({ Name: '/api/token', Value: value, Overwrite: true })));
  expect(typeof written).not.toBe('string');
  expect(await outcome(ssm.send(new GetParameterCommand({ Name: '/api/token', WithDecryption: true })))).toBe('AccessDeniedException');
});
