import { boundedName } from './function-names';
import { COFFER_SERVICE } from './names';

/**
 * Reserved names of the rotator: it and the constructs have to agree on them.
 */

/** Where the pending value of a secret waits: outside every service's path, so that no consumer sees it. */
export function pendingName(secret: string): string {
  return `/${COFFER_SERVICE}/pending${secret}`;
}

/**
 * What the description of a pending value says, so that whoever may not decrypt it can tell: that a run is at it, or that
 * the run which was at it has failed.
 */
export const PENDING_HELD = 1;
export const PENDING_GIVEN_UP = 0;

/** The longest that a run may be at it, in milliseconds: after that, it was cut off (Lambda: quotas, function timeout). */
export const LONGEST_RUN_MS = 900_000;

/** Bytes that the record of a rotation takes at most, before the pending value in the same parameter. */
export const RECORD_BYTES = 600;

/** Where a function of the user's own leaves the value that it made, for the rotator to take. */
export function suppliedName(secret: string): string {
  return `/${COFFER_SERVICE}/supplied${secret}`;
}

/** The secret whose pending value is in a parameter; undefined for other parameters. */
export function pendingSecret(name: string): string | undefined {
  const path = pendingName('/');
  return name.startsWith(path) ? name.slice(path.length - 1) : undefined;
}

/** The path of the rotation plans of all vaults. */
export const PLANS_PATH = `/${COFFER_SERVICE}/rotation`;

/** Where the rotation plan of a secret is. */
export function planName(vault: string, secret: string): string {
  return `${plansPath(vault)}${secret}`;
}

/** The secret whose rotation plan is in a parameter; undefined for other parameters. */
export function plannedSecret(name: string): string | undefined {
  return name.startsWith(`${PLANS_PATH}/`) ? /^\/[^/]+(\/.+)$/.exec(name.slice(PLANS_PATH.length))?.[1] : undefined;
}

/** The path of all rotation plans of a vault. */
export function plansPath(vault: string): string {
  return `${PLANS_PATH}/${vault}`;
}

/** Labels of the versions that a rotation has made current, and that it began with: a rollback is then one request. */
export const CURRENT = 'current';
export const PREVIOUS = 'previous';
export const ROTATION_LABELS: readonly string[] = [CURRENT, PREVIOUS];

/** Name of the group of a vault's schedules. */
export function scheduleGroupName(vault: string): string {
  return boundedName(vault);
}

/** Name of the schedule of the daily check. No secret's is like it: theirs have the '.' between service and key. */
export const CHECK_SCHEDULE = 'coffer-check';

/** Name of the schedule of a secret. */
export function scheduleName(secret: string): string {
  return boundedName(secret.slice(1).replace(/\//g, '.'));
}
