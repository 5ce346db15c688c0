// By `export *`, and so from files with nothing in them but what is public: jsii finds no namespace for names that are
// exported again one by one.
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
