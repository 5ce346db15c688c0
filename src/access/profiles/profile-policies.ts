import { TerraformStack } from 'cdktf';
import { Construct } from 'constructs';
import type { ServicesProfile } from './access-profiles';
import { checkProfile, checkProfileServices, refuseServicesBelow } from './checks';
import { ProfileDivision } from './profile-division';
import { StageIsolation } from '../../vault/stage-isolation';
import { VaultCore } from '../../vault/vault-core';

/**
 * Managed policies of a profile for services of a vault, attached to nobody: for groups, permission sets and roles that
 * another program declares. For a role of this program, use `AccessProfiles.grant()`.
 *
 * They are in the vault's account, and reach nothing outside of it. Which stage their holder has other secrets of, Coffer
 * cannot see: attach them to nobody who has those of another stage.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html
 */
export class ProfilePolicies extends Construct {
  /** ARNs of the policies, as tokens. One, or several if one would outgrow IAM's limit: whoever attaches one attaches all. */
  public readonly policyArns: string[];

  /**
   *
   * Throws a GrantError if a service is one of another vault or of bootstrap secrets, or there is none; or the profile changes secrets, and
   * one service is below another. Throws a SecretNameError if chamber
   * could not read a service's name. Throws a StageError if it is declared in a stack of another stage.
   */
  constructor(scope: Construct, id: string, props: ServicesProfile) {
    super(scope, id);
    const subject = `ProfilePolicies '${this.node.path}'`;
    const vault = VaultCore.of(props.vault);
    const stack = TerraformStack.of(this);
    if (stack !== vault.stack) StageIsolation.of(this).use(subject, stack, vault.stage);
    const profile = checkProfile(subject, props.profile);
    const division = new ProfileDivision(this, profile, vault, this.node.id);
    const services = checkProfileServices(this, subject, vault, props.services);
    refuseServicesBelow(subject, profile, services, 'ProfilePolicies, for two holders');
    for (const service of services) division.add(service);
    this.policyArns = division.arns;
  }
}
