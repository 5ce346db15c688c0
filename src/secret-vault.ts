import { Construct } from 'constructs';
import { VaultReplication } from './replication/vault-replication';
import { SecretRotator } from './rotation/secret-rotator';
import { MasterKeyBucket } from './systems-of-record/master-key-bucket/master-key-bucket';
import { AdoptedPath, type AdoptPathOptions } from './types/application/adopted-path';
import { DeclaringVault } from './vault/declaring-vault';
import { ImportedVault } from './vault/imported-vault';
import type { SecretVaultAttributes } from './vault/secret-vault-attributes';
import type { SecretVaultProps } from './vault/secret-vault-props';
import type { IVault } from './vault/vault';

/**
 * Where the secrets of one application and stage live: Parameter Store in the account and region of the stack,
 * under a KMS key whose alias is `alias/<namespace>-<stage>-chamber`.
 */
export class SecretVault extends Construct implements IVault {
  /**
   * A vault that another program declares, to grant, read or hand on its secrets: refer to each by `fromName()` of its type. It makes
   * no key, alias or bucket, looks nothing up, and claims no name. Nothing can be declared in it.
   *
   * The key's ARN says where the vault is: its account, region and partition. Grants go to roles of that account, from a stack of
   * whatever region. What reads during a run, such as an EphemeralSecret, is refused if its provider leads to another account or
   * region; only then is a coffer provider declared. What is known only at apply is checked in the plan.
   *
   * Throws a VaultConfigurationError if a name is missing, or `keyArn` is not the ARN of a key.
   *
   * @param scope scope of the construct
   * @param id id of the construct
   * @param attributes what the program that declares the vault says of it
   * @throws VaultConfigurationError if a name is missing, or `keyArn` is not the ARN of a key
   */
  public static fromAttributes(scope: Construct, id: string, attributes: SecretVaultAttributes): IVault {
    return new ImportedVault(scope, id, attributes);
  }

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

  private readonly core: DeclaringVault;

  constructor(scope: Construct, id: string, props: SecretVaultProps) {
    super(scope, id);
    const subject = `SecretVault '${this.node.path}'`;
    this.core = new DeclaringVault(this, subject, props);
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
