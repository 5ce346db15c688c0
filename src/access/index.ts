// Whole files: jsii takes a type that a submodule exports by its name for one that is not exported.
export * from './manifest/coffer-manifest';
export * from './terraform/terraform-access';
export * from './terraform/terraform-access-props';
