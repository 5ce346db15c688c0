import { Construct } from 'constructs';
import { Secret } from '../../bindings/secret';
import { BOOTSTRAP_SERVICE } from '../../contracts/names';
import { maximumBytes, ParameterTier } from '../../contracts/parameter-tier';
import { SystemOfRecord } from '../../contracts/system-of-record';
import { SecretNameError, VaultConfigurationError } from '../../errors';
import { Grant } from '../../iam/grant';
import { IGrantee, roleOf } from '../../iam/grantee';
import { Access, encryptActions } from '../../iam/parameter-actions';
import type { RoleKey } from '../../iam/role-identity';
import { ISecretReplica, replicaIn } from '../../replication/secret-replica';
import { replicateBootstrap } from '../../replication/vault-replication';
import type { Rotation } from '../../rotation/rotation';
import { SecretRotator } from '../../rotation/secret-rotator';
import { CrossAccountProps, CrossAccountShare, readerPolicyOf } from '../../secret/cross-account';
import { declareParameterSecret } from '../../secret/declare-secret';
import { NamedBootstrapSecret } from '../../secret/named-secret';
import type { ISecret } from '../../secret/secret';
import { SecretBase, subjectOf } from '../../secret/secret-base';
import { checkSource, refuseRotated, SecretSource } from '../../secret/secret-source';
import type { AdditionalKey } from '../../vault/additional-key';
import { BootstrapKey } from '../../vault/bootstrap-key';
import { DeclaringVault } from '../../vault/declaring-vault';
import { recordsOf } from '../../vault/manifest/app-manifest';
import type { IVault } from '../../vault/vault';

/** A secret that other systems start from. */
export interface BootstrapSecretProps {
  /** Vault that the secret is in. */
  readonly vault: IVault;

  /**
   * What it boots, such as hashicorp-vault: lowercase letters, digits, '_' and '-'. The parameter is `/bootstrap/<system>/<key>`.
   */
  readonly system: string;

  /** Key of the secret, such as root_token: lowercase letters, digits, '_' and '-', not beginning with a digit. */
  readonly key: string;

  /** Where the value comes from. */
  readonly source: SecretSource;

  /**
   * Who is reminded to replace it, and when: Rotation.reminder(). No function may replace a bootstrap secret, since none
   * can read one.
   *
   * @default - nobody
   */
  readonly rotation?: Rotation;

  /**
   * The roles that read it: those under which Terraform runs. Nobody else can be granted it, and the key's policy denies
   * decryption to all but them and the vault's break-glass principals, whatever IAM allows.
   *
   * @default - nobody but break-glass
   */
  readonly readers?: IGrantee[];

  /**
   * Size and price class of the parameter.
   *
   * @default ParameterTier.STANDARD
   */
  readonly tier?: ParameterTier;

  /**
   * Take over a parameter that exists, without touching its value.
   *
   * @default false
   */
  readonly adopt?: boolean;

  /**
   * Refuse to delete the parameter. To delete it, apply with false first.
   *
   * @default true
   */
  readonly deletionProtection?: boolean;

  /**
   * Regions to which the secret is copied, of those that the vault's `replication` names. A copy follows every write of the
   * record within seconds, whoever makes it, and within an hour in any case; it is read-only, and stays when the secret is
   * deleted. Its `readers` read the copies too.
   *
   * @default - none
   */
  readonly replicaRegions?: string[];

  /**
   * Other accounts that read it, through AWS Resource Access Manager. It has to be of the advanced tier, and
   * each principal to be named.
   *
   * @default - none
   */
  readonly crossAccount?: CrossAccountProps;

  /**
   * Tags of the parameter, on top of the vault's.
   *
   * @default - the vault's tags
   */
  readonly tags?: { [key: string]: string };
}

const NEEDS_COFFER_SINCE = 'its key denies decryption to all but its readers, while every refresh of hashicorp/aws decrypts';

/** Names of a bootstrap secret that another program declares. */
export interface BootstrapSecretNameProps {
  /** Vault that the secret is in. */
  readonly vault: IVault;

  /** What it boots. */
  readonly system: string;

  /** Key of the secret. */
  readonly key: string;
}

/**
 * A secret that is needed before anything that could hand out secrets runs, such as the recovery keys of HashiCorp
 * Vault: a SecureString under `/bootstrap/`, encrypted under a key of its own (`alias/<namespace>-<stage>-bootstrap`)
 * that only named roles may use. It has no `grantRead()`: the policy of its key denies it to all but its `readers`.
 *
 * Synth fails, in the constructor, like that of ApplicationSecret, and with a VaultConfigurationError if nobody at all
 * could read the secret.
 */
export class BootstrapSecret extends SecretBase {
  /**
   * A bootstrap secret that another program declares, to read it as one of its `readers`, such as by an EphemeralSecret.
   * Nothing is created or looked up. It has no grants: who reads it stands in `readers`, where it is declared.
   *
   * Throws a SecretNameError if chamber or a program could not read the name.
   *
   * @param scope scope of the construct
   * @param id id of the construct
   * @param props its names
   */
  public static fromName(scope: Construct, id: string, props: BootstrapSecretNameProps): ISecret {
    return new NamedBootstrapSecret(scope, id, { vault: props.vault, service: `${BOOTSTRAP_SERVICE}/${props.system}`, key: props.key });
  }

  /** What its `readers` were granted, in their order, to order what uses it after: `Grant.applyBefore()`. Not their copies. */
  public readonly readerGrants: Grant[];

  private readonly tier?: ParameterTier;
  private readonly adopted: boolean;
  private readonly resource: Secret;
  private readonly readerKeys = new Set<RoleKey>();
  private readonly replicas: ReadonlyMap<string, ISecretReplica>;
  private readonly crossAccount?: CrossAccountShare;

