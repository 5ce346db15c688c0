import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { DeleteParameterCommand, LabelParameterVersionCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { KubernetesProvider } from '@cdktf/provider-kubernetes/lib/provider';
import { faultsOf, type Manifest } from './custom-resources';
import { parseReloaderMessage, reads } from './reloader';
import { SecretVault, kubernetes } from '../../../src';
import { LocalAws } from '../../../tools/local-aws/local-aws';
import { thrownBy } from '../../support/errors';
import { DeployedStack } from '../../support/iam';
import { newApp, newStack, only, synthesize } from '../../support/synth';

const OIDC = 'arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLE';

function declare(props: Partial<kubernetes.SecretChangeQueueProps> = {}, stack = newStack(newApp(), 'dev')) {
  new KubernetesProvider(stack, 'kubernetes', {});
  const vault = new SecretVault(stack, 'vault', { namespace: 'acme', stage: 'dev' });
  const roleOf = (namespace: string, serviceAccount: string) =>
    new kubernetes.ServiceAccountRole(stack, `${serviceAccount}-role`, { vault, oidcProviderArn: OIDC, namespace, serviceAccount });
  const store = new kubernetes.SecretStore(stack, 'store', { vault, namespace: 'api', serviceAccount: roleOf('api', 'secrets') });
  const all = new kubernetes.ExternalSecret(stack, 'all', { store, name: 'api-env', services: ['api', 'global'] });
  new kubernetes.SecretChangeQueue(stack, 'queue', {
    vault,
    services: ['api', 'global'],
    externalSecrets: [all],
    serviceAccount: roleOf('external-secrets', 'reloader'),
    ...props,
  });
  return stack;
}

const configuration = synthesize(declare());
const manifests = Object.values(configuration.resource.kubernetes_manifest!).map(({ manifest }) => manifest as Manifest);
const manifest = (kind: string) => manifests.find((each) => each.kind === kind)!;
const target = only(configuration.resource.aws_cloudwatch_event_target) as unknown as {
  readonly input_transformer: { readonly input_paths: Record<string, string>; readonly input_template: string };
};
const pattern = only(configuration.resource.aws_cloudwatch_event_rule).event_pattern as string;

describe('the messages of changes', () => {
  let aws: LocalAws;
  let events: EventBridgeClient;
  let sqs: SQSClient;
  let ssm: SSMClient;

  beforeAll(async () => {
    aws = await LocalAws.start();
    const settings = { region: 'eu-west-1', endpoint: aws.endpoint, credentials: aws.credentials };
    [events, sqs, ssm] = [new EventBridgeClient(settings), new SQSClient(settings), new SSMClient(settings)];
  }, 60_000);
  afterAll(async () => {
    events?.destroy();
    sqs?.destroy();
    ssm?.destroy();
    await aws?.stop();
  });

  /** What comes out of the queue of changes in Parameter Store, by the rule and transformer of the stack. */
  async function messagesOf(change: () => Promise<void>): Promise<string[]> {
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'changes' }));
    await events.send(new PutRuleCommand({ Name: 'changes', EventPattern: pattern }));
    await events.send(
      new PutTargetsCommand({
        Rule: 'changes',
        Targets: [
          {
            Id: 'queue',
            Arn: 'arn:aws:sqs:eu-west-1:123456789012:changes',
            InputTransformer: {
              InputPathsMap: target.input_transformer.input_paths,
              InputTemplate: target.input_transformer.input_template,
            },
          },
        ],
      }),
    );
    await change();
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
    return Messages.map(({ Body }) => Body!);
  }

  test('are what the reloader takes, and name what ExternalSecrets read; of other services there are none', async () => {
    const put = (Name: string) =>
      ssm.send(new PutParameterCommand({ Name, Value: `CANARY-of${Name}`, Type: 'SecureString', Overwrite: true }));
    for (const before of ['/api/db_password', '/api/gone']) await put(before);
    const bodies = await messagesOf(async () => {
      for (const name of ['/api/db_password', '/global/token', '/web/session', '/api2/key', '/_coffer/pending/api/db_password']) {
        await put(name);
      }
      await ssm.send(new DeleteParameterCommand({ Name: '/api/gone' }));
      await ssm.send(new LabelParameterVersionCommand({ Name: '/api/db_password', ParameterVersion: 2, Labels: ['current'] }));
    });
    expect(bodies.join()).not.toContain('CANARY');
    const parsed = bodies.map(parseReloaderMessage);
    for (const { rotationTimestamp } of parsed) expect(rotationTimestamp).toMatch(/^20\d\d-\d\d-\d\dT[\d:]{8}Z$/);
    expect(parsed.map(({ secretIdentifier }) => secretIdentifier).sort()).toEqual(['/api/db_password', '/global/token']);
    const spec = manifest('ExternalSecret').spec as Parameters<typeof reads>[0];
    expect(parsed.map((event) => reads(spec, event))).toEqual([true, true]);
    expect(reads(spec, { secretIdentifier: '/web/session', rotationTimestamp: '' })).toBe(false);
    expect(reads({ data: [{ remoteRef: { key: '/api/db_password' } }] }, parsed[0]!)).toBe(
      parsed[0]!.secretIdentifier === '/api/db_password',
    );
  });

  test('are no others than the reloader documents', () => {
    expect(() => parseReloaderMessage('{"detail":{"name":"/api/key"}}')).toThrow('no eventName');
    expect(() => parseReloaderMessage('{"detail":{"eventName":"PutSecretValue"}}')).toThrow('secretId');
  });
});

