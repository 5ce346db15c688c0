import type { ManifestOutput } from './manifest-output';
import type { ServiceAccountRole } from './service-account-role';
import type { IGrantee } from '../../iam/grantee';
import type { IVault } from '../../vault/vault';

/** What stores of a namespace and of a cluster have in common. */
export interface SecretStoreBaseProps {
  /** Vault that the store reads from. */
  readonly vault: IVault;

  /**
   * The service account whose role the store reads with, by tokens that the operator asks for. The role is granted what
   * the store's ExternalSecrets read, and nothing else.
   *
   * @default - none: give `role`
   */
  readonly serviceAccount?: ServiceAccountRole;

  /**
   * A role that the operator itself assumes, if it has an identity of its own (EKS Pod Identity, or a role of its own
   * service account). The role is granted what the store's ExternalSecrets read; its trust policy is yours.
   *
   * @default - none: give `serviceAccount`
   */
  readonly role?: IGrantee;

  /**
   * Put out the service account too, with the annotation that names its role.
   *
   * @default true
   */
  readonly createServiceAccount?: boolean;

  /**
   * Name of the store.
   *
   * @default `<namespace of the vault>-<stage>`
   */
  readonly name?: string;

  /**
   * Region of the vault.
   *
   * @default - that of the AWS provider in the vault's stack
   */
  readonly region?: string;

  /**
   * Where the manifests go.
   *
   * @default ManifestOutput.resources()
   */
  readonly output?: ManifestOutput;

  /**
   * Labels of its objects.
   *
   * @default - none
   */
  readonly labels?: { [key: string]: string };

  /**
   * Annotations of its objects.
   *
   * @default - none
   */
  readonly annotations?: { [key: string]: string };
}

/** A store for one namespace. */
export interface SecretStoreProps extends SecretStoreBaseProps {
  /**
   * Namespace that it is for. A service account has to be in it.
   *
   * @jsii suppress JSII5018 it is Namespace in C#
   */
  readonly namespace: string;
}

/** A store for several namespaces. */
export interface ClusterSecretStoreProps extends SecretStoreBaseProps {
  /** Namespaces that may use it, at least one: without a list, every namespace of the cluster could. */
  readonly namespaces: string[];
}

/** A store of External Secrets Operator that a program declares. */
export interface ISecretStore {
  /** SecretStore or ClusterSecretStore. */
  readonly kind: string;
  /** Name of the store. */
  readonly storeName: string;
}
