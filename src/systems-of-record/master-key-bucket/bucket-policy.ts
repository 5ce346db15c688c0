import { PolicyStatement, render } from '../../iam/policy-document';

/** What the policy of a master-key bucket is made of; values may be tokens. */
export interface BucketPolicyProps {
  /** ARN of the bucket. */
  readonly bucketArn: string;
  /** ARN of the one key that may encrypt in it. */
  readonly keyArn: string;
  /** ARNs of the principals that read in an emergency, and only with a second factor. */
  readonly breakGlass: readonly string[];
  /** ARNs of the roles that were granted a key, by name. */
  readonly readers: readonly string[];
  /** ARNs of the roles that deploy: they see metadata, and the key denies them decryption. */
  readonly deployers: readonly string[];
}

const READ: readonly string[] = ['s3:GetObject', 's3:GetObjectVersion'];

/**
 * The policy of a master-key bucket. It allows nothing: what somebody may do is up to IAM policies, and this says what
 * none of them can open. S3 hands `*` and a condition to everybody, account owner and administrators included.
 */
export function masterKeyBucketPolicy(props: BucketPolicyProps): string {
  const objects = `${props.bucketArn}/*`;
  const everywhere = [props.bucketArn, objects];
  const deny = (Sid: string, Action: string | readonly string[], Resource: string | readonly string[], Condition: PolicyStatement['Condition']): PolicyStatement => (
    { Sid, Effect: 'Deny', Principal: { AWS: '*' }, Action, Resource, Condition }
  );
  return render([
    deny('TlsOnly', 's3:*', everywhere, { Bool: { 'aws:SecureTransport': 'false' } }),
    deny('ModernTlsOnly', 's3:*', everywhere, { NumericLessThan: { 's3:TlsVersion': '1.2' } }),
    // Also where a request names no encryption at all: a condition that denies holds for what is missing.
    deny('RightKeyOnly', 's3:PutObject', objects, { StringNotEquals: { 's3:x-amz-server-side-encryption-aws-kms-key-id': props.keyArn } }),
    deny('ReadByNameOnly', READ, objects, { ArnNotLike: { 'aws:PrincipalArn': [...props.breakGlass, ...props.readers, ...props.deployers] } }),
    deny('BreakGlassWithSecondFactor', READ, objects, {
      ArnLike: { 'aws:PrincipalArn': props.breakGlass },
      BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' },
    }),
    // Whoever could delete versions, or stop them from being kept, could lose a key for good (R8).
    deny('VersionsStay', ['s3:DeleteObjectVersion', 's3:PutBucketVersioning', 's3:PutLifecycleConfiguration'], everywhere, {
      ArnNotLike: { 'aws:PrincipalArn': [...props.breakGlass, ...props.deployers] },
    }),
  ]);
}

/**
 * The policy of a copy of a master-key bucket. It allows nothing either: what S3 replicates, it writes by s3:ReplicateObject,
 * and whoever else would write finds the door shut.
 */
export function replicaBucketPolicy({ bucketArn, breakGlass, deployers }: Pick<BucketPolicyProps, 'bucketArn' | 'breakGlass' | 'deployers'>): string {
  const objects = `${bucketArn}/*`;
  const everywhere = [bucketArn, objects];
  const deny = (Sid: string, Action: string | readonly string[], Resource: string | readonly string[], Condition?: PolicyStatement['Condition']): PolicyStatement => (
    { Sid, Effect: 'Deny', Principal: { AWS: '*' }, Action, Resource, ...(Condition && { Condition }) }
  );
  return render([
    deny('TlsOnly', 's3:*', everywhere, { Bool: { 'aws:SecureTransport': 'false' } }),
    deny('ModernTlsOnly', 's3:*', everywhere, { NumericLessThan: { 's3:TlsVersion': '1.2' } }),
    deny('CopiesOnly', 's3:PutObject', objects),
    deny('BreakGlassOnly', READ, objects, { ArnNotLike: { 'aws:PrincipalArn': breakGlass } }),
    deny('BreakGlassWithSecondFactor', READ, objects, { ArnLike: { 'aws:PrincipalArn': breakGlass }, BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } }),
    deny('VersionsStay', ['s3:DeleteObjectVersion', 's3:PutBucketVersioning', 's3:PutLifecycleConfiguration'], everywhere, {
      ArnNotLike: { 'aws:PrincipalArn': [...breakGlass, ...deployers] },
    }),
  ]);
}

/** Lets S3 write the access log of one bucket, and nobody anything without TLS. */
export function logBucketPolicy(props: { readonly bucketArn: string; readonly sourceArn: string; readonly account: string }): string {
  return render([
    { Sid: 'TlsOnly', Effect: 'Deny', Principal: { AWS: '*' }, Action: 's3:*', Resource: [props.bucketArn, `${props.bucketArn}/*`], Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
    {
      Sid: 'AccessLogOfMasterKeys',
      Effect: 'Allow',
      Principal: { Service: 'logging.s3.amazonaws.com' },
      Action: 's3:PutObject',
      Resource: `${props.bucketArn}/*`,
      Condition: { ArnEquals: { 'aws:SourceArn': props.sourceArn }, StringEquals: { 'aws:SourceAccount': props.account } },
    },
  ]);
}
