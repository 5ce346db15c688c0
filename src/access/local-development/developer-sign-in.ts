import { SsoadminPermissionSetInlinePolicy } from '@cdktf/provider-aws/lib/ssoadmin-permission-set-inline-policy';
import { Token } from 'cdktf';
import type { Construct } from 'constructs';
import { checkPrincipals, checkSession, type DeveloperTrust, hours } from './developer-trust';
import type { SessionOptions } from './session-options';
import { GrantError } from '../../errors';
import type { VaultCore } from '../../vault/vault-core';

/** Developers who show AWS their second factor. */
export interface MfaSignInProps extends SessionOptions {
  /**
   * ARNs of those who may assume the role: IAM users, roles, or a whole account
   * (`arn:aws:iam::<account>:root`), which then decides by its own policies who of it may.
   */
  readonly principals: string[];

  /**
   * Hours that a session lasts at most, 1 to 12.
   *
   * @default 8
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_update-role-settings.html
   */
  readonly sessionHours?: number;

  /**
   * Hours since somebody showed the second factor, after which it is asked for again, 1 to 36.
   *
   * @default 12
   */
  readonly mfaHours?: number;
}

/** Developers who come with a session of IAM Identity Center. */
export interface IdentityCenterSignInProps extends SessionOptions {
  /** Name of their permission set, 1 to 32 letters, digits and any of +=,.@_- */
  readonly permissionSet: string;

  /**
   * Account that they have the permission set in, 12 digits.
   *
   * @default - the vault's
   */
  readonly account?: string;

  /**
   * Says that Identity Center asks for a second factor at every sign-in. Its sessions never show AWS one, so that no
   * policy can see to it.
   *
   * @see https://docs.aws.amazon.com/singlesignon/latest/userguide/mfa-getting-started.html
   */
  readonly mfaEnforcedByIdentityCenter: boolean;
}

/** A permission set that developers work with. */
export interface PermissionSetSignInProps {
  /**
   * ARN of the permission set. Its inline policy is written, which it has once: let no other program write it, and give all
   * services in one LocalDevelopment.
   *
   * @default - nothing is written: `LocalDevelopment.policy` is the text, for the program that has the permission set
   */
  readonly permissionSetArn?: string;

  /**
   * ARN of the instance of Identity Center that the permission set is of.
   *
   * @default - as for `permissionSetArn`
   */
  readonly instanceArn?: string;

  /**
   * Says that Identity Center asks for a second factor at every sign-in. Its sessions never show AWS one, so that no
   * policy can see to it.
   *
   * @see https://docs.aws.amazon.com/singlesignon/latest/userguide/mfa-getting-started.html
   */
  readonly mfaEnforcedByIdentityCenter: boolean;
}

/** How developers prove who they are. */
export abstract class DeveloperSignIn {
  /**
   * A role that people assume after they showed AWS a second factor: `aws:MultiFactorAuthPresent` in its trust policy.
   *
   * Throws a GrantError if somebody of them cannot show one, or a number of hours is not one that AWS takes.
   *
   * @param props who, and for how long
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html
   */
  public static mfa(props: MfaSignInProps): DeveloperSignIn {
    return new MfaSignIn(props);
  }

  /**
   * A role that people assume from their session of IAM Identity Center, with one permission set and no other. Sessions of a
   * role that is assumed by a role last one hour (IAM: role chaining), and AWS CLI renews them.
   *
   * Throws a GrantError if nobody says that Identity Center enforces a second factor.
   *
   * @param props which permission set
   * @see https://docs.aws.amazon.com/singlesignon/latest/userguide/referencingpermissionsets.html
   */
  public static identityCenter(props: IdentityCenterSignInProps): DeveloperSignIn {
    return new IdentityCenterSignIn(props);
  }

  /**
   * No role: what the permission set of IAM Identity Center that people have anyway is to say. How long sessions last is up to
   * the permission set.
   *
   * Throws a GrantError if nobody says that Identity Center enforces a second factor.
   *
   * @param props which permission set
   * @see https://docs.aws.amazon.com/singlesignon/latest/userguide/permissionsetcustom.html
   */
  public static permissionSet(props: PermissionSetSignInProps): DeveloperSignIn {
    return new PermissionSetSignIn(props);
  }

  /**
   * Who assumes a role, and for how many seconds; undefined if there is none.
   *
   * @internal
   */
  public abstract _trust(subject: string, vault: VaultCore): (DeveloperTrust & { readonly maxSessionSeconds: number }) | undefined;

  /**
   * What tells the holder of a policy that is no role's from others; and has it written, if it is known where.
   *
   * @internal
   */
  public abstract _putPolicy(scope: Construct, subject: string, policy: string): string;
}

