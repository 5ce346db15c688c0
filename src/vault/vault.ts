import { IConstruct } from 'constructs';

/** The secrets of one application in one stage: where they live, and what encrypts them. */
export interface IVault extends IConstruct {
  /**
   * Application that the secrets belong to.
   *
   * @jsii suppress JSII5018 it is Namespace in C#
   */
  readonly namespace: string;
  /** Stage of the application. */
  readonly stage: string;
  /** `<namespace>-<stage>`. */
  readonly vaultName: string;
  /** ARN of the KMS key that encrypts the vault's parameters, as a token if the key is declared or looked up. */
  readonly keyArn: string;
  /** Alias of the KMS key, as chamber wants it in CHAMBER_KMS_KEY_ALIAS. */
  readonly keyAlias: string;
}
