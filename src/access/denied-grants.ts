import type { IConstruct } from 'constructs';
import { isBelow } from './service-levels';
import { GrantError } from '../errors';
import { type GrantedRole, keysIn } from '../iam/grantee';
import { SynthChecks } from '../terraform/synth-checks';
import { recordsOf } from '../vault/manifest/app-manifest';
import type { RecordedRead, RecordedVault } from '../vault/manifest/secret-records';
import { VaultCore } from '../vault/vault-core';

/** A role to which a policy of Coffer's denies something, whatever it is granted beside that. */
export interface DenyingRole {
  /** What has the policy. */
  readonly scope: IConstruct;
  readonly subject: string;
  readonly role: GrantedRole;
  /** What to do instead of granting what is denied. */
  readonly remedy: string;
}

/**
 * Refuses, once everything is declared, that a role is granted to read what its own policies deny: the program would say one
 * thing, and AWS another.
 *
 * @throws GrantError, at synth
 */
export function refuseDeniedReads(denying: DenyingRole, isDenied: (read: RecordedRead) => boolean): void {
  const { scope, subject, role, remedy } = denying;
  SynthChecks.of(scope).add(`reads that are denied ${scope.node.path}`, () => {
    const read = recordsOf(scope)
      .allReaders()
      .find((each) => each.reader.role !== undefined && isSame(role, each.vault, each.reader.role) && isDenied(each));
    if (!read) return;
    throw new GrantError(
      subject,
      `role '${role.label}' is granted to read ${read.what} of vault ${read.vault.vaultName}, and its own policy denies it decryption`,
      remedy,
    );
  });
}

/**
 * Refuses, once everything is declared, that a role is granted to change what is below services of a vault, if its policy denies
 * such changes.
 *
 * @param id what tells several of one construct apart
 * @throws GrantError, at synth
 */
export function refuseDeniedChanges(denying: DenyingRole, id: string, vault: VaultCore, services: () => readonly string[]): void {
  const { scope, subject, role, remedy } = denying;
  SynthChecks.of(scope).add(`changes that are denied ${scope.node.path} ${id}`, () => {
    for (const change of recordsOf(scope).changes) {
      const above = services().find((service) => isBelow(change.service, service));
      if (above === undefined || !isSame(role, change.vault, change.role)) continue;
      if (!vault.is(VaultCore.of(change.vault.construct))) continue;
      throw new GrantError(
        subject,
        `role '${role.label}' is granted to change ${change.what}, and its policy for service '${above}' denies it changes below that`,
        remedy,
      );
    }
  });
}

function isSame(own: GrantedRole, vault: RecordedVault, other: GrantedRole): boolean {
  const keys = keysIn(vault.construct, own);
  return keysIn(vault.construct, other).some((key) => keys.includes(key));
}
