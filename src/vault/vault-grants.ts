import type { Construct } from 'constructs';
import type { AdditionalKey } from './additional-key';
import type { GrantedRole } from '../iam/grantee';
import type { Access } from '../iam/parameter-actions';
import { GrantedParameter, GrantingVault, RoleAccess } from '../iam/role-access';

/** What roles may do with parameters of one vault: for each role, kind of access and key, as few policies as IAM allows. */
export class VaultGrants {
  private readonly access = new Map<string, RoleAccess>();
  private readonly roleNumbers = new Map<GrantedRole['identity'], number>();

  /** @param granting the vault's side of a grant, asked for when there is one */
  constructor(
    private readonly vault: Construct,
    private readonly granting: () => GrantingVault,
  ) {}

  /**
   * Gives a role access to a parameter, under the vault's own key or another one.
   *
   * @returns the policies that give it
   */
  public allow(role: GrantedRole, access: Access, parameter: GrantedParameter, ring?: AdditionalKey): RoleAccess {
    const key = `${this.numberOf(role)}\n${access}\n${ring?.label ?? ''}`;
    let policies = this.access.get(key);
    if (!policies) {
      policies = this.declare(role, access, ring);
      this.access.set(key, policies);
    }
    policies.allow(parameter);
    return policies;
  }

  private numberOf({ identity }: GrantedRole): number {
    const number = this.roleNumbers.get(identity) ?? this.roleNumbers.size;
    this.roleNumbers.set(identity, number);
    return number;
  }

  /** Below the role: whoever uses secrets depends on the vault, never the other way round. */
  private declare(role: GrantedRole, access: Access, ring: AdditionalKey | undefined): RoleAccess {
    const granting = this.granting();
    const name = ring ? `${granting.name}-${ring.label}` : granting.name;
    const roleId = role.scope === role.identity ? '' : `-${role.label}`;
    const { keyArn, parameterStore } = ring ?? granting;
    return new RoleAccess(
      role.scope ?? this.vault,
      `${name}-${access}-${this.vault.node.addr.slice(-8)}${roleId}`,
      { name, keyArn, parameterStore: parameterStore ?? granting.parameterStore },
      access,
      role,
    );
  }
}
