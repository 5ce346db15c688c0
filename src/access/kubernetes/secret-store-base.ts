import { Construct } from 'constructs';
import { checkAnnotations, checkLabels, checkObjectName } from './cluster-objects';
import { ManifestOutput } from './manifest-output';
import { metadataOf, serviceAccountManifest } from './object-metadata';
import { OPERATOR_ROLES } from './operator-role';
import type { ISecretStore, SecretStoreBaseProps } from './secret-store-props';
import { KubernetesError } from '../../errors';
import { GrantedRole, IGrantee, roleOf } from '../../iam/grantee';
import { OwnKind } from '../../terraform/own-kind';
import { VaultCore } from '../../vault/vault-core';
import { ServiceAccess } from '../service-access';

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
            region: props.region ?? this._vault.region,
            ...(reference
              ? { auth: { jwt: { serviceAccountRef: reference } } }
              : { role: OPERATOR_ROLES.in(this.grantee, subject)?._knownArn ?? this._role.arn }),
          },
        },
      },
    });
  }
}

/** Stores of this package. */
export const SECRET_STORES = new OwnKind('SecretStore', SecretStoreBase);

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
