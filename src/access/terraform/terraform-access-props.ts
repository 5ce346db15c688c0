import type { IGrantee } from '../../iam/grantee';
import type { IVault } from '../../vault/vault';

/** Secrets for Terraform runs. */
export interface TerraformAccessProps {
  /** Vault that the secrets are in: its stage is that of the runs. */
  readonly vault: IVault;

  /**
   * ARNs of the roles and users that assume the role for Terraform runs, such as that of a pipeline. It makes that role, in
   * the stack of the vault.
   *
   * @default - no role is made
   */
  readonly assumedBy?: string[];

  /**
   * A role of the program's own, in place of one that is made here.
   *
   * @default - the one for assumedBy, if there is any
   */
  readonly role?: IGrantee;

  /**
   * Name of the role that is made, 1 to 64 letters, digits and any of _+=,.@-
   *
   * @default `<namespace>-<stage>-terraform-reader`
   */
  readonly roleName?: string;

  /**
   * The longest session of the role that is made, in minutes, 60 to 720 (IAM: MaxSessionDuration).
   *
   * @default 60
   */
  readonly sessionMinutes?: number;

  /**
   * Services that the role reads as a whole, whatever secrets they have or get: for `chamber exec <service> -- terraform
   * apply`, and for `environmentValue()`. Bootstrap secrets are read by name only.
   *
   * @default - none
   */
  readonly services?: string[];
}