class MfaSignIn extends DeveloperSignIn {
  constructor(private readonly props: MfaSignInProps) {
    super();
  }

  /** @internal */
  public _trust(subject: string) {
    const { principals, sessionHours = 8, mfaHours = 12 } = this.props;
    return {
      principals: checkPrincipals(subject, principals),
      condition: {
        Bool: { 'aws:MultiFactorAuthPresent': 'true' },
        NumericLessThan: { 'aws:MultiFactorAuthAge': String(hours(subject, 'mfaHours', mfaHours, 36)) },
      },
      session: checkSession(subject, this.props),
      maxSessionSeconds: hours(subject, 'sessionHours', sessionHours, 12),
    };
  }

  /** @internal */
  public _putPolicy(): string {
    return '';
  }
}

class IdentityCenterSignIn extends DeveloperSignIn {
  constructor(private readonly props: IdentityCenterSignInProps) {
    super();
  }

  /** @internal */
  public _trust(subject: string, vault: VaultCore) {
    const { permissionSet, account = vault.aws.account, mfaEnforcedByIdentityCenter: enforced } = this.props;
    refuseWithoutMfa(subject, enforced);
    if (Token.isUnresolved(permissionSet) || !/^[\w+=,.@-]{1,32}$/.test(permissionSet)) {
      throw new GrantError(
        subject,
        `permissionSet '${Token.isUnresolved(permissionSet) ? '(token)' : permissionSet}' is not the name of a permission set`,
        'Write 1 to 32 letters, digits and any of +=,.@_-, as it is called in Identity Center.',
      );
    }
    if (!Token.isUnresolved(account) && !/^\d{12}$/.test(account)) {
      throw new GrantError(subject, `account '${account}' is not the number of an account`, 'Write its 12 digits.');
    }
    const prefix = `arn:${vault.aws.partition}:iam::${account}`;
    // AWS ends the names of these roles with 16 letters and digits, and puts the region of Identity Center into the path of
    // most. Nobody but AWS can make a role below this path.
    const name = `AWSReservedSSO_${permissionSet}_${'?'.repeat(16)}`;
    const path = `${prefix}:role/aws-reserved/sso.amazonaws.com`;
    return {
      principals: [`${prefix}:root`],
      condition: { ArnLike: { 'aws:PrincipalArn': [`${path}/${name}`, `${path}/*/${name}`] } },
      session: checkSession(subject, this.props),
      maxSessionSeconds: 3600,
    };
  }

  /** @internal */
  public _putPolicy(): string {
    return '';
  }
}

class PermissionSetSignIn extends DeveloperSignIn {
  constructor(private readonly props: PermissionSetSignInProps) {
    super();
  }

  /** @internal */
  public _trust(subject: string) {
    refuseWithoutMfa(subject, this.props.mfaEnforcedByIdentityCenter);
    return undefined;
  }

  /** @internal */
  public _putPolicy(scope: Construct, subject: string, policy: string): string {
    const { permissionSetArn, instanceArn } = this.props;
    if ((permissionSetArn === undefined) !== (instanceArn === undefined)) {
      const [given, missing] = permissionSetArn === undefined ? ['instanceArn', 'permissionSetArn'] : ['permissionSetArn', 'instanceArn'];
      throw new GrantError(subject, `${given} is given without ${missing}`, 'Give both, or neither and take its policy.');
    }
    if (permissionSetArn === undefined || instanceArn === undefined) return scope.node.path;
    checkArn(subject, 'permissionSetArn', permissionSetArn, /^arn:[\w-]+:sso:::permissionSet\/ssoins-\w+\/ps-\w+$/);
    checkArn(subject, 'instanceArn', instanceArn, /^arn:[\w-]+:sso:::instance\/ssoins-\w+$/);
    new SsoadminPermissionSetInlinePolicy(scope, 'inline-policy', { permissionSetArn, instanceArn, inlinePolicy: policy });
    return permissionSetArn;
  }
}

function refuseWithoutMfa(subject: string, enforced: boolean): void {
  if (enforced === true) return;
  throw new GrantError(
    subject,
    'sessions of IAM Identity Center cannot show AWS a second factor, and nobody says that Identity Center asks for one',
    'Have it ask for one at every sign-in, and say mfaEnforcedByIdentityCenter: true.',
  );
}

function checkArn(subject: string, what: string, arn: string, form: RegExp): void {
  if (Token.isUnresolved(arn) || form.test(arn)) return;
  throw new GrantError(
    subject,
    `${what} '${arn}' is not such an ARN`,
    'Take it from aws sso-admin list-instances, or list-permission-sets.',
  );
}
