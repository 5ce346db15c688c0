import { EcsTaskDefinition } from '@cdktf/provider-aws/lib/ecs-task-definition';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { Instance } from '@cdktf/provider-aws/lib/instance';
import { LambdaFunction } from '@cdktf/provider-aws/lib/lambda-function';
import type { TerraformStack } from 'cdktf';
import { access, ApplicationSecret, type IVault, SecretSource, SecretVault } from '../../../src';
import { thrownBy } from '../../support/errors';
import { DeployedStack } from '../../support/iam';
import { type Configuration, newApp, newStack, only, synthesize } from '../../support/synth';

const { EcsRestart, EcsSecret, InstanceSecrets, LambdaParameters } = access;
const LAYER = 'arn:aws:lambda:eu-west-1:015030872274:layer:AWS-Parameters-and-Secrets-Lambda-Extension:12';
const ACCOUNT = '111122223333';

function declare(namespace = 'acme') {
  const stack = newStack();
  const vault = new SecretVault(stack, 'vault', { namespace, stage: 'dev' });
  const secret = (service: string, key: string) =>
    new ApplicationSecret(stack, `${service}-${key}`, { vault, service, key, source: SecretSource.generated() });
  const role = (id: string) => new IamRole(stack, id, { name: id, assumeRolePolicy: '{}' });
  return { stack, vault, secret, role };
}

const deploy = (stack: TerraformStack): { configuration: Configuration; deployed: DeployedStack } => {
  const configuration = synthesize(stack);
  const deployed = new DeployedStack(configuration, {
    account: ACCOUNT,
    region: 'eu-west-1',
    keyId: '11111111-1111-1111-1111-111111111111',
  });
  return { configuration, deployed };
};

/** Decisions on calls of a role, as `action resource`, and the parameter that a call of KMS is about. */
const decide = (deployed: DeployedStack, role: string, calls: readonly (readonly [action: string, parameter: string])[]) =>
  Promise.all(
    calls.map(([action, parameter]) =>
      deployed.decide({
        principal: deployed.roleArn(role),
        policies: deployed.policiesOf(role),
        action,
        resource: action.startsWith('kms:') ? deployed.keyArn : deployed.parameterArn(parameter),
        context: action.startsWith('kms:') ? deployed.throughParameterStore(parameter) : {},
      }),
    ),
  );

describe('a container of ECS', () => {
  const { stack, secret, role } = declare();
  const [own] = [secret('api', 'db-password'), secret('web', 'session_key')];
  const [execution, task] = [role('execution'), role('task')];
  new EcsTaskDefinition(stack, 'api', {
    family: 'api',
    executionRoleArn: execution.arn,
    taskRoleArn: task.arn,
    containerDefinitions: JSON.stringify([
      { name: 'api', image: 'api', secrets: [EcsSecret.of(own, execution), EcsSecret.of(own, execution, 'PGPASSWORD')] },
    ]),
  });
  const { configuration, deployed } = deploy(stack);

  test('has secrets by the ARNs of their parameters, and no value', () => {
    const [{ secrets }] = JSON.parse(only(configuration.resource.aws_ecs_task_definition).container_definitions as string) as [
      { secrets: access.EcsContainerSecret[] },
    ];
    expect(secrets.map(({ name }) => name)).toEqual(['DB_PASSWORD', 'PGPASSWORD']);
    expect(new Set(secrets.map(({ valueFrom }) => valueFrom)).size).toBe(1);
    expect(secrets[0]!.valueFrom).toMatch(/:parameter\/api\/db-password$/);
  });

  test('has them read by the execution role, which reads nothing else', async () => {
    const calls = [
      ['ssm:GetParameters', '/api/db-password'],
      ['kms:Decrypt', '/api/db-password'],
      ['ssm:GetParameters', '/web/session_key'],
      ['kms:Decrypt', '/web/session_key'],
      ['ssm:GetParameterHistory', '/api/db-password'],
      ['ssm:PutParameter', '/api/db-password'],
      ['ssm:GetParametersByPath', '/api'],
    ] as const;
    const [first, second, ...others] = await decide(deployed, 'execution', calls);
    expect([first, second]).toEqual(['Allowed', 'Allowed']);
    expect(new Set(others)).toEqual(new Set(['ImplicitlyDenied']));
  });

  test('runs under a task role that was granted nothing', () => {
    expect(deployed.policiesOf('task')).toEqual([]);
  });

  test('has no variable of a name that programs cannot read', () => {
    expect(thrownBy(() => EcsSecret.of(own, execution, 'db-password')).message).toBe(
      "EcsSecret of 'api/db-password': 'db-password' is not the name of a variable. " +
        'Write letters, digits and underscores, not beginning with a digit.',
    );
  });
});

