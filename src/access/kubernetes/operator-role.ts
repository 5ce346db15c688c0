import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { Token } from 'cdktf';
import { Construct } from 'constructs';
import { checkNamespace, checkObjectName } from './cluster-objects';
import type { IdentityPlace } from './identity-place';
import { knownRoleArn } from './known-role-arn';
import type { PodIdentityProps } from './pod-identity-props';
import { GrantError } from '../../errors';
import { declaredRole, type GrantedRole, granteesOf, type IGrantee } from '../../iam/grantee';
import { render } from '../../iam/policy-document';
import { claimRoleName } from '../../iam/role-name';
import { OwnKind } from '../../terraform/own-kind';

const ROLE_ARN = /^arn:[\w-]+:iam::\d{12}:role\/[\w+=,.@/-]+$/;
const CLUSTER_ARN = /^arn:[\w-]+:eks:[\w-]+:\d{12}:cluster\/[\w-]+$/;

/** A role that External Secrets Operator assumes for one store. */
export class OperatorAssumedRole extends Construct implements IGrantee {
  public readonly name: string;
  public readonly arn: string;
  /**
   * ARN of the role, known at synth where its account is.
   *
   * @internal
   */
  public readonly _knownArn: string;
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
          // EKS gives the operator's session these tags, and what else has the operator's role is no operator. They are tags of the
          // principal here ("Pass session tags in AWS STS": a later request of the session has them as aws:PrincipalTag), also though
          // "Create IAM role with trust policy required by EKS Pod Identity" has aws:RequestTag: that is for the operator's own role,
          // which EKS assumes and tags. Tags of the request would be what the operator says: `sessionTags` of a SecretStore, which
          // people write. Those that EKS gave are transitive, and nobody can pass them again (STS: AssumeRole, Tags).
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
    const prefix = rolePrefix(subject, props);
    this._knownArn = prefix === undefined ? this.arn : knownRoleArn(this.role, prefix);
    vault.admit(subject, this._role());
  }

  /** @internal */
  public _role(): GrantedRole {
    return declaredRole(this.role, this.node.id);
  }
}

granteesOf(OperatorAssumedRole);

/** Roles of stores, for the manifests of those. */
export const OPERATOR_ROLES = new OwnKind('OperatorAssumedRole', OperatorAssumedRole);

/** How ARNs of roles in the vault's account begin, if that and the partition are known. */
function rolePrefix(subject: string, { roleAccount, clusterArn, operatorRoleArn }: PodIdentityProps): string | undefined {
  const known = [clusterArn, operatorRoleArn].find((arn) => !Token.isUnresolved(arn));
  if (roleAccount === undefined || Token.isUnresolved(roleAccount) || known === undefined) return undefined;
  if (/^\d{12}$/.test(roleAccount)) return `arn:${known.split(':')[1]!}:iam::${roleAccount}:role/`;
  throw new GrantError(subject, `roleAccount '${roleAccount}' is not the id of an account`, 'Write its twelve digits.');
}

function checkArn(subject: string, what: string, arn: string, pattern: RegExp, like: string): void {
  if (Token.isUnresolved(arn) || pattern.test(arn)) return;
  throw new GrantError(subject, `${what} '${arn}' is not an ARN of that kind`, `Write ${like}.`);
}
