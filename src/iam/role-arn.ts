import { TerraformStack, Token } from 'cdktf';
import type { Construct } from 'constructs';
import { partitionOf } from '../contracts/partitions';
import { GrantError } from '../errors';
import { defaultAwsProvider, regionOf } from '../terraform/aws-provider';

/** A name that IAM allows (IAM: Name requirements). */
export const ROLE_NAME = /^[\w+=,.@-]{1,64}$/;

/** What the ARN of a role says. */
export interface RoleInArn {
  readonly account: string;
  readonly name: string;
}

const ROLE_ARN = /^arn:([a-z][a-z-]*):iam::(\d{12}):role((?:\/[!-.0-~]+)*\/)([\w+=,.@-]{1,64})$/;
const SESSION_ARN = /^arn:[a-z-]+:sts::\d{12}:assumed-role\//;
const LONGEST_PATH = 512;

/** Roles that nobody but AWS changes, by how their paths begin. */
const PROTECTED: { readonly [path: string]: string } = {
  '/aws-service-role/': 'is a service-linked role, to which only the service attaches policies',
  '/aws-reserved/sso.amazonaws.com/': 'is one of IAM Identity Center, which alone attaches policies to it',
};

/** As Terraform checks an ARN that is known only at apply. */
export const ROLE_ARN_PATTERN = '^arn:[a-z-]+:iam::[0-9]{12}:role/';

/**
 * What the ARN of a role says.
 *
 * @returns undefined if it is known only at apply
 * @throws GrantError if it is not one, or the stack is known to be in another partition
 */
export function roleInArn(scope: Construct, arn: string): RoleInArn | undefined {
  const refuse = (problem: string, remedy: string) => new GrantError(`Grantee in '${scope.node.path}'`, problem, remedy);
  if (typeof arn !== 'string') throw refuse(`the ARN is ${arn === null ? 'null' : typeof arn}`, 'Pass the ARN of a role.');
  if (Token.isUnresolved(arn)) return undefined;
  if (SESSION_ARN.test(arn)) {
    throw refuse(
      `'${arn}' is the ARN of a session, which ends, and not of its role`,
      'Pass the issuerArn of a DataAwsIamSessionContext with this arn: it looks up the role, with its path.',
    );
  }
  const [, partition, account, path, name] = ROLE_ARN.exec(arn) ?? [];
  if (name === undefined || path!.length > LONGEST_PATH) {
    throw refuse(
      `'${arn}' is not the ARN of an IAM role`,
      'Write arn:aws:iam::<account>:role/<name>, with the path of the role if it has one, or use fromRoleName().',
    );
  }
  const guarded = Object.keys(PROTECTED).find((each) => path!.startsWith(each));
  if (guarded !== undefined) {
    throw refuse(`'${arn}' ${PROTECTED[guarded]}`, 'Grant to a role of your own, which whoever has that one may assume.');
  }
  const region = regionOf(defaultAwsProvider(TerraformStack.of(scope)));
  if (region !== undefined && partitionOf(region) !== partition) {
    throw refuse(
      `'${arn}' is of partition ${partition}, and the stack in ${partitionOf(region)}, between which AWS grants and shares nothing`,
      'Declare the secret in a vault of that partition too, and grant it there.',
    );
  }
  return { account: account!, name };
}
