/** A KMS key of a vault beside the vault's own. */
export interface AdditionalKey {
  /** What it is for, in names of policies, such as bootstrap. */
  readonly label: string;
  /** ARN of the key, as a token. */
  readonly keyArn: string;
  /** `ssm.<region>.<domain>`. @default - Parameter Store in the vault's own region */
  readonly parameterStore?: string;
}
