export { Grantee, type IGrantee } from './iam/grantee';
export * as kubernetes from './access/kubernetes';
export { ExternalSecret } from './access/kubernetes/external-secret';
export { type ExternalSecretProps, SecretCreationPolicy } from './access/kubernetes/external-secret-props';
export { KubernetesSecret } from './access/kubernetes/kubernetes-secret';
export type { KubernetesSecretProps } from './access/kubernetes/kubernetes-secret-props';
export { ManifestOutput, type ManifestResourcesOptions } from './access/kubernetes/manifest-output';
export {
  ClusterSecretStore,
  type ClusterSecretStoreProps,
  type ISecretStore,
  SecretStore,
  type SecretStoreBaseProps,
  type SecretStoreProps,
} from './access/kubernetes/secret-store';
export { ServiceAccountRole, type ServiceAccountRoleProps } from './access/kubernetes/service-account-role';
export * from './bindings/onepassword/provider';
export * from './bindings/provider';
export { EllipticCurve, KeyAlgorithm } from './secret/key-algorithm';
export { MasterKeyBucket } from './systems-of-record/master-key-bucket/master-key-bucket';
export type { MasterKeyBucketProps } from './systems-of-record/master-key-bucket/master-key-bucket-props';
export { type ExistingReplicaBucketProps, MasterKeyReplication } from './systems-of-record/master-key-bucket/master-key-replication';
export type { ReplicaBucketProps } from './systems-of-record/master-key-bucket/replicated-bucket';
export type { ReplicaRegion, VaultReplicationProps } from './vault/vault-replication-props';
export type { ISecretReplica } from './replication/secret-replica';
export { DatabaseSecretForm, DatabaseUsers } from './contracts/rotation/database';
export type { AccessKeyRotationProps } from './rotation/access-key-rotation';
export type { RenewalProps } from './rotation/certificate-renewal';
export type { DatabaseRotationProps } from './rotation/database-rotation';
export type { FunctionRotationProps } from './rotation/function-rotation';
export type { RandomRotationProps } from './rotation/random-rotation';
export type { ReminderProps } from './rotation/reminder';
export type { RotationProps } from './rotation/rotation-props';
export type { SshKeyRotationProps } from './rotation/ssh-key-rotation';
export { Rotation } from './rotation/rotation';
export { RateUnit, RotationSchedule, type RotationScheduleOptions } from './rotation/rotation-schedule';
export { SecretRotator } from './rotation/secret-rotator';
export type { RotatorNetwork, SecretRotatorProps } from './rotation/secret-rotator-props';
export type { ISecret, SecretNameProps } from './secret/secret';
export { OnePasswordVault } from './types/organizational/one-password-vault';
export { ParameterTier } from './contracts/parameter-tier';
export { SecretEngine } from './contracts/secret-engine';
export { SystemOfRecord } from './contracts/system-of-record';
export { EphemeralResource, type EphemeralResourceProps } from './terraform/ephemeral-resource';
export { CofferFunctions } from './terraform/provider-function';
export { type BundledProviderOptions, ProviderInstallation } from './terraform/provider-installation';
export { AdoptedPath, type AdoptedPathProps, type AdoptPathOptions } from './types/application/adopted-path';
export { ApplicationSecret, type ApplicationSecretProps } from './types/application/application-secret';
export { AwsCredentials, type AwsCredentialsNameProps, type AwsCredentialsProps } from './types/aws-credentials/aws-credentials';
export { BootstrapSecret, type BootstrapSecretNameProps, type BootstrapSecretProps } from './types/bootstrap/bootstrap-secret';
export { CertificateAuthority, type CertificateAuthorityProps } from './types/tls/certificate-authority';
export type { CertificateSubject } from './types/tls/certificate-subject';
export type { CrossAccountProps } from './secret/cross-account';
export { EphemeralSecret, type EphemeralSecretProps } from './secret/ephemeral-secret';
export {
  type DatabaseItemProps,
  type LoginItemProps,
  OnePasswordDatabaseType,
  OnePasswordItem,
  type PasswordItemProps,
} from './types/organizational/one-password-item';
export { type OnePasswordField, OnePasswordFieldType, type OnePasswordSection } from './types/organizational/one-password-section';
export { OrganizationalSecret } from './types/organizational/organizational-secret';
export type { OrganizationalReminder, OrganizationalSecretProps } from './types/organizational/organizational-secret-props';
export { type GeneratedSecretProps, type RandomValueProps, SecretFormat } from './secret/generated-value';
export { JsonField } from './secret/json-field';
export { MasterKey, type MasterKeyProps } from './types/bootstrap/master-key';
export { type JsonSecretProps, SecretSource, type VariableSecretProps } from './secret/secret-source';
export { SshKeyPair, type SshKeyPairProps } from './types/tls/ssh-key-pair';
export { type ITlsCertificate, TlsCertificate } from './types/tls/tls-certificate';
export { CertificateUse, type TlsCertificateProps } from './types/tls/tls-certificate-props';
export { SecretVault } from './secret-vault';
export type { IVault } from './vault/vault';
export type { SecretVaultProps } from './vault/secret-vault-props';
export { type ManagedKeyProps, VaultKey } from './vault/vault-key';
