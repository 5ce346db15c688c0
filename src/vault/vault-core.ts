import { type TerraformProvider, TerraformStack } from 'cdktf';
import type { Construct, IConstruct } from 'constructs';
import type { AdditionalKey } from './additional-key';
import { recordsOf } from './manifest/app-manifest';
import { RoleReach, type ReachedVault } from './role-reach';
import { StageIsolation } from './stage-isolation';
import type { IVault } from './vault';
import { checkName, hasArn } from './vault-checks';
import { VaultGrants } from './vault-grants';
import type { CofferUser } from './without-coffer';
import { GrantError, VaultConfigurationError } from '../errors';
import { Grant } from '../iam/grant';
import { type GrantedRole, keysIn } from '../iam/grantee';
import { Access } from '../iam/parameter-actions';
import type { GrantedParameter } from '../iam/role-access';
import type { AwsLocation } from '../terraform/aws-environment';
import { requireProtocol } from '../terraform/own-kind';
import { type PackageCopy, THIS_COPY } from '../terraform/protocol';
import { StackSetup } from '../terraform/stack-setup';

/** Copies of the package recognise each other's vaults by it, unlike by their classes. */
const CORE = Symbol.for('cdktf-coffer/vault-core');

/** A vault's core, with the copy of the package that made it. */
interface CarriedCore {
  readonly copy: PackageCopy;
  readonly core: VaultCore;
}

/** What a secret of a vault says about its key and provider. */
export interface VaultSettings {
  /** The key by its alias, as resources name it. */
  readonly kmsKeyId: string;
  /** The provider that leads to the vault; the stack's own if undefined. Asking for it in a vault without the coffer provider throws. */
  readonly provider?: TerraformProvider;
  /** What tells accounts apart, as far as the program says. */
  readonly account: string;
}

/**
 * What every vault has, whether this program declares it or imports it: names, key, grants, and how its secrets are read.
 * What declaring something in a vault takes is in DeclaringVault.
 *
 * Users see a vault as IVault; everything here is Coffer's own.
 */
export abstract class VaultCore {
  /**
   * @param subject who was given the vault, as errors call it
   * @throws VaultConfigurationError if it is no vault of this package
   */
  public static of(vault: IVault, subject = 'vault'): VaultCore {
    const carried = typeof vault === 'object' && vault !== null ? (vault as IVault & { [CORE]?: CarriedCore })[CORE] : undefined;
    if (carried) {
      requireProtocol(carried.copy, `Vault '${vault.node.path}'`, 'it');
      return carried.core;
    }
    throw new VaultConfigurationError(
      subject,
      `received ${vault === null ? 'null' : typeof vault}, not a SecretVault`,
      'Pass the SecretVault that the secrets are in.',
    );
  }

  public readonly namespace: string;
  public readonly stage: string;
  /** `<namespace>-<stage>`. */
  public readonly vaultName: string;
  /** The stack that declares or imports it. */
  public readonly stack: TerraformStack;

  /** Whether another program declares the vault, and this one only knows it. */
  public abstract readonly imported: boolean;
  /** ARNs of the roles that deploy the vault, as far as this program knows them. */
  public abstract readonly deployers: readonly string[];
  /** Tags of everything that is made for the vault. */
  public abstract readonly tags?: { [key: string]: string };
  /** What is made for the vault is called by these. */
  public abstract readonly names: { readonly accountWide: string };
  /** Whether the coffer provider writes the vault's secrets. */
  public abstract readonly usesCofferProvider: boolean;
  /** ARN of the key that encrypts the vault's parameters. */
  public abstract readonly keyArn: string;
  /** Alias of that key, in plain letters. */
  public abstract readonly keyAlias: string;
  /** The account, region and partition of the vault. */
  public abstract readonly aws: AwsLocation;
  /** The region as the program says it, if it does, since files need it at synth; else as a token. */
  public abstract readonly region: string;

  private readonly grants: VaultGrants;
  private rolesReached?: RoleReach;
  private arnPrefixToken?: string;