describe('a function with the extension', () => {
  test('has names of parameters and settings, and a role that reads them', async () => {
    const { stack, secret, role } = declare();
    const [own] = [secret('api', 'db_password'), secret('web', 'session_key')];
    const execution = role('execution');
    const parameters = new LambdaParameters({ secrets: [own], role: execution, layerArn: LAYER, cacheSeconds: 60, port: 2774 });
    new LambdaFunction(stack, 'api', {
      functionName: 'api',
      role: execution.arn,
      layers: parameters.layers,
      environment: { variables: parameters.environment },
    });
    const { configuration, deployed } = deploy(stack);
    expect(only(configuration.resource.aws_lambda_function)).toMatchObject({
      layers: [LAYER],
      environment: {
        variables: {
          DB_PASSWORD_PARAMETER: '/api/db_password',
          SSM_PARAMETER_STORE_TTL: '60',
          PARAMETERS_SECRETS_EXTENSION_HTTP_PORT: '2774',
        },
      },
    });
    const calls = [
      ['ssm:GetParameter', '/api/db_password'],
      ['kms:Decrypt', '/api/db_password'],
      ['ssm:GetParameter', '/web/session_key'],
      ['kms:Decrypt', '/web/session_key'],
      ['ssm:GetParametersByPath', '/api'],
    ] as const;
    expect(await decide(deployed, 'execution', calls)).toEqual([
      'Allowed',
      'Allowed',
      'ImplicitlyDenied',
      'ImplicitlyDenied',
      'ImplicitlyDenied',
    ]);
  });

  test.each<[string, (own: ApplicationSecret, twin: ApplicationSecret) => Partial<access.LambdaParametersProps>, string]>([
    ['no secret', () => ({ secrets: [] }), 'secrets is empty. Name what the function reads.'],
    [
      'two secrets of one variable',
      (own, twin) => ({ secrets: [own, twin] }),
      "'/api/token' and '/web/token' both become TOKEN_PARAMETER. Leave one of them out, or give it a key of its own.",
    ],
    [
      "a layer that is not AWS's",
      () => ({ layerArn: 'arn:aws:lambda:eu-west-1:111122223333:layer:mine:1' }),
      "layerArn 'arn:aws:lambda:eu-west-1:111122223333:layer:mine:1' is not a version of AWS's layer " +
        "AWS-Parameters-and-Secrets-Lambda-Extension. Take the ARN for the function's region and architecture from AWS's list.",
    ],
    ['an hour', () => ({ cacheSeconds: 3600 }), 'cacheSeconds is 3600. Write a whole number of seconds from 0 to 300.'],
    ['no port', () => ({ port: 0 }), 'port is 0. Write a whole number from 1 to 65535.'],
  ])('is refused %s, and is granted nothing then', (_, more, message) => {
    const { stack, secret, role } = declare();
    const [own, twin, execution] = [secret('api', 'token'), secret('web', 'token'), role('execution')];
    expect(thrownBy(() => new LambdaParameters({ secrets: [own], role: execution, layerArn: LAYER, ...more(own, twin) }))).toEqual({
      name: 'GrantError',
      message: `LambdaParameters: ${message}`,
    });
    expect(synthesize(stack).resource.aws_iam_policy).toBeUndefined();
  });
});

