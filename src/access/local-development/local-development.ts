import { IamPolicy } from '@cdktf/provider-aws/lib/iam-policy';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicyAttachment } from '@cdktf/provider-aws/lib/iam-role-policy-attachment';
import { Construct } from 'constructs';
import { DeveloperFiles } from './developer-files';
import { type DeveloperTrust, trustStatements } from './developer-trust';
import type { LocalDevelopmentProps } from './local-development-props';
import { checkSourceNetworks, fromTheseNetworksOnly } from './source-networks';
import { isProduction } from '../../contracts/production';
import { GrantError, StageError } from '../../errors';
import type { IGrantee } from '../../iam/grantee';
import { type PolicyStatement, render } from '../../iam/policy-document';
import { longestLength, PolicyQuotas } from '../../iam/policy-quotas';
import { claimRoleName } from '../../iam/role-name';
import { OncePerApp } from '../../terraform/once-per-app';
import { resolved } from '../../terraform/resolved';
import { StageIsolation } from '../../vault/stage-isolation';
import { VaultCore } from '../../vault/vault-core';
import { AccessProfile } from '../profiles/access-profile';
import { AccessProfiles } from '../profiles/access-profiles';
import { checkProfile, checkProfileServices, refuseServicesBelow } from '../profiles/checks';
import { profiledVault } from '../profiles/profile-division';
import { profileStatements } from '../profiles/profile-statements';

/** What IAM takes for the inline policies of a role, which that of a permission set becomes (IAM and STS quotas). */
const MOST_INLINE = 10_240;
/** What IAM takes for a trust policy (IAM and STS quotas: raised on request to 4,096). */
const MOST_TRUST = 2048;

/** The permission sets of an app that have a policy, by whom. */
const PERMISSION_SETS = new OncePerApp('permission-sets', () => new Map<string, string>());

/**
 * Services of one stage for developers, on their own machines: a role, or the policy of a permission set of IAM Identity
 * Center. Values come by `chamber exec`, into the environment of a program and nowhere else.
 *
 * Production is left out unless `allowProduction` says otherwise.
 */
export class LocalDevelopment extends Construct {
  /** The role that developers assume. Undefined for `DeveloperSignIn.permissionSet()`. */
  public readonly role?: IGrantee;
  /** The policy of the permission set, as JSON. Undefined if there is a role. */
  public readonly policy?: string;

  /**
   *
   * Throws a StageError if the stage is one of production, and nobody says that it may be. Throws a GrantError if a service, a principal, a
   * network, a number of hours or a name is not one that AWS would take; the trust policy or the policy of the permission set is too long;
   * the permission set has the policy of another one; or a file could not be for this stage. Throws a SecretNameError if chamber could not
   * read a service's name.
   */
  constructor(scope: Construct, id: string, props: LocalDevelopmentProps) {
    super(scope, id);
    const subject = `LocalDevelopment '${this.node.path}'`;
    const vault = VaultCore.of(props.vault);
    this.refuseProduction(subject, vault, props);
    const services = checkProfileServices(this, subject, vault, props.services);
    const profiles = [...new Set(props.profiles ?? [AccessProfile.EXEC])].map((profile) => checkProfile(subject, profile));
    if (profiles.length === 0) throw new GrantError(subject, 'profiles is empty', 'Leave it out, or name what developers may do.');
    const networks = fromTheseNetworksOnly(checkSourceNetworks(subject, props.sourceAddresses, props.sourceVpcs));
    const trust = props.signIn._trust(subject, vault);
    if (trust) {
      const role = this.declareRole(subject, vault, trust, props.roleName);
      for (const profile of profiles) AccessProfiles.grant(role, { vault: props.vault, services: [...services], profile });
      if (networks) this.attach(role, vault, networks);
      this.role = role;
    } else {
      if (props.roleName !== undefined) {
        throw new GrantError(subject, 'roleName is given, and a permission set has the role that AWS makes of it', 'Leave it out.');
      }
      for (const profile of profiles) refuseServicesBelow(subject, profile, services, 'permission sets');
      this.policy = this.permissionSetPolicy(subject, [
        ...profiles.flatMap((profile) => withSids(profile, profileStatements(profile, profiledVault(vault), services))),
        ...(networks ? [networks] : []),
      ]);
      const key = `permission set\n${props.signIn._putPolicy(this, subject, this.policy)}`;
      StageIsolation.of(this).grant(subject, { keys: [key], scope: this, label: id, kind: 'permission set' }, vault.stage);
      this.claim(subject, key);
    }
    if (props.folder !== undefined) new DeveloperFiles(this, subject, vault, { ...props, folder: props.folder });
  }

