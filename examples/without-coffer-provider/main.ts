import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { App, TerraformOutput, TerraformStack, TerraformVariable } from 'cdktf';
import { ApplicationSecret, JsonField, SecretEngine, SecretSource, SecretVault } from 'cdktf-coffer';
import { Construct } from 'constructs';

/** A local AWS has no accounts to check credentials with. The endpoint itself comes from the environment. */
const LOCAL_AWS = process.env.AWS_ENDPOINT_URL
  ? { skipCredentialsValidation: true, skipMetadataApiCheck: 'true', skipRequestingAccountId: false }
  : {};

/** Neither secrets nor keys can be destroyed while they are protected: turn it off, deploy, and then destroy. */
const deletionProtection = process.env.COFFER_EXAMPLE_DELETION_PROTECTION !== 'off';

/** Secrets of an application whose pipeline may run no provider but hashicorp/aws. */
class WithoutCofferProvider extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new AwsProvider(this, 'aws', { region: 'eu-west-1', ...LOCAL_AWS });

    const vault = new SecretVault(this, 'vault', { namespace: 'acme', stage: 'dev', engine: SecretEngine.AWS_ONLY, deletionProtection });
    const api = { vault, service: 'api', deletionProtection };

    // Made by AWS (GetRandomPassword) for the length of the run that writes it.
    const session = new ApplicationSecret(this, 'session', {
      ...api,
      key: 'session_key',
      source: SecretSource.generated({ length: 48, symbols: true }),
    });

    // Two parts that change together.
    const database = new ApplicationSecret(this, 'database', {
      ...api,
      key: 'database',
      source: SecretSource.json({ fields: { username: JsonField.text('api'), password: JsonField.generated() } }),
    });

    // From the environment of whoever deploys: TF_VAR_payment_token
    const variable = new TerraformVariable(this, 'payment_token', { type: 'string', description: 'Token of the payment service' });
    const payment = new ApplicationSecret(this, 'payment', { ...api, key: 'payment_token', source: SecretSource.fromVariable(variable) });

    const task = new IamRole(this, 'task', { name: 'acme-dev-api', assumeRolePolicy: assumedBy('ecs-tasks.amazonaws.com') });
    for (const secret of [session, database, payment]) secret.grantRead(task);

    new TerraformOutput(this, 'parameters', {
      value: [session, database, payment].map((secret) => secret.parameterName),
      description: 'Where the values are',
    });
  }
}

function assumedBy(service: string): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: service } }],
  });
}

const app = new App();
new WithoutCofferProvider(app, 'without-coffer-provider');
app.synth();
