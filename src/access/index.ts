export { CiCdAccess, type CiCdAccessProps } from './ci-cd/ci-cd-access';
export { CiCdDeployRole, type CiCdDeployRoleProps } from './ci-cd/ci-cd-deploy-role';
export { CiCdPlanRole, type CiCdPlanRoleProps } from './ci-cd/ci-cd-plan-role';
export { CiCdRole, type CiCdRoleProps } from './ci-cd/ci-cd-role';
export type { GenericIdentityProps } from './ci-cd/generic-identity';
export type { GithubIdentityProps } from './ci-cd/github-identity';
export type { GitlabIdentityProps } from './ci-cd/gitlab-identity';
export {
  type AzureDevOpsIdentityProps,
  type BitbucketIdentityProps,
  type BuildkiteIdentityProps,
  type CircleciIdentityProps,
  type HcpTerraformIdentityProps,
  HcpTerraformPhase,
  type SpaceliftIdentityProps,
  SpaceliftScope,
} from './ci-cd/hosted-identities';
export { OidcIdentity } from './ci-cd/oidc-identity';
export { OidcProvider } from './ci-cd/oidc-provider';
export { type S3StateProps, TerraformState } from './ci-cd/terraform-state';
