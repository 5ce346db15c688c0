import type { CofferProvider } from '../bindings/provider';
import type { SecretEngine } from '../contracts/secret-engine';
import type { ProviderInstallation } from '../terraform/provider-installation';

/** What a program has to know of a vault that another program declares. */
export interface SecretVaultAttributes {
  /**
   * Application that the secrets belong to, as the vault's program has it.
   *
   * @jsii suppress JSII5018 it is Namespace in C#
   */
  readonly namespace: string;

  /** Stage of the application, as the vault's program has it. Roles and stacks of other stages are refused as in that program. */
  readonly stage: string;

  /**
   * ARN of the KMS key that encrypts the vault's parameters, `keyArn` of the vault: written out, or a token, such as an output of
   * a remote state or a variable. It also says the vault's account, region and partition, so that nothing has to be looked up.
   *
   * The ARN of an alias is refused, at synth or in the plan, since IAM policies need the key itself.
   *
   * @see AWS Key Management Service Developer Guide: Key identifiers (KeyId)
   */
  readonly keyArn: string;

  /**
   * Alias of that key, for chamber. Only a vault with `VaultKey.fromAlias()` has another one than the default.
   *
   * @default `alias/<namespace>-<stage>-chamber`
   */
  readonly keyAlias?: string;

  /**
   * ARNs of the IAM roles that deploy the vault, `deployers` of the vault. The key denies them decryption, so that a grant of
   * reading to one of them is refused here too.
   *
   * @default - none are known here; what is granted to one of them has no effect in AWS
   */
  readonly deployers?: string[];

  /**
   * What writes its secrets, `engine` of the vault: roles of pipelines need other permissions without the coffer provider.
   *
   * @default SecretEngine.COFFER
   */
  readonly engine?: SecretEngine;

  /**
   * The coffer provider by which secrets are read during a run, such as by an EphemeralSecret, in the stack of the imported vault. It
   * has to lead to the account and region of the vault. Give it if the stack's AwsProvider leads elsewhere.
   *
   * @default - that of the stack which reads, with the settings of its AwsProvider; none is declared if nothing is read
   */
  readonly provider?: CofferProvider;

  /**
   * Where Terraform gets the coffer provider from, if something is read. One choice for a stack.
   *
   * @default ProviderInstallation.bundled()
   */
  readonly installation?: ProviderInstallation;
}
