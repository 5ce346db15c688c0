import { ITerraformDependable, Lazy, TerraformStack } from 'cdktf';
import { Construct } from 'constructs';
import { checkBucketName } from './bucket-name';
import { masterKeyBucketPolicy } from './bucket-policy';
import { declareClosedBucket } from './closed-bucket';
import type { MasterKeyBucketProps } from './master-key-bucket-props';
import { BucketReplication } from './master-key-replication';
import { ObjectAccess } from './object-access';
import { checkSecondFactor, principalsCanEnter } from './second-factor';
import { SystemOfRecord } from '../../contracts/system-of-record';
import { GrantError, VaultConfigurationError } from '../../errors';
import { declareKey } from '../../iam/customer-managed-key';
import { Grant } from '../../iam/grant';
import { type GrantedRole, keysIn } from '../../iam/grantee';
import { keyPolicy, useThroughS3 } from '../../iam/key-policy';
import { ByRole } from '../../iam/role-identity';
import { AwsEnvironment } from '../../terraform/aws-environment';
import { checkWholeNumber } from '../../terraform/whole-number';
import { DeclaringVault } from '../../vault/declaring-vault';
import { recordsOf } from '../../vault/manifest/app-manifest';
import { checkBreakGlass, checkDeployers, hasArn } from '../../vault/vault-checks';
import { VaultPart } from '../../vault/vault-part';

/** The longest time that S3 keeps anything for by a rule, in days: a hundred years. */
const MOST_DAYS = 36_500;

/**
 * The system of record of master private keys: a bucket that keeps every version, encrypts under a key of its own, and
 * lets nobody read but who was named. With it come its KMS key (`alias/<namespace>-<stage>-master-keys`) and a bucket
 * for its access log.
 *
 * Neither bucket is ever emptied by Terraform: to destroy one, empty it first.
 */
export class MasterKeyBucket extends Construct {
  /**
   * The master-key buckets of vaults.
   *
   * @internal
   */
  public static readonly _part = new VaultPart(
    'bucket of master keys',
    (vault) => new MasterKeyBucket(vault.construct, 'master-keys', { vault: vault.construct }),
  );

  /** Name of the bucket, as a token. */
  public readonly bucketName: string;
  /** ARN of the bucket, as a token. */
  public readonly bucketArn: string;
  /** ARN of the KMS key that encrypts the keys in it, as a token. */
  public readonly keyArn: string;

  /**
   * What has to be there before a key is written: versions that are kept, and the policy.
   *
   * @internal
   */
  public readonly _ready: ITerraformDependable[];

  private readonly vault: DeclaringVault;
  private readonly breakGlass: readonly string[];
  private readonly deployers: readonly string[];
  private readonly signers = new Set<string>();
  /** ARN of the bucket, not taken from the bucket itself, which its policy comes after. */
  private readonly writtenArn: string;
  private readonly replication?: BucketReplication;
  private readonly access = new Map<GrantedRole['identity'], ObjectAccess>();
  /** Each role once, whatever object the program has for it, and by one ARN: each look at an attribute makes another token. */
  private readonly readers = new ByRole<{ readonly arn: string; readonly objects: Set<string> }>();

