import { Construct } from 'constructs';
import { declareKey } from '../iam/customer-managed-key';
import { type PolicyStatement, render } from '../iam/policy-document';
import { serviceKeyStatements } from '../iam/service-key-policy';
import { AwsEnvironment } from '../terraform/aws-environment';

/** What an audit encrypts under its key; values may be tokens. */
export interface AuditKeyProps {
  readonly name: string;
  /** ARNs of its log groups. */
  readonly logGroupArns: readonly string[];
  /** ARN of the trail that it makes. @default - it makes none */
  readonly trailArn?: string;
  /** Whether nobody may take the key away, as long as its policy is what it is. */
  readonly deletionProtection: boolean;
  readonly tags?: { [key: string]: string };
}

/** Services that use the key for what they store, on behalf of whoever may in IAM. S3 is for those who read logs. */
const ON_BEHALF = ['dynamodb', 'lambda', 's3', 'sns', 'sqs'] as const;

/**
 * The KMS key of an audit: its trail, logs, table, topic and queue. No secret is encrypted under it, so that whoever reads logs needs no
 * key of secrets, and the watcher none either.
 *
 * @internal
 */
export class AuditKey extends Construct {
  public readonly arn: string;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: AuditKeyProps,
  ) {
    super(scope, id);
    this.arn = declareKey(this, {
      description: `Records, logs and notices of ${props.name}`,
      alias: `alias/${props.name}`,
      policy: render(this.statements()),
      tags: props.tags,
    }).arn;
  }

  private statements(): PolicyStatement[] {
    const { partition, region, account, dnsSuffix } = AwsEnvironment.of(this);
    const { logGroupArns, trailArn, deletionProtection } = this.props;
    const statements = serviceKeyStatements({
      partition,
      region,
      account,
      dnsSuffix,
      onBehalf: ON_BEHALF,
      // Lambda and DynamoDB keep what is theirs readable for themselves by grants (DynamoDB: Encryption at rest).
      grants: { sid: 'GrantsForServices', services: ['dynamodb', 'lambda'] },
      logGroupArns,
    });
    if (trailArn !== undefined) {
      statements.push({
        Sid: 'Trail',
        Effect: 'Allow',
        Principal: { Service: 'cloudtrail.amazonaws.com' },
        Action: ['kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKey'],
        Resource: '*',
        // The one trail: CloudTrail would encrypt under this key for others too (CloudTrail: Configure AWS KMS key policies).
        Condition: { StringEquals: { 'aws:SourceArn': trailArn } },
      });
      if (deletionProtection) {
        statements.push({
          // Without the key, nobody reads what was logged. kms:PutKeyPolicy is not among these: an apply takes the statement away by it.
          Sid: 'StaysWhileProtected',
          Effect: 'Deny',
          Principal: { AWS: '*' },
          Action: ['kms:DisableKey', 'kms:ScheduleKeyDeletion'],
          Resource: '*',
        });
      }
    }
    return statements;
  }
}
