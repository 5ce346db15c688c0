import { ITerraformDependable, TerraformProvider, TerraformStack, Token } from 'cdktf';
import { Construct } from 'constructs';
import { CofferProvider } from './bindings/provider';
import { SecretEngine } from './contracts/secret-engine';
import { EngineError, RotationError, VaultConfigurationError } from './errors';
import { GrantedRole } from './iam/grantee';
import type { KeyShares } from './iam/key-shares';
import { Access } from './iam/parameter-actions';
import { GrantedParameter, GrantingVault, RoleAccess } from './iam/role-access';
import type { VaultReplicationProps } from './replication/replica-region';
import { VaultReplication } from './replication/vault-replication';
import { SecretRotator } from './rotation/secret-rotator';
import type { KeyRing } from './secret/secret-base';
import { MasterKeyBucket } from './systems-of-record/master-key-bucket/master-key-bucket';
import { AwsParameters } from './systems-of-record/parameter-store/aws-parameters';
import { CofferParameters } from './systems-of-record/parameter-store/coffer-parameters';
import type { ParameterRecords } from './systems-of-record/parameter-store/parameter-record';
import { AwsEnvironment } from './terraform/aws-environment';
import { ProviderInstallation } from './terraform/provider-installation';
import { StackSetup } from './terraform/stack-setup';
import { AdoptedPath, type AdoptPathOptions } from './types/application/adopted-path';
import { BootstrapKey } from './vault/bootstrap-key';
import type { DeclarationPlace } from './vault/declared-secrets';
import { OperationsKey } from './vault/operations-key';
import { withoutCoffer } from './vault/secret-engine';
import { StageBoundary } from './vault/stage-isolation';
import { refuseReservedTags } from './vault/tags';
import { BoundKey, VaultKey } from './vault/vault-key';

/** A vault: the secrets of one application in one stage. */
export interface SecretVaultProps {
  /**
   * Application that the secrets belong to: 1 to 32 lowercase letters, digits and '-', beginning with a letter.
   *
   * @throws VaultConfigurationError where it is not.
   */
  readonly namespace: string;

  /**
   * Stage of the application, such as dev or prod; written like the namespace. There is no default, so that a
   * program that forgets it cannot write to the wrong stage.
   *
   * @throws VaultConfigurationError where it is not set, as from an environment variable that is missing.
   */
  readonly stage: string;

  /**
   * What puts the vault's secrets into Parameter Store. Without the coffer provider much is lost, and deploying takes leave
   * to decrypt: a way out where a pipeline may not run it. See docs/guides/without-the-coffer-provider.md.
   *
   * @default SecretEngine.COFFER
   */
  readonly engine?: SecretEngine;

  /**
   * The KMS key that encrypts the vault's parameters.
   *
   * @default - VaultKey.managed(): a key of the vault's own
   */
  readonly key?: VaultKey;

  /**
   * ARNs of the IAM roles that deploy. The key's policy denies them decryption, whatever their own policies say.
   * Plans and applies need none.
   *
   * Only with a key of the vault's own. A role that deploys cannot read a secret by an ephemeral resource either.
   *
   * @default - decryption is up to IAM, and then only through Parameter Store
   */
  readonly deployers?: string[];

  /**
   * ARNs of the IAM roles or users that read master keys in an emergency, always with a second factor. Needed by the
   * first thing that has a master key.
   *
   * @default - none
   */
  readonly breakGlass?: string[];

  /**
   * The coffer provider for the vault's secrets, in the vault's stack. It has to lead to the account and region of
   * the AWS provider without alias, where the vault's key is.
   *
   * @default - the stack's CofferProvider without alias; one with the settings of the stack's AwsProvider where there is none
   */
  readonly provider?: CofferProvider;

  /**
   * Where Terraform gets the coffer provider from. One choice for a stack.
   *
   * @default - ProviderInstallation.bundled()
   */
  readonly installation?: ProviderInstallation;

  /**
   * Copies of secrets in other regions: which regions there are. A secret is copied where it says so.
   *
   * @default - no copies
   */
  readonly replication?: VaultReplicationProps;

  /**
   * Tags of the key and of every secret. Keys beginning with aws: and coffer: are reserved.
   *
   * @default - none but the provider's default tags
   */
  readonly tags?: { [key: string]: string };
}

const NAME = /^[a-z][a-z0-9-]{0,31}$/;

