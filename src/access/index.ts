export { CofferManifest, type CofferManifestProps, type EnvironmentSchemaProps } from './manifest/coffer-manifest';
