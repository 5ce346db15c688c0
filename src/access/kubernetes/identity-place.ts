import type { ServiceAccountRole } from './service-account-role';
import type { IGrantee } from '../../iam/grantee';
import type { VaultCore } from '../../vault/vault-core';

/** Whom an identity is for. */
export interface IdentityPlace {
  readonly vault: VaultCore;
  readonly namespace: string;
  /** Name of the service account, and the end of the role's name. */
  readonly name: string;
}

/** A role, and the service account that has it, if one has. */
export interface BoundIdentity {
  readonly role: IGrantee;
  readonly serviceAccount?: ServiceAccountRole;
}
