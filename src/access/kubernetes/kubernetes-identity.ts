import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { Token } from 'cdktf';
import { Construct } from 'constructs';
import { checkNamespace, checkObjectName } from './cluster-objects';
import type { BoundIdentity, IdentityPlace } from './identity-place';
import type { PodIdentityProps } from './pod-identity-props';
import { ServiceAccountRole } from './service-account-role';
import { GrantError } from '../../errors';
import { declaredRole, type GrantedRole, granteesOf, type IGrantee } from '../../iam/grantee';
import { render } from '../../iam/policy-document';
import { claimRoleName } from '../../iam/role-name';

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

const ROLE_ARN = /^arn:[\w-]+:iam::\d{12}:role\/[\w+=,.@/-]+$/;
const CLUSTER_ARN = /^arn:[\w-]+:eks:[\w-]+:\d{12}:cluster\/[\w-]+$/;

/** A role that External Secrets Operator assumes for one store. */
class OperatorAssumedRole extends Construct implements IGrantee {
  public readonly name: string;
  public readonly arn: string;
  private readonly role: IamRole;

  constructor(scope: Construct, id: string, subject: string, place: IdentityPlace, props: PodIdentityProps) {
    super(scope, id);
    const { vault, namespace, name } = place;
    checkArn(subject, 'operatorRoleArn', props.operatorRoleArn, ROLE_ARN, 'arn:aws:iam::<account>:role/<name>');
    checkArn(subject, 'clusterArn', props.clusterArn, CLUSTER_ARN, 'arn:aws:eks:<region>:<account>:cluster/<name>');
    const operatorNamespace = checkNamespace(subject, 'operatorNamespace', props.operatorNamespace ?? 'external-secrets');
    const account = checkObjectName(subject, 'operatorServiceAccount', props.operatorServiceAccount ?? 'external-secrets');
    const roleName = claimRoleName(this, subject, `${vault.names.accountWide}-${namespace}-${name}`, {
      refused: 'Shorten name.',
      taken: 'Give one of them another name.',
    });
    this.role = new IamRole(this, 'Default', {
      name: roleName,
      description: `Store ${namespace}/${name} of External Secrets Operator, for secrets of ${vault.vaultName}`,
      assumeRolePolicy: render([
        {
          Sid: 'OperatorOfThisClusterOnly',
          Effect: 'Allow',
          Principal: { AWS: props.operatorRoleArn },
          // EKS Pod Identity gives its sessions tags that go on to the next role, which nobody may assume with them but by TagSession.
          Action: ['sts:AssumeRole', 'sts:TagSession'],
          // Tags of the session that asks, which EKS gives it: what else has the operator's role is no operator. Tags of the
          // request would not do, since whoever may tag sessions chooses them (IAM: aws:RequestTag).
          Condition: {
            StringEquals: {
              'aws:PrincipalTag/eks-cluster-arn': props.clusterArn,
              'aws:PrincipalTag/kubernetes-namespace': operatorNamespace,
              'aws:PrincipalTag/kubernetes-service-account': account,
            },
          },
        },
      ]),
      tags: vault.tags,
    });
    this.name = this.role.name;
    this.arn = this.role.arn;
    vault.admit(subject, this._role());
  }

  /** @internal */
  public _role(): GrantedRole {
    return declaredRole(this.role, this.node.id);
  }
}

granteesOf(OperatorAssumedRole);

function checkArn(subject: string, what: string, arn: string, pattern: RegExp, like: string): void {
  if (Token.isUnresolved(arn) || pattern.test(arn)) return;
  throw new GrantError(subject, `${what} '${arn}' is not an ARN of that kind`, `Write ${like}.`);
}
