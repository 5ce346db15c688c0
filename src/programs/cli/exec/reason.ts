import { userInfo } from 'node:os';
import type { AwsSettings } from '../../aws/aws-settings';
import { UsageError } from '../command';
import type { Terminal } from '../terminal';

/** IAM roles, as ARNs (IAM: identifiers). */
const ROLE = /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/;

/**
 * The role that secrets are read as. Its session is named by the reason, which CloudTrail records with every call. A role
 * may want a source identity (`LocalDevelopment` with `requireSourceIdentity`): it is the IAM user who asks, which is the one
 * name that such a role takes and AWS can vouch for, or else the person at this machine.
 *
 * @param caller ARN of whoever assumes the role, asked for only if it counts
 * @throws UsageError if it is no role's ARN, or nothing of the reason can be in a session's name
 */
export async function roleOf(
  role: string | undefined,
  reason: string | undefined,
  terminal: Pick<Terminal, 'error'>,
  caller: () => Promise<string>,
): Promise<Pick<AwsSettings, 'assumeRoles'>> {
  if (role === undefined) {
    if (reason !== undefined) {
      terminal.error('coffer exec: AWS records a reason only with the session of --role; without --role it is not recorded.');
    }
    return {};
  }
  if (!ROLE.test(role)) {
    throw new UsageError(`--role is '${role}', not the ARN of a role, such as arn:aws:iam::111122223333:role/acme-dev-developer`);
  }
  if (reason === undefined) return { assumeRoles: [{ roleArn: role, sessionName: sessionName(`coffer-exec-${person()}`) }] };
  const name = sessionName(reason);
  if (name.length < 2) {
    throw new UsageError(`--reason is '${reason}': it has no character that the name of a session may have (letters, digits and _+=,.@-)`);
  }
  const [, user] = /:user\/(?:.*\/)?([^/]+)$/.exec(await caller()) ?? [];
  return { assumeRoles: [{ roleArn: role, sessionName: name, sourceIdentity: user ?? sessionName(person()) }] };
}

/** What STS takes (STS: AssumeRole, RoleSessionName and SourceIdentity). */
function sessionName(given: string): string {
  return given
    .trim()
    .replace(/[^\w+=,.@-]+/g, '-')
    .replace(/^-+/, '')
    .slice(0, 64)
    .replace(/-+$/, '');
}

/** Who is logged in here; a container may have no name for its user. */
function person(): string {
  try {
    return userInfo().username || 'unknown';
  } catch {
    return process.env.USER || 'unknown';
  }
}
