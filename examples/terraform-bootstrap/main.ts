import { DataAwsCallerIdentity } from '@cdktf/provider-aws/lib/data-aws-caller-identity';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { App, TerraformOutput, TerraformStack } from 'cdktf';
import { access, AwsCredentials, BootstrapSecret, SecretSource, SecretVault } from 'cdktf-coffer';
import { Construct } from 'constructs';

/** A local AWS has no accounts to check credentials with. The endpoint itself comes from the environment. */
const LOCAL_AWS = process.env.AWS_ENDPOINT_URL
  ? { skipCredentialsValidation: true, skipMetadataApiCheck: 'true', skipRequestingAccountId: false }
  : {};

/** Neither secrets nor keys can be destroyed while they are protected: turn it off, deploy, and then destroy. */
const deletionProtection = process.env.COFFER_EXAMPLE_DELETION_PROTECTION !== 'off';

/** Without it, a person makes the access key and writes it, and no function is deployed. */
const rotated = process.env.COFFER_EXAMPLE_ROTATION !== 'off';

const REGION = 'eu-west-1';
const ACCOUNT = '123456789012';

/** The secrets, and the role of the Terraform runs that read them. Whoever deploys this reads none of them. */
class Secrets extends TerraformStack {
  public readonly vault: SecretVault;
  public readonly partner: BootstrapSecret;
  public readonly uploader: AwsCredentials;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    new AwsProvider(this, 'aws', { region: REGION, ...LOCAL_AWS });
    this.vault = new SecretVault(this, 'vault', { namespace: 'acme', stage: 'dev', deletionProtection });

    const terraform = new access.TerraformAccess(this, 'terraform', {
      vault: this.vault,
      assumedBy: [`arn:aws:iam::${ACCOUNT}:role/acme-dev-pipeline`],
    });

    // The first access key of a partner's account, which knows nobody yet: a person writes it here.
    this.partner = new BootstrapSecret(this, 'partner', {
      vault: this.vault,
      system: 'partner-account',
      key: 'access_key',
      source: SecretSource.supplied(),
      readers: [terraform.role],
      deletionProtection,
    });

    this.uploader = new AwsCredentials(this, 'uploader', {
      vault: this.vault,
      service: 'artifacts',
      policy: JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Sid: 'Upload', Effect: 'Allow', Action: ['s3:PutObject'], Resource: 'arn:aws:s3:::acme-dev-artifacts/incoming/*' }],
      }),
      rotated,
      deletionProtection,
    });
    this.uploader.grantRead(terraform.role);

    new TerraformOutput(this, 'role', { value: terraform.role.arn, description: 'Run terraform-bootstrap-run under it' });
    new TerraformOutput(this, 'user', { value: this.uploader.userName });
  }
}

/** What is run with them, under the role: the values are in the memory of providers, and nowhere else. */
class Run extends TerraformStack {
  constructor(scope: Construct, id: string, secrets: Secrets) {
    super(scope, id);
    new AwsProvider(this, 'aws', { region: REGION, ...LOCAL_AWS });
    const terraform = new access.TerraformAccess(this, 'terraform', { vault: secrets.vault });

    const partner = new AwsProvider(this, 'as-partner', { alias: 'partner', region: REGION, ...LOCAL_AWS });
    terraform.configure(partner, {
      access_key: terraform.jsonField(secrets.partner, 'AccessKeyId'),
      secret_key: terraform.jsonField(secrets.partner, 'SecretAccessKey'),
    });

    const uploader = new AwsProvider(this, 'as-uploader', { alias: 'uploader', region: REGION, ...LOCAL_AWS });
    terraform.configureAws(uploader, secrets.uploader);

    for (const provider of [partner, uploader]) {
      const { arn } = new DataAwsCallerIdentity(this, `${provider.alias}-identity`, { provider });
      new TerraformOutput(this, provider.alias!, { value: arn, description: 'Who the provider is to AWS' });
    }
  }
}

const app = new App();
new Run(app, 'terraform-bootstrap-run', new Secrets(app, 'terraform-bootstrap'));
app.synth();
