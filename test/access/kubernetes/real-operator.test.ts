import { CreateOpenIDConnectProviderCommand, CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { KubernetesProvider } from '@cdktf/provider-kubernetes/lib/provider';
import { Cluster } from './cluster';
import type { Manifest } from './custom-resources';
import { missingPeers, ownKubernetesProvider, RealCluster } from './real-cluster';
import { collectionOf, defineCustomResources, RealOperator, serveDiscovery } from './real-operator';
import { TerraformWithCluster } from './terraform-with-cluster';
import { ApplicationSecret, AwsCredentials, SecretSource, SecretVault, kubernetes } from '../../../src';
import { LocalAws } from '../../../tools/local-aws/local-aws';
import { DeployedStack } from '../../support/iam';
import { type Configuration, newApp, newStack, synthesize } from '../../support/synth';
import { clientSettings } from '../../tools/local-aws/fixes/fault';

jest.setTimeout(300_000);

const [ACCOUNT, REGION] = ['123456789012', 'eu-west-1'];
const ISSUER = 'https://oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLE';
const CLUSTER_ARN = `arn:aws:eks:${REGION}:${ACCOUNT}:cluster/apps`;
const OPERATOR = `arn:aws:iam::${ACCOUNT}:role/external-secrets`;
const POLICY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'ses:SendRawEmail', Resource: `arn:aws:ses:${REGION}:${ACCOUNT}:identity/acme.example` }],
});
const KEY = { Version: 1, AccessKeyId: 'AKIACANARY0000000001', SecretAccessKey: 'CANARY-secret-key', SmtpPassword: 'CANARY-smtp' };

/** Three namespaces: whole services and listed secrets by service accounts, one secret by Pod Identity. */
function program(): Configuration {
  const stack = newStack(newApp(), 'dev');
  new KubernetesProvider(stack, 'kubernetes', {});
  const vault = new SecretVault(stack, 'vault', { namespace: 'acme', stage: 'dev' });
  const secret = (service: string, key: string) =>
    new ApplicationSecret(stack, `${service}-${key}`, { vault, service, key, source: SecretSource.generated() });
  const token = secret('global', 'metrics-token');
  secret('api', 'db_password');
  secret('web', 'session_key');
  const mail = new AwsCredentials(stack, 'mail', { vault, service: 'mail', policy: POLICY, smtpRegion: REGION });
  const identity = kubernetes.KubernetesIdentity.irsa(`arn:aws:iam::${ACCOUNT}:oidc-provider/${ISSUER.slice('https://'.length)}`);
  const often = { refreshInterval: '10s' };
  new kubernetes.KubernetesAccess(stack, 'api', { vault, namespace: 'api', services: ['global', 'api'], identity, ...often });
  const listed = { secrets: [token], awsCredentials: mail, smtpCredentials: mail };
  new kubernetes.KubernetesAccess(stack, 'mailer', { vault, namespace: 'mail', name: 'mail-env', identity, ...listed, ...often });
  const operator = kubernetes.KubernetesIdentity.podIdentity({ operatorRoleArn: OPERATOR, clusterArn: CLUSTER_ARN });
  const metrics = { namespace: 'metrics', name: 'metrics-env', identity: operator, secrets: [token] };
  new kubernetes.KubernetesAccess(stack, 'metrics', { vault, ...metrics, ...often });
  return synthesize(stack);
}

