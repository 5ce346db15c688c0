import { readFileSync } from 'node:fs';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { App, TerraformOutput, TerraformStack, TerraformVariable } from 'cdktf';
import {
  ApplicationSecret,
  AwsCredentials,
  CertificateAuthority,
  DatabaseSecretForm,
  Grantee,
  Rotation,
  SecretSource,
  SecretVault,
  SshKeyPair,
  TlsCertificate,
} from 'cdktf-coffer';
import { Construct } from 'constructs';

/** A local AWS has no accounts to check credentials with. The endpoint itself comes from the environment. */
const LOCAL_AWS = process.env.AWS_ENDPOINT_URL
  ? { s3UsePathStyle: true, skipCredentialsValidation: true, skipMetadataApiCheck: 'true', skipRequestingAccountId: false }
  : {};

/** Neither secrets nor keys can be destroyed while they are protected: turn it off, deploy, and then destroy. */
const deletionProtection = process.env.COFFER_EXAMPLE_DELETION_PROTECTION !== 'off';

/** Where the databases are, such as db.acme.internal:5432. */
function server(variable: string, otherwise: string): { host: string; port: number } {
  const [host, port] = (process.env[variable] ?? otherwise).split(':');
  return { host: host!, port: Number(port) };
}

/** Every kind of rotation. */
class RotatedSecrets extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new AwsProvider(this, 'aws', { region: 'eu-west-1', ...LOCAL_AWS });
    const vault = new SecretVault(this, 'vault', {
      namespace: 'acme',
      stage: 'prod',
      breakGlass: ['arn:aws:iam::123456789012:role/acme-prod-break-glass'],
      deployers: ['arn:aws:iam::123456789012:role/acme-prod-pipeline'],
      deletionProtection,
    });
    const common = { vault, deletionProtection };

    // A random value, made by Terraform at first.
    new ApplicationSecret(this, 'session', {
      ...common,
      service: 'api',
      key: 'session_key',
      source: SecretSource.generated(),
      rotation: Rotation.random({ afterDays: 7 }),
    });

    // Two users of a database in turn. Their administrator is a secret of the vault; its value is supplied.
    for (const [engine, rotation, address, caFile] of [
      ['postgresql', Rotation.postgresql, server('POSTGRESQL_SERVER', 'postgresql.acme.internal:5432'), process.env.POSTGRESQL_CA_FILE],
      ['mariadb', Rotation.mysql, server('MARIADB_SERVER', 'mariadb.acme.internal:3306'), process.env.MARIADB_CA_FILE],
    ] as const) {
      const certificateAuthority = caFile && readFileSync(caFile, 'utf8');
      const variable = new TerraformVariable(this, `${engine}_admin`, { type: 'string', description: 'JSON with username and password' });
      const admin = new ApplicationSecret(this, `${engine}-admin`, {
        ...common,
        service: 'databases',
        key: `${engine}_admin`,
        source: SecretSource.fromVariable(variable),
      });
      new ApplicationSecret(this, engine, {
        ...common,
        service: 'api',
        key: `${engine}_url`,
        source: SecretSource.rotated(),
        rotation: rotation({
          ...address,
          database: 'app',
          username: 'shop',
          admin,
          form: DatabaseSecretForm.URL,
          certificateAuthority,
          afterDays: 14,
        }),
      });
    }

    // Access keys of an IAM user, in two slots.
    new AwsCredentials(this, 'uploader', {
      ...common,
      service: 'artifacts',
      policy: JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Sid: 'Upload', Effect: 'Allow', Action: 's3:PutObject', Resource: 'arn:aws:s3:::acme-prod-artifacts/incoming/*' }],
      }),
    });

    // A certificate that no deploy has to renew, and a key for SSH whose hosts let in two keys for a time.
    const authority = new CertificateAuthority(this, 'authority', {
      ...common,
      key: 'root',
      subject: { commonName: 'Acme Root' },
      signers: [Grantee.fromRoleName(this, 'acme-prod-terraform')],
    });
    new TlsCertificate(this, 'tls', { ...common, service: 'api', key: 'tls', authority, dnsNames: ['api.acme.example'], renewal: {} });
    new SshKeyPair(this, 'deploy-key', { ...common, service: 'ci', key: 'deploy_key', rotation: { afterDays: 60 } });

    // Failures, overdue secrets and reminders.
    new TerraformOutput(this, 'topic', { value: vault.rotator.topicArn });
    new TerraformOutput(this, 'rotator', { value: vault.rotator.functionName });
  }
}

const app = new App();
new RotatedSecrets(app, 'rotation');
app.synth();
