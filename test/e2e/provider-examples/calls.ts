import type { RequestRecord } from '../../../tools/local-aws/local-aws';

/** Signing names of services whose actions have another prefix (Service Authorization Reference). */
const PREFIXES: Readonly<Record<string, string>> = { tagging: 'tag' };
/** What needs no permission (STS: GetCallerIdentity). */
const FREE = ['sts:GetCallerIdentity'];

/**
 * The actions that a call needs, as AWS documents them: those of S3 are not named as their operations, and an object
 * under a KMS key takes that key's too (S3: Using server-side encryption with AWS KMS keys), which local AWS does not ask for.
 */
const OF_CALLS: Readonly<Record<string, readonly string[]>> = {
  's3:HeadObject': ['s3:GetObject'],
  's3:ListObjectsV2': ['s3:ListBucket'],
  's3:PutObject': ['s3:PutObject', 's3:PutObjectTagging', 'kms:GenerateDataKey'],
  's3:GetObject': ['s3:GetObject', 'kms:Decrypt'],
};

/** @param underOwnKey names of the parameters under a key of the account's own */
export function actionsOf(
  { service, operation, status, name, withDecryption }: RequestRecord,
  underOwnKey: readonly string[],
): readonly string[] {
  const action = `${PREFIXES[service] ?? service}:${operation}`;
  if (FREE.includes(action)) return [];
  const actions = OF_CALLS[action] ?? [action, ...(action === 'ssm:PutParameter' ? ['ssm:AddTagsToResource'] : [])];
  const ofKey = action === 'ssm:PutParameter' ? 'kms:Encrypt' : withDecryption ? 'kms:Decrypt' : undefined;
  const isUnderKey = underOwnKey.some((parameter) => parameter === name || (name?.endsWith('/') && parameter.startsWith(name)));
  return ofKey && isUnderKey && status < 400 ? [...actions, ofKey] : actions;
}