/**
 * Where the secrets of one application and stage live: Parameter Store in the account and region of the stack,
 * under a KMS key whose alias is `alias/<namespace>-<stage>-chamber`.
 */
export class SecretVault extends Construct {
  /** Application that the secrets belong to. */
  public readonly namespace: string;
  /** Stage of the application. */
  public readonly stage: string;
  /** `<namespace>-<stage>`. */
  public readonly vaultName: string;
  /** ARN of the KMS key that encrypts the vault's parameters, as a token where the key is declared or looked up. */
  public readonly keyArn: string;

  /** @internal */
  public readonly _tags?: { [key: string]: string };
  /** @internal */
  public readonly _deployers: readonly string[];
  /** @internal */
  public readonly _breakGlass: readonly string[];
  /**
   * Where the vault's parameters are declared.
   *
   * @internal
   */
  public readonly _parameters: ParameterRecords;
  /** @internal */
  public readonly _replication: VaultReplication;

  private readonly engine: SecretEngine;
  private readonly key: BoundKey;
  private readonly stack: TerraformStack;
  private readonly setup: StackSetup;
  private readonly provider?: CofferProvider;
  private readonly access = new Map<string, RoleAccess>();
  private readonly roleNumbers = new Map<GrantedRole['identity'], number>();
  private arnPrefixToken?: string;
  private masterKeyBucket?: MasterKeyBucket;
  private bootstrapKey?: BootstrapKey;
  private secretRotator?: SecretRotator;
  private operationsKey?: OperationsKey;

  constructor(scope: Construct, id: string, props: SecretVaultProps) {
    super(scope, id);
    const subject = `SecretVault '${this.node.path}'`;
    this.namespace = checkName(subject, 'namespace', props.namespace, 'acme');
    this.stage = checkName(subject, 'stage', props.stage, 'dev');
    this.vaultName = `${this.namespace}-${this.stage}`;
    refuseReservedTags(subject, props.tags);
    this._tags = props.tags;

    this.stack = TerraformStack.of(this);
    this.provider = checkProvider(subject, this.stack, props.provider);
    this.setup = StackSetup.of(this);
    this.setup.claimVaultName(this.vaultName, this.node.path, subject);
    if (props.installation) this.setup.install(props.installation, subject);
    this.engine = checkEngine(subject, props);
    this._parameters = this.hasCoffer ? new CofferParameters((user, of) => this._settingsIn(user, of).provider) : new AwsParameters();
    if (this.hasCoffer && !this.provider) this.setup.ensureProvider();
    StageBoundary.of(this).vault(this.stack, this.stage);

    this._deployers = checkDeployers(subject, props.deployers ?? []);
    this._breakGlass = props.breakGlass ?? [];
    this._replication = new VaultReplication(this, props.replication ?? { regions: [] }, subject);
    this.key = (props.key ?? VaultKey.managed())._bind(this, { subject, vaultName: this.vaultName, deployers: this._deployers, tags: props.tags });
    this.keyArn = this.key.arn;
  }

  /**
   * The key of the vault's bootstrap secrets, made on first need.
   *
   * @internal
   */
  public get _bootstrapKey(): BootstrapKey {
    return (this.bootstrapKey ??= new BootstrapKey(this, 'bootstrap-key', this));
  }

  /**
   * The key of what the vault runs, made on first need.
   *
   * @internal
   */
  public get _operationsKey(): OperationsKey {
    return (this.operationsKey ??= new OperationsKey(this, 'operations-key', this));
  }

  /**
   * What other accounts may decrypt with the vault's key; undefined where its policy is not the vault's.
   *
   * @internal
   */
  public get _keyShares(): KeyShares | undefined {
    return this.key.shares;
  }

  /** The bucket of the vault's master keys: the one that was declared for it, or one that is made now. */
  public get masterKeys(): MasterKeyBucket {
    return this.masterKeyBucket ?? new MasterKeyBucket(this, 'master-keys', { vault: this });
  }

  /** What rotates the vault's secrets: the rotator that was declared for it, or one that is made now. */
  public get rotator(): SecretRotator {
    return this.secretRotator ?? new SecretRotator(this, 'rotator', { vault: this });
  }