describe('a program on an instance', () => {
  test('is run by chamber, and its user data has no value', async () => {
    const { stack, vault, secret, role } = declare();
    secret('api', 'db_password');
    secret('web', 'session_key');
    const { userData } = new InstanceSecrets({
      vault,
      services: ['global', 'api'],
      role: role('instance'),
      unit: 'api.service',
      command: '/usr/local/bin/api --port 80',
    });
    new Instance(stack, 'api', { ami: 'ami-1', instanceType: 't4g.nano', userData });
    const { configuration, deployed } = deploy(stack);
    expect((only(configuration.resource.aws_instance).user_data as string).split('\n')).toEqual([
      '#!/bin/sh',
      'set -eu',
      "mkdir -p '/etc/systemd/system/api.service.d'",
      "cat > '/etc/systemd/system/api.service.d/secrets.conf' <<'END_OF_UNIT'",
      '[Service]',
      expect.stringMatching(/^Environment=AWS_REGION=\$\{data\.aws_region\.[\w-]+\.id\}$/) as string,
      'Environment=CHAMBER_KMS_KEY_ALIAS=alias/acme-dev-chamber',
      'ExecStart=',
      'ExecStart=/usr/local/bin/chamber exec global api -- /usr/local/bin/api --port 80',
      'END_OF_UNIT',
      'systemctl daemon-reload',
      "systemctl restart 'api.service'",
      '',
    ]);
    const calls = [
      ['ssm:GetParametersByPath', '/api/'],
      ['kms:Decrypt', '/api/db_password'],
      ['ssm:GetParametersByPath', '/web/'],
      ['kms:Decrypt', '/web/session_key'],
      ['ssm:GetParameter', '/api/db_password'],
      ['ssm:GetParameterHistory', '/api/db_password'],
    ] as const;
    const [first, second, ...others] = await decide(deployed, 'instance', calls);
    expect([first, second]).toEqual(['Allowed', 'Allowed']);
    expect(new Set(others)).toEqual(new Set(['ImplicitlyDenied']));
  });

  test.each([
    [{ unit: "api'; id" }, "unit 'api'; id' is not the name of a service of systemd. Write it like api.service."],
    [{ command: 'api' }, 'command does not begin with an absolute path, or has several lines. Write it like /usr/local/bin/api.'],
    [
      { command: '/bin/true\nEND_OF_UNIT\nid' },
      'command does not begin with an absolute path, or has several lines. Write it like /usr/local/bin/api.',
    ],
  ])('is refused with %j', (more, message) => {
    const { vault, role } = declare();
    const props = { vault, services: ['api'], role: role('instance'), unit: 'api.service', command: '/usr/local/bin/api', ...more };
    expect(thrownBy(() => new InstanceSecrets(props))).toEqual({
      name: 'GrantError',
      message: `InstanceSecrets in vault 'acme-dev': ${message}`,
    });
  });
});

