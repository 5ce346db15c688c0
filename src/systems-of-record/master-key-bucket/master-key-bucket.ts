import { KmsAlias } from '@cdktf/provider-aws/lib/kms-alias';
import { KmsKey } from '@cdktf/provider-aws/lib/kms-key';
import { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket';
import { S3BucketObjectLockConfigurationA } from '@cdktf/provider-aws/lib/s3-bucket-object-lock-configuration';
import { S3BucketPolicy } from '@cdktf/provider-aws/lib/s3-bucket-policy';
import { S3BucketServerSideEncryptionConfigurationA } from '@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration';
import { S3BucketVersioningA } from '@cdktf/provider-aws/lib/s3-bucket-versioning';
import { Annotations, ITerraformDependable, Lazy, TerraformStack, Token } from 'cdktf';
import { Construct } from 'constructs';
import { checkBucketName } from './bucket-name';
import { masterKeyBucketPolicy } from './bucket-policy';
import { closeToPublic, keepVersions, logAccess } from './closed-bucket';
import { BucketReplication, MasterKeyReplication } from './master-key-replication';
import { ObjectAccess } from './object-access';
import { GrantError, VaultConfigurationError } from '../../errors';
import type { GrantedRole } from '../../iam/grantee';
import { keyPolicy } from '../../iam/key-policy';
import type { SecretVault } from '../../secret-vault';
import { AwsEnvironment } from '../../terraform/aws-environment';

/** A bucket for master private keys. */
export interface MasterKeyBucketProps {
  /** Vault whose master keys it holds. A vault has one such bucket. */
  readonly vault: SecretVault;

  /**
   * ARNs of the roles or users that read master keys in an emergency, always with a second factor (MFA). At least one,
   * since nobody else reads a key that was not granted to them by name.
   *
   * @default - those of the vault
   */
  readonly breakGlass?: string[];

  /**
   * Name of the bucket: 3 to 63 lowercase letters, digits and '-', one in the world.
   *
   * @default - `<namespace>-<stage>-master-keys-<account>`
   */
  readonly bucketName?: string;

  /**
   * Days for which a key that was replaced or deleted is kept as an earlier version, 90 or more.
   *
   * @default 3650
   */
  readonly oldVersionDays?: number;

  /**
   * Days for which no version can be deleted at all but by who may bypass governance, 1 to 36500 (S3: Object Lock).
   * It can only be chosen when the bucket is made.
   *
   * @default - no object lock
   */
  readonly objectLockDays?: number;

  /**
   * Days for which the access log is kept, 90 or more.
   *
   * @default 365
   */
  readonly accessLogDays?: number;

  /**
   * A bucket in another region, or of another account, to which keys are copied as they are written. Keys that were there
   * before are not (S3: Batch Replication copies those).
   *
   * @default - none
   */
  readonly replication?: MasterKeyReplication;
}

/**
 * The system of record of master private keys: a bucket that keeps every version, encrypts under a key of its own, and
 * lets nobody read but who was named. With it come its KMS key (`alias/<namespace>-<stage>-master-keys`) and a bucket
 * for its access log.
 *
 * Neither bucket is ever emptied by Terraform: to destroy one, empty it first.
 */
export class MasterKeyBucket extends Construct {
  /** Name of the bucket, as a token. */
  public readonly bucketName: string;
  /** ARN of the bucket, as a token. */
  public readonly bucketArn: string;
  /** ARN of the KMS key that encrypts the keys in it, as a token. */
  public readonly keyArn: string;

  private readonly vault: SecretVault;
  private readonly policy: S3BucketPolicy;
  private readonly versioning: S3BucketVersioningA;
  private readonly replication?: BucketReplication;
  private readonly access = new Map<GrantedRole['identity'], ObjectAccess>();
  private readonly readers = new Map<GrantedRole['identity'], string>();

  constructor(scope: Construct, id: string, props: MasterKeyBucketProps) {
    super(scope, id);
    const subject = `MasterKeyBucket '${this.node.path}'`;
    const { vault } = props;
    this.vault = vault;
    if (TerraformStack.of(this) !== TerraformStack.of(vault)) {
      throw new VaultConfigurationError(subject, `it is in stack '${TerraformStack.of(this).node.path}', its vault in stack '${TerraformStack.of(vault).node.path}'`, 'Declare it in the stack of the vault.');
    }
    vault._takeMasterKeys(this, subject);
    const breakGlass = checkPrincipals(subject, props.breakGlass ?? vault._breakGlass);
    if (vault._deployers.length === 0) {
      // S3 has no right of its own for metadata: a HeadObject is an s3:GetObject, which the bucket's policy denies to all but those it names.
      Annotations.of(this).addWarning(
        `${subject}: the vault names no deployers. A plan looks at the metadata of keys, which the policy of the bucket then denies to whoever deploys, unless every key is granted to that role. `
        + 'Name the role in deployers of the vault.',
      );
    }
    const aws = AwsEnvironment.of(this);
    const bucketName = checkBucketName(subject, props.bucketName, `${vault.vaultName}-master-keys-`, aws.account);
    const tags = vault._tags;

    const bucket = new S3Bucket(this, 'bucket', { bucket: bucketName, objectLockEnabled: props.objectLockDays === undefined ? undefined : true, tags });
    this.bucketName = bucket.bucket;
    this.bucketArn = bucket.arn;
    // Written out, not taken from the bucket: the key's policy is then there before the bucket that needs it.
    const literalArn = `arn:${aws.partition}:s3:::${bucketName}`;
    const key = new KmsKey(this, 'key', {
      description: `Master private keys of ${vault.vaultName}`,
      enableKeyRotation: true,
      rotationPeriodInDays: 365,
      deletionWindowInDays: 30,
      policy: keyPolicy({
        partition: aws.partition,
        region: aws.region,
        account: aws.account,
        dnsSuffix: aws.dnsSuffix,
        deployers: vault._deployers,
        // With a bucket key, S3 says the bucket's ARN to KMS, without it the object's (S3: Reducing the cost of SSE-KMS).
        use: { sid: 'UseThroughS3', service: 's3', contextKey: 'kms:EncryptionContext:aws:s3:arn', context: [literalArn, `${literalArn}/*`] },
      }),
      tags,
    });
    this.keyArn = key.arn;
    new KmsAlias(this, 'alias', { name: `alias/${vault.vaultName}-master-keys`, targetKeyId: key.arn });

    this.versioning = new S3BucketVersioningA(this, 'versioning', { bucket: bucket.id, versioningConfiguration: { status: 'Enabled' } });
    new S3BucketServerSideEncryptionConfigurationA(this, 'encryption', {
      bucket: bucket.id, rule: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: 'aws:kms', kmsMasterKeyId: key.arn }, bucketKeyEnabled: true }],
    });
    closeToPublic(this, bucket, '');
    this.policy = new S3BucketPolicy(this, 'policy', {
      bucket: bucket.id,
      policy: Lazy.stringValue({
        produce: () => {
          const readers = [...new Set(this.readers.values())].sort();
          return masterKeyBucketPolicy({ bucketArn: literalArn, keyArn: key.arn, breakGlass, readers, deployers: vault._deployers });
        },
      }),
    });
    const oldVersionDays = atLeast(subject, 'oldVersionDays', props.oldVersionDays ?? 3650, 90);
    keepVersions(this, bucket, this.versioning, oldVersionDays);
    if (props.objectLockDays !== undefined) {
      new S3BucketObjectLockConfigurationA(this, 'object-lock', {
        bucket: bucket.id, rule: { defaultRetention: { mode: 'GOVERNANCE', days: atLeast(subject, 'objectLockDays', props.objectLockDays, 1) } }, dependsOn: [this.versioning],
      });
    }
    const accessLogDays = atLeast(subject, 'accessLogDays', props.accessLogDays ?? 365, 90);
    logAccess(this, { bucket, name: bucketName, arn: literalArn, days: accessLogDays, tags });
    if (props.replication) {
      this.replication = new BucketReplication(this, 'replication', {
        subject, vault, bucket, arn: literalArn, keyArn: key.arn, breakGlass, objectLockDays: props.objectLockDays, oldVersionDays, accessLogDays, ready: this._ready,
      }, props.replication);
    }
  }

  /** ARN of the role under which S3 copies keys, for the policies of a bucket of another account; undefined without replication. */
  public get replicationRoleArn(): string | undefined {
    return this.replication?.roleArn;
  }

  /**
   * What has to be there before a key is written: versions that are kept, and the policy.
   *
   * @internal
   */
  public get _ready(): ITerraformDependable[] {
    return [this.versioning, this.policy];
  }

  /**
   * Let a role read an object, by name: in its own policy and in the bucket's.
   *
   * @internal
   */
  public _allowRead(subject: string, role: GrantedRole, objectKey: string): void {
    if (role.scope && TerraformStack.of(role.scope) !== TerraformStack.of(this)) {
      throw new GrantError(
        subject, `role '${role.label}' is in stack '${TerraformStack.of(role.scope).node.path}', and the policy of the bucket, which has to name it, in '${TerraformStack.of(this).node.path}'`,
        'Declare the role in the stack of the vault, or grant to Grantee.fromRoleName() there.',
      );
    }
    this.vault._boundary(subject, role);
    this.readers.set(role.identity, role.arn);
    let access = this.access.get(role.identity);
    if (!access) {
      const { region, dnsSuffix } = AwsEnvironment.of(this);
      access = new ObjectAccess(role.scope ?? this, `${this.vault.vaultName}-master-keys-${this.node.addr.slice(-8)}${role.scope === role.identity ? '' : `-${role.label}`}`, {
        vaultName: this.vault.vaultName, bucketArn: this.bucketArn, keyArn: this.keyArn, s3: `s3.${region}.${dnsSuffix}`, role,
      });
      this.access.set(role.identity, access);
    }
    access.allow(objectKey);
  }
}

function checkPrincipals(subject: string, principals: readonly string[]): readonly string[] {
  if (principals.length === 0) {
    throw new VaultConfigurationError(subject, 'breakGlass names nobody, so that in an emergency nobody could read a master key', 'Name at least one role or user: breakGlass: [\'arn:aws:iam::<account>:role/break-glass\'].');
  }
  for (const arn of principals) {
    if (Token.isUnresolved(arn) || /^arn:[\w-]+:iam::\d{12}:(role|user)\/[\w+=,.@/-]+$/.test(arn)) continue;
    throw new VaultConfigurationError(subject, `breakGlass has '${arn}', which is not the ARN of an IAM role or user`, 'Write arn:aws:iam::<account>:role/<name>, with its path and without a session.');
  }
  return principals;
}

function atLeast(subject: string, name: string, value: number, least: number): number {
  if (Number.isInteger(value) && value >= least && value <= 36_500) return value;
  throw new VaultConfigurationError(subject, `${name} is ${value}`, `Write a whole number of days from ${least} to 36500.`);
}
