import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { App, TerraformOutput, TerraformStack } from 'cdktf';
import { access, ApplicationSecret, SecretSource, SecretVault } from 'cdktf-coffer';
import { Construct } from 'constructs';

/** A local AWS has no accounts to check credentials with. The endpoint itself comes from the environment. */
const LOCAL_AWS = process.env.AWS_ENDPOINT_URL
  ? { skipCredentialsValidation: true, skipMetadataApiCheck: 'true', skipRequestingAccountId: false }
  : {};

/** A local AWS has no policies of AWS's own, such as ReadOnlyAccess, which the role that plans has by default. */
const managedPolicyArns = process.env.AWS_ENDPOINT_URL ? [] : undefined;

/** Secrets cannot be destroyed while they are protected: turn it off, deploy, and then destroy. */
const deletionProtection = process.env.COFFER_EXAMPLE_DELETION_PROTECTION !== 'off';

/** Whether GitHub's OIDC provider is in the account already: IAM has one for an account. */
const provider = process.env.COFFER_EXAMPLE_EXISTING_PROVIDER === 'yes' ? access.OidcProvider.lookup() : undefined;

/** Pipelines of GitHub and GitLab that test, plan and deploy. */
class Pipelines extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new AwsProvider(this, 'aws', { region: 'eu-west-1', ...LOCAL_AWS });
    const vault = new SecretVault(this, 'vault', { namespace: 'acme', stage: 'dev', deletionProtection });
    new ApplicationSecret(this, 'token', { vault, service: 'api', key: 'token', source: SecretSource.generated(), deletionProtection });

    const repository = { owner: 'acme', ownerId: 7, repository: 'api', repositoryId: 42 };
    const tests = new access.CiCdAccess(this, 'tests', {
      vault,
      identity: access.OidcIdentity.github({ ...repository, environment: 'dev' }),
      provider,
      services: ['api'],
      sessionName: 'gha-*',
    });

    // Of this stack, the state is on the disk of whoever runs the example.
    const state = access.TerraformState.elsewhere();
    const pullRequests = access.OidcIdentity.github({ ...repository, pullRequest: true });
    const plan = new access.CiCdPlanRole(this, 'plan', { vault, identity: pullRequests, provider, state, managedPolicyArns });
    const deploy = new access.CiCdDeployRole(this, 'deploy', {
      vault,
      identity: access.OidcIdentity.github({ ...repository, environment: 'dev' }),
      provider,
      state,
      services: ['api'],
    });

    const gitlab = new access.CiCdAccess(this, 'gitlab', {
      vault,
      identity: access.OidcIdentity.gitlab({ project: 'acme/platform/api', projectId: 42, branch: 'main' }),
      services: ['api'],
    });

    for (const [name, role] of Object.entries({ tests, plan, deploy, gitlab })) {
      new TerraformOutput(this, `${name}-role`, { value: role.arn });
    }
  }
}

const app = new App();
new Pipelines(app, 'ci-cd');
app.synth();
