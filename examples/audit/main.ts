import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { App, TerraformOutput, TerraformStack } from 'cdktf';
import { ApplicationSecret, audit, Rotation, SecretSource, SecretVault } from 'cdktf-coffer';
import { Construct } from 'constructs';

/** A local AWS has no accounts to check credentials with. The endpoint itself comes from the environment. */
const LOCAL_AWS = process.env.AWS_ENDPOINT_URL
  ? { skipCredentialsValidation: true, skipMetadataApiCheck: 'true', skipRequestingAccountId: false, s3UsePathStyle: true }
  : {};

/** Neither secrets nor logs can be destroyed while they are protected: turn it off, deploy, and then destroy. */
const deletionProtection = process.env.COFFER_EXAMPLE_DELETION_PROTECTION !== 'off';

const ACCOUNT = '123456789012';
const role = (name: string) => `arn:aws:iam::${ACCOUNT}:role/${name}`;

/** A vault whose reads and changes are watched, by a trail of its own. */
class Audited extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new AwsProvider(this, 'aws', { region: 'eu-west-1', ...LOCAL_AWS });
    const vault = new SecretVault(this, 'vault', {
      namespace: 'acme',
      stage: 'prod',
      deletionProtection,
      // What they do is expected, each in its own way: a deploy changes secrets, and an emergency is told.
      deployers: [role('acme-prod-terraform')],
      breakGlass: [role('acme-break-glass')],
    });

    const api = new IamRole(this, 'api', {
      name: 'acme-prod-api',
      assumeRolePolicy: JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { Service: 'ecs-tasks.amazonaws.com' }, Action: 'sts:AssumeRole' }],
      }),
    });
    const secret = (service: string, key: string, rotation?: Rotation) =>
      new ApplicationSecret(this, `${service}-${key}`, {
        vault,
        service,
        key,
        source: SecretSource.generated(),
        rotation,
        deletionProtection,
      });
    secret('api', 'jwt_key', Rotation.random({ afterDays: 30 })).grantRead(api);
    secret('api', 'db_password').grantRead(api);
    secret('billing', 'token');

    const trail = new audit.AuditTrail(this, 'audit', {
      vaults: [vault],
      name: 'acme-prod-audit',
      trail: audit.TrailSource.create({ deletionProtection }),
      deletionProtection,
    });

    // Whoever looks into an incident asks in SQL, and reads no secret.
    const queries = new audit.AuditQueries(this, 'queries', { audit: trail });
    queries.grantQuery(
      new IamRole(this, 'investigator', {
        name: 'acme-prod-investigator',
        assumeRolePolicy: JSON.stringify({
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: 'sts:AssumeRole' }],
        }),
      }),
    );

    new TerraformOutput(this, 'topic', { value: trail.topicArn, description: 'Subscribe whoever is on duty' });
    new TerraformOutput(this, 'vault_topic', { value: vault.rotator.topicArn, description: 'And here for the secrets of the vault' });
    new TerraformOutput(this, 'bucket', { value: trail.bucketName, description: 'Where the logs are' });
  }
}

const app = new App();
new Audited(app, 'audit');
app.synth();
