import type { MasterKeyReplication } from './master-key-replication';
import type { IVault } from '../../vault/vault';

/** A bucket for master private keys. */
export interface MasterKeyBucketProps {
  /** Vault whose master keys it holds. A vault has one such bucket. */
  readonly vault: IVault;

  /**
   * ARNs of the roles or users that read master keys in an emergency, always with a second factor (MFA). At least one,
   * since nobody else reads a key that was not granted to them by name.
   *
   * @default - those of the vault
   */
  readonly breakGlass?: string[];

  /**
   * Whether IAM Identity Center asks for a second factor at every sign-in. Its roles, named in breakGlass, cannot show AWS one, and
   * are then let in without. What asks is up to its settings, or those of the identity provider behind it, which Coffer does not see.
   *
   * @default - what the vault says
   */
  readonly mfaEnforcedByIdentityCenter?: boolean;

  /**
   * ARNs of the IAM roles that deploy the bucket: they change its policies, and look at the metadata of keys, which plans need.
   * At least one. The key denies them decryption.
   *
   * @default - those of the vault
   */
  readonly deployers?: string[];

  /**
   * Name of the bucket: 3 to 63 lowercase letters, digits and '-', one in the world.
   *
   * @default - `<namespace>-<stage>-master-keys-<account>`
   */
  readonly bucketName?: string;

  /**
   * Days for which a key that was replaced or deleted is kept as an earlier version, 90 or more.
   *
   * @default 3650
   */
  readonly oldVersionDays?: number;

  /**
   * Days for which no version can be deleted at all but by who may bypass governance, 1 to 36500 (S3: Object Lock).
   * It can only be chosen when the bucket is made.
   *
   * @default - no object lock
   */
  readonly objectLockDays?: number;

  /**
   * Days for which the access log is kept, 90 or more.
   *
   * @default 365
   */
  readonly accessLogDays?: number;

  /**
   * A bucket in another region, or of another account, to which keys are copied as they are written. Keys that were there
   * before are not (S3: Batch Replication copies those).
   *
   * @default - none
   */
  readonly replication?: MasterKeyReplication;
}
