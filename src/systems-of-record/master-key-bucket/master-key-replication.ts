import { IamPolicy } from '@cdktf/provider-aws/lib/iam-policy';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicyAttachment } from '@cdktf/provider-aws/lib/iam-role-policy-attachment';
import { S3BucketReplicationConfigurationA } from '@cdktf/provider-aws/lib/s3-bucket-replication-configuration';
import { ITerraformDependable, Token } from 'cdktf';
import { Construct } from 'constructs';
import { ReplicaBucket } from './replica-bucket';
import type { ReplicaBucketProps, ReplicatedBucket, ReplicationDestination } from './replicated-bucket';
import { VaultConfigurationError } from '../../errors';
import { keyUse, OBJECT_CONTEXT } from '../../iam/key-use';
import { PolicyStatement, render } from '../../iam/policy-document';
import { PolicyQuotas } from '../../iam/policy-quotas';
import { AwsEnvironment } from '../../terraform/aws-environment';
import { checkRegions } from '../../vault/vault-replication-props';

/** A bucket that exists, mostly of another account, to copy master keys to. */
export interface ExistingReplicaBucketProps {
  /** ARN of the bucket. It has versioning, and object lock if the source has it. */
  readonly bucketArn: string;

  /** ARN of the KMS key that encrypts the copies: of the bucket's region, not an alias. */
  readonly keyArn: string;

  /**
   * Account of the bucket, 12 digits, which then owns the copies. Its bucket policy has to allow the replication role
   * s3:ReplicateObject, s3:ReplicateTags and s3:ObjectOwnerOverrideToBucketOwner, and its key's policy kms:Encrypt and
   * kms:GenerateDataKey.
   *
   * @default - the vault's own
   */
  readonly account?: string;
}

/** Where master keys are copied to as they are written (S3: Replicating objects). Deletions are not copied. */
export abstract class MasterKeyReplication {
  /**
   * To a bucket in another region that is declared with its own key, access log and policy: nobody writes there but S3, and
   * nobody reads but the break-glass principals, with a second factor.
   *
   * Throws a VaultConfigurationError when the master-key bucket is declared, if region and provider do not fit.
   *
   * @param props region and provider
   */
  public static toRegion(props: ReplicaBucketProps): MasterKeyReplication {
    return new ToRegion(props);
  }

  /**
   * To a bucket that exists, whose policies are up to whoever owns it.
   *
   * Throws a VaultConfigurationError if bucket or key are not given by their ARNs.
   *
   * @param props bucket and key
   */
  public static toBucket(props: ExistingReplicaBucketProps): MasterKeyReplication {
    return new ToBucket(props);
  }

  /** @internal */
  public abstract _destination(scope: Construct, source: ReplicatedBucket, roleArn: string): ReplicationDestination;
}

class ToRegion extends MasterKeyReplication {
  constructor(private readonly props: ReplicaBucketProps) {
    super();
  }

  /** @internal */
  public _destination(scope: Construct, source: ReplicatedBucket, roleArn: string): ReplicationDestination {
    checkRegions(source.subject, source.vault.stack, [this.props]);
    return new ReplicaBucket(scope, 'copy', source, this.props, roleArn);
  }
}

class ToBucket extends MasterKeyReplication {
  private readonly region: string;

  constructor(private readonly props: ExistingReplicaBucketProps) {
    super();
    const { bucketArn, keyArn, account } = props;
    const refuse = (problem: string, remedy: string) => new VaultConfigurationError('MasterKeyReplication.toBucket()', problem, remedy);
    if (Token.isUnresolved(bucketArn) || !/^arn:[\w-]+:s3:::[a-z0-9.-]{3,63}$/.test(bucketArn)) {
      throw refuse(`bucketArn '${shown(bucketArn)}' is not the ARN of a bucket written out`, 'Write arn:aws:s3:::<bucket>.');
    }
    const region = Token.isUnresolved(keyArn) ? undefined : /^arn:[\w-]+:kms:([\w-]+):\d{12}:key\/[\w-]+$/.exec(keyArn)?.[1];
    if (region === undefined) {
      throw refuse(
        `keyArn '${shown(keyArn)}' is not the ARN of a KMS key written out`,
        "Write arn:aws:kms:<region>:<account>:key/<key id>, not an alias: S3 would look for that in the vault's account.",
      );
    }
    if (account !== undefined && !/^\d{12}$/.test(account)) {
      throw refuse(`account '${account}' is not one`, 'Write its 12 digits out, as a string.');
    }
    this.region = region;
  }

  /** @internal */
  public _destination(): ReplicationDestination {
    return { ...this.props, region: this.region, ready: [] };
  }
}

