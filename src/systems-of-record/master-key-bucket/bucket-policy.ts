import { PolicyStatement, render } from '../../iam/policy-document';
import { byWhatIsTheirs, type Readers } from '../../iam/readers';

/** What the policies of a master-key bucket and of its copy are made of; values may be tokens. */
interface ClosedBucketPolicyProps {
  /** ARN of the bucket. */
  readonly bucketArn: string;
  /** ARN of the account's root. */
  readonly rootArn: string;
  /** ARNs of the principals that read in an emergency. */
  readonly breakGlass: readonly string[];
  /** Those of them who have to show AWS a second factor. */
  readonly secondFactor: readonly string[];
  /** ARNs of the roles that deploy: they see metadata, and the key denies them decryption. */
  readonly deployers: readonly string[];
  /** ARNs of the roles that deploy and sign, and so decrypt. */
  readonly signers: readonly string[];
  /** Whether nobody may delete the bucket, its policy or what closes it, as long as the policy is what it is. */
  readonly deletionProtection: boolean;
}

/** What the policy of a master-key bucket is made of; values may be tokens. */
export interface BucketPolicyProps extends ClosedBucketPolicyProps {
  /** ARN of the one key that may encrypt in it. */
  readonly keyArn: string;
  /** ARNs of the roles that were granted a key, by name, each with the ARNs of its objects. None of those above. */
  readonly readers: Readers;
  /** ARN of the role under which S3 copies the bucket. @default - it is not copied */
  readonly replicationRoleArn?: string;
}

/** What the policy of a copy is made of; values may be tokens. */
export interface ReplicaBucketPolicyProps extends ClosedBucketPolicyProps {
  /** ARN of the role under which S3 copies here. */
  readonly replicationRoleArn: string;
}

const READ: readonly string[] = ['s3:GetObject', 's3:GetObjectVersion'];

/** What takes a bucket away, or what closes it. S3 has no actions of their own for deleting a bucket's settings: it is the Put. */
const LOSS: readonly string[] = [
  's3:DeleteBucket',
  's3:PutBucketOwnershipControls',
  's3:PutBucketPublicAccessBlock',
  's3:PutBucketVersioning',
  's3:PutEncryptionConfiguration',
];

/** What opens another door to the objects, or moves the ones there are: an access list, a torrent, a report of their names, events. */
const OTHER_DOORS: readonly string[] = [
  's3:GetObjectTorrent',
  's3:GetObjectVersionTorrent',
  's3:PutAccelerateConfiguration',
  's3:PutAnalyticsConfiguration',
  's3:PutBucketAcl',
  's3:PutBucketCORS',
  's3:PutBucketNotification',
  's3:PutBucketWebsite',
  's3:PutIntelligentTieringConfiguration',
  's3:PutInventoryConfiguration',
  's3:PutMetricsConfiguration',
  's3:PutObjectAcl',
  's3:PutObjectVersionAcl',
];

/** What changes who gets in, or where copies and logs go. */
const CONFIGURATION: readonly string[] = [
  's3:DeleteBucketPolicy',
  's3:InitiateReplication',
  's3:PutBucketLogging',
  's3:PutBucketObjectLockConfiguration',
  's3:PutBucketPolicy',
  's3:PutReplicationConfiguration',
];

/** Whoever may write by replication needs no s3:PutObject. */
const COPY_HERE: readonly string[] = [
  's3:ObjectOwnerOverrideToBucketOwner',
  's3:ReplicateDelete',
  's3:ReplicateObject',
  's3:ReplicateTags',
];

/**
 * The policy of a master-key bucket. It allows nothing: what somebody may do is up to IAM policies, and this says what
 * none of them can open. S3 hands `*` and a condition to everybody, account owner and administrators included.
 */
export function masterKeyBucketPolicy(props: BucketPolicyProps): string {
  const { bucketArn, breakGlass, deployers, signers, readers, replicationRoleArn } = props;
  const objects = `${bucketArn}/*`;
  return render([
    ...tlsOnly(bucketArn),
    // Also where a request names no encryption at all: a condition that denies holds for what is missing.
    deny('RightKeyOnly', 's3:PutObject', objects, { StringNotEquals: { 's3:x-amz-server-side-encryption-aws-kms-key-id': props.keyArn } }),
    deny('ReadByNameOnly', READ, objects, {
      ArnNotLike: { 'aws:PrincipalArn': [...breakGlass, ...[...readers.keys(), ...signers].sort(), ...deployers] },
    }),
    ...othersObjects(readers),
    ...closed(props),
    // Not s3:GetObject: S3 hands an object on by this one, to wherever a rule says.
    copyOnly('CopyByDeclaredRoleOnly', 's3:GetObjectVersionForReplication', objects, replicationRoleArn),
    // A copy from elsewhere would be a key that nobody declared.
    deny('NoCopiesFromElsewhere', COPY_HERE, objects),
  ]);
}

