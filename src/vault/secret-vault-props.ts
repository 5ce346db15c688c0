import type { VaultKey } from './vault-key';
import type { VaultReplicationProps } from './vault-replication-props';
import type { CofferProvider } from '../bindings/provider';
import type { SecretEngine } from '../contracts/secret-engine';
import type { ProviderInstallation } from '../terraform/provider-installation';

/** A vault: the secrets of one application in one stage. */
export interface SecretVaultProps {
  /**
   * Application that the secrets belong to: 1 to 32 lowercase letters, digits and '-', beginning with a letter.
   *
   * Throws a VaultConfigurationError if it is not.
   *
   * @jsii suppress JSII5018 it is Namespace in C#
   */
  readonly namespace: string;

  /**
   * Stage of the application, such as dev or prod. It is written like the namespace. There is no default, so that a
   * program that forgets it cannot write to the wrong stage.
   *
   * Throws a VaultConfigurationError if it is not set, as from an environment variable that is missing.
   */
  readonly stage: string;

  /**
   * What puts the vault's secrets into Parameter Store. Without the coffer provider much is lost, and deploying takes leave
   * to decrypt: a way out if a pipeline may not run it. See docs/guides/without-the-coffer-provider.md.
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
   * ARNs of the IAM roles or users that read master keys and bootstrap secrets in an emergency. Needed by the first thing that
   * has a master key.
   *
   * The bucket of master keys asks for a second factor itself. For bootstrap secrets, let the trust policy of the role ask for it
   * (`"Bool": { "aws:MultiFactorAuthPresent": "true" }`): their key is called by Parameter Store, and AWS does not document that
   * it then still learns of a second factor. A policy that relied on it could keep everybody out in the emergency.
   *
   * @default - none
   */
  readonly breakGlass?: string[];

  /**
   * Whether IAM Identity Center asks for a second factor at every sign-in. Its roles, named in breakGlass, cannot show AWS one:
   * the bucket of master keys refuses them, or, with true, lets them in without.
   *
   * @default false
   */
  readonly mfaEnforcedByIdentityCenter?: boolean;

  /**
   * The coffer provider for the vault's secrets, in the vault's stack. It has to lead to the account and region of
   * the AWS provider without alias, where the vault's key is.
   *
   * @default - the stack's CofferProvider without alias; one with the settings of the stack's AwsProvider if there is none
   */
  readonly provider?: CofferProvider;

  /**
   * Where Terraform gets the coffer provider from. One choice for a stack.
   *
   * @default - ProviderInstallation.bundled()
   */
  readonly installation?: ProviderInstallation;

  /**
   * Refuse, in AWS, to delete what the vault's values hang on: its keys and their aliases, also those of copies, and the bucket
   * of its master keys with what closes it. It holds however the program changes: a vault that is renamed or removed, or gets
   * another key, fails to apply before anything is lost. To delete it, apply with false first. See docs/guides/moving-a-vault.md.
   *
   * A key of VaultKey.fromArn() or fromAlias() has a policy of its own, and is as protected as that says.
   *
   * @default true
   */
  readonly deletionProtection?: boolean;

  /**
   * Whether names that are one in the whole account carry the region: those of roles, users and groups, and of buckets. For a
   * vault of the same namespace and stage in a second region of the account. Whatever has such a name is replaced if this
   * changes. Needs the region written out in the stack's AwsProvider, which is declared before the vault.
   *
   * @default false
   */
  readonly regionInNames?: boolean;

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