  constructor(scope: Construct, id: string, props: MasterKeyBucketProps) {
    super(scope, id);
    const subject = `MasterKeyBucket '${this.node.path}'`;
    const vault = DeclaringVault.of(props.vault, subject);
    this.vault = vault;
    this.claim(subject);
    const deployers = (this.deployers = checkDeploying(subject, props.deployers ?? vault.deployers));
    const breakGlass = (this.breakGlass = checkPrincipals(subject, props.breakGlass ?? vault.breakGlass, deployers, this));
    for (const arn of breakGlass) recordsOf(this).readAll(vault, SystemOfRecord.MASTER_KEY_BUCKET, { access: 'break-glass', arn });
    const secondFactor = checkSecondFactor(subject, breakGlass, props.mfaEnforcedByIdentityCenter ?? vault.mfaEnforcedByIdentityCenter);
    const { oldVersionDays, accessLogDays, objectLockDays } = checkRetention(subject, props);
    const { partition, region, account, dnsSuffix } = vault.aws;
    const { deletionProtection, tags } = vault;
    const name = checkBucketName(subject, props.bucketName, `${vault.names.accountWide}-master-keys-`, account);
    // Written out, not taken from the bucket: the key's policy is then there before the bucket that needs it.
    const arn = (this.writtenArn = `arn:${partition}:s3:::${name}`);
    const keyArn = declareKey(this, {
      description: `Master private keys of ${vault.vaultName}`,
      alias: `alias/${vault.vaultName}-master-keys`,
      policy: keyPolicy({ partition, region, account, dnsSuffix, deployers, deletionProtection, use: useThroughS3(arn) }),
      tags,
    }).arn;
    const { bucket, versioning, ready, closeAfter } = declareClosedBucket(this, {
      name,
      arn,
      keyArn,
      policy: Lazy.stringValue({ produce: () => this.policy(keyArn, secondFactor) }),
      policyLifecycle: principalsCanEnter(deployers, breakGlass),
      oldVersionDays,
      objectLockDays,
      accessLogDays,
      tags,
    });
    this.keyArn = keyArn;
    this.bucketName = bucket.bucket;
    this.bucketArn = bucket.arn;
    this._ready = ready;
    if (props.replication) {
      this.replication = new BucketReplication(
        this,
        'replication',
        {
          subject,
          vault,
          bucket,
          arn,
          keyArn,
          breakGlass,
          secondFactor,
          deployers,
          objectLockDays,
          oldVersionDays,
          accessLogDays,
          versioning,
        },
        props.replication,
      );
      closeAfter(this.replication.rule);
    }
  }

  /** As of now: readers and signers are added until the app is synthesized. */
  private policy(keyArn: string, secondFactor: readonly string[]): string {
    const { partition, account } = this.vault.aws;
    return masterKeyBucketPolicy({
      bucketArn: this.writtenArn,
      rootArn: `arn:${partition}:iam::${account}:root`,
      keyArn,
      breakGlass: this.breakGlass,
      secondFactor,
      ...this.grants(),
      deployers: this.deployers,
      deletionProtection: this.vault.deletionProtection,
      replicationRoleArn: this.replicationRoleArn,
    });
  }

  private claim(subject: string): void {
    const { vault } = this;
    const refuse = (problem: string, remedy: string) => new VaultConfigurationError(subject, problem, remedy);
    vault.requireOwnStack(this, refuse);
    MasterKeyBucket._part.claim(vault, this, (existing) =>
      refuse(
        `vault ${vault.vaultName} has a bucket for master keys already, '${existing.node.path}'`,
        'Declare it before the first master key, and once.',
      ),
    );
  }

  /** ARN of the role under which S3 copies keys, for the policies of a bucket of another account. Undefined without replication. */
  public get replicationRoleArn(): string | undefined {
    return this.replication?.roleArn;
  }

  /**
   * All buckets that master keys are in, the one that they are copied to included, each with its key.
   *
   * @internal
   */
  public get _buckets(): readonly { readonly name: string; readonly arn: string; readonly keyArn: string }[] {
    const copies = this.replication ? [this.replication.destination] : [];
    return [{ bucketArn: this.writtenArn, keyArn: this.keyArn }, ...copies].map(({ bucketArn: arn, keyArn }) => ({
      name: arn.slice(arn.indexOf(':::') + ':::'.length),
      arn,
      keyArn,
    }));
  }

  /**
   * Let a role that deploys sign with a key: it reads the key, and does with the bucket what deployers do.
   *
   * @internal
   */
  public _allowSigning(subject: string, role: GrantedRole, objectKey: string): Grant {
    const grant = this._allowRead(subject, role, objectKey);
    this.signers.add(this.readers.get(keysIn(this, role))!.arn);
    recordsOf(this).read(
      { vault: this.vault, systemOfRecord: SystemOfRecord.MASTER_KEY_BUCKET, name: objectKey },
      { access: 'sign', role },
    );
    return grant;
  }

