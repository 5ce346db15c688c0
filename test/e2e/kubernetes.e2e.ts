import { CreateOpenIDConnectProviderCommand, CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import {
  GetParameterCommand,
  GetParameterHistoryCommand,
  GetParametersByPathCommand,
  type ParameterType,
  PutParameterCommand,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { AssumeRoleCommand, AssumeRoleWithWebIdentityCommand, type AssumeRoleResponse, STSClient } from '@aws-sdk/client-sts';
import { Deployment } from './deployment';
import { serveInProcess } from '../../src/programs/provider/serve';
import { TokenIssuer } from '../../tools/local-aws/token-issuer';
import { Cluster, kubernetesProvider } from '../access/kubernetes/cluster';

jest.setTimeout(600_000);

const ROLES = 'arn:aws:iam::123456789012:role';
const ISSUER = 'https://oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B716D3041E';
const CLUSTER_ARN = 'arn:aws:eks:eu-west-1:123456789012:cluster/apps';
const [METRICS, DATABASE, MAIL, ADMIN, SESSION] = [
  '/global/metrics_token',
  '/api/db_password',
  '/mail/aws_credentials',
  '/bootstrap/grafana/admin_password',
  '/web/session_key',
];
const CANARY = 'CANARY-metrics-of-the-cluster';

let deployment: Deployment;
let issuer: TokenIssuer;
let provider: Awaited<ReturnType<typeof serveInProcess>>;
const cluster = new Cluster();

const settings = () => ({
  region: 'eu-west-1',
  endpoint: deployment.aws.endpoint,
  credentials: deployment.aws.credentials,
  maxAttempts: 1,
});

/** The roles of the example, deployed, beside a cluster in memory: its tokens are signed, and IAM decides. */
beforeAll(async () => {
  [issuer, provider] = await Promise.all([TokenIssuer.start(ISSUER), serveInProcess(kubernetesProvider(cluster))]);
  deployment = await Deployment.of('kubernetes', {
    environment: {
      TF_REATTACH_PROVIDERS: JSON.stringify({ 'registry.terraform.io/hashicorp/kubernetes': provider.reattach }),
      OIDC_PROVIDER_ARN: `arn:aws:iam::123456789012:oidc-provider/${ISSUER.slice('https://'.length)}`,
      OPERATOR_ROLE_ARN: `${ROLES}/external-secrets`,
      CLUSTER_ARN,
    },
  });
  await deployment.aws.serveIssuer(issuer.url, issuer.address);
  await deployment.deploy();
  const iam = new IAMClient(settings());
  await iam.send(new CreateOpenIDConnectProviderCommand({ Url: ISSUER, ClientIDList: ['sts.amazonaws.com'], ThumbprintList: [] }));
  // The account's root stands in for EKS, which gives the operator's sessions their tags.
  const Statement = [{ Effect: 'Allow', Action: ['sts:AssumeRole', 'sts:TagSession'], Principal: { AWS: '123456789012' } }];
  await iam.send(new CreateRoleCommand({ RoleName: 'external-secrets', AssumeRolePolicyDocument: JSON.stringify({ Statement }) }));
  const supplied = { Name: METRICS, Value: CANARY, Type: 'SecureString' as ParameterType, KeyId: 'alias/acme-dev-chamber' };
  await deployment.ssm.send(new PutParameterCommand({ ...supplied, Description: '1' }));
  iam.destroy();
});
afterAll(async () => {
  await deployment?.close();
  provider?.close();
  await issuer?.stop();
});

interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** Credentials of a session, or the name of the error. */
async function session(assume: Promise<AssumeRoleResponse>): Promise<Credentials | string> {
  const assumed = await assume.catch((error: Error) => error.name);
  if (typeof assumed === 'string') return assumed;
  const { AccessKeyId, SecretAccessKey, SessionToken } = assumed.Credentials!;
  return { accessKeyId: AccessKeyId!, secretAccessKey: SecretAccessKey!, sessionToken: SessionToken! };
}

/** As a pod of a service account. */
function byToken(role: string, subject: string, claims: object = {}): Promise<Credentials | string> {
  const token = issuer.token({ aud: ['sts.amazonaws.com'], sub: `system:serviceaccount:${subject}`, ...claims });
  const command = new AssumeRoleWithWebIdentityCommand({ RoleArn: `${ROLES}/${role}`, RoleSessionName: 'pod', WebIdentityToken: token });
  return session(new STSClient(settings()).send(command));
}

/** As the operator, whose session EKS gave the tags of an association. */
async function byOperator(role: string, tags?: { readonly [key: string]: string }): Promise<Credentials | string> {
  const Tags = Object.entries(tags ?? {}).map(([Key, Value]) => ({ Key, Value }));
  const operator = await session(
    new STSClient(settings()).send(
      new AssumeRoleCommand({
        RoleArn: `${ROLES}/external-secrets`,
        RoleSessionName: 'eks',
        Tags,
        TransitiveTagKeys: Tags.map(({ Key }) => Key),
      }),
    ),
  );
  if (typeof operator === 'string') return `operator: ${operator}`;
  const sts = new STSClient({ ...settings(), credentials: operator });
  return session(sts.send(new AssumeRoleCommand({ RoleArn: `${ROLES}/${role}`, RoleSessionName: 'store' })));
}

/** What a session reads of everything that there is, by name and in other ways. */
async function reads(credentials: Credentials | string): Promise<{ readonly byName: string[]; readonly otherwise: string[] } | string> {
  if (typeof credentials === 'string') return credentials;
  const ssm = new SSMClient({ ...settings(), credentials });
  const allowed = async (call: Promise<unknown>) =>
    call.then(
      () => true,
      (error: Error) => {
        expect(error.name).toBe('AccessDeniedException');
        return false;
      },
    );
  const byName: string[] = [];
  const otherwise: string[] = [];
  for (const Name of [METRICS, DATABASE, MAIL, ADMIN, SESSION]) {
    if (await allowed(ssm.send(new GetParameterCommand({ Name, WithDecryption: true })))) byName.push(Name);
    if (await allowed(ssm.send(new GetParameterHistoryCommand({ Name, WithDecryption: true })))) otherwise.push(`history of ${Name}`);
    const Path = Name.slice(0, Name.lastIndexOf('/'));
    if (await allowed(ssm.send(new GetParametersByPathCommand({ Path, WithDecryption: true })))) otherwise.push(`path ${Path}`);
  }
  ssm.destroy();
  return { byName, otherwise };
}

const tags = (change: object = {}) => ({
  'eks-cluster-arn': CLUSTER_ARN,
  'kubernetes-namespace': 'external-secrets',
  'kubernetes-service-account': 'external-secrets',
  'kubernetes-pod-name': 'external-secrets-5c',
  ...change,
});

describe('examples/kubernetes', () => {
  test('has its Secrets in the cluster, the next plan but for what people supplied is empty, and no value is anywhere else', async () => {
    const planned = await deployment.plan();
    // The token came after the deploy, and its copy is due.
    expect(planned.stdout).toMatch(/Plan: 0 to add, 1 to change, 0 to destroy/);
    const copied = cluster.secrets.get('web/web-env')!.data;
    const own = cluster.secrets.get('web/web-csrf')!.data;
    expect(copied).toEqual({ SESSION_KEY: (await deployment.values('/web')).session_key });
    expect(own).toEqual({ CSRF_KEY: expect.stringMatching(/^\w{64}$/) as string });
    const mail = JSON.parse((await deployment.values('/mail')).aws_credentials!) as { SecretAccessKey: string; SmtpPassword: string };
    expect(mail.SmtpPassword).toMatch(/^[\w+/=]{44}$/);
    const values = [
      copied.SESSION_KEY!,
      own.CSRF_KEY!,
      mail.SecretAccessKey,
      mail.SmtpPassword,
      (await deployment.values('/api')).db_password!,
    ];
    expect(deployment.leaks([...values, CANARY])).toEqual([]);
  });

  test.each<[string, () => Promise<Credentials | string>, string[]]>([
    ['application secrets', () => byToken('acme-dev-api-secrets', 'api:secrets'), [METRICS, DATABASE]],
    ['AWS credentials', () => byToken('acme-dev-mail-mail-env', 'mail:mail-env'), [METRICS, MAIL]],
    ['a bootstrap secret', () => byToken('acme-dev-ops-grafana', 'ops:grafana'), [ADMIN]],
    ['an application secret by Pod Identity', () => byOperator('acme-dev-metrics-metrics-env', tags()), [METRICS]],
  ])('a role of %s reads exactly what its service has', async (_, assume, expected) => {
    await deployment.aws.enforceAuthorization(true);
    expect(await reads(await assume())).toEqual({ byName: expected, otherwise: [] });
  });

  test.each<[string, () => Promise<Credentials | string>, string]>([
    ['another service account', () => byToken('acme-dev-api-secrets', 'api:default'), 'AccessDenied'],
    ['another namespace', () => byToken('acme-dev-api-secrets', 'mail:secrets'), 'AccessDenied'],
    ['another audience', () => byToken('acme-dev-api-secrets', 'api:secrets', { aud: ['vault'] }), 'InvalidIdentityTokenException'],
    ['a token for a role of the operator', () => byToken('acme-dev-metrics-metrics-env', 'metrics:metrics-env'), 'AccessDenied'],
    ['the operator for a role of a service account', () => byOperator('acme-dev-api-secrets', tags()), 'AccessDenied'],
    ["what has the operator's role without tags", () => byOperator('acme-dev-metrics-metrics-env'), 'AccessDenied'],
    [
      'another pod with that role',
      () => byOperator('acme-dev-metrics-metrics-env', tags({ 'kubernetes-namespace': 'default' })),
      'AccessDenied',
    ],
    [
      'an operator of another cluster',
      () => byOperator('acme-dev-metrics-metrics-env', tags({ 'eks-cluster-arn': `${CLUSTER_ARN}2` })),
      'AccessDenied',
    ],
  ])('%s gets no role', async (_, assume, error) => {
    await deployment.aws.enforceAuthorization(true);
    expect(await assume()).toBe(error);
  });
});