  constructor(scope: Construct, id: string, props: BootstrapSecretProps) {
    super(scope, id, { vault: props.vault, service: `${BOOTSTRAP_SERVICE}/${props.system}`, key: props.key });
    const subject = subjectOf(this, this);
    const vault = DeclaringVault.from(this._vault, subject);
    const { readers = [] } = props;
    checkReaders(subject, props, vault.breakGlass);
    vault.requireOwnStack(this, (problem, remedy) => new VaultConfigurationError(subject, problem, remedy));
    const source = refuseRotated(checkSource(props.source, subject), subject);
    const { claim, tags, settings } = declareParameterSecret(this, { subject, needsCofferSince: NEEDS_COFFER_SINCE, tags: props.tags });
    this.tier = props.tier;
    this.adopted = props.adopt ?? false;
    const bootstrapKey = BootstrapKey.part.getOrCreate(vault);
    const { generate, valueWo, valueWoVersion } = source._render({
      scope: this,
      subject,
      maximumBytes: maximumBytes(props.tier),
      random: (name, value) => vault.parameters.random(this, name, subject, value),
    });
    this.resource = new Secret(this, 'Default', {
      generate,
      valueWo,
      valueWoVersion,
      name: this.parameterName,
      kmsKeyId: bootstrapKey.alias,
      provider: settings.provider,
      tier: props.tier,
      adopt: props.adopt,
      deletionProtection: props.deletionProtection,
      claim,
      tags,
    });
    if (props.rotation) {
      SecretRotator._part.getOrCreate(vault)._add(
        {
          secret: this,
          subject,
          type: 'BootstrapSecret',
          kmsKeyId: bootstrapKey.alias,
          tier: props.tier,
          awaitsFirst: false,
          resources: [this.resource],
        },
        props.rotation,
      );
    }
    this.readerGrants = this.admit(readers, vault, bootstrapKey, subject);
    this.replicas = replicateBootstrap(vault, {
      subject,
      secret: this,
      resource: this.resource,
      regions: props.replicaRegions ?? [],
      encryptActions: this._encryptActions(),
      bootstrap: true,
      readers,
    });
    if (props.crossAccount) this.crossAccount = this.share(props.crossAccount, bootstrapKey, subject);
  }

  private admit(readers: readonly IGrantee[], vault: DeclaringVault, bootstrapKey: BootstrapKey, subject: string): Grant[] {
    const place = { vault, systemOfRecord: SystemOfRecord.PARAMETER_STORE, name: this.parameterName };
    for (const arn of vault.breakGlass) recordsOf(this).read(place, { access: 'break-glass', arn });
    return readers.map((reader) => {
      const role = roleOf(reader, subject);
      for (const key of role.keys) this.readerKeys.add(key);
      bootstrapKey.addReader(subject, role, this.parameterName);
      return this._grant(Access.READ, reader);
    });
  }

  private share(crossAccount: CrossAccountProps, key: BootstrapKey, subject: string): CrossAccountShare {
    return new CrossAccountShare(
      this,
      'cross-account',
      { subject, secret: this, resource: this.resource, tier: this.tier, keyArn: key.keyArn, keyShares: key.shares, onlyPrincipals: true },
      crossAccount,
    );
  }

  /** Version of the value in Parameter Store, as a token. It is 0 while the secret awaits its first value. */
  public get version(): number {
    return this.resource.version;
  }

  /**
   * Let a role write a new value, and not read any.
   *
   * Throws a GrantError if the grantee is not a role, or is a role of another stage.
   *
   * @param grantee the role
   * @returns what was attached, to order what uses it after: `Grant.applyBefore()`
   */
  public grantWrite(grantee: IGrantee): Grant {
    return this._grant(Access.WRITE, grantee);
  }

  /**
   * Reads are granted by `readers`: others are refused.
   *
   * @internal
   */
  public _grantReadFor(grantee: IGrantee): void {
    const { keys } = roleOf(grantee, subjectOf(this, this));
    if (!keys.some((key) => this.readerKeys.has(key))) super._grantReadFor(grantee);
  }

  /**
   * Its copy in another region, which its `readers` read too.
   *
   * Throws a VaultConfigurationError if it is not copied there.
   *
   * @param region one of its replicaRegions
   */
  public replicaIn(region: string): ISecretReplica {
    return replicaIn(this.replicas, subjectOf(this, this), region);
  }

  /**
   * The IAM policy, as JSON, that a role of another account needs to read it. It belongs to that account.
   *
   * Throws a VaultConfigurationError if it is not shared with any.
   */
  public get crossAccountReaderPolicy(): string {
    return readerPolicyOf(this.crossAccount, subjectOf(this, this));
  }

  /** @internal */
  protected _additionalKey(): AdditionalKey {
    return BootstrapKey.part.getOrCreate(this._vault);
  }

  /** @internal */
  protected _encryptActions(): readonly string[] {
    return encryptActions(this.tier, this.adopted);
  }
}

function checkReaders(subject: string, { system, readers = [] }: BootstrapSecretProps, breakGlass: readonly string[]): void {
  if (/[./]/.test(system)) {
    throw new SecretNameError(subject, `system '${system}' has a level of its own`, 'Write one word, such as hashicorp-vault.');
  }
  if (readers.length === 0 && breakGlass.length === 0) {
    throw new VaultConfigurationError(
      subject,
      'nobody could ever read it: readers is empty, and the vault has no breakGlass',
      'Name the roles that Terraform runs under in readers, or breakGlass of the vault.',
    );
  }
}
