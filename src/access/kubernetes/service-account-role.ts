import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { Fn, Token } from 'cdktf';
import { Construct } from 'constructs';
import { checkNamespace, checkObjectName } from './cluster-objects';
import { knownRoleArn } from './known-role-arn';
import { GrantError } from '../../errors';
import { declaredRole, GrantedRole, granteesOf, IGrantee } from '../../iam/grantee';
import { render } from '../../iam/policy-document';
import { PolicyQuotas } from '../../iam/policy-quotas';
import { claimRoleName } from '../../iam/role-name';
import type { IVault } from '../../vault/vault';
import { VaultCore } from '../../vault/vault-core';

/** A role of a Kubernetes service account. */
export interface ServiceAccountRoleProps {
  /** Vault that the role reads from: its stage is the role's. */
  readonly vault: IVault;

  /**
   * ARN of the cluster's OIDC provider in IAM: `arn:aws:iam::<account>:oidc-provider/<issuer>`.
   *
   * Throws a GrantError if it is not such an ARN.
   */
  readonly oidcProviderArn: string;

  /**
   * Namespace of the service account.
   *
   * @jsii suppress JSII5018 it is Namespace in C#
   */
  readonly namespace: string;

  /** Name of the service account. */
  readonly serviceAccount: string;

  /**
   * Name of the role, 1 to 64 letters, digits and any of _+=,.@-
   *
   * @default `<namespace of the vault>-<stage>-<namespace>-<service account>`
   */
  readonly roleName?: string;
}

/** The audience of tokens that EKS's webhook and External Secrets Operator ask for. */
const AUDIENCE = 'sts.amazonaws.com';

/**
 * An IAM role that one service account of one namespace of one cluster assumes, and nobody else (EKS: IAM roles for
 * service accounts): for pods that read their secrets themselves, and for the stores of External Secrets Operator.
 *
 * Grant it secrets as any role: `secret.grantRead(role)`. The service account wants the annotation
 * `eks.amazonaws.com/role-arn` with the role's ARN; SecretStore and ClusterSecretStore see to that.
 */
export class ServiceAccountRole extends Construct implements IGrantee {
  /** Name of the role, as a token. */
  public readonly name: string;
  /** ARN of the role, as a token. */
  public readonly arn: string;
  /**
   * Namespace of the service account.
   *
   * @jsii suppress JSII5018 it is Namespace in C#
   */
  public readonly namespace: string;
  /** Name of the service account. */
  public readonly serviceAccount: string;

  /**
   * ARN of the role, known at synth where that of the OIDC provider is.
   *
   * @internal
   */
  public readonly _knownArn: string;

  private readonly role: IamRole;
  private put = false;

  constructor(scope: Construct, id: string, props: ServiceAccountRoleProps) {
    super(scope, id);
    const subject = `ServiceAccountRole '${this.node.path}'`;
    const vault = VaultCore.of(props.vault);
    this.namespace = checkNamespace(subject, 'namespace', props.namespace);
    this.serviceAccount = checkObjectName(subject, 'serviceAccount', props.serviceAccount);
    const provider = oidcProvider(subject, props.oidcProviderArn);
    const defaultName = `${vault.names.accountWide}-${this.namespace}-${this.serviceAccount}`;
    const roleName = claimRoleName(this, subject, props.roleName ?? defaultName);
    this.role = new IamRole(this, 'Default', {
      name: roleName,
      description: `Service account ${this.namespace}/${this.serviceAccount}, for secrets of ${vault.vaultName}`,
      assumeRolePolicy: render([
        {
          Sid: 'ThisServiceAccountOnly',
          Effect: 'Allow',
          Principal: { Federated: props.oidcProviderArn },
          Action: 'sts:AssumeRoleWithWebIdentity',
          // Both: without the audience, a token that was made out to somebody else would do.
          Condition: {
            StringEquals: {
              [`${provider.issuer}:aud`]: AUDIENCE,
              [`${provider.issuer}:sub`]: `system:serviceaccount:${this.namespace}:${this.serviceAccount}`,
            },
          },
        },
      ]),
      tags: vault.tags,
    });
    PolicyQuotas.of(this).watch(this.role);
    this.name = this.role.name;
    this.arn = this.role.arn;
    this._knownArn = provider.rolePrefix === undefined ? this.arn : knownRoleArn(this.role, provider.rolePrefix);
    vault.admit(subject, this._role());
  }

  /**
   * Whether the service account is yet to be put out: several stores may read with it.
   *
   * @internal
   */
  public _putOnce(): boolean {
    const first = !this.put;
    this.put = true;
    return first;
  }

  /** @internal */
  public _role(): GrantedRole {
    return declaredRole(this.role, this.node.id);
  }
}

granteesOf(ServiceAccountRole);

/** What the ARN of an OIDC provider tells: its issuer, and how ARNs of roles beside it begin. */
function oidcProvider(subject: string, arn: string): { readonly issuer: string; readonly rolePrefix?: string } {
  if (Token.isUnresolved(arn)) return { issuer: Fn.element(Fn.split('oidc-provider/', arn), 1) as string };
  const [, account, issuer] = /^(arn:[\w-]+:iam::\d{12}:)oidc-provider\/([\w.-]+(?:\/[\w./-]+)?)$/.exec(arn) ?? [];
  if (account === undefined || issuer === undefined) {
    throw new GrantError(
      subject,
      `oidcProviderArn '${arn}' is not the ARN of an OIDC provider in IAM`,
      'Write arn:aws:iam::<account>:oidc-provider/<issuer without https://>, or pass the arn of an IamOpenidConnectProvider.',
    );
  }
  return { issuer, rolePrefix: `${account}role/` };
}