  /**
   * Let a role read an object, by name: in its own policy and in the bucket's.
   *
   * @internal
   */
  public _allowRead(subject: string, role: GrantedRole, objectKey: string): Grant {
    if (role.scope && TerraformStack.of(role.scope) !== TerraformStack.of(this)) {
      throw new GrantError(
        subject,
        `role '${role.label}' is in stack '${
          TerraformStack.of(role.scope).node.path
        }', and the policy of the bucket, which has to name it, in '${TerraformStack.of(this).node.path}'`,
        'Declare the role in the stack of the vault, or grant to Grantee.fromRoleName() there.',
      );
    }
    this.vault.admit(subject, role);
    this.vault.refuseDeployer(subject, role);
    if (hasArn(this, this.deployers, role.arn)) {
      throw new GrantError(
        subject,
        `reader '${role.label}' is one of the bucket's deployers, to whom the key's policy denies decryption`,
        'Read under a role of its own, or take it out of deployers.',
      );
    }
    recordsOf(this).read(
      { vault: this.vault, systemOfRecord: SystemOfRecord.MASTER_KEY_BUCKET, name: objectKey },
      { access: 'read', role },
    );
    const keys = keysIn(this, role);
    const reader = this.readers.get(keys) ?? { arn: role.arn, objects: new Set() };
    this.readers.set(keys, reader);
    reader.objects.add(`${this.writtenArn}/${objectKey}`);
    let access = this.access.get(role.identity);
    if (!access) {
      const { region, dnsSuffix } = AwsEnvironment.of(this);
      access = new ObjectAccess(
        role.scope ?? this,
        `${this.vault.vaultName}-master-keys-${this.node.addr.slice(-8)}${role.scope === role.identity ? '' : `-${role.label}`}`,
        {
          vaultName: this.vault.vaultName,
          bucketArn: this.bucketArn,
          keyArn: this.keyArn,
          s3: `s3.${region}.${dnsSuffix}`,
          role,
        },
      );
      this.access.set(role.identity, access);
    }
    access.allow(objectKey);
    // The bucket's policy names its readers.
    return Grant._of({ subject, access: 'read', role, policies: [access], source: this.vault.construct, alsoNeeds: this._ready });
  }

  /** Who reads and signs, as of now. Break-glass principals read every object; whoever else is named reads its own. */
  private grants(): { readonly readers: Map<string, string[]>; readonly signers: string[] } {
    const [signers, all] = [[...this.signers].sort(), [...this.breakGlass, ...this.signers]];
    const readers = this.readers.values().filter(({ arn }) => !hasArn(this, all, arn));
    return { signers, readers: new Map(readers.map(({ arn, objects }) => [arn, [...objects]])) };
  }
}

/**
 * S3 has no right of its own for metadata: a HeadObject is an s3:GetObject, which the bucket's policy denies to all but those
 * it names, and it lets nobody else change that policy.
 */
function checkDeploying(subject: string, deployers: readonly string[]): readonly string[] {
  if (deployers.length > 0) return checkDeployers(subject, deployers);
  throw new VaultConfigurationError(
    subject,
    'deployers names nobody, so that the policy of the bucket would deny whoever deploys its plans, updates and destroy',
    "Name the roles that deploy, in deployers of the vault or of its MasterKeyBucket: ['arn:aws:iam::<account>:role/<name>'].",
  );
}

function checkPrincipals(
  subject: string,
  principals: readonly string[],
  deployers: readonly string[],
  scope: Construct,
): readonly string[] {
  if (principals.length === 0) {
    throw new VaultConfigurationError(
      subject,
      'breakGlass names nobody, so that in an emergency nobody could read a master key',
      "Name at least one role or user: breakGlass: ['arn:aws:iam::<account>:role/break-glass'].",
    );
  }
  return checkBreakGlass(subject, principals, deployers, scope);
}

function checkRetention(
  subject: string,
  props: MasterKeyBucketProps,
): { readonly oldVersionDays: number; readonly accessLogDays: number; readonly objectLockDays?: number } {
  const days = (name: string, value: number, least: number) =>
    checkWholeNumber(
      value,
      { name, least, most: MOST_DAYS, unit: 'days' },
      (problem, remedy) => new VaultConfigurationError(subject, problem, remedy),
    );
  return {
    oldVersionDays: days('oldVersionDays', props.oldVersionDays ?? 3650, 90),
    accessLogDays: days('accessLogDays', props.accessLogDays ?? 365, 90),
    objectLockDays: props.objectLockDays === undefined ? undefined : days('objectLockDays', props.objectLockDays, 1),
  };
}
