import type { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import type { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket';
import type { ITerraformDependable } from 'cdktf';
import type { DeclaringVault } from '../../vault/declaring-vault';

/** A copy of a master-key bucket that is declared along with it. */
export interface ReplicaBucketProps {
  /** Region of the copy, such as eu-central-1. Another one than the vault's. */
  readonly region: string;

  /** An AWS provider with an alias, in the vault's stack, whose `region` is this one. It has to lead to the vault's account. */
  readonly provider: AwsProvider;

  /**
   * Name of the bucket: 3 to 59 lowercase letters, digits and '-', one in the world.
   *
   * @default - `<namespace>-<stage>-master-keys-copy-<account>`
   */
  readonly bucketName?: string;
}

/** The bucket that is copied. */
export interface ReplicatedBucket {
  readonly subject: string;
  readonly vault: DeclaringVault;
  readonly bucket: S3Bucket;
  /** Its ARN, not taken from the bucket itself. */
  readonly arn: string;
  readonly keyArn: string;
  readonly breakGlass: readonly string[];
  readonly secondFactor: readonly string[];
  readonly deployers: readonly string[];
  readonly objectLockDays?: number;
  readonly oldVersionDays: number;
  readonly accessLogDays: number;
  /** What has to be there before copying starts. */
  readonly versioning: ITerraformDependable;
}

/** Where copies go. */
export interface ReplicationDestination {
  readonly bucketArn: string;
  readonly keyArn: string;
  readonly region: string;
  readonly account?: string;
  readonly ready: ITerraformDependable[];
}
