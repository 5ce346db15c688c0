import { AwsSettingError, type AwsSettings } from './aws-settings';

/** Who Terraform is to AWS. */
export interface CallerIdentity {
  readonly accountId: string;
  readonly partition: string;
  readonly arn: string;
}

/** Whether the settings care which account is called. */
export function limitsAccounts({ allowedAccountIds = [], forbiddenAccountIds = [] }: AwsSettings): boolean {
  return allowedAccountIds.length > 0 || forbiddenAccountIds.length > 0;
}

/**
 * Makes sure that an account may be called.
 *
 * @throws AwsSettingError where it may not
 */
export function requireAllowedAccount(
  { accountId, arn }: CallerIdentity,
  { allowedAccountIds = [], forbiddenAccountIds = [] }: AwsSettings,
): void {
  const instead = 'Nothing was read or written. Use other credentials (profile, assume_role), or correct the setting.';
  if (forbiddenAccountIds.includes(accountId)) {
    throw new AwsSettingError(
      `AWS account ${accountId} is forbidden`,
      `The credentials are those of ${arn}, and forbidden_account_ids has its account. ${instead}`,
    );
  }
  if (allowedAccountIds.length > 0 && !allowedAccountIds.includes(accountId)) {
    throw new AwsSettingError(
      `AWS account ${accountId} is not allowed`,
      `The credentials are those of ${arn}, and allowed_account_ids has ${allowedAccountIds.join(', ')} only. ${instead}`,
    );
  }
}

/**
 * Makes sure that credentials that take the place of others lead to the same account.
 *
 * @throws AwsSettingError where they do not
 */
export function requireSameAccount(before: CallerIdentity, now: CallerIdentity): void {
  if (now.accountId === before.accountId && now.partition === before.partition) return;
  throw new AwsSettingError(
    `The credentials changed from AWS account ${before.accountId} to ${now.accountId}`,
    `They were those of ${before.arn}, which expired, and are those of ${now.arn} now. ` +
      `Nothing was read or written in account ${now.accountId}; what was done before is in account ${before.accountId}. ` +
      'Renew the credentials of that account, and start again.',
  );
}
