import { KmsAlias } from '@cdktf/provider-aws/lib/kms-alias';
import { KmsKey } from '@cdktf/provider-aws/lib/kms-key';
import { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket';
import { S3BucketObjectLockConfigurationA } from '@cdktf/provider-aws/lib/s3-bucket-object-lock-configuration';
import { S3BucketPolicy } from '@cdktf/provider-aws/lib/s3-bucket-policy';
import { S3BucketServerSideEncryptionConfigurationA } from '@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration';
import { S3BucketVersioningA } from '@cdktf/provider-aws/lib/s3-bucket-versioning';
import { ITerraformDependable, Op } from 'cdktf';
import { Construct } from 'constructs';
import { checkBucketName } from './bucket-name';
import { replicaBucketPolicy } from './bucket-policy';
import { closeToPublic, keepVersions, logAccess } from './closed-bucket';
import type { ReplicaBucketProps, ReplicatedBucket, ReplicationDestination } from './master-key-replication';
import { keyPolicy } from '../../iam/key-policy';
import { AwsEnvironment } from '../../terraform/aws-environment';

/**
 * The copy of a master-key bucket in another region: as closed as the bucket itself, under a key of that region, and
 * written by S3's replication only.
 *
 * @internal
 */
export class ReplicaBucket extends Construct implements ReplicationDestination {
  public readonly bucketArn: string;
  public readonly keyArn: string;
  public readonly region: string;
  public readonly ready: ITerraformDependable[];

  constructor(scope: Construct, id: string, source: ReplicatedBucket, { region, provider, bucketName: given }: ReplicaBucketProps, roleArn: string) {
    super(scope, id);
    const { vault, subject, objectLockDays } = source;
    const { partition, region: home, account, dnsSuffix } = AwsEnvironment.of(this);
    const tags = vault._tags;
    const bucketName = checkBucketName(subject, given, `${vault.vaultName}-master-keys-copy-`, account);
    this.region = region;
    this.bucketArn = `arn:${partition}:s3:::${bucketName}`;
    const key = new KmsKey(this, 'key', {
      provider,
      description: `Copies of master private keys of ${vault.vaultName}`,
      enableKeyRotation: true,
      rotationPeriodInDays: 365,
      deletionWindowInDays: 30,
      policy: keyPolicy({
        partition,
        region,
        account,
        dnsSuffix,
        deployers: vault._deployers,
        writers: [roleArn],
        use: { sid: 'UseThroughS3', service: 's3', contextKey: 'kms:EncryptionContext:aws:s3:arn', context: [this.bucketArn, `${this.bucketArn}/*`] },
      }),
      tags,
      lifecycle: {
        precondition: [{
          condition: Op.neq(home, region),
          errorMessage: `Master keys of ${vault.vaultName} are to be copied to ${region}, which is the vault's own region. Name another one.`,
        }],
      },
    });
    this.keyArn = key.arn;
    new KmsAlias(this, 'alias', { provider, name: `alias/${vault.vaultName}-master-keys`, targetKeyId: key.arn });
    const bucket = new S3Bucket(this, 'bucket', { provider, bucket: bucketName, objectLockEnabled: objectLockDays === undefined ? undefined : true, tags });
    const versioning = new S3BucketVersioningA(this, 'versioning', { provider, bucket: bucket.id, versioningConfiguration: { status: 'Enabled' } });
    new S3BucketServerSideEncryptionConfigurationA(this, 'encryption', {
      provider, bucket: bucket.id, rule: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: 'aws:kms', kmsMasterKeyId: key.arn }, bucketKeyEnabled: true }],
    });
    closeToPublic(this, bucket, '', provider);
    const policy = new S3BucketPolicy(this, 'policy', {
      provider, bucket: bucket.id, policy: replicaBucketPolicy({ bucketArn: this.bucketArn, breakGlass: source.breakGlass, deployers: vault._deployers }),
    });
    keepVersions(this, bucket, versioning, source.oldVersionDays, provider);
    if (objectLockDays !== undefined) {
      new S3BucketObjectLockConfigurationA(this, 'object-lock', {
        provider, bucket: bucket.id, rule: { defaultRetention: { mode: 'GOVERNANCE', days: objectLockDays } }, dependsOn: [versioning],
      });
    }
    logAccess(this, { bucket, name: bucketName, arn: this.bucketArn, days: source.accessLogDays, tags, provider });
    this.ready = [versioning, policy];
  }
}
