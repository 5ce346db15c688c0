// The namespace `access`: use cases, each in a folder of its own. What Coffer writes for clusters is the namespace `kubernetes`.
// Whole files, `export * from './<use case>/<file>'`: jsii takes a type that is exported by its name for one that is flat.
export * from './ci-cd/ci-cd-access';
export * from './ci-cd/ci-cd-deploy-role';
export * from './ci-cd/ci-cd-plan-role';
export * from './ci-cd/ci-cd-role';
export * from './ci-cd/generic-identity';
export * from './ci-cd/github-identity';
export * from './ci-cd/gitlab-identity';
export * from './ci-cd/hosted-identities';
export * from './ci-cd/oidc-identity';
export * from './ci-cd/oidc-provider';
export * from './ci-cd/terraform-state';
