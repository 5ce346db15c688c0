import { Construct } from 'constructs';
import { Secret } from '../../bindings/secret';
import { maximumBytes, ParameterTier } from '../../contracts/parameter-tier';
import { GrantError, SecretNameError, VaultConfigurationError } from '../../errors';
import { type GrantedRole, IGrantee, roleOf } from '../../iam/grantee';
import { encryptActions } from '../../iam/parameter-actions';
import { ISecretReplica, replicaIn } from '../../replication/secret-replica';
import { replicate } from '../../replication/vault-replication';
import type { Rotation } from '../../rotation/rotation';
import { SecretRotator } from '../../rotation/secret-rotator';
import { CrossAccountProps, CrossAccountShare, readerPolicyOf } from '../../secret/cross-account';
import { declareParameterSecret } from '../../secret/declare-secret';
import { NamedBootstrapSecret } from '../../secret/named-secret';
import type { ISecret } from '../../secret/secret';
import { SecretBase, subjectOf } from '../../secret/secret-base';
import { checkSource, refuseRotated, SecretSource } from '../../secret/secret-source';
import { BootstrapKey } from '../../vault/bootstrap-key';
import type { KeyRing } from '../../vault/key-ring';
import type { IVault } from '../../vault/vault';

const SERVICE = 'bootstrap';

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
 * that only named roles may use.
 *
 * Synth fails, in the constructor, like that of ApplicationSecret, and with a VaultConfigurationError where nobody at all
 * could read the secret.
 */
export class BootstrapSecret extends SecretBase {
  /**
   * A bootstrap secret that another program declares, to read it as one of its `readers`, such as by an EphemeralSecret.
   * Nothing is created or looked up. It cannot be granted from here: who reads it stands in its own program.
   *
   * @param scope scope of the construct
   * @param id id of the construct
   * @param props its names
   * @throws SecretNameError where chamber or a program could not read the name.
   */
  public static fromName(scope: Construct, id: string, props: BootstrapSecretNameProps): ISecret {
    return new NamedBootstrapSecret(
      scope,
      id,
      { vault: props.vault, service: `${SERVICE}/${props.system}`, key: props.key },
      'BootstrapSecret',
    );
  }

  private readonly tier?: ParameterTier;
  private readonly adopted: boolean;
  private readonly resource: Secret;
  private readonly readerKeys = new Set<GrantedRole['key']>();
  private readonly replicas: ReadonlyMap<string, ISecretReplica>;
  private readonly crossAccount?: CrossAccountShare;

  constructor(scope: Construct, id: string, props: BootstrapSecretProps) {
    super(scope, id, { vault: props.vault, service: `${SERVICE}/${props.system}`, key: props.key });
    const subject = subjectOf(this, this);
    const vault = this._vault;
    const { readers = [] } = props;
    if (/[./]/.test(props.system)) {
      throw new SecretNameError(subject, `system '${props.system}' has a level of its own`, 'Write one word, such as hashicorp-vault.');
    }
    if (readers.length === 0 && vault.breakGlass.length === 0) {
      throw new VaultConfigurationError(
        subject,
        'nobody could ever read it: readers is empty, and the vault has no breakGlass',
        'Name the roles that Terraform runs under in readers, or breakGlass of the vault.',
      );
    }
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
    for (const reader of readers) {
      const role = roleOf(reader, subject);
      this.readerKeys.add(role.key);
      bootstrapKey.addReader(subject, role, this.parameterName);
      super.grantRead(reader);
    }
    this.replicas = replicate(vault, {
      subject,
      secret: this,
      resource: this.resource,
      regions: props.replicaRegions ?? [],
      encryptActions: this._encryptActions(),
      bootstrap: true,
      readers,
    });
    if (props.crossAccount) {
      this.crossAccount = new CrossAccountShare(
        this,
        'cross-account',
        {
          subject,
          secret: this,
          resource: this.resource,
          tier: this.tier,
          keyArn: bootstrapKey.keyArn,
          keyShares: bootstrapKey.shares,
          onlyPrincipals: true,
        },
        props.crossAccount,
      );
    }
  }

  /** Version of the value in Parameter Store, as a token; 0 while the secret awaits its first value. */
  public get version(): number {
    return this.resource.version;
  }

  /**
   * Always fails: who reads a bootstrap secret stands in its `readers`, in one place.
   *
   * @param _grantee the role
   * @throws GrantError always.
   */
  public grantRead(_grantee: IGrantee): void {
    throw new GrantError(
      subjectOf(this, this),
      'who reads a bootstrap secret is decided where it is declared',
      'Name the role in readers.',
    );
  }

  /**
   * Reads are granted by `readers`: others are refused, as by grantRead().
   *
   * @internal
   */
  public _grantReadFor(grantee: IGrantee): void {
    if (!this.readerKeys.has(roleOf(grantee, subjectOf(this, this)).key)) this.grantRead(grantee);
  }

  /**
   * Its copy in another region.
   *
   * @param region one of its replicaRegions
   * @throws VaultConfigurationError where it is not copied there.
   */
  public replicaIn(region: string): ISecretReplica {
    return replicaIn(this.replicas, subjectOf(this, this), region);
  }

  /**
   * The IAM policy, as JSON, that a role of another account needs to read it. It belongs to that account.
   *
   * @throws VaultConfigurationError where it is not shared with any.
   */
  public get crossAccountReaderPolicy(): string {
    return readerPolicyOf(this.crossAccount, subjectOf(this, this));
  }

  /** @internal */
  protected _keyRing(): KeyRing {
    return BootstrapKey.part.getOrCreate(this._vault);
  }

  /** @internal */
  protected _encryptActions(): readonly string[] {
    return encryptActions(this.tier, this.adopted);
  }
}
