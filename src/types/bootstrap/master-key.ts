import { Construct } from 'constructs';
import { PrivateKey } from '../../bindings/private-key';
import { nameFault } from '../../contracts/names';
import { SystemOfRecord } from '../../contracts/system-of-record';
import { SecretNameError, VaultConfigurationError } from '../../errors';
import { Grant } from '../../iam/grant';
import { IGrantee, roleOf } from '../../iam/grantee';
import { declareSecret } from '../../secret/declare-secret';
import { checkGeneration, EllipticCurve, KeyAlgorithm } from '../../secret/key-algorithm';
import { MasterKeyBucket } from '../../systems-of-record/master-key-bucket/master-key-bucket';
import { DeclaringVault } from '../../vault/declaring-vault';
import type { IVault } from '../../vault/vault';
import type { VaultCore } from '../../vault/vault-core';

/** A master private key: what other keys are made from or vouched for with. */
export interface MasterKeyProps {
  /** Vault that the key belongs to. The key is kept in the vault's master-key bucket. */
  readonly vault: IVault;

  /** Service that the key belongs to, such as pki or backup. The object's key is `<service>/<key>.pem`. */
  readonly service: string;

  /** Key within the service, such as root. */
  readonly key: string;

  /**
   * What the key is.
   *
   * @default KeyAlgorithm.ecdsa(EllipticCurve.P384)
   */
  readonly algorithm?: KeyAlgorithm;

  /**
   * Number of the key, from 1. Raise it to have a new one made; the old one stays as an earlier version.
   *
   * @default 1
   */
  readonly generation?: number;

  /**
   * Take over a key that is in the bucket already.
   *
   * @default false - a key that is there already is an error at apply
   */
  readonly adopt?: boolean;

  /**
   * Public half of an adopted key that Coffer did not make, in PEM: `openssl pkey -in key.pem -pubout`.
   *
   * @default - found beside the key
   */
  readonly publicKeyPem?: string;

  /**
   * Refuse to delete the key, whether by destroy or by taking it out of the program. To delete it, apply with false first.
   *
   * @default true
   */
  readonly deletionProtection?: boolean;

  /**
   * Tags of the object, on top of the vault's: nine in all.
   *
   * @default - the vault's tags
   */
  readonly tags?: { [key: string]: string };
}

const NEEDS_COFFER_SINCE =
  'a private key that another provider makes is in the state, and hashicorp/aws would read the object in the bucket back';

/**
 * A master private key in the vault's master-key bucket. The provider makes it in memory; what is outside the bucket is
 * its public half only. It lives nowhere else, since there nobody reads it by a pattern or a shared key, but the vault's break-glass
 * principals and roles that are granted it by name. A key that programs read is a TlsCertificate, an SshKeyPair or an ApplicationSecret.
 *
 * Synth fails, in the constructor, with
 * - SecretNameError if its name is no name;
 * - DuplicateSecretError or TwoSystemsOfRecordError if the app declares it already;
 * - VaultConfigurationError if the vault names nobody for emergencies.
 */
export class MasterKey extends Construct {
  /** Service that the key belongs to. */
  public readonly service: string;
  /** Key within its service. */
  public readonly key: string;
  /** Key of the object in the bucket: `<service>/<key>.pem`. */
  public readonly objectKey: string;

  private readonly vault: VaultCore;
  private readonly resource: PrivateKey;

  constructor(scope: Construct, id: string, props: MasterKeyProps) {
    super(scope, id);
    const { service, key } = props;
    const subject = `MasterKey '${service}/${key}'`;
    const vault = DeclaringVault.of(props.vault, subject);
    const fault = nameFault({ service, key });
    if (fault) throw new SecretNameError(subject, fault.problem, fault.remedy);
    checkGeneration(subject, props.generation);
    vault.requireOwnStack(this, (problem, remedy) => new VaultConfigurationError(subject, problem, remedy));
    this.vault = vault;
    this.service = service;
    this.key = key;
    this.objectKey = `${service}/${key}.pem`;
    const { claim, tags, settings } = declareSecret(this, {
      vault,
      subject,
      service,
      key,
      systemOfRecord: SystemOfRecord.MASTER_KEY_BUCKET,
      name: this.objectKey,
      needsCofferSince: NEEDS_COFFER_SINCE,
      tags: props.tags,
    });
    // First: without the coffer provider there is no use in a bucket.
    const { provider } = settings;
    const bucket = MasterKeyBucket._part.getOrCreate(vault);
    this.resource = new PrivateKey(this, 'Default', {
      ...(props.algorithm ?? KeyAlgorithm.ecdsa(EllipticCurve.P384))._arguments,
      bucket: bucket.bucketName,
      key: this.objectKey,
      kmsKeyId: bucket.keyArn,
      generation: props.generation,
      adopt: props.adopt,
      publicKeyPem: props.publicKeyPem,
      deletionProtection: props.deletionProtection,
      claim,
      tags,
      provider,
      dependsOn: bucket._ready,
    });
  }

  /** Public half in PEM, as a token. */
  public get publicKeyPem(): string {
    return this.resource.publicKeyPem;
  }

  /** Public half as OpenSSH has it, as a token. */
  public get publicKeyOpenssh(): string {
    return this.resource.publicKeyOpenssh;
  }

  /** SHA-256 fingerprint of the public half, as `ssh-keygen -l` prints it, as a token. */
  public get fingerprint(): string {
    return this.resource.publicKeyFingerprintSha256;
  }

  /**
   * Let a role read the private key: this one and no other, in its own policy and in the bucket's. A last step, for
   * what cannot be given a key of its own.
   *
   * Throws a GrantError if the grantee is not a role, or is a role of another stage or stack.
   *
   * @param grantee the role, in the stack of the vault
   * @returns what was attached, to order what uses it after: `Grant.applyBefore()`
   */
  public grantRead(grantee: IGrantee): Grant {
    const subject = `MasterKey '${this.service}/${this.key}'`;
    return MasterKeyBucket._part.getOrCreate(this.vault)._allowRead(subject, roleOf(grantee, subject), this.objectKey);
  }

  /**
   * Let a role that deploys sign with the private key.
   *
   * @internal
   */
  public _grantSigning(grantee: IGrantee): Grant {
    const subject = `MasterKey '${this.service}/${this.key}'`;
    return MasterKeyBucket._part.getOrCreate(this.vault)._allowSigning(subject, roleOf(grantee, subject), this.objectKey);
  }

  /**
   * Where the key is, for what signs with it.
   *
   * @internal
   */
  public get _location(): { readonly bucket: string; readonly key: string } {
    // By the resource's attributes, so that the key is made first.
    return { bucket: this.resource.bucket, key: this.resource.key };
  }
}
