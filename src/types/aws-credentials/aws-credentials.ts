import { IamGroup } from '@cdktf/provider-aws/lib/iam-group';
import { IamGroupPolicyAttachment } from '@cdktf/provider-aws/lib/iam-group-policy-attachment';
import { IamPolicy } from '@cdktf/provider-aws/lib/iam-policy';
import { IamUser } from '@cdktf/provider-aws/lib/iam-user';
import { IamUserGroupMembership } from '@cdktf/provider-aws/lib/iam-user-group-membership';
import { Annotations } from 'cdktf';
import { Construct } from 'constructs';
import { checkSmtp } from './smtp';
import { Secret } from '../../bindings/secret';
import { RotationError, VaultConfigurationError } from '../../errors';
import { checkPolicy } from '../../iam/given-policy';
import { IamNames } from '../../iam/iam-names';
import { ENCRYPT_STANDARD } from '../../iam/parameter-actions';
import { accessKeyRecipe, type AccessKeyRotationProps } from '../../rotation/access-key-rotation';
import { SecretRotator } from '../../rotation/secret-rotator';
import { declareParameterSecret } from '../../secret/declare-secret';
import { NamedSecret } from '../../secret/named-secret';
import type { IReadableSecret } from '../../secret/secret';
import { ReadableSecret, subjectOf } from '../../secret/secret-base';
import { OwnKind } from '../../terraform/own-kind';
import { DeclaringVault } from '../../vault/declaring-vault';
import type { IVault } from '../../vault/vault';

/** Credentials of an IAM user, for what cannot assume a role. */
export interface AwsCredentialsProps {
  /** Vault that the credentials are in. */
  readonly vault: IVault;

  /** Service that they belong to. */
  readonly service: string;

  /**
   * Key within the service.
   *
   * @default aws_credentials
   */
  readonly key?: string;

  /**
   * What the user may do: a policy document as JSON, with every resource by its ARN. It is the only policy of the user's
   * group, and the bounds of whatever else may be given to the user.
   *
   * Actions have no wildcard. A resource may have one below a name that is written out, as in `arn:aws:s3:::bucket/*` or
   * `arn:aws:iam::111122223333:role/ci/*`, and nowhere before. Variables of IAM are written with two dollar signs, as in
   * `$${aws:username}`, since Terraform takes one for an expression of its own.
   *
   * Throws a PolicyError if it has a wildcard for actions, or a resource that is not named.
   */
  readonly policy: string;

  /**
   * Actions of the policy for which AWS knows no resources, and which may stand with `*` for them, such as
   * sts:GetCallerIdentity (Service Authorization Reference).
   *
   * @default - none
   */
  readonly actionsWithoutResources?: string[];

  /**
   * ARN of a managed policy that bounds what the user may do.
   *
   * @default - a policy of its own that says the same as `policy`
   */
  readonly permissionsBoundary?: string;

  /**
   * How its keys are replaced: the first one is made by the deploy, through the vault's rotator, and each next one before
   * the last one goes. Its two slots make sure that a key which programs have read stays valid.
   *
   * @default - every 30 days, with 2 days of grace
   */
  readonly rotation?: AccessKeyRotationProps;

  /**
   * Whether keys are made and replaced by the vault's rotator. Without it the parameter awaits a key that a person makes
   * (aws iam create-access-key) and replaces.
   *
   * @default true
   */
  readonly rotated?: boolean;

  /**
   * Region of Amazon SES, such as eu-west-1, whose SMTP interface the credentials are for. The value then has the password for it
   * too, as `SmtpPassword`, beside the access key whose id is the user name: each rotation derives it from the new key and writes
   * both at once. `smtpCredentials` of KubernetesSecret and ExternalSecret, and `smtp_credentials` of `coffer_environment`, make
   * SMTP_USERNAME and SMTP_PASSWORD of them.
   *
   * A value that was made before gets its password with its next rotation. The policy has to allow ses:SendRawEmail.
   *
   * @default - none: the value has no SMTP password
   * @see https://docs.aws.amazon.com/ses/latest/dg/smtp-credentials.html
   */
  readonly smtpRegion?: string;

  /**
   * Name of the user and of its group, 1 to 64 letters, digits and any of _+=,.@-
   *
   * @default `<namespace>-<stage>-<service>-<key>`
   */
  readonly userName?: string;

  /**
   * Refuse to delete the user and the parameter. To delete them, apply with false first. What guards the user if it is taken
   * out of the program is in docs/guides/moving-a-vault.md.
   *
   * @default true
   */
  readonly deletionProtection?: boolean;

  /**
   * Tags of the user and of the parameter, on top of the vault's.
   *
   * @default - the vault's tags
   */
  readonly tags?: { [key: string]: string };
}

const NEEDS_COFFER_SINCE = 'its parameter awaits its first value, and hashicorp/aws writes no parameter without one';

/** Names of credentials that another program declares. */
export interface AwsCredentialsNameProps {
  /** Vault that the credentials are in. */
  readonly vault: IVault;

  /** Service that they belong to. */
  readonly service: string;

  /**
   * Key within the service.
   *
   * @default aws_credentials
   */
  readonly key?: string;
}

