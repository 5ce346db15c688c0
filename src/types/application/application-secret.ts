import { Construct } from 'constructs';
import { serviceFault } from '../../contracts/names';
import { maximumBytes, ParameterTier, tierOf } from '../../contracts/parameter-tier';
import { SystemOfRecord } from '../../contracts/system-of-record';
import { RotationError, SecretNameError, VaultConfigurationError } from '../../errors';
import { encryptActions } from '../../iam/parameter-actions';
import { IReadableSecretReplica, replicaIn } from '../../replication/secret-replica';
import { replicate } from '../../replication/vault-replication';
import type { Rotation } from '../../rotation/rotation';
import { SecretRotator } from '../../rotation/secret-rotator';
import { CrossAccountProps, CrossAccountShare, readerPolicyOf } from '../../secret/cross-account';
import { declareParameterSecret } from '../../secret/declare-secret';
import { NamedSecret } from '../../secret/named-secret';
import type { SecretNameProps, IReadableSecret } from '../../secret/secret';
import { ReadableSecret, subjectOf } from '../../secret/secret-base';
import { checkSource, SecretSource } from '../../secret/secret-source';
import type { SourceContext } from '../../secret/source-context';
import type { ParameterRecord } from '../../systems-of-record/parameter-store/parameter-record';
import { DeclaredSecrets } from '../../vault/declared-secrets';
import type { DeclaringVault } from '../../vault/declaring-vault';
import { recordsOf } from '../../vault/manifest/app-manifest';

/** A secret of an application. */
export interface ApplicationSecretProps extends SecretNameProps {
  /** Where the value comes from. */
  readonly source: SecretSource;

  /**
   * How it gets a new value from time to time.
   *
   * @default - never, but by whoever writes it
   */
  readonly rotation?: Rotation;

  /**
   * Size and price class of the parameter.
   *
   * @default ParameterTier.STANDARD; ParameterTier.ADVANCED if the source may give more than 4096 bytes
   */
  readonly tier?: ParameterTier;

  /**
   * What it is for, as the tag Description: 1 to 256 letters, digits, spaces and any of _.:/=+-@
   *
   * @default - no tag
   */
  readonly description?: string;

  /**
   * Who answers for it, a person or a team, as the tag Owner. It is written like the description.
   *
   * @default - no tag
   */
  readonly owner?: string;

  /**
   * Services of the vault that read it along with their own, as `chamber exec <this service> <theirs>`. Declare it once,
   * in a service such as global; if one of them has a key of the same environment name, synth fails, since the later
   * one would win.
   *
   * @default - none
   */
  readonly sharedWith?: string[];

  /**
   * A passing environment that it belongs to, such as pr-12: it is then a secret of the service `<service>/<environment>`,
   * which no other environment reads.
   *
   * @default - none: it is a secret of the service
   */
  readonly environment?: string;

  /**
   * Take over a parameter that exists. Its value is kept: neither generated nor written until `generation` or
   * `version` of the source goes up.
   *
   * @default false - a parameter that is there already is an error at apply
   */
  readonly adopt?: boolean;

  /**
   * Refuse to delete the parameter, whether by destroy or by taking the secret out of the program. To delete it,
   * apply with false first.
   *
   * @default true
   */
  readonly deletionProtection?: boolean;

  /**
   * Regions to which the secret is copied, of those that the vault's `replication` names. A copy follows every write of the
   * record within seconds, whoever makes it, and within an hour in any case; it is read-only, and stays when the secret is
   * deleted. Who reads a copy is granted it by `replicaIn()`.
   *
   * @default - none
   */
  readonly replicaRegions?: string[];

  /**
   * Other accounts that read it, through AWS Resource Access Manager. It has to be of the advanced tier.
   *
   * @default - none
   */
  readonly crossAccount?: CrossAccountProps;

  /**
   * Tags of the parameter, on top of the vault's. Keys beginning with aws: and coffer: are reserved.
   *
   * @default - the vault's tags
   */
  readonly tags?: { [key: string]: string };
}

/**
 * A secret of one application, such as a password or an API key: a SecureString in Parameter Store, which programs
 * read as an environment variable.
 *
 * Synth fails, in the constructor, with
 * - SecretNameError if chamber or a program could not read the name;
 * - DuplicateSecretError if the app declares the secret already;
 * - EnvironmentNameCollisionError if another key of the service becomes the same environment variable;
 * - LiteralSecretError if the source is a value.
 */
export class ApplicationSecret extends ReadableSecret {
  /**
   * A secret that exists, or that another program declares, to grant access to it. Nothing is created or looked up.
   *
   * Throws a SecretNameError if chamber or a program could not read the name.
   *
   * @param scope scope of the construct
   * @param id id of the construct
   * @param props its names
   */
  public static fromName(scope: Construct, id: string, props: SecretNameProps): IReadableSecret {
    return new NamedSecret(scope, id, props, 'ApplicationSecret');
  }

