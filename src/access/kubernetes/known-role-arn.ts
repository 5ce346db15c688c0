import type { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { Lazy } from 'cdktf';
import { writtenRole } from '../../iam/role-identity';

/**
 * ARN of a role as a manifest in a file has to have it: known at synth. Late, since aspects of the program may give the role another
 * name or a path; overrides are in there too.
 *
 * @param prefix how ARNs of roles of its account begin: `arn:aws:iam::<account>:role/`
 */
export function knownRoleArn(role: IamRole, prefix: string): string {
  const withPath = (): string => {
    const { name, path } = writtenRole(role);
    return `${path.replace(/^\//, '')}${name!}`;
  };
  return Lazy.stringValue({ produce: () => `${prefix}${withPath()}` });
}
