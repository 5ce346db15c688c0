import { Fn, Op, type TerraformResourceLifecycle, Token } from 'cdktf';
import { VaultConfigurationError } from '../../errors';
import { deployersAreRoles } from '../../vault/deployers';

/** Roles that IAM Identity Center makes of its permission sets (IAM Identity Center: Referencing permission sets in resource policies). */
const OF_IDENTITY_CENTER = /:role\/aws-reserved\/sso\.amazonaws\.com\//;

/**
 * Those of the break-glass principals who have to show AWS a second factor.
 *
 * Sessions of IAM Identity Center never say aws:MultiFactorAuthPresent, however people signed in: a policy that asks for it
 * would keep them out in the very emergency.
 *
 * @throws VaultConfigurationError where one cannot, and nobody says that Identity Center asks for it instead
 */
export function checkSecondFactor(subject: string, breakGlass: readonly string[], enforcedByIdentityCenter: boolean): readonly string[] {
  const without = breakGlass.filter((arn) => OF_IDENTITY_CENTER.test(arn));
  if (without.length === 0 || enforcedByIdentityCenter) return breakGlass.filter((arn) => !without.includes(arn));
  throw new VaultConfigurationError(
    subject,
    `breakGlass has '${without[0]}', a role of IAM Identity Center, whose sessions cannot show AWS a second factor, ` +
      `which the policy of the bucket asks for`,
    'Name an IAM role whose trust policy wants aws:MultiFactorAuthPresent, or an IAM user with an MFA device. ' +
      'Or have Identity Center ask for a second factor at every ' +
      'sign-in, and say mfaEnforcedByIdentityCenter: true.',
  );
}

/**
 * What Terraform checks of principals whose ARN only it learns: deployers are roles, since nobody else could change the policy
 * after that, and no break-glass principal is of IAM Identity Center, since they are asked for a second factor in any case.
 */
export function principalsCanEnter(deployers: readonly string[], breakGlass: readonly string[]): TerraformResourceLifecycle | undefined {
  const precondition = breakGlass
    .filter((arn) => Token.isUnresolved(arn))
    .map((arn) => ({
      condition: Op.not(Fn.can(Fn.regex(':role/aws-reserved/sso[.]amazonaws[.]com/', arn))),
      errorMessage:
        'One of breakGlass is a role of IAM Identity Center, whose sessions cannot show AWS a second factor. ' +
        'Write its ARN out, and say mfaEnforcedByIdentityCenter: true, ' +
        'or name an IAM role whose trust policy wants aws:MultiFactorAuthPresent.',
    }));
  const all = [...(deployersAreRoles(deployers)?.precondition ?? []), ...precondition];
  return all.length > 0 ? { precondition: all } : undefined;
}
