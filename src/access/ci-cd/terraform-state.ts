import { Token } from 'cdktf';
import type { Construct } from 'constructs';
import { FederationError } from '../../errors';
import { keyUse, OBJECT_CONTEXT } from '../../iam/key-use';
import { oneOrMany, PolicyStatement } from '../../iam/policy-document';
import { AwsEnvironment } from '../../terraform/aws-environment';

/** Where states are, as S3Backend has it. */
export interface S3StateProps {
  /** Name of the bucket. */
  readonly bucket: string;

  /** Keys of the states of the stacks that are planned and deployed. */
  readonly keys: string[];

  /**
   * ARN of the KMS key that encrypts the states: of the key itself, not of an alias, and never a key of a vault. In another
   * region than the stack's it has to be written out, since the policy names the region.
   *
   * @default - the bucket encrypts without a KMS key of yours
   */
  readonly kmsKeyArn?: string;

  /**
   * Whether the backend locks by a file beside the state (`use_lockfile`).
   *
   * @default true
   */
  readonly lockFile?: boolean;

  /**
   * ARN of the DynamoDB table by which the backend locks (`dynamodb_table`).
   *
   * @default - none
   */
  readonly lockTableArn?: string;
}

/**
 * Where Terraform keeps the states that a role plans and deploys.
 *
 * @see Terraform: S3 backend, permissions required
 */
export class TerraformState {
  /** States in a bucket, by the S3 backend. */
  public static s3(props: S3StateProps): TerraformState {
    const subject = 'TerraformState.s3()';
    if (!Token.isUnresolved(props.bucket) && !/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(props.bucket)) {
      throw new FederationError(subject, `bucket '${props.bucket}' is not the name of a bucket`, "Write it like 'acme-terraform-states'.");
    }
    if (props.keys.length === 0 || props.keys.some((key) => !Token.isUnresolved(key) && /[*?]|^$|^\//.test(key))) {
      throw new FederationError(
        subject,
        'keys is empty, or one of them is no key of a state, written out',
        "Write those of the backends, such as keys: ['acme/prod.tfstate'].",
      );
    }
    const { kmsKeyArn } = props;
    if (kmsKeyArn !== undefined && !Token.isUnresolved(kmsKeyArn) && !/^arn:[\w-]+:kms:[\w-]+:\d{12}:key\/[\w-]+$/.test(kmsKeyArn)) {
      throw new FederationError(
        subject,
        `kmsKeyArn '${kmsKeyArn}' is not the ARN of a KMS key (policies on keys never match an alias)`,
        'Write arn:aws:kms:<region>:<account>:key/<id>.',
      );
    }
    return new TerraformState(props);
  }

  /** Nothing in AWS, such as in HCP Terraform or Spacelift: the roles are given no access to a state. */
  public static elsewhere(): TerraformState {
    return new TerraformState(undefined);
  }

  private constructor(private readonly props: S3StateProps | undefined) {}

  /**
   * ARN of the states' key.
   *
   * @internal
   */
  public get _kmsKeyArn(): string | undefined {
    return this.props?.kmsKeyArn;
  }

  /**
   * ARNs of the states and what is beside them.
   *
   * @internal
   */
  public _objects(scope: Construct): readonly string[] {
    if (!this.props) return [];
    const { keys, lockFile = true } = this.props;
    const bucket = this.bucketArn(scope);
    return keys.flatMap((key) => [`${bucket}/${key}`, ...(lockFile ? [`${bucket}/${key}.tflock`] : [])]);
  }

  /**
   * What a role may do with them: read and lock, and for a deployment write.
   *
   * @internal
   */
  public _statements(scope: Construct, write: boolean): PolicyStatement[] {
    if (!this.props) return [];
    const { keys, kmsKeyArn, lockFile = true, lockTableArn } = this.props;
    const bucket = this.bucketArn(scope);
    const states = keys.map((key) => `${bucket}/${key}`);
    const statements: PolicyStatement[] = [
      { Sid: 'FindStates', Effect: 'Allow', Action: 's3:ListBucket', Resource: bucket },
      { Sid: 'States', Effect: 'Allow', Action: write ? ['s3:GetObject', 's3:PutObject'] : 's3:GetObject', Resource: oneOrMany(states) },
    ];
    if (lockFile) {
      // A plan locks too; the lock holds who plans, and nothing of the state.
      statements.push({
        Sid: 'LockFiles',
        Effect: 'Allow',
        Action: ['s3:DeleteObject', 's3:GetObject', 's3:PutObject'],
        Resource: oneOrMany(states.map((state) => `${state}.tflock`)),
      });
    }
    if (lockTableArn !== undefined) {
      statements.push({
        Sid: 'LockTable',
        Effect: 'Allow',
        Action: ['dynamodb:DeleteItem', 'dynamodb:DescribeTable', 'dynamodb:GetItem', 'dynamodb:PutItem'],
        Resource: lockTableArn,
      });
    }
    if (kmsKeyArn !== undefined) {
      const actions = write || lockFile ? ['kms:Decrypt', 'kms:GenerateDataKey'] : 'kms:Decrypt';
      statements.push(
        // With a bucket key, S3 says the bucket's ARN to KMS, without it the object's.
        keyUse('StateKey', actions, kmsKeyArn, throughS3(scope, kmsKeyArn), {
          like: { [OBJECT_CONTEXT]: [bucket, ...this._objects(scope)] },
        }),
      );
    }
    return statements;
  }

  private bucketArn(scope: Construct): string {
    return `arn:${AwsEnvironment.of(scope).partition}:s3:::${this.props!.bucket}`;
  }
}

/** S3 as KMS names it, in the region of the key: a bucket may be in another one than the stack. */
function throughS3(scope: Construct, keyArn: string): string {
  const { region, dnsSuffix } = AwsEnvironment.of(scope);
  return `s3.${Token.isUnresolved(keyArn) ? region : keyArn.split(':')[3]}.${dnsSuffix}`;
}
