import { Fn, type TerraformResourceLifecycle, Token } from 'cdktf';

/**
 * AWS compares the ARN of a role, even for its sessions: the ARN of a session, as a caller identity has it, would match
 * nobody, and deny nothing. Only Terraform knows what a token leads to.
 */
export function deployersAreRoles(deployers: readonly string[]): TerraformResourceLifecycle | undefined {
  const precondition = deployers
    .filter((arn) => Token.isUnresolved(arn))
    .map((arn) => ({
      condition: Fn.can(Fn.regex('^arn:[a-z-]+:iam::[0-9]{12}:role/[A-Za-z0-9_+=,.@/-]+$', arn)),
      errorMessage:
        'One of deployers is not the ARN of an IAM role, so that the keys would deny it nothing. ' +
        'Of a session, such as DataAwsCallerIdentity.arn, pass DataAwsIamSessionContext.issuerArn.',
    }));
  return precondition.length > 0 ? { precondition } : undefined;
}
