import { Token } from 'cdktf';
import type { IConstruct } from 'constructs';
import { IamNames } from './iam-names';
import { ROLE_NAME } from './role-arn';
import { GrantError } from '../errors';

/** What somebody does whose role has no name of its own. */
export interface RoleNameRemedies {
  /** Of a name that IAM does not take. */
  readonly refused: string;
  /** Of one that another role has. */
  readonly taken: string;
}

const BY_ROLE_NAME: RoleNameRemedies = {
  refused: 'Give roleName one that is.',
  taken: 'Give one of them a roleName of its own.',
};

/**
 * Takes the name of a role that a construct makes.
 *
 * @returns the name
 * @throws GrantError if IAM does not take it, or another role of the account has it
 */
export function claimRoleName(scope: IConstruct, subject: string, name: string, remedies: RoleNameRemedies = BY_ROLE_NAME): string {
  if (!Token.isUnresolved(name) && !ROLE_NAME.test(name)) {
    throw new GrantError(
      subject,
      `the role's name '${name}' is not 1 to 64 letters, digits and any of _+=,.@- (it has ${name.length} characters)`,
      remedies.refused,
    );
  }
  IamNames.of(scope).claim(
    scope,
    'role',
    name,
    subject,
    (other) => new GrantError(subject, `its role would be named '${name}', which is that of ${other}`, remedies.taken),
  );
  return name;
}