describe('a queue of changes', () => {
  test('has a Config for the reloader that its resource definition takes', () => {
    const config = manifest('Config');
    expect(faultsOf(config)).toEqual([]);
    expect(config).toEqual({
      apiVersion: 'reloader.external-secrets.io/v1alpha1',
      kind: 'Config',
      metadata: { name: 'acme-dev-secret-changes' },
      spec: {
        notificationSources: [
          {
            type: 'AwsSqs',
            awsSqs: {
              queueURL: expect.stringMatching(/^https:\/\/sqs\.eu-west-1\..*\/acme-dev-secret-changes$/) as string,
              auth: { authMethod: 'irsa', region: 'eu-west-1', serviceAccountRef: { name: 'reloader', namespace: 'external-secrets' } },
            },
          },
        ],
        destinationsToWatch: [{ type: 'ExternalSecret', externalSecret: { names: ['api-env'] } }],
      },
    });
  });

  const deployed = new DeployedStack(configuration, {
    account: '111122223333',
    region: 'eu-west-1',
    keyId: '11111111-1111-1111-1111-111111111111',
  });
  const decide = (action: string, resource: string, role = 'reloader-role') =>
    deployed.decide({ principal: deployed.roleArn(role), policies: deployed.policiesOf(role), action, resource });
  const QUEUE = 'arn:aws:sqs:eu-west-1:111122223333:acme-dev-secret-changes';

  test("is one that only its rule writes to, and is encrypted under the vault's operations key", () => {
    const policy = JSON.parse(only(configuration.resource.aws_sqs_queue_policy).policy as string) as { Statement: object[] };
    expect(policy.Statement).toContainEqual(
      expect.objectContaining({
        Principal: { Service: 'events.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Condition: { ArnEquals: { 'aws:SourceArn': expect.stringContaining('aws_cloudwatch_event_rule') as string } },
      }),
    );
    expect(only(configuration.resource.aws_sqs_queue).kms_master_key_id).toContain('operations');
  });

  test.each([
    ['ssm:GetParameter', 'arn:aws:ssm:eu-west-1:111122223333:parameter/api/db_password'],
    ['ssm:GetParametersByPath', 'arn:aws:ssm:eu-west-1:111122223333:parameter/api'],
    ['sqs:SendMessage', QUEUE],
    ['sqs:PurgeQueue', QUEUE],
    ['sqs:ReceiveMessage', `${QUEUE}2`],
  ])('lets the reloader do no %s on %s', async (action, resource) => {
    expect(await decide(action, resource)).toBe('ImplicitlyDenied');
  });

  test('lets the reloader decrypt messages of that queue alone, whatever else the key encrypts', () => {
    const statements = deployed.policiesOf('reloader-role').flatMap((policy) => (JSON.parse(policy) as { Statement: object[] }).Statement);
    const [queue] = Object.keys(configuration.resource.aws_sqs_queue!);
    expect(statements.filter((statement) => (statement as { Action: string }).Action === 'kms:Decrypt')).toEqual([
      expect.objectContaining({
        Condition: {
          StringEquals: {
            'kms:EncryptionContext:aws:sqs:arn': `arn:aws:sqs:eu-west-1:111122223333:${queue}`,
            'kms:ViaService': 'sqs.eu-west-1.amazonaws.com',
          },
        },
      }),
    ]);
  });

  test('is refused with a reloader of another stage', () => {
    const app = newApp();
    const prod = newStack(app, 'prod');
    const serviceAccount = new kubernetes.ServiceAccountRole(prod, 'reloader', {
      vault: new SecretVault(prod, 'vault', { namespace: 'acme', stage: 'prod' }),
      oidcProviderArn: OIDC,
      namespace: 'external-secrets',
      serviceAccount: 'prod-reloader',
    });
    expect(thrownBy(() => declare({ serviceAccount }, newStack(app, 'dev')))).toEqual({
      name: 'GrantError',
      message:
        "SecretChangeQueue 'dev/queue': role 'reloader' has secrets of stage prod already, this one is of stage dev, " +
        'and grants never mix stages. Use one role for each stage.',
    });
  });

  test.each<[string, Partial<kubernetes.SecretChangeQueueProps>, string]>([
    [
      'nothing to refresh',
      { externalSecrets: [] },
      'externalSecrets is empty, and nothing would be refreshed. Name the ExternalSecrets to refresh.',
    ],
    [
      'a name that the reloader could not have',
      { name: 'Changes' },
      "name 'Changes' is not 1 to 63 lowercase letters, digits and '-', beginning and ending with a letter or digit. " +
        "Write name: 'acme-dev-secret-changes'.",
    ],
    [
      'more services than a rule takes',
      { services: Array.from({ length: 100 }, (_, index) => `service-${index}`) },
      'its rule would have a pattern of 2705 characters, and EventBridge takes 2048. ' +
        'Divide the services among several queues, each with a name of its own.',
    ],
  ])('is refused with %s', (_, props, message) => {
    expect(thrownBy(() => declare(props))).toEqual({ name: 'KubernetesError', message: `SecretChangeQueue 'dev/queue': ${message}` });
  });
});
