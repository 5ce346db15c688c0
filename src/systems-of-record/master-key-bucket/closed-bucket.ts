import { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket';
import { S3BucketLifecycleConfiguration } from '@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration';
import { S3BucketLoggingA } from '@cdktf/provider-aws/lib/s3-bucket-logging';
import { S3BucketObjectLockConfigurationA } from '@cdktf/provider-aws/lib/s3-bucket-object-lock-configuration';
import { S3BucketOwnershipControls } from '@cdktf/provider-aws/lib/s3-bucket-ownership-controls';
import { S3BucketPolicy } from '@cdktf/provider-aws/lib/s3-bucket-policy';
import { S3BucketPublicAccessBlock } from '@cdktf/provider-aws/lib/s3-bucket-public-access-block';
import { S3BucketServerSideEncryptionConfigurationA } from '@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration';
import { S3BucketVersioningA } from '@cdktf/provider-aws/lib/s3-bucket-versioning';
import { dependable, ITerraformDependable, TerraformProvider, type TerraformResourceLifecycle } from 'cdktf';
import { Construct } from 'constructs';
import { logBucketPolicy } from './bucket-policy';
import { PolicyQuotas } from '../../iam/policy-quotas';
import { AwsEnvironment } from '../../terraform/aws-environment';

/** A bucket that keeps every version, encrypts under one key, logs its accesses, and lets in who its policy names. */
export interface ClosedBucketProps {
  /** Its name and ARN, written out: what names them needs not wait for the bucket. */
  readonly name: string;
  readonly arn: string;
  /** ARN of the key that encrypts in it. */
  readonly keyArn: string;
  readonly policy: string;
  /** What Terraform checks before it writes the policy. */
  readonly policyLifecycle?: TerraformResourceLifecycle;
  /** Days for which earlier versions are kept. */
  readonly oldVersionDays: number;
  /** Days for which objects are kept. @default - for ever */
  readonly objectDays?: number;
  /** Days for which no version can be deleted. @default - no object lock */
  readonly objectLockDays?: number;
  /** Days for which its access log is kept. */
  readonly accessLogDays: number;
  readonly tags?: { [key: string]: string };
  /** @default - the stack's provider without alias */
  readonly provider?: TerraformProvider;
}

/** A closed bucket, and what has to be there before something is done with it. */
export interface ClosedBucket {
  readonly bucket: S3Bucket;
  /** Its versions, before it is copied. */
  readonly versioning: ITerraformDependable;
  /** Versions that are kept, and the policy, before anything is written into it. */
  readonly ready: ITerraformDependable[];
  /** Lets the policy come after something, and go before it. */
  readonly closeAfter: (resource: ITerraformDependable) => void;
}

/**
 * Declares a closed bucket with its log.
 *
 * The policy comes last and goes first: while it refuses to be deleted, nothing is that it stands on. Terraform destroys what
 * depends before what is depended on, and stops there where that fails.
 */
export function declareClosedBucket(scope: Construct, props: ClosedBucketProps): ClosedBucket {
  const { name, arn, keyArn, objectLockDays, tags, provider } = props;
  const bucket = new S3Bucket(scope, 'bucket', {
    provider,
    bucket: name,
    objectLockEnabled: objectLockDays === undefined ? undefined : true,
    tags,
  });
  const versioning = new S3BucketVersioningA(scope, 'versioning', {
    provider,
    bucket: bucket.id,
    versioningConfiguration: { status: 'Enabled' },
  });
  const encryption = new S3BucketServerSideEncryptionConfigurationA(scope, 'encryption', {
    provider,
    bucket: bucket.id,
    rule: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: 'aws:kms', kmsMasterKeyId: keyArn }, bucketKeyEnabled: true }],
  });
  const guards: ITerraformDependable[] = [versioning, encryption, ...closeToPublic(scope, bucket, '', provider)];
  guards.push(keepVersions(scope, bucket, versioning, props));
  if (objectLockDays !== undefined) {
    guards.push(
      new S3BucketObjectLockConfigurationA(scope, 'object-lock', {
        provider,
        bucket: bucket.id,
        rule: { defaultRetention: { mode: 'GOVERNANCE', days: objectLockDays } },
        dependsOn: [versioning],
      }),
    );
  }
  guards.push(logAccess(scope, { bucket, name, arn, days: props.accessLogDays, tags, provider }));
  const policy = new S3BucketPolicy(scope, 'policy', {
    provider,
    bucket: bucket.id,
    policy: props.policy,
    dependsOn: guards,
    lifecycle: props.policyLifecycle,
  });
  PolicyQuotas.of(scope).watch(policy);
  return { bucket, versioning, ready: [versioning, policy], closeAfter: (resource) => policy.dependsOn!.push(dependable(resource)) };
}

