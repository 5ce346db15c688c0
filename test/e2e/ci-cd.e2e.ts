import { IAMClient, ListOpenIDConnectProvidersCommand } from '@aws-sdk/client-iam';
import { GetParametersByPathCommand, SSMClient } from '@aws-sdk/client-ssm';
import { AssumeRoleWithWebIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { Deployment } from './deployment';
import { TokenIssuer } from '../../tools/local-aws/token-issuer';

jest.setTimeout(900_000);

const ISSUER = 'https://token.actions.githubusercontent.com';

/** Roles of pipelines, deployed, and assumed with signed tokens where IAM decides: in the order of the tests. */
describe('examples/ci-cd', () => {
  let deployment: Deployment;
  let issuer: TokenIssuer;

  beforeAll(async () => {
    [deployment, issuer] = await Promise.all([Deployment.of('ci-cd'), TokenIssuer.start(ISSUER)]);
    await deployment.aws.serveIssuer(issuer.url, issuer.address);
    await deployment.deploy();
  });
  afterAll(() => Promise.all([deployment?.close(), issuer?.stop()]));

  const client = () => ({ region: 'eu-west-1', endpoint: deployment.aws.endpoint, credentials: deployment.aws.credentials });
  const token = (context: string, change: object = {}) =>
    issuer.token({
      aud: 'sts.amazonaws.com',
      sub: `repo:acme@7/api@42:${context}`,
      repository_id: '42',
      repository_owner_id: '7',
      ...change,
    });

  /** A session of a role, or the name of the error. */
  async function session(role: string, WebIdentityToken: string) {
    const RoleArn = `arn:aws:iam::123456789012:role/acme-dev-${role}`;
    const assume = new AssumeRoleWithWebIdentityCommand({ RoleArn, RoleSessionName: 'gha-17-1', WebIdentityToken });
    return new STSClient(client()).send(assume).catch((error: Error) => error.name);
  }

  /** The values of the service, read by a session of a role, or the name of the error. */
  async function read(role: string, withToken: string) {
    const assumed = await session(role, withToken);
    if (typeof assumed === 'string') return assumed;
    const { AccessKeyId, SecretAccessKey, SessionToken } = assumed.Credentials!;
    const credentials = { accessKeyId: AccessKeyId!, secretAccessKey: SecretAccessKey!, sessionToken: SessionToken! };
    const ssm = new SSMClient({ ...client(), credentials });
    return ssm.send(new GetParametersByPathCommand({ Path: '/api/', WithDecryption: true })).then(
      ({ Parameters }) => Parameters!.map(({ Name }) => Name),
      (error: Error) => error.name,
    );
  }

  test('finds nothing to change, with a provider for each issuer', async () => {
    const { OpenIDConnectProviderList } = await new IAMClient(client()).send(new ListOpenIDConnectProvidersCommand({}));
    expect(OpenIDConnectProviderList!.map(({ Arn }) => Arn!.split('/')[1]).sort()).toEqual([
      'gitlab.com',
      'token.actions.githubusercontent.com',
    ]);
    const planned = await deployment.plan();
    expect(planned.stdout).toContain('No changes');
  });

  test('a job of the environment reads the service; other repositories, forks, pull requests and audiences do not', async () => {
    await deployment.aws.enforceAuthorization(true);
    expect(await read('tests', token('environment:dev'))).toEqual(['/api/token']);
    expect(await read('tests', token('', { sub: 'repo:acme/api:environment:dev' }))).toEqual(['/api/token']);
    expect(await read('tests', token('', { sub: 'repo:acme@7/web@43:environment:dev', repository_id: '43' }))).toBe('AccessDenied');
    const fork = { sub: 'repo:mallory@9/api@44:environment:dev', repository_id: '44', repository_owner_id: '9' };
    expect(await read('tests', token('', fork))).toBe('AccessDenied');
    expect(await read('tests', token('pull_request'))).toBe('AccessDenied');
    expect(await read('tests', token('environment:dev', { aud: undefined }))).toBe('InvalidIdentityTokenException');
  });

  test('the roles that plan and deploy decrypt nothing', async () => {
    await deployment.aws.enforceAuthorization(true);
    expect(await read('plan', token('pull_request'))).toBe('AccessDeniedException');
    expect(await read('deploy', token('environment:dev'))).toBe('AccessDeniedException');
  });
});
