import { EcsTaskDefinition } from '@cdktf/provider-aws/lib/ecs-task-definition';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { LaunchTemplate } from '@cdktf/provider-aws/lib/launch-template';
import { Fn, TerraformOutput } from 'cdktf';
import { access, IReadableSecret, SecretVault } from 'cdktf-coffer';
import { Construct } from 'constructs';
import { assumedBy } from './settings';

export interface ConsumersProps {
  readonly vault: SecretVault;
  /** What the service api starts with. */
  readonly ofApi: IReadableSecret[];
  /** What the function reads, as often as it likes. */
  readonly ofFunction: IReadableSecret;
}

/** AWS's own, in an account of AWS for each region: see its list. */
const LAYER = 'arn:aws:lambda:eu-west-1:015030872274:layer:AWS-Parameters-and-Secrets-Lambda-Extension-Arm64:12';

/** Where the application runs: containers of ECS, a function of Lambda and an instance of EC2. */
export function letProgramsIn(stack: Construct, { vault, ofApi, ofFunction }: ConsumersProps): void {
  const name = (what: string) => `${vault.vaultName}-${what}`;
  const role = (what: string, service: string) =>
    new IamRole(stack, `role-${what}`, { name: name(what), assumeRolePolicy: assumedBy(service) });

  // The agent reads them when a task starts: the program's own role reads nothing.
  const execution = role('execution', 'ecs-tasks.amazonaws.com');
  new EcsTaskDefinition(stack, 'api-tasks', {
    family: name('api'),
    executionRoleArn: execution.arn,
    containerDefinitions: JSON.stringify([
      {
        name: 'api',
        image: 'registry.acme.example/api:1',
        essential: true,
        memory: 512,
        secrets: ofApi.map((secret) => access.EcsSecret.of(secret, execution)),
      },
    ]),
  });
  // And start again when one of them changes.
  new access.EcsRestart(stack, 'api-restart', { vault, secrets: ofApi, clusterName: 'acme', serviceName: 'api' });

  const parameters = new access.LambdaParameters({
    secrets: [ofFunction],
    role: role('function', 'lambda.amazonaws.com'),
    layerArn: LAYER,
    cacheSeconds: 60,
  });
  const { layers, environment } = parameters;
  new TerraformOutput(stack, 'function_settings', {
    value: { layers, environment },
    description: 'For the function, wherever it is deployed',
  });

  const instances = new access.InstanceSecrets({
    vault,
    services: ['global', 'worker'],
    role: role('instances', 'ec2.amazonaws.com'),
    unit: 'worker.service',
    command: '/usr/local/bin/worker',
  });
  new LaunchTemplate(stack, 'worker-instances', { name: name('worker'), userData: Fn.base64encode(instances.userData) });
}
