import { Token } from 'cdktf';
import type { IConstruct } from 'constructs';
import { AccessProfile } from './access-profile';
import { changes } from './profile-statements';
import { isBootstrapService, serviceFault } from '../../contracts/names';
import { GrantError, SecretNameError } from '../../errors';
import type { VaultCore } from '../../vault/vault-core';
import { refuseForeignService } from '../kubernetes/services';
import { isBelow } from '../service-levels';

/**
 * Services that somebody is to have as a whole.
 *
 * @returns each once, in the order of their names
 * @throws GrantError if there are none, or one is of bootstrap secrets or of another vault
 * @throws SecretNameError if chamber could not read one
 */
export function checkProfileServices(scope: IConstruct, subject: string, vault: VaultCore, services: readonly string[]): readonly string[] {
  if (!Array.isArray(services) || Token.isUnresolved(services) || services.length === 0) {
    throw new GrantError(subject, 'services is empty, or known only at apply', "Name one service or more, such as services: ['api'].");
  }
  for (const service of services as readonly string[]) {
    const fault = Token.isUnresolved(service)
      ? { problem: 'a service is known only at apply', remedy: 'Write it out.' }
      : serviceFault(service);
    if (fault) throw new SecretNameError(subject, fault.problem, fault.remedy);
    if (isBootstrapService(service)) {
      throw new GrantError(
        subject,
        `service '${service}' is one of bootstrap secrets, which only the roles in their readers may read`,
        'Name the role in readers, where the secret is declared.',
      );
    }
    refuseForeignService(scope, subject, vault, service);
  }
  return [...new Set(services as readonly string[])].sort();
}

/**
 * Refuses a service below another one where a profile changes parameters: its policy denies changes below a service, and what is
 * denied by one policy, no other one allows.
 *
 * @param whose what the two are to be given to, each of them to one
 * @throws GrantError if there is one
 */
export function refuseServicesBelow(subject: string, profile: AccessProfile, services: readonly string[], whose = 'roles'): void {
  if (!changes(profile)) return;
  for (const service of services) {
    const above = services.find((other) => isBelow(service, other));
    if (above === undefined) continue;
    throw new GrantError(
      subject,
      `service '${service}' is below '${above}', and who may change secrets of a service may change none below it`,
      `Grant them to two ${whose}.`,
    );
  }
}

/** @throws GrantError if it is none */
export function checkProfile(subject: string, profile: AccessProfile): AccessProfile {
  const all = Object.values(AccessProfile);
  if (all.includes(profile)) return profile;
  throw new GrantError(subject, `profile is ${describe(profile)}`, `Take one of AccessProfile: ${all.join(', ')}.`);
}

function describe(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : String(value);
}
