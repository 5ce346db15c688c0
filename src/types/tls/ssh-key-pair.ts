import { KeyPair } from '@cdktf/provider-aws/lib/key-pair';
import { Construct } from 'constructs';
import { RotationError } from '../../errors';
import type { Grant } from '../../iam/grant';
import type { IGrantee } from '../../iam/grantee';
import { SecretRotator } from '../../rotation/secret-rotator';
import { sshKeyRecipe, type SshKeyRotationProps } from '../../rotation/ssh-key-rotation';
import { KeyAlgorithm } from '../../secret/key-algorithm';
import { NamedSecret } from '../../secret/named-secret';
import { PRIVATE_KEY_IN_STATE, KeyPart, PublicPart } from '../../secret/parameter-part';
import type { SecretNameProps, IReadableSecret } from '../../secret/secret';
import type { IVault } from '../../vault/vault';

/** A key pair for SSH. */
export interface SshKeyPairProps {
  /** Vault that the private key is in. */
  readonly vault: IVault;

  /** Service that it belongs to. */
  readonly service: string;

  /** Key of the private half within the service, such as deploy_key. */
  readonly key: string;

  /**
   * What the key is.
   *
   * @default KeyAlgorithm.ed25519()
   */
  readonly algorithm?: KeyAlgorithm;

  /**
   * Replaces the key from time to time. The public halves, the last one's among them during its grace, are then the value
   * of `<key>_authorized_keys`, which hosts read, such as by AuthorizedKeysCommand; `publicKeyOpenssh` stays that of the
   * first key. Not with ec2KeyPair: EC2 has one key for good.
   *
   * @default - never
   */
  readonly rotation?: SshKeyRotationProps;

  /**
   * Register the public half with EC2 under `<namespace>-<stage>-<service>-<key>`, for instances to be started with.
   *
   * @default false
   */
  readonly ec2KeyPair?: boolean;

  /**
   * Number of the key, from 1. Raise it to have a new one made; the old one stays as an earlier version.
   *
   * @default 1
   */
  readonly generation?: number;

  /**
   * Take over a key that is in Parameter Store already.
   *
   * @default false
   */
  readonly adopt?: boolean;

  /**
   * Public half of an adopted key that Coffer did not make, in PEM: `ssh-keygen -e -m PKCS8 -f key.pub`.
   *
   * @default - found beside the key
   */
  readonly publicKeyPem?: string;

  /**
   * Refuse to delete the key. To delete it, apply with false first.
   *
   * @default true
   */
  readonly deletionProtection?: boolean;

  /**
   * Tags of the parameter and of the EC2 key pair, on top of the vault's.
   *
   * @default - the vault's tags
   */
  readonly tags?: { [key: string]: string };
}

/**
 * A key pair for SSH: the private half in Parameter Store in OpenSSH's own format, which every OpenSSH reads, and the public
 * half for whatever it opens. A key that an earlier version of Coffer made stays as it is. EC2 takes RSA and Ed25519 keys.
 */
export class SshKeyPair extends Construct {
  /**
   * The private half of a key pair that another program declares, to grant access to it. Nothing is created or looked up.
   *
   * Throws a SecretNameError if chamber or a program could not read the name.
   *
   * @param scope scope of the construct
   * @param id id of the construct
   * @param props its names
   */
  public static fromName(scope: Construct, id: string, props: SecretNameProps): IReadableSecret {
    return new NamedSecret(scope, id, props, 'SshKeyPair');
  }

  /** The private half. */
  public readonly privateKey: IReadableSecret;
  /** The public halves that hosts let in, one a line. Undefined without rotation. */
  public readonly authorizedKeys?: IReadableSecret;

  private readonly part: KeyPart;
  private readonly keyPair?: KeyPair;

  constructor(scope: Construct, id: string, props: SshKeyPairProps) {
    super(scope, id);
    const { vault, service, key } = props;
    this.part = new KeyPart(this, 'key', {
      vault,
      service,
      key,
      type: 'SshKeyPair',
      needsCofferSince: PRIVATE_KEY_IN_STATE,
      algorithm: props.algorithm ?? KeyAlgorithm.ed25519(),
      format: 'OPENSSH',
      generation: props.generation,
      adopt: props.adopt,
      publicKeyPem: props.publicKeyPem,
      deletionProtection: props.deletionProtection,
      tags: props.tags,
    });
    this.privateKey = this.part;
    if (props.rotation) this.authorizedKeys = this.rotate(props, props.rotation);
    if (props.ec2KeyPair) {
      this.keyPair = new KeyPair(this, 'ec2', {
        keyName: `${vault.vaultName}-${service.replace(/\//g, '-')}-${key}`,
        publicKey: this.publicKeyOpenssh,
        tags: this.part._vault.tagsWith(props.tags),
      });
    }
  }

  private rotate(props: SshKeyPairProps, rotation: SshKeyRotationProps): IReadableSecret {
    const { vault, service, key } = props;
    const subject = `SshKeyPair '${service}/${key}'`;
    if (props.ec2KeyPair) {
      throw new RotationError(subject, 'it has rotation and ec2KeyPair, and EC2 keeps one key for good', 'Leave one of them out.');
    }
    const generation = props.generation ?? 1;
    const authorizedKeys = new PublicPart(this, 'authorized-keys', {
      vault,
      service,
      key: `${key}_authorized_keys`,
      type: 'SshKeyPair',
      needsCofferSince: PRIVATE_KEY_IN_STATE,
      value: this.publicKeyOpenssh,
      version: generation,
      deletionProtection: props.deletionProtection,
      tags: props.tags,
    });
    const { algorithm, rsaBits, ecdsaCurve } = (props.algorithm ?? KeyAlgorithm.ed25519())._arguments;
    SecretRotator._part.getOrCreate(this.part._vault)._addRecipe(
      {
        secret: this.part,
        subject,
        type: 'SshKeyPair',
        kmsKeyId: this.part._vault.settingsIn(this, { subject }).kmsKeyId,
        awaitsFirst: false,
        resources: [this.part.resource],
      },
      sshKeyRecipe(rotation, { algorithm, rsaBits, curve: ecdsaCurve }, this.part, authorizedKeys),
    );
    return authorizedKeys;
  }

  /** Public half as authorized_keys has it, as a token. */
  public get publicKeyOpenssh(): string {
    return this.part.resource.publicKeyOpenssh;
  }

  /** SHA-256 fingerprint, as `ssh-keygen -l` prints it, as a token. */
  public get fingerprint(): string {
    return this.part.resource.publicKeyFingerprintSha256;
  }

  /** Name of the EC2 key pair, as a token. Undefined if there is none. */
  public get ec2KeyName(): string | undefined {
    return this.keyPair?.keyName;
  }

  /**
   * Let a role read the private half.
   *
   * Throws a GrantError if the grantee is not a role, or is a role of another stage.
   *
   * @param grantee the role
   * @returns what was attached, to order what uses it after: `Grant.applyBefore()`
   */
  public grantRead(grantee: IGrantee): Grant {
    return this.privateKey.grantRead(grantee);
  }
}
