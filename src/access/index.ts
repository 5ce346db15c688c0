// The namespace `access`: use cases, each in a folder of its own. What Coffer writes for clusters is the namespace `kubernetes`.
// Whole files, since jsii takes a type that is exported from a namespace by its name for one that is flat: these files export
// nothing that is not public.
export * from './ci-cd/ci-cd-access';
export * from './ci-cd/ci-cd-deploy-role';
export * from './ci-cd/ci-cd-pipeline';
export * from './ci-cd/ci-cd-plan-role';
export * from './ci-cd/ci-cd-role';
export * from './ci-cd/identity-props';
export * from './ci-cd/oidc-identity';
export * from './ci-cd/oidc-provider';
export * from './ci-cd/pipeline-props';
export * from './ci-cd/terraform-state';
export * from './consumers/ecs-restart';
export * from './consumers/ecs-secret';
export * from './consumers/instance-secrets';
export * from './consumers/lambda-parameters';
export * from './consumers/lambda-restart';
export * from './local-development/developer-sign-in';
export * from './local-development/local-development';
export * from './local-development/local-development-props';
export * from './local-development/session-options';
export * from './manifest/coffer-manifest';
export * from './profiles/access-profile';
export * from './profiles/access-profiles';
export * from './profiles/profile-policies';
export * from './terraform/terraform-access';
export * from './terraform/terraform-access-props';
