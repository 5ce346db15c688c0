import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { CreateAccessKeyCommand, CreateUserCommand, IAMClient, PutUserPolicyCommand } from '@aws-sdk/client-iam';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { KubernetesProvider } from '@cdktf/provider-kubernetes/lib/provider';
import { Cluster } from './cluster';
import type { Manifest } from './custom-resources';
import { missingPeers, ownKubernetesProvider, RealCluster } from './real-cluster';
import { collectionOf, defineCustomResources, RealOperator } from './real-operator';
import { TerraformWithCluster } from './terraform-with-cluster';
import { ApplicationSecret, SecretSource, SecretVault, kubernetes } from '../../../src';
import { LocalAws } from '../../../tools/local-aws/local-aws';
import { DeployedStack } from '../../support/iam';
import { type Configuration, newApp, newStack, only, synthesize } from '../../support/synth';
import { clientSettings } from '../../tools/local-aws/fixes/fault';

jest.setTimeout(300_000);

const [ACCOUNT, REGION] = ['123456789012', 'eu-west-1'];
const NAME = 'acme-dev-secret-changes';

function program(): Configuration {
  const stack = newStack(newApp(), 'dev');
  new KubernetesProvider(stack, 'kubernetes', {});
  const vault = new SecretVault(stack, 'vault', { namespace: 'acme', stage: 'dev' });
  const source = SecretSource.generated();
  const secret = new ApplicationSecret(stack, 'password', { vault, service: 'api', key: 'db_password', source });
  const oidcProviderArn = `arn:aws:iam::${ACCOUNT}:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLE`;
  const identity = kubernetes.KubernetesIdentity.irsa(oidcProviderArn);
  const { externalSecret } = new kubernetes.KubernetesAccess(stack, 'api', { vault, namespace: 'api', secrets: [secret], identity });
  const reloader = { namespace: 'external-secrets', serviceAccount: 'reloader' };
  const serviceAccount = new kubernetes.ServiceAccountRole(stack, 'reloader', { vault, oidcProviderArn, ...reloader });
  new kubernetes.SecretChangeQueue(stack, 'changes', { vault, services: ['api'], externalSecrets: [externalSecret!], serviceAccount });
  new kubernetes.DeploymentRestart(stack, 'restart', { namespace: 'api', deployments: ['api', 'other'] });
  return synthesize(stack);
}