/**
 * The policy of a copy of a master-key bucket. It allows nothing either: what S3 replicates, it writes by s3:ReplicateObject,
 * and whoever else would write finds the door shut.
 */
export function replicaBucketPolicy(props: ReplicaBucketPolicyProps): string {
  const objects = `${props.bucketArn}/*`;
  return render([
    ...tlsOnly(props.bucketArn),
    deny('CopiesOnly', 's3:PutObject', objects),
    deny('BreakGlassOnly', READ, objects, { ArnNotLike: { 'aws:PrincipalArn': props.breakGlass } }),
    ...closed(props),
    deny('NoCopiesOfCopies', 's3:GetObjectVersionForReplication', objects),
    copyOnly('CopyByDeclaredRoleOnly', COPY_HERE, objects, props.replicationRoleArn),
  ]);
}

function deny(
  Sid: string,
  Action: string | readonly string[],
  Resource: string | readonly string[],
  Condition?: PolicyStatement['Condition'],
): PolicyStatement {
  return { Sid, Effect: 'Deny', Principal: { AWS: '*' }, Action, Resource, ...(Condition && { Condition }) };
}

function copyOnly(sid: string, action: string | readonly string[], objects: string, roleArn: string | undefined): PolicyStatement {
  return deny(sid, action, objects, roleArn === undefined ? undefined : { ArnNotEquals: { 'aws:PrincipalArn': roleArn } });
}

function tlsOnly(bucketArn: string): PolicyStatement[] {
  const everywhere = [bucketArn, `${bucketArn}/*`];
  return [
    deny('TlsOnly', 's3:*', everywhere, { Bool: { 'aws:SecureTransport': 'false' } }),
    deny('ModernTlsOnly', 's3:*', everywhere, { NumericLessThan: { 's3:TlsVersion': '1.2' } }),
  ];
}

/** What holds for a bucket and its copy. */
function closed({
  bucketArn,
  rootArn,
  breakGlass,
  secondFactor,
  deployers,
  signers,
  deletionProtection,
}: ClosedBucketPolicyProps): PolicyStatement[] {
  const everywhere = [bucketArn, `${bucketArn}/*`];
  return [
    ...(secondFactor.length > 0
      ? [
          deny('BreakGlassWithSecondFactor', READ, `${bucketArn}/*`, {
            ArnLike: { 'aws:PrincipalArn': secondFactor },
            BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' },
          }),
        ]
      : []),
    // Whoever could delete versions, or stop them from being kept, could lose a key for good (R8).
    deny('VersionsStay', ['s3:DeleteObjectVersion', 's3:PutBucketVersioning', 's3:PutLifecycleConfiguration'], everywhere, {
      ArnNotLike: { 'aws:PrincipalArn': [...breakGlass, ...deployers, ...signers] },
    }),
    deny('NoOtherDoors', OTHER_DOORS, everywhere),
    // An access point has a policy of its own; S3 asks this one too, and says by which it was called.
    deny('NoAccessPoints', 's3:*', everywhere, { Null: { 's3:DataAccessPointArn': 'false' } }),
    deny('DeployersConfigure', CONFIGURATION, everywhere, { ArnNotLike: { 'aws:PrincipalArn': [...deployers, ...signers] } }),
    ...(deletionProtection
      ? [
          deny('StaysWhileProtected', LOSS, bucketArn),
          // Not s3:PutBucketPolicy: by that, an apply with protection turned off takes these statements away again. And not for the
          // account's root, whom S3 lets past every bucket policy when it is about the policy itself: the way out where no deployer is
          // left.
          deny('PolicyStaysWhileProtected', 's3:DeleteBucketPolicy', bucketArn, { ArnNotEquals: { 'aws:PrincipalArn': rootArn } }),
        ]
      : []),
  ];
}

/**
 * Keeps each reader to its own objects, whatever IAM allows it. Readers of the same ones share a statement. Signers are not
 * held to it: they run plans, which ask for the metadata of every key, and that is an s3:GetObject to S3.
 */
function othersObjects(grants: Readers): PolicyStatement[] {
  return byWhatIsTheirs(grants).map(({ readers, own }, index) => ({
    Sid: `OwnObjectsOnly${index}`,
    Effect: 'Deny',
    Principal: { AWS: '*' },
    Action: READ,
    NotResource: own,
    Condition: { ArnEquals: { 'aws:PrincipalArn': readers } },
  }));
}

/** Lets S3 write the access log of one bucket, and nobody anything without TLS. */
export function logBucketPolicy(props: { readonly bucketArn: string; readonly sourceArn: string; readonly account: string }): string {
  return render([
    {
      Sid: 'TlsOnly',
      Effect: 'Deny',
      Principal: { AWS: '*' },
      Action: 's3:*',
      Resource: [props.bucketArn, `${props.bucketArn}/*`],
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    },
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
