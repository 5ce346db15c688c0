import { Token } from 'cdktf';
import type { Construct } from 'constructs';
import type { AccessProfile } from './access-profile';
import { levelLength, placesOf, type ProfiledVault, profileStatements } from './profile-statements';
import { DividedPolicies } from '../../iam/divided-policies';
import { type ChunkItem, hashBits } from '../../iam/policy-chunks';
import * as document from '../../iam/policy-document';
import type { VaultCore } from '../../vault/vault-core';
import { levelsAddedBy } from '../service-levels';

interface Service extends ChunkItem {
  readonly name: string;
}

const ESTIMATED_ARN_PREFIX = `arn:${document.LONGEST_PARTITION}:ssm:${document.LONGEST_REGION}:${document.ANY_ACCOUNT}:parameter/`;
/** What stands around an ARN: quotes, a comma, and the longest pattern below it. */
const AROUND = '"/*/*",'.length;

/** The managed policies of one profile: as few as IAM's limit of their length allows. */
export class ProfileDivision {
  private readonly policies: DividedPolicies<Service>;
  private readonly services = new Set<string>();
  private readonly levelLength: number;

  /**
   * @param whose whom they are for, in their names
   * @param role name of the role to attach them to, if any
   */
  constructor(
    scope: Construct,
    private readonly profile: AccessProfile,
    vault: VaultCore,
    whose: string,
    role?: string,
  ) {
    const profiled = profiledVault(vault);
    const estimated: ProfiledVault = {
      keyArn: Token.isUnresolved(vault.keyArn) ? document.LONGEST_KEY_ARN : vault.keyArn,
      parameterStore: `ssm.${document.LONGEST_REGION}.${document.LONGEST_DNS_SUFFIX}`,
      arn: (name) => `${ESTIMATED_ARN_PREFIX.slice(0, -1)}${name}`,
    };
    this.levelLength = levelLength(profile, estimated);
    this.policies = new DividedPolicies(scope, {
      role,
      namePrefix: `${`${vault.vaultName}-${profile}-${whose.replace(/[^\w+=,.@-]/g, '').slice(0, 24)}`.slice(0, 101)}-`,
      description: `Profile ${profile} for services of ${vault.vaultName}`,
      statements: (services) =>
        profileStatements(
          profile,
          profiled,
          services.map(({ name }) => name),
        ),
      empty: profileStatements(profile, estimated, ['']),
    });
  }

  public get arns(): string[] {
    return this.policies.arns;
  }

  /** Adds a service. Adding it twice is adding it once. */
  public add(service: string): void {
    const levels = levelsAddedBy(service, this.services);
    this.services.add(service);
    const size = placesOf(this.profile) * (ESTIMATED_ARN_PREFIX.length + service.length + AROUND) + levels * this.levelLength;
    this.policies.add(service, { name: service, bits: hashBits(service), size });
  }
}

/** What a profile needs of a vault. */
export function profiledVault(vault: VaultCore): ProfiledVault {
  return { keyArn: vault.keyArn, parameterStore: vault.parameterStore, arn: (name) => vault.parameterArn(name) };
}