  /**
   * Adopt every parameter that is there below a path, as secrets of this vault in its stack. Their values stay, and are
   * not read. Which they are is in the inventory that `coffer inventory <path>` wrote.
   *
   * @param path the path, such as `/api`, with all levels below it
   * @param options what is left out, and how they are kept
   * @throws AdoptionError where the inventory is missing, or a parameter cannot be adopted.
   */
  public adoptPath(path: string, options: AdoptPathOptions = {}): AdoptedPath {
    return new AdoptedPath(this, `adopted:${path}`.replace(/\//g, ':'), { ...options, vault: this, path });
  }

  /** Alias of the KMS key, as chamber wants it in CHAMBER_KMS_KEY_ALIAS. */
  public get keyAlias(): string {
    return this.key.aliasName;
  }

  /**
   * ARN of a parameter in the vault's account, in its own region or another one.
   *
   * @internal
   */
  public _parameterArn(name: string, region?: string): string {
    if (region !== undefined) {
      const aws = AwsEnvironment.of(this);
      return `arn:${aws.partition}:ssm:${region}:${aws.account}:parameter${name}`;
    }
    if (this.arnPrefixToken === undefined) {
      const aws = AwsEnvironment.of(this);
      this.arnPrefixToken = `arn:${aws.partition}:ssm:${aws.region}:${aws.account}:parameter`;
    }
    return this.arnPrefixToken + name;
  }

  /**
   * What a secret of this vault in some stack says about its key and provider.
   *
   * @internal
   */
  public _settingsIn(scope: Construct, subject: string): { kmsKeyId: string; provider?: TerraformProvider; account: string } {
    const stack = TerraformStack.of(scope);
    if (stack !== this.stack) StageBoundary.of(this).use(subject, stack, this.stage);
    if (!this.hasCoffer) return this.settingsWithoutCoffer(stack, subject);
    if (stack === this.stack) {
      return { kmsKeyId: this.key.alias, provider: this.provider, account: `${stack.node.path}\n${this.provider?.alias ?? ''}` };
    }
    if (this.provider) {
      throw new VaultConfigurationError(
        subject, `the vault's provider is in stack '${this.stack.node.path}', this secret is in stack '${stack.node.path}', and providers stay in their stack`,
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

  /**
   * Give a role access to a parameter of this vault.
   *
   * @internal
   */
  public _allow(subject: string, role: GrantedRole, access: Access, parameter: GrantedParameter, ring?: KeyRing): void {
    this._boundary(subject, role);
    const number = this.roleNumbers.get(role.identity) ?? this.roleNumbers.size;
    this.roleNumbers.set(role.identity, number);
    const key = `${number}\n${access}\n${ring?.label ?? ''}`;
    let policies = this.access.get(key);
    if (!policies) {
      // Below the role: whoever uses secrets depends on the vault, never the other way round.
      const scope = role.scope ?? this;
      const roleId = role.scope === role.identity ? '' : `-${role.label}`;
      const name = ring ? `${this.vaultName}-${ring.label}` : this.vaultName;
      policies = new RoleAccess(scope, `${name}-${access}-${this.node.addr.slice(-8)}${roleId}`, { ...this.grantingVault(), name, ...(ring && { keyArn: ring.keyArn, ...(ring.parameterStore !== undefined && { parameterStore: ring.parameterStore }) }) }, access, role);
      this.access.set(key, policies);
    }
    policies.allow(parameter);
  }

  /**
   * What has to be there before a role uses what this vault has allowed it.
   *
   * @internal
   */
  public _attachmentsOf(role: GrantedRole['identity']): ITerraformDependable[] {
    const number = this.roleNumbers.get(role);
    return [...this.access].filter(([key]) => key.startsWith(`${number}\n`)).flatMap(([, access]) => access.attachments);
  }

  /**
   * The places in which a name of this vault, in some stack, is taken once.
   *
   * @internal
   */
  public _placesIn(scope: Construct, subject: string): DeclarationPlace[] {
    return [
      { id: `vault ${this.vaultName}`, description: `vault ${this.vaultName}` },
      // Other vaults of the stack write to the same account, where a name is one parameter.
      { id: `stack ${this._settingsIn(scope, subject).account}`, description: `the account of stack '${TerraformStack.of(scope).node.path}'` },
    ];
  }

  /**
   * Takes note of a role that is granted something of this vault.
   *
   * @internal
   * @throws GrantError where the role is of another stage.
   */
  public _boundary(subject: string, role: GrantedRole): void {
    StageBoundary.of(this).grant(subject, role, this.stage);
  }

  /**
   * Makes a bucket the one of this vault's master keys.
   *
   * @internal
   * @throws VaultConfigurationError where it has one already.
   */
  public _takeMasterKeys(bucket: MasterKeyBucket, subject: string): void {
    if (this.masterKeyBucket) {
      throw new VaultConfigurationError(
        subject, `vault ${this.vaultName} has a bucket for master keys already, '${this.masterKeyBucket.node.path}'`, 'Declare it before the first master key, and once.',
      );
    }
    this.masterKeyBucket = bucket;
  }

  /**
   * Makes a rotator the one of this vault.
   *
   * @internal
   * @throws RotationError where it has one already.
   */
  public _takeRotator(rotator: SecretRotator, subject: string): void {
    if (!this.hasCoffer) throw withoutCoffer(subject, this.vaultName);
    if (this.secretRotator) {
      throw new RotationError(subject, `vault ${this.vaultName} has a rotator already, '${this.secretRotator.node.path}'`, 'Declare it before the first secret with a rotation, and once.');
    }
    this.secretRotator = rotator;
  }

  private get hasCoffer(): boolean {
    return this.engine === SecretEngine.COFFER;
  }

  private settingsWithoutCoffer(stack: TerraformStack, subject: string): ReturnType<SecretVault['_settingsIn']> {
    const { vaultName } = this;
    const here = stack === this.stack;
    if (!here) stack.addDependency(this.stack);
    return {
      kmsKeyId: here ? this.key.alias : this.key.aliasName,
      // Whoever asks for the provider cannot do without it: one place refuses all of them.
      get provider(): never { throw withoutCoffer(subject, vaultName); },
      account: `${stack.node.path}\n`,
    };
  }

  private grantingVault(): GrantingVault {
    const aws = AwsEnvironment.of(this);
    return { name: this.vaultName, keyArn: this.keyArn, parameterStore: `ssm.${aws.region}.${aws.dnsSuffix}` };
  }
}

function checkName(subject: string, what: string, value: string, example: string): string {
  if (value === undefined || value === null || value === '') {
    throw new VaultConfigurationError(
      subject, `${what} is not set (received ${value === '' ? "''" : value})`, `Write ${what}: '${example}', or set the environment variable that it is read from.`,
    );
  }
  if (typeof value !== 'string' || Token.isUnresolved(value)) {
    throw new VaultConfigurationError(subject, `${what} is not a string known at synth`, `Write it out, such as ${what}: '${example}'.`);
  }
  if (!NAME.test(value)) {
    throw new VaultConfigurationError(
      subject, `${what} '${value}' is not 1 to 32 lowercase letters, digits and '-', beginning with a letter`, `Write it like '${example}'.`,
    );
  }
  return value;
}

function checkEngine(subject: string, { engine = SecretEngine.COFFER, provider, installation, deployers = [] }: SecretVaultProps): SecretEngine {
  if (engine === SecretEngine.COFFER) return engine;
  const given = provider ? 'provider' : installation ? 'installation' : undefined;
  if (given) throw new EngineError(subject, `engine is SecretEngine.AWS_ONLY, and ${given} is one of the coffer provider`, `Leave ${given} out.`);
  if (deployers.length > 0) {
    throw new EngineError(
      subject, 'engine is SecretEngine.AWS_ONLY, and deployers are denied decryption, which every refresh of hashicorp/aws does', 'Leave deployers out, or use SecretEngine.COFFER, which deploys without decrypting.',
    );
  }
  return engine;
}

function checkProvider(subject: string, stack: TerraformStack, provider: CofferProvider | undefined): CofferProvider | undefined {
  if (provider && TerraformStack.of(provider) !== stack) {
    throw new VaultConfigurationError(
      subject, `provider '${provider.node.path}' is in another stack than the vault`, `Declare a CofferProvider in stack '${stack.node.path}'.`,
    );
  }
  return provider;
}

function checkDeployers(subject: string, deployers: readonly string[]): readonly string[] {
  for (const arn of deployers) {
    if (Token.isUnresolved(arn) || /^arn:[\w-]+:iam::\d{12}:role\/[\w+=,.@/-]+$/.test(arn)) continue;
    throw new VaultConfigurationError(
      subject, `deployer '${arn}' is not the ARN of an IAM role`, 'Write arn:aws:iam::<account>:role/<name>, with the path of the role and without a session.',
    );
  }
  return deployers;
}
