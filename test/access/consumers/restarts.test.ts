import { randomUUID } from 'node:crypto';
import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { CreateFunctionCommand, GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { LambdaFunction, type LambdaFunctionConfig } from '@cdktf/provider-aws/lib/lambda-function';
import { access, ApplicationSecret, SecretSource, SecretVault } from '../../../src';
import { LocalAws } from '../../../tools/local-aws/local-aws';
import { thrownBy } from '../../support/errors';
import { type Configuration, newApp, newStack, only, synthesize } from '../../support/synth';
import { clientSettings } from '../../tools/local-aws/fixes/fault';
import { jsonCall } from '../../tools/local-aws/json-call';

const { EcsRestart, LambdaRestart } = access;
const [ACCOUNT, REGION] = ['123456789012', 'us-east-1'];

function declare(namespace = 'acme') {
  const stack = newStack(newApp(), 'dev');
  const vault = new SecretVault(stack, 'vault', { namespace, stage: 'dev' });
  const secret = (key: string) => new ApplicationSecret(stack, key, { vault, service: 'api', key, source: SecretSource.generated() });
  const lambdaFunction = (more: Partial<LambdaFunctionConfig> = {}) =>
    new LambdaFunction(stack, 'function', { functionName: 'api', role: `arn:aws:iam::${ACCOUNT}:role/api`, ...more });
  return { stack, vault, secret, lambdaFunction };
}

function restarted(description?: string): Configuration {
  const { stack, vault, secret, lambdaFunction } = declare();
  const [password] = [secret('db_password'), secret('other')];
  new EcsRestart(stack, 'service', { vault, secrets: [password], clusterName: 'apps', serviceName: 'api' });
  new LambdaRestart(stack, 'code', { vault, secrets: [password], lambdaFunction: lambdaFunction({ description }) });
  return synthesize(stack);
}

describe('a rotation, where IAM decides', () => {
  let aws: LocalAws;
  const settings = () => ({ ...clientSettings(aws.endpoint, aws.credentials), region: REGION });

  /** Makes what the stack has of the restarts, as Terraform would. */
  async function deploy({ resource }: Configuration): Promise<void> {
    const iam = new IAMClient(settings());
    const arns = new Map<string, string>();
    const fill = (text: unknown): string =>
      (text as string)
        .replace(/\$\{data\.aws_caller_identity\.[\w-]+\.account_id\}/g, ACCOUNT)
        .replace(/\$\{data\.aws_region\.[\w-]+\.id\}/g, REGION)
        .replace(/\$\{data\.aws_partition\.[\w-]+\.partition\}/g, 'aws')
        .replace(/\$\{aws_lambda_function\.[\w-]+\.arn\}/g, `arn:aws:lambda:${REGION}:${ACCOUNT}:function:api`)
        .replace(/\$\{aws_(?:iam_role|sfn_state_machine)\.([\w-]+)\.arn\}/g, (_, id: string) => arns.get(id)!);
    const own = (type: string) => Object.entries(resource[type]!).filter(([id]) => /^(service|code)_/.test(id));
    for (const [id, { assume_role_policy: trust }] of own('aws_iam_role')) {
      const { Role } = await iam.send(new CreateRoleCommand({ RoleName: id, AssumeRolePolicyDocument: fill(trust) }));
      arns.set(id, Role!.Arn!);
    }
    for (const [id, { role_arn: roleArn, definition, type }] of own('aws_sfn_state_machine')) {
      const machine = { name: id, roleArn: fill(roleArn), definition: fill(definition), type };
      const made = await jsonCall<{ stateMachineArn: string }>(settings(), 'states', 'CreateStateMachine', machine);
      arns.set(id, made.stateMachineArn);
    }
    for (const [, { role, policy_arn: policy }] of own('aws_iam_role_policy_attachment')) {
      const [RoleName, PolicyName] = [role, policy].map((each) => /\.([\w-]+)\.(?:name|arn)\}$/.exec(each as string)![1]!);
      const PolicyDocument = fill(resource.aws_iam_policy![PolicyName!]!.policy);
      await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument }));
    }
    const events = new EventBridgeClient(settings());
    for (const [Name, { event_pattern: EventPattern }] of own('aws_cloudwatch_event_rule')) {
      await events.send(new PutRuleCommand({ Name, EventPattern: EventPattern as string }));
    }
    for (const [, { rule, arn, role_arn: role, input }] of own('aws_cloudwatch_event_target')) {
      const [, Rule] = /\.([\w-]+)\.name\}$/.exec(rule as string)!;
      const target = { Id: 'restart', Arn: fill(arn), RoleArn: fill(role), Input: input as string };
      await events.send(new PutTargetsCommand({ Rule, Targets: [target] }));
    }
  }

  /** Changes parameters, and looks what of the service and the function has changed within a few seconds, by as many calls. */
  async function changesBy(names: readonly string[], expected: number): Promise<string[]> {
    const look = async () => {
      const { services } = await jsonCall<{ services: [{ deployments: [{ id: string }] }] }>(settings(), 'ecs', 'DescribeServices', {
        cluster: 'apps',
        services: ['api'],
      });
      const { Description } = await new LambdaClient(settings()).send(new GetFunctionConfigurationCommand({ FunctionName: 'api' }));
      return { service: services[0].deployments[0].id, function: Description! };
    };
    const before = await look();
    aws.clearRequests();
    await aws.enforceAuthorization(true);
    for (const Name of names) {
      const put = new PutParameterCommand({ Name, Value: `CANARY-${randomUUID()}`, Type: 'SecureString', Overwrite: true });
      await new SSMClient(settings()).send(put);
    }
    const calls = () => aws.requests().filter(({ operation }) => operation.startsWith('Update'));
    for (const until = Date.now() + 5_000; Date.now() < until && calls().length < expected;) {
      await new Promise((resolve) => {
        setTimeout(resolve, 50);
      });
    }
    await aws.enforceAuthorization(false);
    expect(calls().map(({ status }) => status)).toEqual(Array.from({ length: expected }, () => 200));
    const after = await look();
    return (Object.keys(after) as (keyof typeof after)[]).filter((each) => after[each] !== before[each]);
  }

  beforeAll(async () => {
    aws = await LocalAws.start();
    const call = (operation: string, body: object) => jsonCall(settings(), 'ecs', operation, body);
    await call('CreateCluster', { clusterName: 'apps' });
    const container = { name: 'api', image: 'api', memory: 128 };
    await call('RegisterTaskDefinition', { family: 'api', containerDefinitions: [container] });
    await call('CreateService', { cluster: 'apps', serviceName: 'api', taskDefinition: 'api', desiredCount: 1 });
    await new IAMClient(settings()).send(new CreateRoleCommand({ RoleName: 'api', AssumeRolePolicyDocument: '{}' }));
    await new LambdaClient(settings()).send(
      new CreateFunctionCommand({
        FunctionName: 'api',
        Role: `arn:aws:iam::${ACCOUNT}:role/api`,
        Description: 'Serves the API',
        Environment: { Variables: { MODE: 'kept' } },
        Runtime: 'nodejs22.x',
        Handler: 'index.handler',
        Code: { ZipFile: Buffer.from('UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA==', 'base64') },
      }),
    );
    await deploy(restarted('Serves the API'));
  }, 60_000);
  afterAll(() => aws?.stop());

  test('has ECS deploy the service again, and Lambda replace the environments of the function', async () => {
    expect(await changesBy(['/api/db_password'], 2)).toEqual(['service', 'function']);
    const configuration = await new LambdaClient(settings()).send(new GetFunctionConfigurationCommand({ FunctionName: 'api' }));
    expect(configuration.Description).toMatch(/^Serves the API, secrets as of 20\d\d-\S+$/);
    expect(configuration.Environment!.Variables).toEqual({ MODE: 'kept' });
  }, 30_000);

  test('has both do so again after the next one, and neither after that of another secret', async () => {
    expect(await changesBy(['/api/other', '/api/db_password'], 2)).toEqual(['service', 'function']);
  }, 30_000);
});

