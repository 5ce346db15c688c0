/** An IAM policy document, as JSON has it (AWS: IAM JSON policy elements reference). */
export interface PolicyDocument {
  readonly Version: '2012-10-17';
  readonly Statement: readonly PolicyStatement[];
}

/** One statement of a policy. */
export interface PolicyStatement {
  readonly Sid: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Principal?:
    { readonly AWS: string | readonly string[] } | { readonly Service: string | readonly string[] } | { readonly Federated: string };
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

/** The most that the quota can be raised to. */
export const MOST_MANAGED_POLICIES_PER_ROLE = 20;

/** A policy document of these statements, as the string that AWS resources take. */
export function render(statements: readonly PolicyStatement[]): string {
  const document: PolicyDocument = { Version: '2012-10-17', Statement: statements };
  return JSON.stringify(document);
}

/** Resources of a statement as it is written for one of them: not a list. */
export function oneOrMany(resources: readonly string[]): string | readonly string[] {
  return resources.length === 1 ? resources[0]! : resources;
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
/** Any other ARN in a policy: that of a role with a name of 64 characters below a path of some levels. */
export const LONGEST_ARN = `arn:${LONGEST_PARTITION}:iam::${ANY_ACCOUNT}:role/${'p'.repeat(40)}/${'n'.repeat(64)}`;
/** A bucket's ARN at its longest. */
export const LONGEST_BUCKET_ARN = `arn:${LONGEST_PARTITION}:s3:::${'b'.repeat(63)}`;
