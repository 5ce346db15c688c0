import type { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket';
import type {
  S3BucketLifecycleConfiguration,
  S3BucketLifecycleConfigurationRule,
} from '@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { declareKey } from '../../iam/customer-managed-key';
import { keyPolicy, useThroughS3 } from '../../iam/key-policy';
import { render } from '../../iam/policy-document';
import { checkBucketName } from '../../systems-of-record/master-key-bucket/bucket-name';
import { declareClosedBucket } from '../../systems-of-record/master-key-bucket/closed-bucket';
import { AwsEnvironment } from '../../terraform/aws-environment';

/** Where Athena writes answers. */
export const ANSWERS = 'answers/';
/** Where the table of who is declared has its file. */
export const DECLARED = 'declared/';

const OLD_VERSION_DAYS = 7;
const ACCESS_LOG_DAYS = 365;

export interface AnswersBucketProps {
  readonly subject: string;
  readonly name: string;
  readonly bucketName?: string;
  /** ARN of the key to encrypt under. @default - one of its own */
  readonly keyArn?: string;
  readonly keepDays: number;
  readonly tags?: { [key: string]: string };
}

/** The bucket of answers, closed like that of master keys, with its key. Answers say who reads what: a map for whoever wants in. */
export class AnswersBucket extends Construct {
  public readonly bucketName: string;
  public readonly arn: string;
  public readonly keyArn: string;
  public readonly bucket: S3Bucket;
  /** What has to be there before something is written. */
  public readonly ready: ITerraformDependable[];

  constructor(scope: Construct, id: string, props: AnswersBucketProps) {
    super(scope, id);
    const { name, keepDays, tags } = props;
    const { account, partition } = AwsEnvironment.of(this);
    this.bucketName = checkBucketName(props.subject, props.bucketName, `${name}-q-`, account);
    this.arn = `arn:${partition}:s3:::${this.bucketName}`;
    this.keyArn = props.keyArn ?? this.key(name, tags);
    const { bucket, ready } = declareClosedBucket(this, {
      name: this.bucketName,
      arn: this.arn,
      keyArn: this.keyArn,
      policy: tlsOnly(this.arn),
      oldVersionDays: OLD_VERSION_DAYS,
      accessLogDays: ACCESS_LOG_DAYS,
      tags,
    });
    // Answers go; the file of who is declared stays.
    const lifecycle = this.node.findChild('lifecycle') as S3BucketLifecycleConfiguration;
    const rules = lifecycle.ruleInput as S3BucketLifecycleConfigurationRule[];
    lifecycle.putRule([...rules, { id: 'answers', status: 'Enabled', filter: [{ prefix: ANSWERS }], expiration: [{ days: keepDays }] }]);
    this.bucket = bucket;
    this.ready = ready;
  }

  private key(name: string, tags?: { [key: string]: string }): string {
    return declareKey(this, {
      description: `Answers to queries of ${name}`,
      alias: `alias/${name}-queries`,
      tags,
      policy: keyPolicy({ ...locationOf(this), deployers: [], deletionProtection: false, use: useThroughS3(this.arn) }),
    }).arn;
  }
}

function locationOf(scope: Construct) {
  const { partition, region, account, dnsSuffix } = AwsEnvironment.of(scope);
  return { partition, region, account, dnsSuffix };
}

function tlsOnly(arn: string): string {
  const without = (Sid: string, Condition: { readonly [operator: string]: { readonly [key: string]: string } }) => ({
    Sid,
    Effect: 'Deny' as const,
    Principal: { AWS: '*' },
    Action: 's3:*',
    Resource: [arn, `${arn}/*`],
    Condition,
  });
  return render([
    without('TlsOnly', { Bool: { 'aws:SecureTransport': 'false' } }),
    without('ModernTlsOnly', { NumericLessThan: { 's3:TlsVersion': '1.2' } }),
  ]);
}