describe('a function that starts again', () => {
  const of = (more: Partial<LambdaFunctionConfig> = {}, props: Partial<access.LambdaRestartProps> = {}) => {
    const { stack, vault, secret, lambdaFunction } = declare();
    new LambdaRestart(stack, 'restart', { vault, secrets: [secret('token')], lambdaFunction: lambdaFunction(more), ...props });
    return stack;
  };
  const resourcesOf = (more?: Partial<LambdaFunctionConfig>) => synthesize(of(more)).resource;

  test('has a description that plans leave alone, beside what they ignored before', () => {
    const ignored = (more?: Partial<LambdaFunctionConfig>) => only(resourcesOf(more).aws_lambda_function).lifecycle;
    expect(ignored()).toEqual({ ignore_changes: ['description'] });
    expect(ignored({ lifecycle: { ignoreChanges: ['layers'], preventDestroy: true } })).toEqual({
      ignore_changes: ['layers', 'description'],
      prevent_destroy: true,
    });
    expect(ignored({ lifecycle: { ignoreChanges: 'all' } })).toEqual({ ignore_changes: 'all' });
  });

  test('has a description that Lambda takes, however long its own is', () => {
    const { input } = only(resourcesOf({ description: 'x"{}'.repeat(64) }).aws_cloudwatch_event_target);
    const { description } = JSON.parse(input as string) as { description: string };
    expect(`${description}secrets as of 2026-11-28T10:00:00.000Z`.length).toBeLessThanOrEqual(256);
    expect(only(resourcesOf().aws_cloudwatch_event_target).input).toBe('{"description":""}');
  });

  test('is touched in nothing but its configuration, and no history keeps its variables', () => {
    const resource = resourcesOf();
    const { definition, type } = only(resource.aws_sfn_state_machine);
    expect(type).toBe('EXPRESS');
    const { Restart } = (JSON.parse(definition as string) as { States: { Restart: { Parameters: object } } }).States;
    expect(Restart).toMatchObject({ Resource: expect.stringMatching(/:aws-sdk:lambda:updateFunctionConfiguration$/) as string });
    expect(Object.keys(Restart.Parameters)).toEqual(['FunctionName', 'Description.$']);
    const allowed = Object.values(resource.aws_iam_policy!)
      .flatMap(({ policy }) => (JSON.parse(policy as string) as { Statement: { Action: string; Resource: string }[] }).Statement)
      .map(({ Action, Resource }) => `${Action} ${Resource}`);
    expect(allowed.sort()).toEqual([
      'lambda:UpdateFunctionConfiguration ${aws_lambda_function.function.arn}',
      expect.stringMatching(/^states:StartExecution \$\{aws_sfn_state_machine\.restart_machine_\w+\.arn\}$/),
    ]);
  });

  test.each<[string, Partial<LambdaFunctionConfig>, Partial<access.LambdaRestartProps>, string]>([
    ['no secret', {}, { secrets: [] }, 'secrets is empty. Name what the environments start with.'],
    [
      'a secret of another vault',
      {},
      { secrets: [declare('shop').secret('elsewhere')] },
      "secret 'api/elsewhere' is not one of vault acme-dev. Declare a LambdaRestart for each vault.",
    ],
    [
      'versions',
      { publish: true },
      {},
      "function 'dev/function' publishes versions, whose configuration nobody can change. " +
        'Call the function without a version, or read the secrets by LambdaParameters, which needs no restart.',
    ],
  ])('is refused with %s', (_, more, props, message) => {
    expect(thrownBy(() => of(more, props))).toEqual({ name: 'GrantError', message: `LambdaRestart 'dev/restart': ${message}` });
  });

  test('is refused in another stack than the vault', () => {
    const { stack, vault, secret, lambdaFunction } = declare();
    const other = newStack(stack.node.root as ReturnType<typeof newApp>, 'other');
    const props = { vault, secrets: [secret('token')], lambdaFunction: lambdaFunction() };
    expect(thrownBy(() => new LambdaRestart(other, 'restart', props)).message).toBe(
      "LambdaRestart 'other/restart': it is in stack 'other', its vault in stack 'dev'. Declare it in the stack of the vault.",
    );
  });

  test('may be the function of two restarts, of two vaults', () => {
    const { stack, vault, secret, lambdaFunction } = declare();
    const second = new SecretVault(stack, 'second', { namespace: 'shop', stage: 'dev' });
    const elsewhere = new ApplicationSecret(stack, 'elsewhere', {
      vault: second,
      service: 'web',
      key: 'k',
      source: SecretSource.generated(),
    });
    const code = lambdaFunction();
    new LambdaRestart(stack, 'first', { vault, secrets: [secret('token')], lambdaFunction: code });
    new LambdaRestart(stack, 'other', { vault: second, secrets: [elsewhere], lambdaFunction: code });
    const { resource } = synthesize(stack);
    expect(only(resource.aws_lambda_function).lifecycle).toEqual({ ignore_changes: ['description'] });
    expect(Object.keys(resource.aws_sfn_state_machine!)).toHaveLength(2);
  });
});