  /** @param construct what users see of the vault, and the scope of what belongs to it */
  protected constructor(
    public readonly construct: Construct & IVault,
    subject: string,
    names: Pick<IVault, 'namespace' | 'stage'>,
  ) {
    const carried: CarriedCore = { copy: THIS_COPY, core: this };
    Object.defineProperty(construct, CORE, { value: carried });
    this.namespace = checkName(subject, 'namespace', names.namespace, 'acme');
    this.stage = checkName(subject, 'stage', names.stage, 'dev');
    this.vaultName = `${this.namespace}-${this.stage}`;
    this.stack = TerraformStack.of(construct);
    this.grants = new VaultGrants(construct, () => ({
      name: this.vaultName,
      keyArn: this.keyArn,
      parameterStore: this.parameterStore,
    }));
  }

  /**
   * What a secret of this vault in some stack says about its key and provider.
   *
   * @throws VaultConfigurationError if the vault's provider does not lead there
   */
  public abstract settingsIn(scope: IConstruct, user: CofferUser): VaultSettings;

  /** Refuses what has to be in the stack of the vault and is in another one. */
  public requireOwnStack(
    scope: IConstruct,
    refuse: (problem: string, remedy: string) => Error,
    what = 'it is',
    remedy = 'Declare it in the stack of the vault.',
  ): void {
    const stack = TerraformStack.of(scope);
    if (stack !== this.stack) throw refuse(`${what} in stack '${stack.node.path}', its vault in stack '${this.stack.node.path}'`, remedy);
  }

  /** `ssm.<region>.<domain>`: how KMS names Parameter Store as the caller in between. */
  public get parameterStore(): string {
    return `ssm.${this.aws.region}.${this.aws.dnsSuffix}`;
  }

  /** ARN of a parameter in the vault's account, in its own region or another one. */
  public parameterArn(name: string, region?: string): string {
    const prefix = (of: string) => `arn:${this.aws.partition}:ssm:${of}:${this.aws.account}:parameter`;
    if (region !== undefined) return prefix(region) + name;
    return (this.arnPrefixToken ??= prefix(this.aws.region)) + name;
  }

  /** Whether two objects are one vault, as far as that is known at synth. */
  public is(other: VaultCore): boolean {
    return this === other || (this.vaultName === other.vaultName && hasArn(this.construct, [this.keyArn], other.keyArn));
  }

  /** The vault's tags with those of one of its resources; undefined if there are none at all. */
  public tagsWith(own: { readonly [key: string]: string } | undefined): { [key: string]: string } | undefined {
    return this.tags || own ? { ...this.tags, ...own } : undefined;
  }

  /**
   * Gives a role access to a parameter of this vault.
   *
   * @throws GrantError if the role is of another stage or account
   */
  public allow(subject: string, role: GrantedRole, access: Access, parameter: GrantedParameter, ring?: AdditionalKey): Grant {
    this.admit(subject, role);
    if (access === Access.READ) this.refuseDeployer(subject, role);
    recordsOf(this.construct).grant(this, role, access, parameter);
    const policies = [this.grants.allow(role, access, parameter, ring)];
    return Grant._of({ subject, access, role, policies, source: this.construct });
  }

  /**
   * Takes note of a role that is granted something of this vault.
   *
   * @throws GrantError if the role is of another stage or account
   */
  public admit(subject: string, role: GrantedRole): void {
    // Its stack may have nothing else of Coffer's, and its policies are judged there.
    if (role.scope) StackSetup.of(role.scope);
    StageIsolation.of(this.construct).grant(subject, { ...role, keys: keysIn(this.construct, role) }, this.stage);
    this.reach.require(subject, role);
  }

  /** Whether a role is one of the vault's deployers, to whom the policies of its keys deny decryption. */
  public isDeployer(role: GrantedRole): boolean {
    return this.reach.isDeployer(role);
  }

  /** @throws GrantError if the role is one of the vault's deployers: whatever it is granted, the key's policy denies it decryption */
  public refuseDeployer(subject: string, role: GrantedRole): void {
    if (!this.isDeployer(role)) return;
    throw new GrantError(
      subject,
      `reader '${role.label}' is one of the vault's deployers, to whom the key's policy denies decryption`,
      'Read under a role of its own, or take it out of deployers.',
    );
  }

  /** The vault's side of a grant, for the check whether it reaches the role. */
  protected abstract reached(): ReachedVault;

  private get reach(): RoleReach {
    return (this.rolesReached ??= new RoleReach(this.reached()));
  }
}
