import type { ISynthesisSession, TerraformStack } from 'cdktf';

/** A way of getting the provider to where Terraform finds it. */
export interface InstallationMethod {
  /** Settle the version that the stack requires. */
  require(stack: TerraformStack): void;
  /** Prepare the folder where Terraform runs. */
  install(stack: TerraformStack, session: ISynthesisSession): void;
}