/** Closes a bucket to everybody outside, and to access lists. */
function closeToPublic(scope: Construct, bucket: S3Bucket, prefix: string, provider?: TerraformProvider): ITerraformDependable[] {
  return [
    new S3BucketPublicAccessBlock(scope, `${prefix}public-access`, {
      provider,
      bucket: bucket.id,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    }),
    new S3BucketOwnershipControls(scope, `${prefix}ownership`, {
      provider,
      bucket: bucket.id,
      rule: { objectOwnership: 'BucketOwnerEnforced' },
    }),
  ];
}

/** Keeps objects and their earlier versions for some days, and aborted uploads for a week. */
function keepVersions(
  scope: Construct,
  bucket: S3Bucket,
  versioning: S3BucketVersioningA,
  { oldVersionDays: noncurrentDays, objectDays, provider }: Pick<ClosedBucketProps, 'oldVersionDays' | 'objectDays' | 'provider'>,
): ITerraformDependable {
  return new S3BucketLifecycleConfiguration(scope, 'lifecycle', {
    provider,
    bucket: bucket.id,
    rule: [
      {
        id: 'old-versions-and-aborted-uploads',
        status: 'Enabled',
        filter: [{ prefix: '' }],
        expiration: objectDays === undefined ? undefined : [{ days: objectDays }],
        noncurrentVersionExpiration: [{ noncurrentDays }],
        abortIncompleteMultipartUpload: [{ daysAfterInitiation: 7 }],
      },
    ],
    dependsOn: [versioning],
  });
}

/** A bucket whose accesses are logged. */
interface LoggedBucket {
  readonly bucket: S3Bucket;
  /** Its name and ARN, not taken from the bucket itself. */
  readonly name: string;
  readonly arn: string;
  /** Days for which the log is kept. */
  readonly days: number;
  readonly tags?: { [key: string]: string };
  /** @default - the stack's provider without alias */
  readonly provider?: TerraformProvider;
}

/** Logs the accesses of a bucket into one of its own beside it, `<name>-log`. */
function logAccess(scope: Construct, { bucket, name, arn, days, tags, provider }: LoggedBucket): ITerraformDependable {
  const { account, partition } = AwsEnvironment.of(scope);
  const logName = `${name}-log`;
  const log = new S3Bucket(scope, 'log', { provider, bucket: logName, tags });
  const versioning = new S3BucketVersioningA(scope, 'log-versioning', {
    provider,
    bucket: log.id,
    versioningConfiguration: { status: 'Enabled' },
  });
  // S3 delivers access logs to no bucket under a key of a customer's whose policy it is not in; these logs hold names only.
  const encryption = new S3BucketServerSideEncryptionConfigurationA(scope, 'log-encryption', {
    provider,
    bucket: log.id,
    rule: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: 'AES256' } }],
  });
  const guards: ITerraformDependable[] = [encryption, ...closeToPublic(scope, log, 'log-', provider)];
  const policy = new S3BucketPolicy(scope, 'log-policy', {
    provider,
    bucket: log.id,
    policy: logBucketPolicy({ bucketArn: `arn:${partition}:s3:::${logName}`, sourceArn: arn, account }),
  });
  guards.push(
    new S3BucketLifecycleConfiguration(scope, 'log-lifecycle', {
      provider,
      bucket: log.id,
      rule: [
        {
          id: 'expire',
          status: 'Enabled',
          filter: [{ prefix: '' }],
          expiration: [{ days }],
          noncurrentVersionExpiration: [{ noncurrentDays: 30 }],
          abortIncompleteMultipartUpload: [{ daysAfterInitiation: 7 }],
        },
      ],
      dependsOn: [versioning],
    }),
  );
  return new S3BucketLoggingA(scope, 'logging', {
    provider,
    bucket: bucket.id,
    targetBucket: log.id,
    targetPrefix: 'access/',
    dependsOn: [...guards, policy],
  });
}
