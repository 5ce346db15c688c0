import type { PolicyStatement } from './policy-document';

/** The encryption context by which Parameter Store says what it encrypts (AWS: How Parameter Store uses AWS KMS). */
export const PARAMETER_CONTEXT = 'kms:EncryptionContext:PARAMETER_ARN';
/** The same of S3 (S3: Encryption context). */
export const OBJECT_CONTEXT = 'kms:EncryptionContext:aws:s3:arn';
/** The same of SQS, whose context is the ARN of the queue. */
export const QUEUE_CONTEXT = 'kms:EncryptionContext:aws:sqs:arn';

/** What a key may be used for, by encryption context; values may be tokens. */
export interface KeyUseContext {
  /** Contexts that are exactly these. */
  readonly exactly?: { readonly [key: string]: string | readonly string[] };
  /** Contexts that are like these. */
  readonly like?: { readonly [key: string]: string | readonly string[] };
  /** And not like these. */
  readonly notLike?: { readonly [key: string]: string | readonly string[] };
}

/**
 * The statement that lets a principal use a key: through a service of AWS only, and only for what the context names.
 *
 * @param through `<service>.<region>.<domain>`, one or several
 */
export function keyUse(
  sid: string,
  action: string | readonly string[],
  keyArn: string,
  through: string | readonly string[],
  { exactly, like, notLike }: KeyUseContext = {},
): PolicyStatement {
  return {
    Sid: sid,
    Effect: 'Allow',
    Action: action,
    Resource: keyArn,
    Condition: {
      StringEquals: { ...exactly, 'kms:ViaService': through },
      ...(like && { StringLike: like }),
      ...(notLike && { StringNotLike: notLike }),
    },
  };
}

/**
 * The statement that keeps a role from using any other key through Parameter Store. A key's own policy may allow a role
 * what the role's policies do not mention: somebody's key could so be used for values that the role reads or writes.
 */
export function onlyTheseKeys(keyArns: readonly string[]): PolicyStatement {
  return {
    Sid: 'NoOtherKeys',
    Effect: 'Deny',
    Action: ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey'],
    NotResource: [...new Set(keyArns)].sort(),
    Condition: { StringLike: { 'kms:ViaService': 'ssm.*' } },
  };
}
