import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TerraformOutput } from 'cdktf';
import { access, IReadableSecret, SecretVault } from 'cdktf-coffer';
import { Construct } from 'constructs';
import { localManagedPolicies, written } from './settings';

export interface PipelinesProps {
  readonly vault: SecretVault;
  readonly account: string;
  /** Name of the stack, as `cdktf list` has it. */
  readonly stackName: string;
  /** Services that the pipeline deploys secrets of. */
  readonly services: string[];
  /** What tests read beside the service web. */
  readonly forTests: IReadableSecret;
  /** What Terraform runs read. */
  readonly forTerraform: IReadableSecret;
}

/** Ids, which stay when somebody takes over a name. These are examples. */
const REPOSITORY = { owner: 'acme', ownerId: 7, repository: 'acme', repositoryId: 42 };
const ISSUER = 'token.actions.githubusercontent.com';

/** Jobs of GitHub Actions: what tests read, what plans and deploys, and the role of Terraform runs that read secrets. */
export function letPipelinesIn(stack: Construct, props: PipelinesProps): void {
  const { vault, account, stackName } = props;
  const { stage } = vault;
  // IAM has one provider of GitHub's tokens for an account, and most accounts have it already.
  const provider = access.OidcProvider.fromArn(`arn:aws:iam::${account}:oidc-provider/${ISSUER}`);
  const inEnvironment = access.OidcIdentity.github({ ...REPOSITORY, environment: stage });
  const inPullRequests = access.OidcIdentity.github({ ...REPOSITORY, pullRequest: true });
  const shared = { vault, provider, sessionName: 'gha-*' };
  const state = access.TerraformState.s3({ bucket: `acme-${stage}-states`, keys: [`${stackName}.tfstate`] });
  const managedPolicyArns = localManagedPolicies;

  const tests = new access.CiCdAccess(stack, 'tests', {
    ...shared,
    identity: inEnvironment,
    services: ['web'],
    secrets: [props.forTests],
  });
  const plan = new access.CiCdPlanRole(stack, 'plan', { ...shared, identity: inPullRequests, state, managedPolicyArns });
  const deploy = new access.CiCdDeployRole(stack, 'deploy', {
    ...shared,
    identity: inEnvironment,
    // The one that the vault's keys deny decryption.
    roleName: `acme-${stage}-pipeline`,
    state,
    services: props.services,
    managedPolicyArns,
  });
  const terraform = new access.TerraformAccess(stack, 'terraform', { vault, assumedBy: [tests.arn] });
  props.forTerraform.grantRead(terraform.role);

  const pipeline = access.CiCdPipeline.github({
    planRoleArn: `arn:aws:iam::${account}:role/acme-${stage}-plan`,
    deployRoleArn: `arn:aws:iam::${account}:role/acme-${stage}-pipeline`,
    region: 'eu-west-1',
    stack: stackName,
    environment: stage,
  });
  const folder = join(written, '.github', 'workflows');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${stackName}.yml`), pipeline);

  const roles = { tests: tests.arn, plan: plan.arn, deploy: deploy.arn, terraform: terraform.role.arn };
  new TerraformOutput(stack, 'pipeline_roles', { value: roles, description: 'Roles of jobs' });
}
