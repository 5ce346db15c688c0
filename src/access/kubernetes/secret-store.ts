import { Token } from 'cdktf';
import { Construct } from 'constructs';
import { checkNamespace } from './cluster-objects';
import { SecretStoreBase } from './secret-store-base';
import type { ClusterSecretStoreProps, SecretStoreProps } from './secret-store-props';
import { KubernetesError } from '../../errors';

/**
 * A SecretStore of External Secrets Operator (its API v1) that reads a vault's parameters for one namespace.
 *
 * Synth fails with a KubernetesError if the manifest would not be taken, and with a GrantError where the role is of
 * another stage.
 */
export class SecretStore extends SecretStoreBase {
  public readonly kind = 'SecretStore';
  /**
   * Namespace that the store is for.
   *
   * @jsii suppress JSII5018 it is Namespace in C#
   */
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
 * Synth fails with a KubernetesError if the manifest would not be taken, and with a GrantError where the role is of
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
