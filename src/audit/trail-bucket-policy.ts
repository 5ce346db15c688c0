import { type PolicyStatement, render } from '../iam/policy-document';

/** What the policy of a trail's bucket is made of; values may be tokens. */
export interface TrailBucketPolicyProps {
  readonly bucketArn: string;
  readonly trailArn: string;
  readonly account: string;
  /** ARN of the account's root, whom S3 lets past a Deny on the policy itself. */
  readonly rootArn: string;
  /** Whether nobody may take the bucket or a log away, as long as the policy is what it is. */
  readonly deletionProtection: boolean;
}

/** The policy of a trail's bucket: CloudTrail writes, for one trail, and nobody deletes. */
export function trailBucketPolicy(props: TrailBucketPolicyProps): string {
  const { bucketArn, trailArn, account, rootArn, deletionProtection } = props;
  const everywhere = [bucketArn, `${bucketArn}/*`];
  const fromTrail = { 'aws:SourceAccount': account, 'aws:SourceArn': trailArn };
  const everybody = { AWS: '*' };
  const statements: PolicyStatement[] = [
    {
      Sid: 'TlsOnly',
      Effect: 'Deny',
      Principal: everybody,
      Action: 's3:*',
      Resource: everywhere,
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    },
    {
      Sid: 'CloudTrailLooks',
      Effect: 'Allow',
      Principal: { Service: 'cloudtrail.amazonaws.com' },
      Action: 's3:GetBucketAcl',
      Resource: bucketArn,
      Condition: { StringEquals: fromTrail },
    },
    {
      // For this trail alone: CloudTrail writes for whichever trail names the bucket, also one of another account.
      Sid: 'CloudTrailWrites',
      Effect: 'Allow',
      Principal: { Service: 'cloudtrail.amazonaws.com' },
      Action: 's3:PutObject',
      Resource: `${bucketArn}/AWSLogs/${account}/*`,
      Condition: { StringEquals: { ...fromTrail, 's3:x-amz-acl': 'bucket-owner-full-control' } },
    },
  ];
  if (deletionProtection) {
    statements.push(
      {
        // What somebody did stays written, whatever else that somebody may do. S3's lifecycle needs no permission.
        Sid: 'LogsStay',
        Effect: 'Deny',
        Principal: everybody,
        Action: ['s3:BypassGovernanceRetention', 's3:DeleteObject', 's3:DeleteObjectVersion', 's3:PutObjectAcl'],
        Resource: `${bucketArn}/*`,
        Condition: { ArnNotEquals: { 'aws:PrincipalArn': rootArn } },
      },
      {
        // The policy goes first, and by this not at all: then nothing goes that it stands on.
        Sid: 'BucketStays',
        Effect: 'Deny',
        Principal: everybody,
        Action: ['s3:DeleteBucket', 's3:DeleteBucketPolicy', 's3:PutBucketVersioning'],
        Resource: bucketArn,
        Condition: { ArnNotEquals: { 'aws:PrincipalArn': rootArn } },
      },
    );
  }
  return render(statements);
}