/**
 * Access keys of an IAM user, for the few who cannot assume a role: synth warns, and names the way with a role.
 *
 * Terraform makes the user, its group and its policy, and no access key: that would be in the state. The vault's rotator
 * makes the first key and each next one. The credentials are one parameter in the form in which AWS's tools take credentials from a
 * program, so that both halves of a key change in one step:
 *
 *     [profile ci]
 *     credential_process = chamber read --quiet <service> aws_credentials
 *
 * Synth fails with a PolicyError if the policy is wider than it has to be.
 */
export class AwsCredentials extends ReadableSecret {
  /**
   * Credentials that another program declares, to grant access to them. Nothing is created or looked up.
   *
   * Throws a SecretNameError if chamber or a program could not read the name.
   *
   * @param scope scope of the construct
   * @param id id of the construct
   * @param props their names
   */
  public static fromName(scope: Construct, id: string, props: AwsCredentialsNameProps): IReadableSecret {
    return new NamedSecret(
      scope,
      id,
      { vault: props.vault, service: props.service, key: props.key ?? 'aws_credentials' },
      'AwsCredentials',
    );
  }

  /** Name of the user, as a token. */
  public readonly userName: string;
  /** ARN of the user, as a token. */
  public readonly userArn: string;

  /**
   * Region of Amazon SES whose SMTP password the value has.
   *
   * @internal
   */
  public readonly _smtpRegion?: string;

  private readonly resource: Secret;

  constructor(scope: Construct, id: string, props: AwsCredentialsProps) {
    super(scope, id, { vault: props.vault, service: props.service, key: props.key ?? 'aws_credentials' });
    const subject = subjectOf(this, this);
    const vault = DeclaringVault.from(this._vault, subject);
    const policy = checkPolicy(subject, props.policy, props.actionsWithoutResources ?? []);
    this._smtpRegion = props.smtpRegion;
    if (props.smtpRegion !== undefined) checkSmtp(subject, props.smtpRegion, policy, props.rotated ?? true);
    const userName = this.claimUserName(props.userName, subject);
    const { claim, tags, settings } = declareParameterSecret(this, { subject, needsCofferSince: NEEDS_COFFER_SINCE, tags: props.tags });
    const description = `What ${userName} may do`;
    const allowed = new IamPolicy(this, 'policy', {
      namePrefix: `${userName.slice(0, 96)}-`,
      description,
      policy,
      tags,
      lifecycle: { createBeforeDestroy: true },
    });
    const group = new IamGroup(this, 'group', { name: userName });
    const attachment = new IamGroupPolicyAttachment(this, 'group-policy', { group: group.name, policyArn: allowed.arn });
    const user = new IamUser(this, 'user', {
      name: userName,
      permissionsBoundary: props.permissionsBoundary ?? allowed.arn,
      // Keys that were made meanwhile are not Terraform's: without this they would keep the user from being deleted.
      forceDestroy: props.deletionProtection === false,
      lifecycle: props.deletionProtection === false ? undefined : { preventDestroy: true },
      tags,
    });
    const membership = new IamUserGroupMembership(this, 'membership', { user: user.name, groups: [group.name] });
    this.userName = user.name;
    this.userArn = user.arn;
    this.resource = new Secret(this, 'Default', {
      name: this.parameterName,
      kmsKeyId: settings.kmsKeyId,
      provider: settings.provider,
      deletionProtection: props.deletionProtection,
      claim,
      tags,
    });
    if (props.rotated ?? true) {
      SecretRotator._part.getOrCreate(vault)._addRecipe(
        {
          secret: this,
          subject,
          type: 'AwsCredentials',
          kmsKeyId: settings.kmsKeyId,
          awaitsFirst: true,
          resources: [this.resource, user, membership, attachment],
        },
        accessKeyRecipe(props.rotation ?? {}, user.name, user.arn, props.smtpRegion),
      );
    } else if (props.rotation) {
      throw new RotationError(subject, 'rotated is false, and rotation is given', 'Leave one of them out.');
    }
    Annotations.of(this).addWarning(
      `${subject} gives out access keys, which can be copied and last until they are rotated. ` +
        `Where the user of them can prove who it is, give it a role: by OIDC for GitHub, GitLab and ` +
        'other CI (IamOpenidConnectProvider), by an instance, task or pod role within AWS, ' +
        'by IAM Roles Anywhere for machines elsewhere, or by a role for another account.',
    );
  }

  private claimUserName(given: string | undefined, subject: string): string {
    const userName = given ?? `${this._vault.names.accountWide}-${this.service.replace(/\//g, '-')}-${this.key}`;
    if (!/^[\w+=,.@-]{1,64}$/.test(userName)) {
      throw new VaultConfigurationError(
        subject,
        `userName '${userName}' is not 1 to 64 letters, digits and any of _+=,.@-`,
        'Give userName a name that is.',
      );
    }
    IamNames.of(this).claim(
      this,
      'user',
      userName,
      subject,
      (other) =>
        new VaultConfigurationError(
          subject,
          `its user would be named '${userName}', which is that of ${other}`,
          "Give one of them a userName of its own: '/' and '-' are one in it.",
        ),
    );
    return userName;
  }

  /** Version of the value in Parameter Store, as a token. It is 0 while the first key is awaited. */
  public get version(): number {
    return this.resource.version;
  }

  /** @internal */
  protected _encryptActions(): readonly string[] {
    return [ENCRYPT_STANDARD];
  }
}

/** Credentials that a program declares, by whichever copy of the package. */
export const AWS_CREDENTIALS = new OwnKind('AwsCredentials', AwsCredentials);
