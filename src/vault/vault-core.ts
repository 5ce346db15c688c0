import { TerraformProvider, TerraformStack } from 'cdktf';
import { Construct, IConstruct } from 'constructs';
import type { DeclarationPlace } from './declared-secrets';
import type { KeyRing } from './key-ring';
import { refuseReservedTags } from './reserved-tags';
import { RoleReach } from './role-reach';
import type { SecretVaultProps } from './secret-vault-props';
import { StageIsolation } from './stage-isolation';
import type { IVault } from './vault';
import { checkBreakGlass, checkDeployers, checkEngine, checkName, checkProvider } from './vault-checks';
import { VaultGrants } from './vault-grants';
import { BoundKey, VaultKey } from './vault-key';
import { VaultNames } from './vault-names';
import { VaultRegion } from './vault-region';
import { CofferUser, withoutCoffer } from './without-coffer';
import type { CofferProvider } from '../bindings/provider';
import { SecretEngine } from '../contracts/secret-engine';
import { GrantError, VaultConfigurationError } from '../errors';
import { Grant } from '../iam/grant';
import { type GrantedRole, keysIn } from '../iam/grantee';
import type { KeyShares } from '../iam/key-shares';
import { Access } from '../iam/parameter-actions';
import type { GrantedParameter } from '../iam/role-access';
import { AwsParameters } from '../systems-of-record/parameter-store/aws-parameters';
import { CofferParameters } from '../systems-of-record/parameter-store/coffer-parameters';
import type { ParameterRecords } from '../systems-of-record/parameter-store/parameter-record';
import { AwsEnvironment } from '../terraform/aws-environment';
import { StackSetup } from '../terraform/stack-setup';

/** Two vaults may have one name. */
const TWO_VAULTS = 'Vaults of one name in two regions or accounts are told apart by region and allowedAccountIds of their AwsProviders.';

/** Copies of the package recognise each other's vaults by it, unlike by their classes. */
const CORE = Symbol.for('cdktf-coffer/vault-core');

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
 * What secrets, and the parts of a vault, need of it: names, key, provider, grants. It knows none of them.
 *
 * Users see a vault as IVault; everything here is Coffer's own.
 */
export class VaultCore {
  /** @throws VaultConfigurationError if it is no vault of this package */
  public static of(vault: IVault): VaultCore {
    const core = typeof vault === 'object' && vault !== null ? (vault as IVault & { [CORE]?: VaultCore })[CORE] : undefined;
    if (core) return core;
    throw new VaultConfigurationError(
      'vault',
      `received ${vault === null ? 'null' : typeof vault}, not a SecretVault`,
      'Pass the SecretVault that the secrets are in.',
    );
  }

  public readonly namespace: string;
  public readonly stage: string;
  /** `<namespace>-<stage>`. */
  public readonly vaultName: string;
  public readonly stack: TerraformStack;
  public readonly tags?: { [key: string]: string };
  /** ARNs of the roles that deploy. */
  public readonly deployers: readonly string[];
  /** ARNs of the principals that read in an emergency. */
  public readonly breakGlass: readonly string[];
  /** Whether break-glass principals of IAM Identity Center need not show AWS a second factor. */
  public readonly mfaEnforcedByIdentityCenter: boolean;
  /** Whether its keys and buckets refuse to be deleted. */
  public readonly deletionProtection: boolean;
  /** What its roles, users and buckets are called. */
  public readonly names: VaultNames;
  /** Parameter Store, by the engine of the vault. */
  public readonly parameters: ParameterRecords;
  /** What it has once; see VaultPart. */
  public readonly parts = new Map<object, object>();

  private readonly engine: SecretEngine;
  private readonly key: BoundKey;
  private readonly setup: StackSetup;
  private readonly provider?: CofferProvider;
  private readonly grants: VaultGrants;
  private readonly reach: RoleReach;
  private readonly region: VaultRegion;
  private arnPrefixToken?: string;

  /** @param construct what users see of the vault, and the scope of what belongs to it */
  constructor(
    public readonly construct: Construct & IVault,
    subject: string,
    props: SecretVaultProps,
  ) {
    Object.defineProperty(construct, CORE, { value: this });
    this.namespace = checkName(subject, 'namespace', props.namespace, 'acme');
    this.stage = checkName(subject, 'stage', props.stage, 'dev');
    this.vaultName = `${this.namespace}-${this.stage}`;
    refuseReservedTags(subject, props.tags);
    this.tags = props.tags;

    this.stack = TerraformStack.of(construct);
    this.names = new VaultNames(construct, subject, this.vaultName, props.regionInNames ?? false);
    this.provider = checkProvider(subject, this.stack, props.provider);
    this.setup = StackSetup.of(construct);
    this.setup.claimVaultName(this.vaultName, construct.node.path, subject);
    if (props.installation) this.setup.install(props.installation, subject);
    this.engine = checkEngine(subject, props);
    this.parameters = this.hasCoffer
      ? new CofferParameters((user, of) => this.settingsIn(user, { subject: of }).provider)
      : new AwsParameters();
    if (this.hasCoffer && !this.provider) this.setup.ensureProvider();
    StageIsolation.of(construct).vault(this.stack, this.stage);
    this.region = new VaultRegion(construct, subject, this.stack, this.provider);

    this.deployers = checkDeployers(subject, props.deployers ?? []);
    this.breakGlass = checkBreakGlass(subject, props.breakGlass ?? [], this.deployers, construct);
    this.mfaEnforcedByIdentityCenter = props.mfaEnforcedByIdentityCenter ?? false;
    this.deletionProtection = props.deletionProtection ?? true;
    const { vaultName, deployers, tags, deletionProtection } = this;
    this.key = (props.key ?? VaultKey.managed())._bind(construct, { subject, vaultName, deployers, tags, deletionProtection });
    this.reach = new RoleReach({ construct, vaultName, stack: this.stack, deployers, account: () => this.aws.account });
    this.grants = new VaultGrants(construct, () => ({ name: vaultName, keyArn: this.keyArn, parameterStore: this.parameterStore }));
  }

