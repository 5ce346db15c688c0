export { CofferManifest, type CofferManifestProps, type EnvironmentSchemaProps } from './manifest/coffer-manifest';
export { TerraformAccess, type TerraformAccessProps } from './terraform/terraform-access';