describe('a service of ECS that starts again', () => {
  const restart = (more: Partial<access.EcsRestartProps> = {}) => {
    const { stack, vault, secret } = declare();
    const secrets = [secret('api', 'db_password'), secret('api', 'token')];
    new EcsRestart(stack, 'restart', { vault, secrets, clusterName: 'apps', serviceName: 'api', ...more });
    return stack;
  };
  const { configuration } = deploy(restart());
  const { resource } = configuration;

  test('waits for changes of its secrets, and of no others', () => {
    expect(JSON.parse(only(resource.aws_cloudwatch_event_rule).event_pattern as string)).toEqual({
      source: ['aws.ssm'],
      'detail-type': ['Parameter Store Change'],
      detail: { operation: ['Create', 'Update'], name: ['/api/db_password', '/api/token'] },
    });
    expect(only(resource.aws_cloudwatch_event_target)).toMatchObject({
      arn: '${aws_sfn_state_machine.restart_machine_4DD6B5C0.arn}'.replace(
        /restart_machine_\w+/,
        Object.keys(resource.aws_sfn_state_machine!)[0]!,
      ),
      input: '{}',
    });
  });

  test('is deployed again with what it has, and nothing of the answer is kept', () => {
    const definition = JSON.parse(only(resource.aws_sfn_state_machine).definition as string) as { States: { Restart: object } };
    expect(definition.States.Restart).toMatchObject({
      Resource: expect.stringMatching(/^arn:\S+:states:::aws-sdk:ecs:updateService$/) as string,
      Parameters: { Cluster: 'apps', Service: 'api', ForceNewDeployment: true },
      ResultPath: null,
    });
  });

  test('is all that the roles may touch', () => {
    const allowed = Object.values(resource.aws_iam_policy!)
      .map(({ policy }) => (JSON.parse(policy as string) as { Statement: { Action: string; Resource: string }[] }).Statement)
      .flat()
      .filter(({ Action }) => !Action.startsWith('ssm:'))
      .map(({ Action, Resource }) => `${Action} ${Resource.replace(/\$\{[^}]+\}/g, '…')}`);
    expect(allowed.sort()).toEqual(['ecs:UpdateService arn:…:ecs:…:…:service/apps/api', 'states:StartExecution …']);
    const trusts = Object.values(resource.aws_iam_role!).map(({ assume_role_policy: trust }) => JSON.parse(trust as string) as object);
    expect(trusts).toHaveLength(2);
    for (const trust of trusts) {
      expect(trust).toMatchObject({
        Statement: [{ Action: 'sts:AssumeRole', Condition: { StringEquals: { 'aws:SourceAccount': expect.any(String) as string } } }],
      });
    }
  });

  test.each<[string, Partial<access.EcsRestartProps>, string]>([
    ['no secret', { secrets: [] }, 'secrets is empty. Name what the tasks start with.'],
    [
      'the ARN of a cluster',
      { clusterName: 'arn:aws:ecs:eu-west-1:1:cluster/apps' },
      "clusterName 'arn:aws:ecs:eu-west-1:1:cluster/apps' is not 1 to 255 letters, digits, '-' and '_'. Write the name, not the ARN.",
    ],
    ['any service', { serviceName: '*' }, "serviceName '*' is not 1 to 255 letters, digits, '-' and '_'. Write the name, not the ARN."],
    [
      'a secret of another vault',
      { secrets: [declare('shop').secret('api', 'elsewhere')] },
      "secret 'api/elsewhere' is not one of vault acme-dev. Declare an EcsRestart for each vault.",
    ],
  ])('is refused with %s', (_, more, message) => {
    expect(thrownBy(() => restart(more))).toEqual({ name: 'GrantError', message: `EcsRestart 'dev/restart': ${message}` });
  });

  test('takes a secret of the same vault, imported as another object', () => {
    const stack = newStack();
    const keyArn = `arn:aws:kms:eu-west-1:${ACCOUNT}:key/11111111-1111-1111-1111-111111111111`;
    const [vault, same, foreign] = ['acme', 'acme', 'shop'].map((namespace, index) =>
      SecretVault.fromAttributes(stack, `vault-${index}`, { namespace, stage: 'dev', keyArn }),
    );
    const restartFor = (id: string, of: IVault) =>
      new EcsRestart(stack, id, {
        vault: vault!,
        secrets: [ApplicationSecret.fromName(stack, `${id}-token`, { vault: of, service: 'api', key: 'token' })],
        clusterName: 'apps',
        serviceName: 'api',
      });
    restartFor('same', same!);
    expect(only(synthesize(stack).resource.aws_cloudwatch_event_rule).event_pattern).toContain('"/api/token"');
    expect(thrownBy(() => restartFor('foreign', foreign!)).message).toContain("secret 'api/token' is not one of vault acme-dev");
  });

  test('is refused with more secrets than a rule takes', () => {
    const { stack, vault, secret } = declare();
    const secrets = Array.from({ length: 60 }, (_, index) => secret('api', `a_long_name_of_a_secret_number_${index}`));
    expect(thrownBy(() => new EcsRestart(stack, 'restart', { vault, secrets, clusterName: 'apps', serviceName: 'api' })).message).toMatch(
      /^EcsRestart 'dev\/restart': the pattern of its rule would have \d+ characters for 60 secrets, and EventBridge takes 2048\. /,
    );
  });

  test('is refused in another stack than the vault, where there may be another bus', () => {
    const { stack, vault, secret } = declare();
    const other = newStack(stack.node.root as ReturnType<typeof newApp>, 'other');
    expect(
      thrownBy(
        () => new EcsRestart(other, 'restart', { vault, secrets: [secret('api', 'token')], clusterName: 'apps', serviceName: 'api' }),
      ).message,
    ).toBe("EcsRestart 'other/restart': it is in stack 'other', its vault in stack 'dev'. Declare it in the stack of the vault.");
  });
});
