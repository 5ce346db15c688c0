import { ITerraformDependable, Op } from 'cdktf';
import { Construct } from 'constructs';
import { checkBucketName } from './bucket-name';
import { replicaBucketPolicy } from './bucket-policy';
import { declareClosedBucket } from './closed-bucket';
import type { ReplicaBucketProps, ReplicatedBucket, ReplicationDestination } from './replicated-bucket';
import { declareKey } from '../../iam/customer-managed-key';
import { keyPolicy, useThroughS3 } from '../../iam/key-policy';
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

  constructor(
    scope: Construct,
    id: string,
    source: ReplicatedBucket,
    { region, provider, bucketName: given }: ReplicaBucketProps,
    roleArn: string,
  ) {
    super(scope, id);
    const { vault, subject, objectLockDays, deployers } = source;
    const { partition, region: home, account, dnsSuffix } = AwsEnvironment.of(this);
    const { tags, deletionProtection } = vault;
    const bucketName = checkBucketName(subject, given, `${vault.names.accountWide}-master-keys-copy-`, account);
    this.region = region;
    this.bucketArn = `arn:${partition}:s3:::${bucketName}`;
    this.keyArn = declareKey(this, {
      provider,
      description: `Copies of master private keys of ${vault.vaultName}`,
      alias: `alias/${vault.vaultName}-master-keys`,
      policy: keyPolicy({
        partition,
        region,
        account,
        dnsSuffix,
        deployers,
        deletionProtection,
        writers: [roleArn],
        use: useThroughS3(this.bucketArn),
      }),
      tags,
      lifecycle: {
        precondition: [
          {
            condition: Op.neq(home, region),
            errorMessage:
              `Master keys of ${vault.vaultName} are to be copied to ${region}, which is the vault's own region. ` + `Name another one.`,
          },
        ],
      },
    }).arn;
    this.ready = declareClosedBucket(this, {
      name: bucketName,
      arn: this.bucketArn,
      keyArn: this.keyArn,
      policy: replicaBucketPolicy({
        bucketArn: this.bucketArn,
        rootArn: `arn:${partition}:iam::${account}:root`,
        breakGlass: source.breakGlass,
        secondFactor: source.secondFactor,
        deployers,
        signers: [],
        deletionProtection,
        replicationRoleArn: roleArn,
      }),
      oldVersionDays: source.oldVersionDays,
      objectLockDays,
      accessLogDays: source.accessLogDays,
      tags,
      provider,
    }).ready;
  }
}
