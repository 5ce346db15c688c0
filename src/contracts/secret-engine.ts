/** What puts secrets into Parameter Store. */
export enum SecretEngine {
  /** The coffer provider, with all that Coffer does. */
  COFFER = 'coffer',
  /**
   * The provider hashicorp/aws alone, for pipelines that may run no other one: `aws_ssm_parameter` with write-only values. Every
   * refresh decrypts, and whatever needs the coffer provider is an error at synth. See docs/guides/without-the-coffer-provider.md.
   */
  AWS_ONLY = 'aws-only',
}
