import { TerraformStack } from 'cdktf';
import { Construct } from 'constructs';
import { checkSource, SecretSource } from './secret-source';
import { Secret } from '../bindings/secret';
import { ISecret, SecretBase, subjectOf } from '../secret';
import { DeclaredSecrets } from '../stores/declared-secrets';
import { encryptActions, maximumBytes, ParameterTier } from '../stores/parameter-store';
import { SystemOfRecord } from '../stores/system-of-record';
import { claimOf, refuseReservedTags } from '../stores/tags';
import type { SecretVault } from '../vault';

/** Names of a secret that exists, or that another program declares. */
export interface SecretNameProps {
  /** Vault that the secret is in: its account, region, key and stage. */
  readonly vault: SecretVault;

  /**
   * Service that the secret belongs to: lowercase letters, digits, '_', '-' and '.', with '/' between levels
   * (chamber: Services).
   */
  readonly service: string;

  /** Key within the service: lowercase letters, digits, '_' and '-', not beginning with a digit (chamber: Keys). */
  readonly key: string;
}

/** A secret of an application. */
export interface ApplicationSecretProps extends SecretNameProps {
  /** Where the value comes from. */
  readonly source: SecretSource;

  /**
   * Size and price class of the parameter.
   *
   * @default ParameterTier.STANDARD
   */
  readonly tier?: ParameterTier;

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
 * - SecretNameError where chamber or a program could not read the name;
 * - DuplicateSecretError where the app declares the secret already;
 * - EnvironmentNameCollisionError where another key of the service becomes the same environment variable;
 * - LiteralSecretError where the source is a value.
 */
export class ApplicationSecret extends SecretBase {
  /**
   * A secret that exists, or that another program declares, to grant access to it. Nothing is created or looked up.
   *
   * @param scope scope of the construct
   * @param id id of the construct
   * @param props its names
   * @throws SecretNameError where chamber or a program could not read the name.
   */
  public static fromName(scope: Construct, id: string, props: SecretNameProps): ISecret {
    return new NamedSecret(scope, id, props);
  }

  private readonly tier?: ParameterTier;
  private readonly adopted: boolean;
  private readonly resource: Secret;

  constructor(scope: Construct, id: string, props: ApplicationSecretProps) {
    super(scope, id, props);
    const subject = subjectOf(this, this);
    const { vault } = props;
    const source = checkSource(props.source, subject);
    const path = this.node.path;
    const settings = vault._settingsIn(this, subject);
    DeclaredSecrets.of(this).declare({
      subject,
      path,
      service: this.service,
      key: this.key,
      systemOfRecord: SystemOfRecord.PARAMETER_STORE,
      places: vault._placesIn(this, subject),
    });
    if (props.tags) refuseReservedTags(subject, props.tags);

    this.tier = props.tier;
    this.adopted = props.adopt ?? false;
    const stack = TerraformStack.of(this);
    const { generate, valueWo, valueWoVersion } = source._render(this, subject, maximumBytes(props.tier));
    // Name by name, like the source: see there.
    this.resource = new Secret(this, 'Default', {
      generate,
      valueWo,
      valueWoVersion,
      name: this.parameterName,
      kmsKeyId: settings.kmsKeyId,
      provider: settings.provider,
      tier: props.tier,
      adopt: props.adopt,
      deletionProtection: props.deletionProtection,
      claim: claimOf(stack.node.path, stack.node.id, path),
      tags: vault._tags || props.tags ? { ...vault._tags, ...props.tags } : undefined,
    });
  }

  /** Version of the value in Parameter Store, as a token; 0 while the secret awaits its first value. */
  public get version(): number {
    return this.resource.version;
  }

  /** @internal */
  protected _encryptActions(): readonly string[] {
    return encryptActions(this.tier, this.adopted);
  }
}

/** A secret known by its name only. */
class NamedSecret extends SecretBase {
  /** @internal */
  public get _type(): string {
    return 'ApplicationSecret.fromName';
  }

  /** @internal */
  protected _encryptActions(): readonly string[] {
    return encryptActions(undefined, true);
  }
}
