/**
 * Days that hold where nobody gives any.
 */

/** After which a value is replaced. */
export const ROTATION_DAYS = 30;

/** After which a pair of SSH keys is replaced, and people are reminded of what they replace. */
export const SSH_KEY_DAYS = 90;
export const REMINDER_DAYS = 90;

/** For which a certificate is valid. */
export const CERTIFICATE_DAYS = 90;

/** For which the key before goes on opening what it opened. */
export const GRACE_DAYS = 2;

/** The same for access keys, of which a user has two at most: they have to be gone well before the rotation after the next. */
export function accessKeyGraceDays(everyDays: number | undefined): number {
  return everyDays === undefined ? GRACE_DAYS : Math.min(GRACE_DAYS, Math.max(1, Math.floor(everyDays / 3)));
}
