import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { SecretsmanagerSecret } from '@cdktf/provider-aws/lib/secretsmanager-secret';
import { SecretsmanagerSecretVersion } from '@cdktf/provider-aws/lib/secretsmanager-secret-version';
import { App, TerraformOutput, TerraformStack, TerraformVariable } from 'cdktf';
import { ApplicationSecret, EphemeralSecret, SecretVault } from 'cdktf-coffer';
import { Construct } from 'constructs';

/** A local AWS has no accounts to check credentials with. The endpoint itself comes from the environment. */
const LOCAL_AWS = process.env.AWS_ENDPOINT_URL
  ? { skipCredentialsValidation: true, skipMetadataApiCheck: 'true', skipRequestingAccountId: false }
  : {};

/** The reports of another team, which use secrets that the program of application-secrets declares. */
class ImportedVault extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new AwsProvider(this, 'aws', { region: 'eu-west-1', ...LOCAL_AWS });

    // keyArn of the vault, from whoever declares it: TF_VAR_vault_key_arn, or an output of a remote state.
    const keyArn = new TerraformVariable(this, 'vault_key_arn', { type: 'string', description: 'ARN of the key of vault acme-dev' });
    const vault = SecretVault.fromAttributes(this, 'vault', { namespace: 'acme', stage: 'dev', keyArn: keyArn.stringValue });
    const database = ApplicationSecret.fromName(this, 'database', { vault, service: 'api', key: 'db_password' });
    const session = ApplicationSecret.fromName(this, 'session', { vault, service: 'api', key: 'session_key' });

    // What only grants needs nothing but the right to attach policies.
    const reports = new IamRole(this, 'reports', { name: 'acme-dev-reports', assumeRolePolicy: assumedBy('lambda.amazonaws.com') });
    database.grantRead(reports);

    // Handed on to what reads Secrets Manager only. Whoever deploys this has to be able to read the secret; no state has the value.
    const handedOn = new SecretsmanagerSecret(this, 'handed-on', { name: 'acme-dev-session-key', recoveryWindowInDays: 0 });
    new SecretsmanagerSecretVersion(this, 'handed-on-value', {
      secretId: handedOn.id,
      secretStringWo: new EphemeralSecret(this, 'session-key', { secret: session }).value,
      secretStringWoVersion: 1,
    });

    new TerraformOutput(this, 'granted', { value: database.parameterName, description: 'What the reports read' });
  }
}

function assumedBy(service: string): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: service } }],
  });
}

const app = new App();
new ImportedVault(app, 'imported-vault');
app.synth();
