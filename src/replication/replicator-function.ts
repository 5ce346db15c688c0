import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group';
import { IamPolicy } from '@cdktf/provider-aws/lib/iam-policy';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicyAttachment } from '@cdktf/provider-aws/lib/iam-role-policy-attachment';
import { LambdaFunction } from '@cdktf/provider-aws/lib/lambda-function';
import { LambdaFunctionEventInvokeConfig } from '@cdktf/provider-aws/lib/lambda-function-event-invoke-config';
import { SqsQueue } from '@cdktf/provider-aws/lib/sqs-queue';
import { SqsQueuePolicy } from '@cdktf/provider-aws/lib/sqs-queue-policy';
import { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import type { VaultReplicationProps } from './replica-region';
import { declareAlarms } from './replicator-alarms';
import { render } from '../access/policy-document';
import { boundedName } from '../naming/rotation-names';
import { AwsEnvironment } from '../terraform/aws-environment';
import { builtFunction, FunctionCode } from '../terraform/function-code';
import type { SecretVault } from '../vault';

/** Seconds; its longest requests are first copies of some 25 secrets, which Parameter Store takes at 3 a second. */
const TIMEOUT_SECONDS = 300;

/**
 * The replicator of a vault: a Lambda function with a role of its own, its log, and a queue of requests that failed for
 * good. What it may copy is granted to `role` secret by secret.
 *
 * @internal
 */
export class ReplicatorFunction extends Construct {
  public readonly role: IamRole;
  public readonly functionArn: string;
  public readonly functionName: string;
  public readonly queueArn: string;
  /** What has to be there before it is invoked. */
  public readonly ready: ITerraformDependable[];

  constructor(scope: Construct, id: string, vault: SecretVault, props: VaultReplicationProps) {
    super(scope, id);
    const { partition, account } = AwsEnvironment.of(this);
    const name = boundedName(vault.vaultName, '-replicator');
    const tags = vault._tags;
    this.role = new IamRole(this, 'role', {
      namePrefix: `${vault.vaultName.slice(0, 26)}-replicator-`,
      description: `Copies secrets of ${vault.vaultName} to other regions`,
      assumeRolePolicy: render([{
        Sid: 'RunReplicator',
        Effect: 'Allow',
        Principal: { Service: 'lambda.amazonaws.com' },
        Action: 'sts:AssumeRole',
        Condition: { StringEquals: { 'aws:SourceAccount': account } },
      }]),
      tags,
    });
    const logGroupName = `/aws/lambda/${name}`;
    const key = vault._operationsKey;
    const code = new FunctionCode(this, 'code', () => builtFunction('replicator.json', 'replicator'));
    const log = new CloudwatchLogGroup(this, 'log', { name: logGroupName, retentionInDays: props.logRetentionDays ?? 365, kmsKeyId: key.arn, tags });
    const queue = new SqsQueue(this, 'failed', {
      name: `${name}-failed`, kmsMasterKeyId: key.arn, messageRetentionSeconds: 14 * 24 * 3600, tags,
    });
    this.queueArn = queue.arn;
    new SqsQueuePolicy(this, 'failed-policy', {
      queueUrl: queue.url,
      policy: render([
        {
          Sid: 'TlsOnly', Effect: 'Deny', Principal: { AWS: '*' }, Action: 'sqs:*', Resource: queue.arn, Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        },
        {
          Sid: 'FileUndelivered',
          Effect: 'Allow',
          Principal: { Service: 'events.amazonaws.com' },
          Action: 'sqs:SendMessage',
          Resource: queue.arn,
          Condition: { StringEquals: { 'aws:SourceAccount': account }, ArnLike: { 'aws:SourceArn': `arn:${partition}:events:*:${account}:rule/${rulePrefix(vault.vaultName)}*` } },
        },
      ]),
    });
    const runs = this.allowRunning(vault, log.arn, queue.arn, key.arn);
    const lambda = new LambdaFunction(this, 'function', {
      functionName: name,
      description: `Copies secrets of ${vault.vaultName} to other regions`,
      filename: code.filename,
      sourceCodeHash: code.hash,
      runtime: 'nodejs22.x',
      architectures: ['arm64'],
      handler: 'index.handler',
      role: this.role.arn,
      memorySize: 256,
      timeout: TIMEOUT_SECONDS,
      reservedConcurrentExecutions: (props.reserveConcurrency ?? true) ? 1 : undefined,
      deadLetterConfig: { targetArn: queue.arn },
      tracingConfig: { mode: 'Active' },
      loggingConfig: { logFormat: 'Text', logGroup: log.name },
      tags,
      dependsOn: [runs],
    });
    this.functionArn = lambda.arn;
    this.functionName = lambda.functionName;
    const invocations = new LambdaFunctionEventInvokeConfig(this, 'invocations', {
      functionName: lambda.functionName, maximumRetryAttempts: 2, maximumEventAgeInSeconds: 21_600,
    });
    this.ready = [invocations, runs];
    declareAlarms(this, { vault, functionName: name, queueName: queue.name, logGroupName: log.name, topics: props.alarmTopics ?? [] });
  }

  /** What running takes, whatever there is to copy. */
  private allowRunning(vault: SecretVault, logArn: string, queueArn: string, keyArn: string): IamRolePolicyAttachment {
    const { region, dnsSuffix } = AwsEnvironment.of(this);
    const policy = new IamPolicy(this, 'run', {
      namePrefix: `${vault.vaultName.slice(0, 64)}-replicator-run-`,
      description: `Run the replicator of ${vault.vaultName}`,
      policy: render([
        { Sid: 'WriteLog', Effect: 'Allow', Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Resource: `${logArn}:*` },
        { Sid: 'FileFailed', Effect: 'Allow', Action: 'sqs:SendMessage', Resource: queueArn },
        {
          Sid: 'EncryptFailed',
          Effect: 'Allow',
          Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
          Resource: keyArn,
          Condition: { StringEquals: { 'kms:ViaService': `sqs.${region}.${dnsSuffix}` } },
        },
        // X-Ray has no resources to name (AWS: Service Authorization Reference, X-Ray).
        { Sid: 'Trace', Effect: 'Allow', Action: ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'], Resource: '*' },
      ]),
      lifecycle: { createBeforeDestroy: true },
    });
    return new IamRolePolicyAttachment(this, 'run-attachment', { role: this.role.name, policyArn: policy.arn, lifecycle: { createBeforeDestroy: true } });
  }
}

/** What names of the vault's rules begin with: EventBridge has 64 characters for them. */
export function rulePrefix(vaultName: string): string {
  return `${vaultName.slice(0, 32)}-replicate-`;
}
