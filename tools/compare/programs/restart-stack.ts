import { LambdaFunction } from '@cdktf/provider-aws/lib/lambda-function';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { KubernetesProvider } from '@cdktf/provider-kubernetes/lib/provider';
import { TerraformStack } from 'cdktf';
import { access, ApplicationSecret, kubernetes, SecretSource, SecretVault } from 'cdktf-coffer';
import type { Construct } from 'constructs';
import { roleOf } from './roles';

/** What starts programs again after their secrets have changed. */
export class RestartStack extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new AwsProvider(this, 'aws', { region: 'eu-west-1' });
    new KubernetesProvider(this, 'kubernetes', {});
    const vault = new SecretVault(this, 'vault', { namespace: 'restarts', stage: 'prod' });
    const secrets = ['one', 'two'].map(
      (key) => new ApplicationSecret(this, key, { vault, service: 'api', key, source: SecretSource.supplied() }),
    );
    const lambdaFunction = new LambdaFunction(this, 'function', {
      functionName: 'api',
      description: 'Answers',
      role: roleOf(this, 'function-role').arn,
      filename: 'function.zip',
      handler: 'index.handler',
      runtime: 'nodejs22.x',
    });
    new access.EcsRestart(this, 'ecs', { vault, secrets, clusterName: 'acme', serviceName: 'api' });
    new access.LambdaRestart(this, 'lambda', { vault, secrets, lambdaFunction });
    for (const [name, output] of [
      ['resources', kubernetes.ManifestOutput.resources()],
      ['files', kubernetes.ManifestOutput.files('restarts')],
    ] as const) {
      new kubernetes.DeploymentRestart(this, name, { namespace: name, deployments: ['api', 'worker'], name: `${name}-restart`, output });
    }
  }
}
