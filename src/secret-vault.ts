import { Construct } from 'constructs';
import { VaultReplication } from './replication/vault-replication';
import { SecretRotator } from './rotation/secret-rotator';
import { MasterKeyBucket } from './systems-of-record/master-key-bucket/master-key-bucket';
import { AdoptedPath, type AdoptPathOptions } from './types/application/adopted-path';
import type { SecretVaultProps } from './vault/secret-vault-props';
import type { IVault } from './vault/vault';
import { VaultCore } from './vault/vault-core';

/**
 * Where the secrets of one application and stage live: Parameter Store in the account and region of the stack,
 * under a KMS key whose alias is `alias/<namespace>-<stage>-chamber`.
 */
export class SecretVault extends Construct implements IVault {
  /**
   * Application that the secrets belong to.
   *
   * @jsii suppress JSII5018 it is Namespace in C#
   */
  public readonly namespace: string;
  /** Stage of the application. */
  public readonly stage: string;
  /** `<namespace>-<stage>`. */
  public readonly vaultName: string;
  /** ARN of the KMS key that encrypts the vault's parameters, as a token if the key is declared or looked up. */
  public readonly keyArn: string;
  /** Alias of the KMS key, as chamber wants it in CHAMBER_KMS_KEY_ALIAS. */
  public readonly keyAlias: string;

  private readonly core: VaultCore;

  constructor(scope: Construct, id: string, props: SecretVaultProps) {
    super(scope, id);
    const subject = `SecretVault '${this.node.path}'`;
    this.core = new VaultCore(this, subject, props);
    this.namespace = this.core.namespace;
    this.stage = this.core.stage;
    this.vaultName = this.core.vaultName;
    this.keyArn = this.core.keyArn;
    this.keyAlias = this.core.keyAlias;
    if (props.replication) VaultReplication.declare(this.core, props.replication, subject);
  }

  /** The bucket of the vault's master keys: the one that was declared for it, or one that is created now. */
  public get masterKeys(): MasterKeyBucket {
    return MasterKeyBucket._part.getOrCreate(this.core);
  }

  /** What rotates the vault's secrets: the rotator that was declared for it, or one that is created now. */
  public get rotator(): SecretRotator {
    return SecretRotator._part.getOrCreate(this.core);
  }

  /**
   * Adopt every parameter that is there below a path, as secrets of this vault in its stack. Their values stay, and are
   * not read. Which they are is in the inventory that `coffer inventory <path>` wrote.
   *
   * Throws an AdoptionError if the inventory is missing, or a parameter cannot be adopted.
   *
   * @param path the path, such as `/api`, with all levels below it
   * @param options what is left out, and how they are kept
   */
  public adoptPath(path: string, options: AdoptPathOptions = {}): AdoptedPath {
    return new AdoptedPath(this, `adopted:${path}`.replace(/\//g, ':'), { ...options, vault: this, path });
  }
}