const missing = missingPeers('external-secrets-reloader', 'terraform-provider-kubernetes');
if (missing.length > 0) {
  test.skip(`not run: ${missing.join(', ')} not on PATH`, () => undefined);
} else {
  describe("External Secrets' reloader", () => {
    const configuration = program();
    const manifest = (kind: string, name: string) =>
      Object.values(configuration.resource.kubernetes_manifest!)
        .map((each) => each.manifest as Manifest)
        .find((each) => each.kind === kind && each.metadata.name === name)!;
    const filled = (object: object) =>
      JSON.parse(
        JSON.stringify(object)
          .replace(/\$\{data\.aws_caller_identity\.[\w-]+\.account_id\}/g, ACCOUNT)
          .replace(/\$\{data\.aws_partition\.[\w-]+\.dns_suffix\}/g, 'amazonaws.com'),
      ) as Manifest;
    const configs = '/apis/reloader.external-secrets.io/v1alpha1/configs';
    let aws: LocalAws;
    let cluster: RealCluster;
    let reloader: RealOperator | undefined;
    let terraform: TerraformWithCluster;
    const settings = () => ({ ...clientSettings(aws.endpoint, aws.credentials), region: REGION });
    const runTerraform = async (...args: string[]) => {
      const env = { TF_CLI_CONFIG_FILE: ownKubernetesProvider(terraform.folder), ...cluster.environment };
      const { code, output } = await terraform.run([...args, '-no-color'], env);
      return { code, output };
    };

    beforeAll(async () => {
      [aws, cluster] = await Promise.all([LocalAws.start(), RealCluster.start()]);
      await defineCustomResources(cluster);
      for (const name of ['api', 'other', 'external-secrets']) await cluster.create('/api/v1/namespaces', { metadata: { name } });
      terraform = await TerraformWithCluster.start(new Cluster(), { realKubernetes: true });
    }, 120_000);
    afterAll(async () => {
      reloader?.stop();
      terraform?.stop();
      cluster?.stop();
      await aws?.stop();
    });

    test('has Configs that the API server takes, and that the next plan leaves alone', async () => {
      terraform.configure({
        terraform: { required_providers: { kubernetes: configuration.terraform!.required_providers.kubernetes! } },
        provider: { kubernetes: [{}] },
        resource: {
          kubernetes_manifest: {
            changes: { manifest: filled(manifest('Config', NAME)) },
            restarts: { manifest: manifest('Config', 'api-restarts') },
          },
        },
      });
      expect(await runTerraform('apply', '-auto-approve')).toMatchObject({ code: 0 });
      expect(await runTerraform('plan', '-detailed-exitcode')).toMatchObject({ code: 0 });
    });

    test('restarts the Deployments that start with a Secret which changed, in their namespace alone', async () => {
      // Its role would be assumed from AWS itself: the reloader knows no other address of STS.
      expect((await cluster.call('DELETE', `${configs}/${NAME}`)).status).toBe(200);
      const data = (value: string) => ({ metadata: { name: 'api-env' }, data: { KEY: Buffer.from(value).toString('base64') } });
      for (const namespace of ['api', 'other']) {
        await cluster.create(`/api/v1/namespaces/${namespace}/secrets`, data('CANARY-before'));
        for (const [name, secret] of [
          ['api', 'api-env'],
          ['other', 'another-env'],
        ] as const) {
          const labels = { app: name };
          const containers = [{ name: 'app', image: 'app', envFrom: [{ secretRef: { name: secret } }] }];
          const template = { metadata: { labels }, spec: { containers } };
          const spec = { selector: { matchLabels: labels }, template };
          await cluster.create(`/apis/apps/v1/namespaces/${namespace}/deployments`, { metadata: { name }, spec });
        }
      }
      reloader = await RealOperator.startReloader(cluster, aws);
      const annotations = async (namespace: string, name: string) => {
        const { body } = await cluster.call('GET', `/apis/apps/v1/namespaces/${namespace}/deployments/${name}`);
        return (JSON.parse(body) as { spec: { template: { metadata: { annotations?: Record<string, string> } } } }).spec.template.metadata
          .annotations;
      };
      let writes = 0;
      const restarted = await cluster.eventually(async () => {
        // The first change that it sees is where it begins.
        for (const namespace of ['other', 'api']) {
          await cluster.call('PUT', `/api/v1/namespaces/${namespace}/secrets/api-env`, data(`CANARY-${(writes += 1)}`));
        }
        return annotations('api', 'api');
      });
      expect(restarted).toEqual({
        'reloader.external-secrets.io/last-reloaded': expect.stringMatching(/^20\d\d-/) as string,
        'reloader.external-secrets.io/trigger-source': 'KubernetesSecret/api-env',
      });
      expect(await annotations('api', 'other')).toBeUndefined();
      expect(await annotations('other', 'api')).toBeUndefined();
    });

    test('refreshes an ExternalSecret after a write to Parameter Store, by what its role may do', async () => {
      const { rule, target, queue } = {
        rule: only(configuration.resource.aws_cloudwatch_event_rule),
        target: only(configuration.resource.aws_cloudwatch_event_target) as unknown as {
          readonly input_transformer: { readonly input_paths: Record<string, string>; readonly input_template: string };
        },
        queue: only(configuration.resource.aws_sqs_queue).name as string,
      };
      await new SQSClient(settings()).send(new CreateQueueCommand({ QueueName: queue }));
      const events = new EventBridgeClient(settings());
      await events.send(new PutRuleCommand({ Name: NAME, EventPattern: rule.event_pattern as string }));
      const { input_paths: InputPathsMap, input_template: InputTemplate } = target.input_transformer;
      const Arn = `arn:aws:sqs:${REGION}:${ACCOUNT}:${queue}`;
      const targets = [{ Id: 'queue', Arn, InputTransformer: { InputPathsMap, InputTemplate } }];
      await events.send(new PutTargetsCommand({ Rule: NAME, Targets: targets }));

      // A user with the policies of the role stands in for it: the reloader assumes roles of service accounts at AWS itself.
      const iam = new IAMClient(settings());
      await iam.send(new CreateUserCommand({ UserName: 'reloader' }));
      const deployed = new DeployedStack(configuration, {
        account: ACCOUNT,
        region: REGION,
        keyId: '11111111-1111-1111-1111-111111111111',
      });
      for (const [index, policy] of deployed.policiesOf('reloader').entries()) {
        const PolicyDocument = policy.replace(/(arn:aws:sqs:[\w-]+:\d+:)[\w-]+/g, `$1${queue}`);
        await iam.send(new PutUserPolicyCommand({ UserName: 'reloader', PolicyName: `policy${index}`, PolicyDocument }));
      }
      const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: 'reloader' }));
      const key = { id: AccessKey!.AccessKeyId!, secret: AccessKey!.SecretAccessKey! };
      const stringData = key;
      await cluster.create('/api/v1/namespaces/external-secrets/secrets', { metadata: { name: 'reloader' }, stringData });
      const of = (name: string) => ({ name: 'reloader', namespace: 'external-secrets', key: name });
      const config = filled(manifest('Config', NAME)) as Manifest & { spec: { notificationSources: [{ awsSqs: { auth: object } }] } };
      const secretRef = { accessKeyIdSecretRef: of('id'), secretAccessKeySecretRef: of('secret') };
      config.spec.notificationSources[0].awsSqs.auth = { authMethod: 'static', region: REGION, secretRef };
      await cluster.create(configs, config);
      const external = manifest('ExternalSecret', 'api-env');
      await cluster.create(collectionOf('ExternalSecret', 'api'), external);
      await aws.enforceAuthorization(true);
      await new SSMClient(settings()).send(new PutParameterCommand({ Name: '/api/db_password', Value: 'CANARY-db', Type: 'SecureString' }));
      const annotations = await cluster.eventually(async () => {
        const { body } = await cluster.call('GET', `${collectionOf('ExternalSecret', 'api')}/api-env`);
        return (JSON.parse(body) as Manifest).metadata.annotations;
      });
      expect(annotations).toEqual({
        'reloader/last-rotated': expect.stringMatching(/^20\d\d-\d\d-\d\dT[\d:]{8}Z$/) as string,
        'reloader/trigger-source': 'AwsSqs',
      });
      const calls = aws.requests().filter(({ service, accessKeyId }) => service === 'sqs' && accessKeyId === key.id);
      expect([...new Set(calls.map(({ operation, status }) => `${operation} ${status}`))].sort()).toEqual([
        'DeleteMessage 200',
        'ReceiveMessage 200',
      ]);
      expect(reloader!.log).not.toContain('CANARY-');
    });
  });
}