  private readonly tier?: ParameterTier;
  private readonly adopted: boolean;
  private readonly resource: ParameterRecord;
  private readonly replicas: ReadonlyMap<string, IReadableSecretReplica>;
  private readonly crossAccount?: CrossAccountShare;

  constructor(scope: Construct, id: string, props: ApplicationSecretProps) {
    super(scope, id, props.environment === undefined ? props : { ...props, service: environmentService(props.service, props.environment) });
    const subject = subjectOf(this, this);
    const source = checkSource(props.source, subject);
    const { vault, claim, tags, settings } = declareParameterSecret(this, { subject, tags: this.ownTags(props, subject) });
    this.declareShared(vault, props.sharedWith ?? [], subject);
    this.tier = props.tier ?? tierOf(source._bytes());
    this.adopted = props.adopt ?? false;
    const { generate, valueWo, valueWoVersion } = source._render(this.sourceContext(vault, subject));
    // Name by name, like the source: see there.
    this.resource = vault.parameters.declare(this, subject, {
      generate,
      valueWo,
      valueWoVersion,
      name: this.parameterName,
      kmsKeyId: settings.kmsKeyId,
      tier: this.tier,
      adopt: props.adopt,
      deletionProtection: props.deletionProtection,
      claim,
      tags,
    });
    this.rotate(props.rotation, source, settings.kmsKeyId, subject);
    this.replicas = replicate(vault, {
      subject,
      secret: this,
      resource: this.resource,
      regions: props.replicaRegions ?? [],
      encryptActions: this._encryptActions(),
      bootstrap: false,
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
          keyArn: vault.keyArn,
          keyShares: vault.keyShares,
          onlyPrincipals: false,
        },
        props.crossAccount,
      );
    }
  }

  private rotate(rotation: Rotation | undefined, source: SecretSource, kmsKeyId: string, subject: string): void {
    if (rotation) {
      SecretRotator._part.getOrCreate(this._vault)._add(
        {
          secret: this,
          subject,
          type: 'ApplicationSecret',
          kmsKeyId,
          tier: this.tier,
          awaitsFirst: source._awaitsRotation(),
          resources: [this.resource],
        },
        rotation,
      );
    } else if (source._awaitsRotation()) {
      throw new RotationError(
        subject,
        'its source is SecretSource.rotated(), and it has no rotation that would make the first value',
        'Give it a rotation, or another source.',
      );
    }
  }

  /** Version of the value in Parameter Store, as a token. It is 0 while the secret awaits its first value. */
  public get version(): number {
    return this.resource.version;
  }

  /**
   * Its copy in another region, to grant who reads it.
   *
   * Throws a VaultConfigurationError if it is not copied there.
   *
   * @param region one of its replicaRegions
   */
  public replicaIn(region: string): IReadableSecretReplica {
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
  public _newestVersion(): number {
    return this.version;
  }

  /** @internal */
  protected _encryptActions(): readonly string[] {
    return encryptActions(this.tier, this.adopted);
  }

  /** Takes the environment name in every service that reads it, so that none of them has another secret of that name. */
  private declareShared(vault: DeclaringVault, services: readonly string[], subject: string): void {
    recordsOf(this).share(this, services);
    for (const service of services) {
      const fault =
        serviceFault(service) ??
        (service === this.service ? { problem: `sharedWith has its own service '${service}'`, remedy: 'Leave it out there.' } : undefined);
      if (fault) throw new SecretNameError(subject, fault.problem, fault.remedy);
      DeclaredSecrets.of(this).declare({
        subject,
        path: this.node.path,
        service,
        key: this.key,
        systemOfRecord: SystemOfRecord.PARAMETER_STORE,
        places: vault.placesIn(this, { subject }),
      });
    }
  }

  private sourceContext(vault: DeclaringVault, subject: string): SourceContext {
    return {
      scope: this,
      subject,
      maximumBytes: maximumBytes(this.tier),
      random: (id, value) => vault.parameters.random(this, id, subject, value),
    };
  }

  private ownTags({ description, owner, tags }: ApplicationSecretProps, subject: string): { [key: string]: string } | undefined {
    const own = { ...(description === undefined ? {} : { Description: description }), ...(owner === undefined ? {} : { Owner: owner }) };
    for (const [name, text] of Object.entries(own)) {
      if (/^[\p{L}\p{N} _.:/=+@-]{1,256}$/u.test(text)) continue;
      throw new VaultConfigurationError(
        subject,
        `${name.toLowerCase()} cannot be a tag's value`,
        'Write 1 to 256 letters, digits, spaces and any of _.:/=+-@',
      );
    }
    const all = { ...own, ...tags };
    return Object.keys(all).length === 0 ? undefined : all;
  }
}

function environmentService(service: string, environment: string): string {
  if (/^[a-z0-9][a-z0-9-]{0,31}$/.test(environment)) return `${service}/${environment}`;
  throw new SecretNameError(
    `ApplicationSecret in service '${service}'`,
    `environment '${environment}' is not 1 to 32 lowercase letters, digits and '-'`,
    'Write it like pr-12.',
  );
}
