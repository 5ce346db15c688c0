import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { App, TerraformOutput, TerraformStack, TerraformVariable } from 'cdktf';
import { ApplicationSecret, SecretFormat, SecretSource, SecretVault } from 'cdktf-coffer';
import { Construct } from 'constructs';

/** A local AWS has no accounts to check credentials with. The endpoint itself comes from the environment. */
const LOCAL_AWS = process.env.AWS_ENDPOINT_URL
  ? { skipCredentialsValidation: true, skipMetadataApiCheck: 'true', skipRequestingAccountId: false }
  : {};

/** Neither secrets nor keys can be destroyed while they are protected: turn it off, deploy, and then destroy. */
const deletionProtection = process.env.COFFER_EXAMPLE_DELETION_PROTECTION !== 'off';

class ApplicationSecrets extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new AwsProvider(this, 'aws', { region: 'eu-west-1', ...LOCAL_AWS });

    const vault = new SecretVault(this, 'vault', { namespace: 'acme', stage: 'dev', deletionProtection });
    const api = { vault, service: 'api', deletionProtection };

    // Made by the provider, and never seen by anyone but those who may read them.
    const database = new ApplicationSecret(this, 'database', { ...api, key: 'db_password', source: SecretSource.generated() });
    const session = new ApplicationSecret(this, 'session', {
      ...api,
      key: 'session_key',
      source: SecretSource.generated({ format: SecretFormat.HEX, length: 32 }),
    });
    const admin = new ApplicationSecret(this, 'admin', {
      ...api,
      key: 'admin_password',
      source: SecretSource.generated({ length: 64, symbols: true, excludeCharacters: '%' }),
    });

    // Written by a person: chamber write api smtp_password
    const smtp = new ApplicationSecret(this, 'smtp', { ...api, key: 'smtp_password', source: SecretSource.supplied() });

    // From the environment of whoever deploys: TF_VAR_payment_token
    const variable = new TerraformVariable(this, 'payment_token', { type: 'string', description: 'Token of the payment service' });
    const payment = new ApplicationSecret(this, 'payment', { ...api, key: 'payment_token', source: SecretSource.fromVariable(variable) });

    const task = new IamRole(this, 'task', { name: 'acme-dev-api', assumeRolePolicy: assumedBy('ecs-tasks.amazonaws.com') });
    for (const secret of [database, session, smtp, payment]) secret.grantRead(task);

    const ci = new IamRole(this, 'ci', { name: 'acme-dev-ci', assumeRolePolicy: assumedBy('codebuild.amazonaws.com') });
    smtp.grantWrite(ci);

    new TerraformOutput(this, 'parameters', {
      value: [database, session, admin, smtp, payment].map((secret) => secret.parameterName),
      description: 'Where the values are',
    });
    new TerraformOutput(this, 'key_alias', { value: vault.keyAlias, description: 'CHAMBER_KMS_KEY_ALIAS' });
  }
}

function assumedBy(service: string): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: service } }],
  });
}

const app = new App();
new ApplicationSecrets(app, 'application-secrets');
app.synth();
