import { type Finding, note, ok } from './finding';
import type { CallerIdentity } from '../../aws/accounts';

const CHECK = 'credentials';

/** Whose credentials they are, and whether that is a good idea. */
export function checkCredentials({ arn, accountId }: CallerIdentity): Finding {
  if (/:root$/.test(arn)) {
    return note(CHECK, `${arn}: the root user, whom no policy limits`, 'Use a role for this, and delete the access keys of the root user.');
  }
  if (/:user\//.test(arn)) {
    return note(CHECK, `${arn}: a user, whose access keys do not expire`, 'Use a role, with aws sso login on a laptop and OIDC in CI.');
  }
  return ok(CHECK, `${arn}, account ${accountId}`);
}