const missing = missingPeers('external-secrets', 'terraform-provider-kubernetes');
if (missing.length > 0) {
  test.skip(`not run: ${missing.join(', ')} not on PATH`, () => undefined);
} else {
  describe('External Secrets Operator, where IAM decides', () => {
    let aws: LocalAws;
    let cluster: RealCluster;
    let operator: RealOperator;
    let discovery: Awaited<ReturnType<typeof serveDiscovery>>;
    let keyId: string;
    let ssm: SSMClient;
    let terraform: TerraformWithCluster;

    const settings = () => ({ ...clientSettings(aws.endpoint, aws.credentials), region: REGION });
    const put = (Name: string, Value: string) =>
      ssm.send(new PutParameterCommand({ Name, Value, Type: 'SecureString', KeyId: keyId, Overwrite: true }));

    /** The roles as they are synthesized, with their policies and the policy of the key. @returns their ARNs by id */
    async function deploy(configuration: Configuration): Promise<ReadonlyMap<string, string>> {
      const [kms, iam] = [new KMSClient(settings()), new IAMClient(settings())];
      const place = { account: ACCOUNT, region: REGION };
      const { KeyMetadata: any } = await kms.send(new CreateKeyCommand({}));
      const { keyPolicy: Policy } = new DeployedStack(configuration, { ...place, keyId: any!.KeyId! });
      const { KeyMetadata: key } = await kms.send(new CreateKeyCommand({ Policy, BypassPolicyLockoutSafetyCheck: true }));
      keyId = key!.KeyId!;
      const deployed = new DeployedStack(configuration, { ...place, keyId });
      await iam.send(new CreateOpenIDConnectProviderCommand({ Url: ISSUER, ClientIDList: ['sts.amazonaws.com'], ThumbprintList: [] }));
      const arns = new Map<string, string>();
      for (const [id, { name, assume_role_policy: trust }] of Object.entries(configuration.resource.aws_iam_role!)) {
        if (!/-env$/.test(name as string)) continue;
        const { Role } = await iam.send(new CreateRoleCommand({ RoleName: name as string, AssumeRolePolicyDocument: trust as string }));
        arns.set(id, Role!.Arn!);
        for (const [index, PolicyDocument] of deployed.policiesOf(id).entries()) {
          await iam.send(new PutRolePolicyCommand({ RoleName: name as string, PolicyName: `policy${index}`, PolicyDocument }));
        }
      }
      return arns;
    }

    /** A session of the operator, as EKS Pod Identity makes it. */
    async function operatorSession() {
      const Statement = [{ Effect: 'Allow', Action: ['sts:AssumeRole', 'sts:TagSession'], Principal: { AWS: ACCOUNT } }];
      const role = { RoleName: 'external-secrets', AssumeRolePolicyDocument: JSON.stringify({ Statement }) };
      await new IAMClient(settings()).send(new CreateRoleCommand(role));
      const tags = {
        'eks-cluster-arn': CLUSTER_ARN,
        'kubernetes-namespace': 'external-secrets',
        'kubernetes-service-account': 'external-secrets',
      };
      const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
      const assume = { RoleArn: OPERATOR, RoleSessionName: 'eks', Tags, TransitiveTagKeys: Object.keys(tags) };
      const { Credentials } = await new STSClient(settings()).send(new AssumeRoleCommand(assume));
      const { AccessKeyId, SecretAccessKey, SessionToken } = Credentials!;
      return { accessKeyId: AccessKeyId!, secretAccessKey: SecretAccessKey!, sessionToken: SessionToken! };
    }

    /** Has hashicorp/kubernetes make the manifests. The roles are there already, and known by their ARNs. */
    async function applyManifests({ terraform: settingsOf, resource }: Configuration, arns: ReadonlyMap<string, string>): Promise<void> {
      terraform = await TerraformWithCluster.start(new Cluster(), { realKubernetes: true });
      const manifests = Object.entries(resource.kubernetes_manifest!).map(([id, { manifest }]): [string, { manifest: Manifest }] => {
        const text = JSON.stringify(manifest).replace(/\$\{aws_iam_role\.([\w-]+)\.arn\}/g, (_, role: string) => arns.get(role)!);
        return [id, { manifest: JSON.parse(text) as Manifest }];
      });
      const { kubernetes: required } = settingsOf!.required_providers;
      terraform.configure({
        terraform: { required_providers: { kubernetes: required! } },
        provider: { kubernetes: [{}] },
        resource: { kubernetes_manifest: Object.fromEntries(manifests) },
      });
      expect(await runTerraform('apply', '-auto-approve')).toMatchObject({ code: 0 });
    }

    const runTerraform = async (...args: string[]) => {
      const env = { TF_CLI_CONFIG_FILE: ownKubernetesProvider(terraform.folder), ...cluster.environment };
      const { code, output } = await terraform.run([...args, '-no-color'], env);
      return { code, output };
    };

    /** Waits until a Secret has these values, for as long as the operator may take to look again. */
    async function expectSecret(namespace: string, name: string, expected: Record<string, string>): Promise<void> {
      for (const until = Date.now() + 60_000; Date.now() < until;) {
        if (JSON.stringify(sorted(await cluster.secret(namespace, name))) === JSON.stringify(sorted(expected))) break;
        await new Promise((resolve) => {
          setTimeout(resolve, 250);
        });
      }
      expect(await cluster.secret(namespace, name)).toEqual(expected);
    }

    const sorted = (values: Record<string, string>) => Object.fromEntries(Object.entries(values).sort());

    beforeAll(async () => {
      [aws, cluster] = await Promise.all([LocalAws.start(), RealCluster.start(ISSUER)]);
      ssm = new SSMClient(settings());
      discovery = await serveDiscovery(cluster);
      await aws.serveIssuer(ISSUER, discovery.address);
      const configuration = program();
      const arns = await deploy(configuration);
      await put('/global/metrics-token', 'CANARY-metrics');
      await put('/api/db_password', 'CANARY-db');
      await put('/web/session_key', 'CANARY-of-another-service');
      await put('/mail/aws_credentials', JSON.stringify(KEY));
      const credentials = await operatorSession();
      await aws.enforceAuthorization(true);
      await defineCustomResources(cluster);
      for (const name of ['api', 'mail', 'metrics']) await cluster.create('/api/v1/namespaces', { metadata: { name } });
      await applyManifests(configuration, arns);
      aws.clearRequests();
      operator = await RealOperator.start(cluster, aws, credentials);
    }, 120_000);
    afterAll(async () => {
      operator?.stop();
      terraform?.stop();
      discovery?.stop();
      cluster?.stop();
      ssm?.destroy();
      await aws?.stop();
    });

    const api = { METRICS_TOKEN: 'CANARY-metrics', DB_PASSWORD: 'CANARY-db' };
    const mail = {
      METRICS_TOKEN: 'CANARY-metrics',
      AWS_ACCESS_KEY_ID: KEY.AccessKeyId,
      AWS_SECRET_ACCESS_KEY: KEY.SecretAccessKey,
      SMTP_USERNAME: KEY.AccessKeyId,
      SMTP_PASSWORD: KEY.SmtpPassword,
    };

    test('keeps Secrets with exactly what was granted, by service accounts and by Pod Identity', async () => {
      await expectSecret('api', 'api-env', api);
      await expectSecret('mail', 'mail-env', mail);
      await expectSecret('metrics', 'metrics-env', { METRICS_TOKEN: 'CANARY-metrics' });
      const calls = aws.requests().map(({ service, operation, status }) => `${service} ${operation} ${status}`);
      expect([...new Set(calls)].sort()).toEqual([
        'ssm GetParameter 200',
        'ssm GetParametersByPath 200',
        'sts AssumeRole 200',
        'sts AssumeRoleWithWebIdentity 200',
      ]);
    });

    test('has objects of which the next plan changes nothing, whatever the operator wrote into them', async () => {
      const path = `${collectionOf('ExternalSecret', 'api')}/api-env`;
      const { status } = JSON.parse((await cluster.call('GET', path)).body) as {
        status?: { conditions: { type: string; status: string }[] };
      };
      expect(status!.conditions).toContainEqual(expect.objectContaining({ type: 'Ready', status: 'True' }));
      expect(await runTerraform('plan', '-detailed-exitcode')).toMatchObject({ code: 0 });
    });

    test('gets nothing of another service by a store of this one', async () => {
      await cluster.create(collectionOf('ExternalSecret', 'api'), {
        apiVersion: 'external-secrets.io/v1',
        kind: 'ExternalSecret',
        metadata: { name: 'stolen', namespace: 'api' },
        spec: {
          refreshInterval: '10s',
          secretStoreRef: { kind: 'SecretStore', name: 'api-env' },
          target: { name: 'stolen' },
          data: [{ secretKey: 'STOLEN', remoteRef: { key: '/web/session_key' } }],
        },
      });
      const refused = () => aws.requests().filter(({ name, status }) => name === '/web/session_key' && status === 400);
      for (const until = Date.now() + 30_000; Date.now() < until && refused().length === 0;) {
        await new Promise((resolve) => {
          setTimeout(resolve, 250);
        });
      }
      expect(refused().length).toBeGreaterThan(0);
      expect(await cluster.secret('api', 'stolen')).toEqual({});
      await cluster.call('DELETE', `${collectionOf('ExternalSecret', 'api')}/stolen`);
    });

    test('brings what a rotation wrote, both halves of a key at once, and puts right what people changed', async () => {
      const next = { ...KEY, AccessKeyId: 'AKIACANARY0000000002', SecretAccessKey: 'CANARY-next-key', SmtpPassword: 'CANARY-next' };
      await put('/mail/aws_credentials', JSON.stringify(next));
      await expectSecret('mail', 'mail-env', {
        ...mail,
        AWS_ACCESS_KEY_ID: next.AccessKeyId,
        AWS_SECRET_ACCESS_KEY: next.SecretAccessKey,
        SMTP_USERNAME: next.AccessKeyId,
        SMTP_PASSWORD: next.SmtpPassword,
      });
      const path = '/api/v1/namespaces/api/secrets/api-env';
      const edited = JSON.parse((await cluster.call('GET', path)).body) as { data: Record<string, string> };
      edited.data.DB_PASSWORD = Buffer.from('CANARY-by-hand').toString('base64');
      expect((await cluster.call('PUT', path, edited)).status).toBe(200);
      await expectSecret('api', 'api-env', api);
      expect((await cluster.call('DELETE', path)).status).toBe(200);
      await expectSecret('api', 'api-env', api);
    });

    test('writes no value to its log', () => {
      expect(operator.log).toContain('external-secrets.io');
      expect(operator.log).not.toContain('CANARY-');
    });
  });
}
