import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group';
import { LambdaFunction, type LambdaFunctionConfig } from '@cdktf/provider-aws/lib/lambda-function';
import { LambdaFunctionEventInvokeConfig } from '@cdktf/provider-aws/lib/lambda-function-event-invoke-config';
import { SqsQueue } from '@cdktf/provider-aws/lib/sqs-queue';
import { SqsQueuePolicy } from '@cdktf/provider-aws/lib/sqs-queue-policy';
import { Construct } from 'constructs';
import type { Watched } from './function-alarms';
import { keyUse } from '../iam/key-use';
import { render, type PolicyStatement } from '../iam/policy-document';
import { AwsEnvironment } from '../terraform/aws-environment';
import type { FunctionCode } from '../terraform/function-code';

/** Settings of a function of a vault. */
export interface VaultFunctionProps {
  /** Tags of everything that is made for it. */
  readonly tags?: { [key: string]: string };
  /** ARN of the key that encrypts its log, its queue and its settings. */
  readonly keyArn: string;
  readonly name: string;
  /** What it does, for people. */
  readonly description: string;
  /** Days. */
  readonly logRetentionDays: number;
  /** Lets others than the function file failed requests, in the policy of their queue. */
  readonly filers?: (queueArn: string) => readonly PolicyStatement[];
  /** Services beside SQS that the function has messages encrypted by. */
  readonly messagesTo?: readonly string[];
}

/** What one function has of its own. */
export type FunctionSettings = Pick<
  LambdaFunctionConfig,
  | 'memorySize'
  | 'timeout'
  | 'reservedConcurrentExecutions'
  | 'dependsOn'
  | 'environment'
  | 'kmsKeyArn'
  | 'vpcConfig'
  | 'codeSigningConfigArn'
> & {
  readonly roleArn: string;
  readonly code: FunctionCode;
};

const FAILURES_KEPT_SECONDS = 14 * 86_400;
const KEY_REUSE_SECONDS = 3600;
const MAXIMUM_AGE_SECONDS = 21_600;

/**
 * A Lambda function that Coffer runs, with its log and the queue of requests that failed for good; encrypted under a key that
 * no secret is, such as the vault's operations key. Its role is the caller's, since that differs most.
 *
 * @internal
 */
export class VaultFunction extends Construct {
  public readonly name: string;
  public readonly log: CloudwatchLogGroup;
  public readonly queue: SqsQueue;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: VaultFunctionProps,
  ) {
    super(scope, id);
    const { tags, keyArn: key, name } = props;
    this.name = name;
    this.log = new CloudwatchLogGroup(this, 'log', {
      name: `/aws/lambda/${name}`,
      retentionInDays: props.logRetentionDays,
      kmsKeyId: key,
      tags,
    });
    this.queue = new SqsQueue(this, 'failed', {
      name: `${name}-failed`,
      kmsMasterKeyId: key,
      kmsDataKeyReusePeriodSeconds: KEY_REUSE_SECONDS,
      messageRetentionSeconds: FAILURES_KEPT_SECONDS,
      tags,
    });
    new SqsQueuePolicy(this, 'failed-policy', {
      queueUrl: this.queue.url,
      policy: render([
        {
          Sid: 'TlsOnly',
          Effect: 'Deny',
          Principal: { AWS: '*' },
          Action: 'sqs:*',
          Resource: this.queue.arn,
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        },
        ...(props.filers?.(this.queue.arn) ?? []),
      ]),
    });
  }

  /** Who may take the function's role: Lambda, for functions of this account. */
  public trust(): string {
    const { account } = AwsEnvironment.of(this);
    return render([
      {
        Sid: 'RunFunction',
        Effect: 'Allow',
        Principal: { Service: 'lambda.amazonaws.com' },
        Action: 'sts:AssumeRole',
        Condition: { StringEquals: { 'aws:SourceAccount': account } },
      },
    ]);
  }

  /** What running takes, whatever the function does. */
  public running(): PolicyStatement[] {
    const { keyArn, name, messagesTo = [] } = this.props;
    const { partition, region, account, dnsSuffix } = AwsEnvironment.of(this);
    return [
      {
        Sid: 'WriteLog',
        Effect: 'Allow',
        Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        Resource: `arn:${partition}:logs:${region}:${account}:log-group:/aws/lambda/${name}:*`,
      },
      { Sid: 'KeepFailures', Effect: 'Allow', Action: 'sqs:SendMessage', Resource: this.queue.arn },
      keyUse(
        'EncryptMessages',
        ['kms:Decrypt', 'kms:GenerateDataKey'],
        keyArn,
        ['sqs', ...messagesTo].sort().map((service) => `${service}.${region}.${dnsSuffix}`),
      ),
      // X-Ray knows no resources for what is sent to it (Service Authorization Reference, X-Ray).
      { Sid: 'Trace', Effect: 'Allow', Action: ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'], Resource: '*' },
    ];
  }

  /** Declares the function itself, once its role is there. Requests are tried three times, and then filed. */
  public run({ roleArn, code, ...settings }: FunctionSettings): LambdaFunction {
    const { tags, name, description } = this.props;
    const lambda = new LambdaFunction(this, 'Default', {
      ...settings,
      functionName: name,
      description,
      role: roleArn,
      runtime: 'nodejs22.x',
      architectures: ['arm64'],
      handler: 'index.handler',
      filename: code.filename,
      sourceCodeHash: code.hash,
      tracingConfig: { mode: 'Active' },
      deadLetterConfig: { targetArn: this.queue.arn },
      loggingConfig: { logFormat: 'Text', logGroup: this.log.name },
      tags,
    });
    new LambdaFunctionEventInvokeConfig(this, 'retries', {
      functionName: lambda.functionName,
      maximumRetryAttempts: 2,
      maximumEventAgeInSeconds: MAXIMUM_AGE_SECONDS,
    });
    return lambda;
  }

  /** That an invocation failed. */
  public get errors(): Watched {
    return { namespace: 'AWS/Lambda', metricName: 'Errors', dimensions: { FunctionName: this.name }, statistic: 'Sum' };
  }

  /** That a request failed for good. */
  public get failures(): Watched {
    return {
      namespace: 'AWS/SQS',
      metricName: 'ApproximateNumberOfMessagesVisible',
      dimensions: { QueueName: this.queue.name },
      statistic: 'Maximum',
    };
  }
}