  /** ARN of the key that encrypts the vault's parameters. */
  public get keyArn(): string {
    return this.key.arn;
  }

  /** Alias of that key, in plain letters. */
  public get keyAlias(): string {
    return this.key.aliasName;
  }

  /** What other accounts may decrypt with the vault's key; undefined if its policy is not the vault's. */
  public get keyShares(): KeyShares | undefined {
    return this.key.shares;
  }

  /** Whether the coffer provider writes the vault's secrets. */
  public get hasCoffer(): boolean {
    return this.engine === SecretEngine.COFFER;
  }

  /** The account, region and partition of the vault. */
  public get aws(): AwsEnvironment {
    return AwsEnvironment.of(this.construct);
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

  /**
   * What a secret of this vault in some stack says about its key and provider.
   *
   * @throws VaultConfigurationError if the stack is another one than that of the vault's provider
   */
  public settingsIn(scope: IConstruct, user: CofferUser): VaultSettings {
    const stack = TerraformStack.of(scope);
    if (stack !== this.stack) {
      StageIsolation.of(scope).use(user.subject, stack, this.stage);
      this.region.use(stack, user.subject);
    }
    if (!this.hasCoffer) return this.settingsWithoutCoffer(stack, user);
    if (stack === this.stack) {
      return { kmsKeyId: this.key.alias, provider: this.provider, account: `${stack.node.path}\n${this.provider?.alias ?? ''}` };
    }
    if (this.provider) {
      throw new VaultConfigurationError(
        user.subject,
        `the vault's provider is in stack '${this.stack.node.path}', this secret is in stack '${stack.node.path}', ` +
          `and providers stay in their stack`,
        'Declare the secret in the stack of its vault.',
      );
    }
    const setup = StackSetup.of(stack);
    setup.adopt(this.setup.installation);
    setup.ensureProvider();
    // The alias by its name: a reference would make an output and a read of the other stack's state of it.
    stack.addDependency(this.stack);
    return { kmsKeyId: this.key.aliasName, account: `${stack.node.path}\n` };
  }

  /** The places in which a name of this vault, in some stack, is taken once. */
  public placesIn(scope: IConstruct, user: CofferUser): DeclarationPlace[] {
    return [
      { id: `vault ${this.names.place}`, description: `vault ${this.vaultName}`, hint: TWO_VAULTS },
      // Other vaults of the stack write to the same account, where a name is one parameter.
      { id: `stack ${this.settingsIn(scope, user).account}`, description: `the account of stack '${TerraformStack.of(scope).node.path}'` },
    ];
  }

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

  /** The vault's tags with those of one of its resources; undefined if there are none at all. */
  public tagsWith(own: { readonly [key: string]: string } | undefined): { [key: string]: string } | undefined {
    return this.tags || own ? { ...this.tags, ...own } : undefined;
  }

  /**
   * Gives a role access to a parameter of this vault.
   *
   * @throws GrantError if the role is of another stage or account
   */
  public allow(subject: string, role: GrantedRole, access: Access, parameter: GrantedParameter, ring?: KeyRing): Grant {
    this.admit(subject, role);
    if (access === Access.READ) this.refuseDeployer(subject, role);
    const policies = [this.grants.allow(role, access, parameter, ring)];
    return Grant._of({ subject, access, role, policies, source: this.construct });
  }

  /**
   * Takes note of a role that is granted something of this vault.
   *
   * @throws GrantError if the role is of another stage or account
   */
  public admit(subject: string, role: GrantedRole): void {
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

  private settingsWithoutCoffer(stack: TerraformStack, user: CofferUser): VaultSettings {
    const { vaultName } = this;
    const here = stack === this.stack;
    if (!here) stack.addDependency(this.stack);
    return {
      kmsKeyId: here ? this.key.alias : this.key.aliasName,
      // Whoever asks for the provider cannot do without it: one place refuses all of them.
      get provider(): never {
        throw withoutCoffer(user, vaultName);
      },
      account: `${stack.node.path}\n`,
    };
  }
}
