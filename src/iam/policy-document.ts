/** An IAM policy document, as JSON has it (AWS: IAM JSON policy elements reference). */
export interface PolicyDocument {
  readonly Version: '2012-10-17';
  readonly Statement: readonly PolicyStatement[];
}

/** One statement of a policy. */
export interface PolicyStatement {
  readonly Sid: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Principal?: { readonly AWS: string | readonly string[] } | { readonly Service: string | readonly string[] } | { readonly Federated: string };
  readonly Action: string | readonly string[];
  /** Left out in the trust policy of a role, which is about that role. */
  readonly Resource?: string | readonly string[];
  /** Only in a Deny: all but these. */
  readonly NotResource?: string | readonly string[];
  readonly Condition?: { readonly [operator: string]: { readonly [key: string]: string | readonly string[] } };
}

/** The characters IAM allows in one managed policy, white space not counted (AWS: IAM and STS quotas). */
export const MAX_MANAGED_POLICY_CHARACTERS = 6144;

/** The managed policies IAM attaches to one role, unless the quota was raised (AWS: IAM and STS quotas). */
export const MANAGED_POLICIES_PER_ROLE = 10;

/** A policy document of these statements, as the string that AWS resources take. */
export function render(statements: readonly PolicyStatement[]): string {
  const document: PolicyDocument = { Version: '2012-10-17', Statement: statements };
  return JSON.stringify(document);
}

/*
 * Lengths of what only apply knows. Each is the longest there is, so that a policy that fits by this estimate
 * fits in AWS, and so that its size depends on nothing but the program.
 */

/** The longest partition. */
export const LONGEST_PARTITION = 'aws-us-gov';
/** The longest region. */
export const LONGEST_REGION = 'ap-southeast-2';
/** The longest domain of a partition's services. */
export const LONGEST_DNS_SUFFIX = 'amazonaws.com.cn';
/** An account number. */
export const ANY_ACCOUNT = '123456789012';
/** A KMS key's ARN at its longest. */
export const LONGEST_KEY_ARN = `arn:${LONGEST_PARTITION}:kms:${LONGEST_REGION}:${ANY_ACCOUNT}:key/mrk-${'0'.repeat(32)}`;
