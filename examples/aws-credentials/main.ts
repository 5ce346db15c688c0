import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { App, TerraformOutput, TerraformStack } from 'cdktf';
import { AwsCredentials, SecretVault } from 'cdktf-coffer';
import { Construct } from 'constructs';

/** A local AWS has no accounts to check credentials with. The endpoint itself comes from the environment. */
const LOCAL_AWS = process.env.AWS_ENDPOINT_URL
  ? { skipCredentialsValidation: true, skipMetadataApiCheck: 'true', skipRequestingAccountId: false }
  : {};

/** Neither secrets nor keys can be destroyed while they are protected: turn it off, deploy, and then destroy. */
const deletionProtection = process.env.COFFER_EXAMPLE_DELETION_PROTECTION !== 'off';

/** Access keys for a SaaS that uploads artifacts and knows no other way than access keys. */
class Credentials extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new AwsProvider(this, 'aws', { region: 'eu-west-1', ...LOCAL_AWS });
    const vault = new SecretVault(this, 'vault', { namespace: 'acme', stage: 'prod', deletionProtection });

    const uploader = new AwsCredentials(this, 'uploader', {
      vault,
      service: 'artifacts',
      policy: JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          { Sid: 'Upload', Effect: 'Allow', Action: ['s3:PutObject'], Resource: 'arn:aws:s3:::acme-prod-artifacts/incoming/*' },
          { Sid: 'WhoAmI', Effect: 'Allow', Action: ['sts:GetCallerIdentity'], Resource: '*' },
        ],
      }),
      actionsWithoutResources: ['sts:GetCallerIdentity'],
      deletionProtection,
    });

    new TerraformOutput(this, 'user', { value: uploader.userName });
    new TerraformOutput(this, 'parameter', { value: uploader.parameterName, description: 'Where programs read the current access key' });
  }
}

const app = new App();
new Credentials(app, 'aws-credentials');
app.synth();
