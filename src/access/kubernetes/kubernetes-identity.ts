import { Construct } from 'constructs';
import type { BoundIdentity, IdentityPlace } from './identity-place';
import { OperatorAssumedRole } from './operator-role';
import type { PodIdentityProps } from './pod-identity-props';
import { ServiceAccountRole } from './service-account-role';

/**
 * By what a cluster shows AWS who it is.
 *
 * @see https://external-secrets.io/latest/provider/aws-access/
 */
export abstract class KubernetesIdentity {
  /**
   * A service account of the namespace, by the cluster's OIDC provider (EKS: IAM roles for service accounts). The narrower way: only
   * that service account gets the role.
   *
   * @param oidcProviderArn ARN of the cluster's OIDC provider in IAM
   */
  public static irsa(oidcProviderArn: string): KubernetesIdentity {
    return new ByServiceAccount(oidcProviderArn);
  }

  /**
   * The operator itself, by EKS Pod Identity, which External Secrets Operator knows for its controller only. It assumes a role that
   * is made for the store.
   *
   * Wider than `irsa()`: the operator assumes that role for whatever SecretStore names it, in any namespace of the cluster. Keep
   * people from making SecretStores in namespaces of others (by RBAC or an admission policy), or use `irsa()`.
   *
   * @param props who the operator is
   */
  public static podIdentity(props: PodIdentityProps): KubernetesIdentity {
    return new ByOperator(props);
  }

  /**
   * A role of a service account that the program declares already, such as one that a bootstrap secret names in its `readers`. It has
   * to be in the namespace.
   *
   * @param role the role
   */
  public static serviceAccountRole(role: ServiceAccountRole): KubernetesIdentity {
    return new Given(role);
  }

  /**
   * The role that reads.
   *
   * @internal
   */
  public abstract _bind(scope: Construct, subject: string, place: IdentityPlace): BoundIdentity;
}

class ByServiceAccount extends KubernetesIdentity {
  constructor(private readonly oidcProviderArn: string) {
    super();
  }

  /** @internal */
  public _bind(scope: Construct, _subject: string, { vault, namespace, name }: IdentityPlace): BoundIdentity {
    const role = new ServiceAccountRole(scope, 'role', {
      vault: vault.construct,
      oidcProviderArn: this.oidcProviderArn,
      namespace,
      serviceAccount: name,
    });
    return { role, serviceAccount: role };
  }
}

class Given extends KubernetesIdentity {
  constructor(private readonly role: ServiceAccountRole) {
    super();
  }

  /** @internal */
  public _bind(): BoundIdentity {
    return { role: this.role, serviceAccount: this.role };
  }
}

class ByOperator extends KubernetesIdentity {
  constructor(private readonly props: PodIdentityProps) {
    super();
  }

  /** @internal */
  public _bind(scope: Construct, subject: string, place: IdentityPlace): BoundIdentity {
    return { role: new OperatorAssumedRole(scope, 'role', subject, place, this.props) };
  }
}
