import type { Block, Configuration } from './synth';

/** A partition by the longest of what its ARNs hold. */
export interface Partition {
  readonly name: string;
  readonly region: string;
  readonly dnsSuffix: string;
}

export const PARTITIONS: readonly Partition[] = [
  { name: 'aws', region: 'ap-southeast-2', dnsSuffix: 'amazonaws.com' },
  { name: 'aws-cn', region: 'cn-northwest-1', dnsSuffix: 'amazonaws.com.cn' },
  { name: 'aws-us-gov', region: 'us-gov-west-1', dnsSuffix: 'amazonaws.com' },
];

const ACCOUNT = '123456789012';

/** Something of a stack that is more than AWS takes, with the number. */
export interface Excess {
  readonly what: string;
  readonly found: number;
  readonly most: number;
}

/** What a stack holds of everything that AWS has a quota for, in a partition: IAM and STS quotas, S3, KMS and Lambda. */
export class MeasuredStack {
  constructor(
    private readonly configuration: Configuration,
    private readonly partition: Partition,
  ) {}

  /** Everything that is more than AWS takes. */
  public excesses(): Excess[] {
    return this.quantities().filter(({ found, most }) => found > most);
  }

  /** Managed policies attached to each role. */
  public attachments(): Map<string, number> {
    const counts = new Map<string, number>();
    for (const { role } of this.all('aws_iam_role_policy_attachment')) counts.set(role as string, (counts.get(role as string) ?? 0) + 1);
    return counts;
  }

  private quantities(): Excess[] {
    const lengths = (type: string, argument: string, what: string, most: number) =>
      this.all(type).map((block, index) => ({ what: `${what} ${index}`, found: this.fill(block[argument] as string).length, most }));
    const inline = new Map<string, number>();
    for (const { role, policy } of this.all('aws_iam_role_policy')) {
      inline.set(role as string, (inline.get(role as string) ?? 0) + this.fill(policy as string).length);
    }
    const functions = new Map<string, number>();
    for (const block of this.all('aws_lambda_permission')) {
      functions.set(
        block.function_name as string,
        (functions.get(block.function_name as string) ?? 0) + this.fill(this.permission(block)).length + 1,
      );
    }
    return [
      ...lengths('aws_iam_policy', 'policy', 'managed policy', 6144),
      ...lengths('aws_iam_role', 'assume_role_policy', 'trust policy', 2048),
      ...lengths('aws_kms_key', 'policy', 'key policy', 32_768),
      ...lengths('aws_s3_bucket_policy', 'policy', 'bucket policy', 20_480),
      ...[...inline].map(([role, found]) => ({ what: `inline policies of ${role}`, found, most: 10_240 })),
      ...[...functions].map(([name, found]) => ({ what: `policy of function ${name}`, found, most: 20_480 })),
      ...[...this.attachments()].map(([role, found]) => ({ what: `policies attached to ${role}`, found, most: 10 })),
    ];
  }

  /** A statement of a function's policy as Lambda makes it. */
  private permission({ action, function_name: name, principal, source_arn: source }: Block): string {
    return JSON.stringify({
      Sid: 'terraform-20261231235959000000000001',
      Effect: 'Allow',
      Principal: { Service: principal as string },
      Action: action as string,
      Resource: `arn:${this.partition.name}:lambda:${this.partition.region}:${ACCOUNT}:function:${name as string}`,
      Condition: { ArnLike: { 'AWS:SourceArn': source as string } },
    });
  }

  private all(type: string): Block[] {
    return Object.values(this.configuration.resource[type] ?? {});
  }

  /** A policy as AWS would get it. An expression that is not known here fails: nobody would have thought of its length. */
  private fill(text: string): string {
    const { name, region, dnsSuffix } = this.partition;
    const values: readonly (readonly [RegExp, string | ((id: string) => string)])[] = [
      [/\$\{[\w.-]*data\.?aws_caller_identity[\w.-]+account_id\}/g, ACCOUNT],
      [/\$\{[\w.-]*data\.?aws_region[\w.-]+id\}/g, region],
      [/\$\{[\w.-]*data\.?aws_partition[\w.-]+partition\}/g, name],
      [/\$\{[\w.-]*data\.?aws_partition[\w.-]+dns_suffix\}/g, dnsSuffix],
      [/\$\{[\w.-]*aws_kms_key[\w.-]+arn\}/g, `arn:${name}:kms:${region}:${ACCOUNT}:key/mrk-${'0'.repeat(32)}`],
      [/\$\{aws_iam_role\.([\w-]+)\.arn\}/g, (id) => `arn:${name}:iam::${ACCOUNT}:role/${this.nameOf('aws_iam_role', id, 64)}`],
      [/\$\{aws_iam_user\.([\w-]+)\.arn\}/g, (id) => `arn:${name}:iam::${ACCOUNT}:user/${this.nameOf('aws_iam_user', id, 64)}`],
      [/\$\{aws_sqs_queue\.([\w-]+)\.arn\}/g, (id) => `arn:${name}:sqs:${region}:${ACCOUNT}:${this.nameOf('aws_sqs_queue', id, 80)}`],
      [/\$\{aws_sns_topic\.([\w-]+)\.arn\}/g, (id) => `arn:${name}:sns:${region}:${ACCOUNT}:${this.nameOf('aws_sns_topic', id, 256)}`],
      [
        /\$\{aws_lambda_function\.([\w-]+)\.(?:arn|function_name)\}/g,
        () => `arn:${name}:lambda:${region}:${ACCOUNT}:function:${'f'.repeat(64)}`,
      ],
      [
        /\$\{aws_dynamodb_table\.([\w-]+)\.arn\}/g,
        (id) => `arn:${name}:dynamodb:${region}:${ACCOUNT}:table/${this.nameOf('aws_dynamodb_table', id, 255)}`,
      ],
      [/\$\{aws_sfn_state_machine\.([\w-]+)\.arn\}/g, () => `arn:${name}:states:${region}:${ACCOUNT}:stateMachine:${'m'.repeat(80)}`],
      [/\$\{aws_cloudwatch_event_rule\.([\w-]+)\.arn\}/g, () => `arn:${name}:events:${region}:${ACCOUNT}:rule/${'r'.repeat(64)}`],
      [
        /\$\{aws_s3_bucket\.([\w-]+)\.(?:arn|bucket)\}/g,
        (id) => `arn:${name}:s3:::${this.fill(this.configuration.resource.aws_s3_bucket![id]!.bucket as string)}`,
      ],
      [
        /\$\{aws_iam_openid_connect_provider\.([\w-]+)\.\w+\}/g,
        () => `arn:${name}:iam::${ACCOUNT}:oidc-provider/oidc.eks.${region}.amazonaws.com/id/${'0'.repeat(32)}`,
      ],
    ];
    const filled = values.reduce(
      (done, [pattern, value]) => done.replace(pattern, (_, id: string) => (typeof value === 'string' ? value : value(id))),
      text,
    );
    // A variable of IAM, as Terraform has it.
    const written = filled.replace(/\$\$\{/g, '$ {');
    if (written.includes('${')) throw new Error(`an expression is left in ${filled.slice(0, 2000)}`);
    return written;
  }

  private nameOf(type: string, id: string, longest: number): string {
    const { name } = this.configuration.resource[type]![id]!;
    return typeof name === 'string' && !name.includes('${') ? name : 'n'.repeat(longest);
  }
}