  /** A permission set has one inline policy: two would be written over each other by every deployment (R6). */
  private claim(subject: string, permissionSet: string): void {
    const other = PERMISSION_SETS.of(this).get(permissionSet);
    if (other !== undefined) {
      throw new GrantError(
        subject,
        `the inline policy of its permission set is that of ${other}, and a permission set has one`,
        'Name all services in one, or give each vault a permission set of its own.',
      );
    }
    PERMISSION_SETS.of(this).set(permissionSet, subject);
  }

  private refuseProduction(subject: string, vault: VaultCore, props: LocalDevelopmentProps): void {
    if (props.allowProduction || !(props.production ?? isProduction(vault.stage))) return;
    throw new StageError(
      subject,
      `stage ${vault.stage} is one of production, whose secrets are not for developers' machines`,
      'Take another stage. If it has to be, say allowProduction: true; if it is none, say production: false.',
    );
  }

  private declareRole(
    subject: string,
    vault: VaultCore,
    trust: DeveloperTrust & { readonly maxSessionSeconds: number },
    given?: string,
  ): IamRole {
    const name = claimRoleName(this, subject, given ?? `${vault.names.accountWide}-developer`);
    const assumeRolePolicy = render(trustStatements(trust));
    const characters = longestLength(resolved(this, assumeRolePolicy).replace(/\$\$\{/g, '$ {'));
    if (characters > MOST_TRUST) {
      throw new GrantError(
        subject,
        `the trust policy of its role would have ${characters} characters, and IAM takes ${MOST_TRUST}`,
        'Name their account, and let its own policies say who of it may assume the role.',
      );
    }
    return new IamRole(this, 'Default', {
      name,
      description: `Developers, for secrets of ${vault.vaultName}`,
      assumeRolePolicy,
      maxSessionDuration: trust.maxSessionSeconds,
      tags: vault.tags,
    });
  }

  private attach(role: IamRole, vault: VaultCore, statement: PolicyStatement): void {
    const policy = new IamPolicy(this, 'networks', {
      namePrefix: `${vault.vaultName}-developer-networks-`.slice(0, 102),
      description: `Where developers may use secrets of ${vault.vaultName} from`,
      policy: render([statement]),
      lifecycle: { createBeforeDestroy: true },
    });
    PolicyQuotas.of(this).watch(policy);
    new IamRolePolicyAttachment(this, 'networks-attachment', {
      role: role.name,
      policyArn: policy.arn,
      lifecycle: { createBeforeDestroy: true },
    });
  }

  private permissionSetPolicy(subject: string, statements: readonly PolicyStatement[]): string {
    const text = render(statements);
    const characters = longestLength(resolved(this, text));
    if (characters <= MOST_INLINE) return text;
    throw new GrantError(
      subject,
      `the policy of its permission set would have ${characters} characters, and IAM takes ${MOST_INLINE}`,
      'Name fewer services or profiles, divide them among permission sets, or use a role.',
    );
  }
}

/** Statements of several profiles are in one policy, where each has a name of its own. */
function withSids(profile: AccessProfile, statements: readonly PolicyStatement[]): PolicyStatement[] {
  const suffix = profile[0]!.toUpperCase() + profile.slice(1);
  return statements.map((statement) => ({ ...statement, Sid: `${statement.Sid}To${suffix}` }));
}
