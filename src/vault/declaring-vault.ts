import { TerraformStack } from 'cdktf';
import type { Construct, IConstruct } from 'constructs';
import type { DeclarationPlace } from './declared-secrets';
import { recordsOf } from './manifest/app-manifest';
import { refuseReservedTags } from './reserved-tags';
import type { ReachedVault } from './role-reach';
import type { SecretVaultProps } from './secret-vault-props';
import { StageIsolation } from './stage-isolation';
import type { IVault } from './vault';
import { checkBreakGlass, checkDeployers, checkEngine, checkProvider } from './vault-checks';
import { VaultCore, type VaultSettings } from './vault-core';
import { BoundKey, VAULT_KEYS, VaultKey } from './vault-key';
import { VaultNames } from './vault-names';
import { VaultRegion } from './vault-region';
import { CofferUser, withoutCoffer } from './without-coffer';
import type { CofferProvider } from '../bindings/provider';
import { SecretEngine } from '../contracts/secret-engine';
import { VaultConfigurationError } from '../errors';
import type { KeyShares } from '../iam/key-shares';
import { AwsParameters } from '../systems-of-record/parameter-store/aws-parameters';
import { CofferParameters } from '../systems-of-record/parameter-store/coffer-parameters';
import type { ParameterRecords } from '../systems-of-record/parameter-store/parameter-record';
import { AwsEnvironment } from '../terraform/aws-environment';
import { accountOf, defaultAwsProvider, regionOf } from '../terraform/aws-provider';
import { StackSetup } from '../terraform/stack-setup';

/** Two vaults may have one name. */
const TWO_VAULTS = 'Vaults of one name in two regions or accounts are told apart by region and allowedAccountIds of their AwsProviders.';

/** A vault that this program declares: what secrets, and the parts of a vault, need of it. It knows none of them. */
export class DeclaringVault extends VaultCore {
  /**
   * The vault, for something that is declared in it.
   *
   * @param subject what is declared, as errors call it
   * @throws VaultConfigurationError if another program declares the vault, or it is no vault
   */
  public static override of(vault: IVault, subject: string): DeclaringVault {
    return DeclaringVault.from(VaultCore.of(vault), subject);
  }

  /** The same of its core. */
  public static from(vault: VaultCore, subject: string): DeclaringVault {
    if (!vault.imported) return vault as DeclaringVault;
    throw new VaultConfigurationError(
      subject,
      `vault ${vault.vaultName} is imported by SecretVault.fromAttributes() at '${vault.construct.node.path}', ` +
        'and nothing can be declared in an imported vault',
      'Declare it in the program that declares the vault. Here, refer to a secret by fromName() of its type, and grant or read it.',
    );
  }

  public readonly imported = false;
  public readonly tags?: { [key: string]: string };
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
  /** What it has once, by name; see VaultPart. */
  public readonly parts = new Map<string, object>();

  private readonly engine: SecretEngine;
  private readonly key: BoundKey;
  private readonly setup: StackSetup;
  private readonly provider?: CofferProvider;
  private readonly regions: VaultRegion;

  constructor(construct: Construct & IVault, subject: string, props: SecretVaultProps) {
    super(construct, subject, props);
    refuseReservedTags(subject, props.tags);
    this.tags = props.tags;
    this.names = new VaultNames(construct, subject, this.vaultName, props.regionInNames ?? false);
    this.provider = checkProvider(subject, this.stack, props.provider);
    this.setup = StackSetup.of(construct);
    this.setup.claimVaultName(this.vaultName, construct.node.path, subject);
    if (props.installation) this.setup.install(props.installation, subject);
    this.engine = checkEngine(subject, props);
    this.parameters = this.usesCofferProvider
      ? new CofferParameters((user, of) => this.settingsIn(user, { subject: of }).provider)
      : new AwsParameters();
    if (this.usesCofferProvider && !this.provider) this.setup.ensureProvider();
    StageIsolation.of(construct).vault(this.stack, this.stage);
    this.regions = new VaultRegion(construct, subject, this.stack, this.provider);

    this.deployers = checkDeployers(subject, props.deployers ?? []);
    this.breakGlass = checkBreakGlass(subject, props.breakGlass ?? [], this.deployers, construct);
    this.mfaEnforcedByIdentityCenter = props.mfaEnforcedByIdentityCenter ?? false;
    this.deletionProtection = props.deletionProtection ?? true;
    const { vaultName, deployers, tags, deletionProtection } = this;
    const key = props.key ?? VaultKey.managed();
    VAULT_KEYS.in(key, subject);
    this.key = key._bind(construct, { subject, vaultName, deployers, tags, deletionProtection });
    recordsOf(construct).vault(this);
  }

  public get keyArn(): string {
    return this.key.arn;
  }

  public get keyAlias(): string {
    return this.key.aliasName;
  }

  /** What other accounts may decrypt with the vault's key; undefined if its policy is not the vault's. */
  public get keyShares(): KeyShares | undefined {
    return this.key.shares;
  }

  /** Whether the coffer provider writes the vault's secrets. */
  public get usesCofferProvider(): boolean {
    return this.engine === SecretEngine.COFFER;
  }

  public get aws(): AwsEnvironment {
    return AwsEnvironment.of(this.construct);
  }

  public get region(): string {
    return regionOf(defaultAwsProvider(this.stack)) ?? this.aws.region;
  }

  /** @throws VaultConfigurationError if the stack is another one than that of the vault's provider */
  public settingsIn(scope: IConstruct, user: CofferUser): VaultSettings {
    const stack = TerraformStack.of(scope);
    if (stack !== this.stack) {
      StageIsolation.of(scope).use(user.subject, stack, this.stage);
      this.regions.use(stack, user.subject);
    }
    if (!this.usesCofferProvider) return this.settingsWithoutCoffer(stack, user);
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

  protected reached(): ReachedVault {
    const { construct, vaultName, stack, deployers } = this;
    return {
      construct,
      vaultName,
      stack,
      deployers,
      account: () => this.aws.account,
      knownAccount: () => accountOf(defaultAwsProvider(stack)),
    };
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
