import { Token } from 'cdktf';
import { Construct } from 'constructs';
import { checkAnnotations, checkLabels, checkNamespace, checkObjectName } from './cluster-objects';
import { ManifestOutput } from './manifest-output';
import { metadataOf, serviceAccountManifest } from './object-metadata';
import { ServiceAccountRole } from './service-account-role';
import { KubernetesError } from '../../errors';
import { GrantedRole, IGrantee, roleOf } from '../../iam/grantee';
import type { IVault } from '../../vault/vault';
import { VaultCore } from '../../vault/vault-core';
import { ServiceAccess } from '../service-access';

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
   * A role that the operator itself assumes, where it has an identity of its own (EKS Pod Identity, or a role of its own
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
  /** Namespace that it is for. A service account has to be in it. */
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

/** The version of the operator's API that manifests are written for. */
export const ESO_API_VERSION = 'external-secrets.io/v1';

/**
 * What SecretStore and ClusterSecretStore have in common.
 *
 * @internal
 */
export abstract class SecretStoreBase extends Construct implements ISecretStore {
  public abstract readonly kind: string;
  public readonly storeName: string;

  /** @internal */
  public readonly _vault: VaultCore;
  /** @internal */
  public readonly _output: ManifestOutput;
  /** @internal */
  public readonly _role: GrantedRole;

  private readonly grantee: IGrantee;
  private services?: ServiceAccess;

  constructor(scope: Construct, id: string, kind: string, props: SecretStoreBaseProps) {
    super(scope, id);
    const subject = `${kind} '${this.node.path}'`;
    this._vault = VaultCore.of(props.vault);
    this._output = props.output ?? ManifestOutput.resources();
    this.storeName = checkObjectName(subject, 'name', props.name ?? props.vault.vaultName);
    this.grantee = oneIdentity(subject, props);
    this._role = roleOf(this.grantee, subject);
    this._vault.admit(subject, this._role);
    checkLabels(subject, props.labels);
    checkAnnotations(subject, props.annotations);
  }

  /**
   * The namespaces whose ExternalSecrets may use the store.
   *
   * @internal
   */
  public abstract get _namespaces(): readonly string[];

  /** @internal */
  public get _grantee(): IGrantee {
    return this.grantee;
  }

  /**
   * Let the store's role read a service, whatever secrets it has.
   *
   * @internal
   */
  public _allowService(subject: string, service: string): void {
    this.services ??= new ServiceAccess(this, 'services', this._vault, this._role);
    this.services.allow(subject, service);
  }

  /**
   * Put out the store, and its service account.
   *
   * @internal
   */
  protected _put(props: SecretStoreBaseProps, where: { readonly namespace?: string; readonly conditions?: readonly object[] }): void {
    const subject = `${this.kind} '${this.node.path}'`;
    const { serviceAccount } = props;
    if (serviceAccount && props.createServiceAccount !== false && serviceAccount._putOnce()) {
      this._output._put(this, subject, serviceAccountManifest(serviceAccount, props));
    }
    const reference = serviceAccount && {
      name: serviceAccount.serviceAccount,
      ...(where.namespace === undefined && { namespace: serviceAccount.namespace }),
    };
    this._output._put(this, subject, {
      apiVersion: ESO_API_VERSION,
      kind: this.kind,
      metadata: metadataOf(props, this.storeName, where.namespace),
      spec: {
        ...(where.conditions && { conditions: where.conditions }),
        provider: {
          aws: {
            service: 'ParameterStore',
            region: props.region ?? regionOf(this._vault),
            ...(reference ? { auth: { jwt: { serviceAccountRef: reference } } } : { role: this._role.arn }),
          },
        },
      },
    });
  }
}

/**
 * A SecretStore of External Secrets Operator (its API v1) that reads a vault's parameters for one namespace.
 *
 * Synth fails with a KubernetesError where the manifest would not be taken, and with a GrantError where the role is of
 * another stage.
 */
export class SecretStore extends SecretStoreBase {
  public readonly kind = 'SecretStore';
  /** Namespace that the store is for. */
  public readonly namespace: string;

  constructor(scope: Construct, id: string, props: SecretStoreProps) {
    super(scope, id, 'SecretStore', props);
    const subject = `SecretStore '${this.node.path}'`;
    this.namespace = checkNamespace(subject, 'namespace', props.namespace);
    const accountNamespace = props.serviceAccount?.namespace;
    if (
      accountNamespace !== undefined &&
      accountNamespace !== this.namespace &&
      !Token.isUnresolved(accountNamespace) &&
      !Token.isUnresolved(this.namespace)
    ) {
      throw new KubernetesError(
        subject,
        `its service account is in namespace '${accountNamespace}', the store in '${this.namespace}', ` +
          `and a SecretStore knows the service accounts of its own namespace only`,
        'Put both into one namespace, or declare a ClusterSecretStore.',
      );
    }
    this._put(props, { namespace: this.namespace });
  }

  /** @internal */
  public get _namespaces(): readonly string[] {
    return [this.namespace];
  }
}

/**
 * A ClusterSecretStore of External Secrets Operator (its API v1) that reads a vault's parameters for the namespaces it
 * names.
 *
 * Synth fails with a KubernetesError where the manifest would not be taken, and with a GrantError where the role is of
 * another stage.
 */
export class ClusterSecretStore extends SecretStoreBase {
  public readonly kind = 'ClusterSecretStore';
  /** Namespaces that may use the store. */
  public readonly namespaces: string[];

  constructor(scope: Construct, id: string, props: ClusterSecretStoreProps) {
    super(scope, id, 'ClusterSecretStore', props);
    const subject = `ClusterSecretStore '${this.node.path}'`;
    if (!Array.isArray(props.namespaces) || props.namespaces.length === 0) {
      throw new KubernetesError(
        subject,
        'namespaces is empty, and every namespace of the cluster could read what the store reads',
        "Name those that may use it, such as namespaces: ['api'].",
      );
    }
    this.namespaces = [...new Set(props.namespaces.map((namespace) => checkNamespace(subject, 'namespaces', namespace)))].sort();
    this._put(props, { conditions: [{ namespaces: this.namespaces }] });
  }

  /** @internal */
  public get _namespaces(): readonly string[] {
    return this.namespaces;
  }
}

function oneIdentity(subject: string, { serviceAccount, role }: SecretStoreBaseProps): IGrantee {
  if (serviceAccount && role) {
    throw new KubernetesError(
      subject,
      'it has a service account and a role',
      'Give serviceAccount, whose role it reads with, or the role that the operator assumes.',
    );
  }
  const identity = serviceAccount ?? role;
  if (!identity) {
    throw new KubernetesError(
      subject,
      'it has neither a service account nor a role to read with',
      'Give serviceAccount: a ServiceAccountRole, or role: one that the operator may assume.',
    );
  }
  return identity;
}

/** The region as the program says it, where it does: files need it at synth. */
export function regionOf(vault: VaultCore): string {
  const aws = vault.stack.allProviders().find((provider) => provider.terraformResourceType === 'aws' && provider.alias === undefined);
  const region = (aws as { readonly region?: string } | undefined)?.region;
  return typeof region === 'string' && !Token.isUnresolved(region) ? region : vault.aws.region;
}
