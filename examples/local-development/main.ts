import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { App, TerraformOutput, TerraformStack } from 'cdktf';
import { access, ApplicationSecret, AwsCredentials, SecretSource, SecretVault } from 'cdktf-coffer';
import { Construct } from 'constructs';

/** A local AWS has no accounts to check credentials with. The endpoint itself comes from the environment. */
const LOCAL_AWS = process.env.AWS_ENDPOINT_URL
  ? { skipCredentialsValidation: true, skipMetadataApiCheck: 'true', skipRequestingAccountId: false }
  : {};

/** Neither secrets nor keys can be destroyed while they are protected: turn it off, deploy, and then destroy. */
const deletionProtection = process.env.COFFER_EXAMPLE_DELETION_PROTECTION !== 'off';

/** Who develops: users, or a whole account, which then decides by its own policies. */
const developers = (process.env.COFFER_EXAMPLE_DEVELOPERS ?? 'arn:aws:iam::111122223333:user/dora').split(',');

/** Where the application's own files are, beside which developers want .envrc and the others. */
const folder = process.env.COFFER_EXAMPLE_FOLDER ?? 'app';

/** One stage of an application: its secrets, in an account or a region of its own. */
class Stage extends TerraformStack {
  protected readonly vault: SecretVault;

  constructor(scope: Construct, stage: string, region: string) {
    super(scope, `local-development-${stage}`);
    new AwsProvider(this, 'aws', { region, ...LOCAL_AWS });
    this.vault = new SecretVault(this, 'vault', { namespace: 'acme', stage, deletionProtection });
    const source = SecretSource.generated();
    for (const [service, key] of [
      ['api', 'db_password'],
      ['web', 'session_key'],
    ] as const) {
      new ApplicationSecret(this, `${service}-${key}`, { vault: this.vault, service, key, source, deletionProtection });
    }
  }
}

/** The stage that people develop with. */
class Development extends Stage {
  constructor(scope: Construct) {
    super(scope, 'dev', 'eu-west-1');
    const { vault } = this;
    new AwsCredentials(this, 'uploader', {
      vault,
      service: 'api',
      policy: JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: 's3:PutObject', Resource: 'arn:aws:s3:::acme-dev-uploads/incoming/*' }],
      }),
      deletionProtection,
    });

    const local = new access.LocalDevelopment(this, 'developers', {
      vault,
      services: ['api'],
      profiles: [access.AccessProfile.EXEC, access.AccessProfile.READ],
      signIn: access.DeveloperSignIn.mfa({ principals: developers, sessionHours: 8 }),
      folder,
    });
    new TerraformOutput(this, 'role', { value: local.role!.arn, description: 'For role_arn in ~/.aws/config' });
  }
}

const app = new App();
new Development(app);
new Stage(app, 'prod', 'eu-central-1');
app.synth();
