import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { App, TerraformOutput, TerraformStack } from 'cdktf';
import { SecretVault, VaultKey } from 'cdktf-coffer';
import { Construct } from 'constructs';

/** A local AWS has no accounts to check credentials with. The endpoint itself comes from the environment. */
const LOCAL_AWS = process.env.AWS_ENDPOINT_URL
  ? { skipCredentialsValidation: true, skipMetadataApiCheck: 'true', skipRequestingAccountId: false }
  : {};

/** Secrets cannot be destroyed while they are protected: turn it off, deploy, and then destroy. */
const deletionProtection = process.env.COFFER_EXAMPLE_DELETION_PROTECTION !== 'off';

/** Secrets that people wrote by chamber for years, taken over as they are. */
class ExistingEstate extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new AwsProvider(this, 'aws', { region: 'eu-west-1', ...LOCAL_AWS });

    // The key that chamber has used all along: what is there stays readable by who is granted it here.
    const vault = new SecretVault(this, 'vault', {
      namespace: 'acme',
      stage: 'prod',
      key: VaultKey.fromAlias('alias/parameter_store_key'),
    });

    // What coffer-inventory.json has below /api. log_level is no secret: a plain String, which stays as it is.
    const api = vault.adoptPath('/api', { exclude: ['log_level'], deletionProtection });

    const task = new IamRole(this, 'task', { name: 'acme-prod-api', assumeRolePolicy: assumedBy('ecs-tasks.amazonaws.com') });
    for (const key of ['db_password', 'smtp_password']) api.secret(key).grantRead(task);

    new TerraformOutput(this, 'adopted', {
      value: api.secrets.map((secret) => secret.parameterName),
      description: 'What Coffer looks after from now on',
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
new ExistingEstate(app, 'existing-estate');
app.synth();
