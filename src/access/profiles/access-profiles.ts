import { Construct } from 'constructs';
import type { AccessProfile } from './access-profile';
import { checkProfile, checkProfileServices, refuseServicesBelow } from './checks';
import { ProfileDivision } from './profile-division';
import { changes, decrypts } from './profile-statements';
import { type GrantedRole, type IGrantee, keysIn, roleOf } from '../../iam/grantee';
import { OncePerApp } from '../../terraform/once-per-app';
import { recordsOf } from '../../vault/manifest/app-manifest';
import type { IVault } from '../../vault/vault';
import { VaultCore } from '../../vault/vault-core';
import { refuseDeniedChanges } from '../denied-grants';

/** Which services somebody is to have, and for what. */
export interface ServicesProfile {
  /** Vault that the services are in: its account, region, key and stage. */
  readonly vault: IVault;

  /**
   * Services, as chamber names them: one level each, whatever secrets they have or get. Services below them, such as
   * `api/pr-12`, are services of their own.
   */
  readonly services: string[];

  /** What may be done with them. */
  readonly profile: AccessProfile;
}

/** Whole services for roles, by what people run. */
export class AccessProfiles {
  /**
   * Let a role do with whole services what a profile says.
   *
   * All services that a role has in a vault by one profile are in one managed policy, or in as few as IAM's limit allows;
   * those of `WRITE`, `ADMIN` and `ROTATE` deny changes of services below.
   *
   * Throws a GrantError if it is no role, or is of another stage or account; or a service is one of another vault or of bootstrap secrets;
   * or the profile decrypts, and the role is one of the vault's deployers; or it changes secrets, and one service of the role, or at synth
   * one secret that it is granted to write, is below another service that it may change. Throws a SecretNameError if chamber could not read
   * a service's name.
   *
   * @param grantee the role
   * @param profile which services, and for what
   * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-access.html
   */
  public static grant(grantee: IGrantee, profile: ServicesProfile): void {
    const vault = VaultCore.of(profile.vault);
    const subject = `AccessProfiles.grant() in vault '${vault.vaultName}'`;
    const kind = checkProfile(subject, profile.profile);
    const role = roleOf(grantee, subject);
    const services = checkProfileServices(vault.construct, subject, vault, profile.services);
    vault.admit(subject, role);
    if (decrypts(kind)) vault.refuseDeployer(subject, role);
    const granted = GrantedProfiles.of(vault);
    granted.keepApart(subject, role, kind, services);
    const division = granted.division(role, kind);
    const records = recordsOf(vault.construct);
    for (const service of services) {
      division.add(service);
      if (decrypts(kind)) records.readService(vault, service, role);
      if (changes(kind)) records.changeService(vault, service, role);
    }
    if (!changes(kind)) return;
    const denying = { scope: vault.construct, subject, role, remedy: 'Grant them to two roles.' };
    refuseDeniedChanges(denying, `profile ${kind} ${role.label} ${services.join(' ')}`, vault, () => services);
  }

  private constructor() {}
}

/** The profiles that roles of an app have, so that a second grant adds to the first one's policies. */
class GrantedProfiles {
  public static of(vault: VaultCore) {
    const all = GrantedProfiles.ofApp.of(vault.construct);
    return {
      division: (role: GrantedRole, profile: AccessProfile) => all.division(vault, role, profile),
      keepApart: (subject: string, role: GrantedRole, profile: AccessProfile, services: readonly string[]) =>
        all.keepApart(vault, subject, role, profile, services),
    };
  }

  private static readonly ofApp = new OncePerApp('granted-profiles', () => new GrantedProfiles());

  private readonly divisions = new Map<VaultCore, Map<GrantedRole['identity'], Map<AccessProfile, ProfileDivision>>>();

  private readonly changed: { readonly vault: VaultCore; readonly keys: readonly unknown[]; readonly service: string }[] = [];

  private constructor() {}

  /** Takes note of the services that a role may change, and refuses one below another, by whichever profiles they came. */
  private keepApart(vault: VaultCore, subject: string, role: GrantedRole, profile: AccessProfile, services: readonly string[]): void {
    if (!changes(profile)) return;
    const keys = keysIn(vault.construct, role);
    const known = this.changed.filter((each) => each.vault.is(vault) && keys.some((key) => each.keys.includes(key)));
    refuseServicesBelow(subject, profile, [...services, ...known.map(({ service }) => service)]);
    this.changed.push(...services.map((service) => ({ vault, keys, service })));
  }

  private division(vault: VaultCore, role: GrantedRole, profile: AccessProfile): ProfileDivision {
    const byRole = getOrSet(this.divisions, vault, () => new Map<GrantedRole['identity'], Map<AccessProfile, ProfileDivision>>());
    const byProfile = getOrSet(byRole, role.identity, () => new Map<AccessProfile, ProfileDivision>());
    return getOrSet(byProfile, profile, () => {
      // Below the role: whoever uses secrets depends on the vault, never the other way round.
      const roleId = role.scope === role.identity ? '' : `-${role.label}`;
      const id = `${vault.vaultName}-profile-${profile}-${vault.construct.node.addr.slice(-8)}${roleId}`;
      return new ProfileDivision(new Construct(role.scope ?? vault.construct, id), profile, vault, role.label, role.name);
    });
  }
}

function getOrSet<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key) ?? make();
  map.set(key, known);
  return known;
}