/**
 * What S3 copies master keys under: a role for exactly this bucket and that one, and the rule.
 *
 * @internal
 */
export class BucketReplication extends Construct {
  /** ARN of the role, as a token. */
  public readonly roleArn: string;
  /** Where copies go: the ARN of the bucket ends in its name, written out. */
  public readonly destination: Pick<ReplicationDestination, 'bucketArn' | 'keyArn'>;
  /** What has S3 copy. */
  public readonly rule: ITerraformDependable;

  constructor(scope: Construct, id: string, source: ReplicatedBucket, replication: MasterKeyReplication) {
    super(scope, id);
    const { vault } = source;
    const role = new IamRole(this, 'role', {
      namePrefix: `${vault.vaultName.slice(0, 25)}-master-keys-`,
      description: `Copies master keys of ${vault.vaultName}`,
      // Without a condition: a bucket can only name a role of its own account, so nobody else's bucket can use this one.
      assumeRolePolicy: render([
        { Sid: 'CopyMasterKeys', Effect: 'Allow', Principal: { Service: 's3.amazonaws.com' }, Action: 'sts:AssumeRole' },
      ]),
      tags: vault.tags,
    });
    this.roleArn = role.arn;
    const destination = (this.destination = replication._destination(this, source, role.arn));
    const policy = new IamPolicy(this, 'policy', {
      namePrefix: `${vault.vaultName}-master-keys-copy-`,
      description: `Copy master keys of ${vault.vaultName}`,
      policy: render(this.statements(source, destination)),
      lifecycle: { createBeforeDestroy: true },
    });
    for (const each of [role, policy]) PolicyQuotas.of(this).watch(each);
    const attachment = new IamRolePolicyAttachment(this, 'attachment', {
      role: role.name,
      policyArn: policy.arn,
      lifecycle: { createBeforeDestroy: true },
    });
    this.rule = new S3BucketReplicationConfigurationA(this, 'rule', {
      bucket: source.bucket.id,
      role: role.arn,
      rule: [
        {
          id: 'master-keys',
          status: 'Enabled',
          priority: 0,
          filter: { prefix: '' },
          // A key that is deleted here stays there (R8).
          deleteMarkerReplication: { status: 'Disabled' },
          sourceSelectionCriteria: { sseKmsEncryptedObjects: { status: 'Enabled' } },
          destination: {
            bucket: destination.bucketArn,
            encryptionConfiguration: { replicaKmsKeyId: destination.keyArn },
            ...(destination.account !== undefined && { account: destination.account, accessControlTranslation: { owner: 'Destination' } }),
          },
        },
      ],
      dependsOn: [source.versioning, ...destination.ready, attachment],
    });
  }

  private statements(source: ReplicatedBucket, destination: ReplicationDestination): PolicyStatement[] {
    const { region, dnsSuffix } = AwsEnvironment.of(this);
    const key = (sid: string, action: string | readonly string[], arn: string, where: string, bucket: string): PolicyStatement =>
      // With a bucket key, S3 says the bucket's ARN, without it the object's.
      keyUse(sid, action, arn, `s3.${where}.${dnsSuffix}`, { like: { [OBJECT_CONTEXT]: [bucket, `${bucket}/*`] } });
    const locked = source.objectLockDays === undefined ? [] : ['s3:GetObjectLegalHold', 's3:GetObjectRetention'];
    const owner = destination.account === undefined ? [] : ['s3:ObjectOwnerOverrideToBucketOwner'];
    return [
      { Sid: 'ReadRule', Effect: 'Allow', Action: ['s3:GetReplicationConfiguration', 's3:ListBucket'], Resource: source.arn },
      // Not s3:GetObjectVersion: this one hands an object to S3 for copying, and to nobody else.
      {
        Sid: 'CopyFrom',
        Effect: 'Allow',
        Action: [...locked, 's3:GetObjectVersionAcl', 's3:GetObjectVersionForReplication', 's3:GetObjectVersionTagging'],
        Resource: `${source.arn}/*`,
      },
      {
        Sid: 'CopyTo',
        Effect: 'Allow',
        Action: [...owner, 's3:ReplicateObject', 's3:ReplicateTags'],
        Resource: `${destination.bucketArn}/*`,
      },
      key('DecryptThroughS3', 'kms:Decrypt', source.keyArn, region, source.arn),
      key('EncryptThroughS3', ['kms:Encrypt', 'kms:GenerateDataKey'], destination.keyArn, destination.region, destination.bucketArn),
    ];
  }
}

function shown(text: string): string {
  return Token.isUnresolved(text) ? '(token)' : text;
}
