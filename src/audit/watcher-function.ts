import { CloudwatchEventRule } from '@cdktf/provider-aws/lib/cloudwatch-event-rule';
import { CloudwatchEventTarget } from '@cdktf/provider-aws/lib/cloudwatch-event-target';
import { CloudwatchLogSubscriptionFilter } from '@cdktf/provider-aws/lib/cloudwatch-log-subscription-filter';
import { IamPolicy } from '@cdktf/provider-aws/lib/iam-policy';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicyAttachment } from '@cdktf/provider-aws/lib/iam-role-policy-attachment';
import { LambdaPermission } from '@cdktf/provider-aws/lib/lambda-permission';
import { type ITerraformDependable, Lazy } from 'cdktf';
import { Construct } from 'constructs';
import { recordRulePattern } from './record-patterns';
import { declareWatcherAlarms } from './watcher-alarms';
import { type WatcherGrants, watcherStatements } from './watcher-statements';
import type { WatcherTable } from './watcher-table';
import {
  AUDIT_VARIABLE,
  DECLARED_VARIABLE,
  HEARTBEAT,
  SETTINGS_VARIABLE,
  TABLE_VARIABLE,
  type WatcherSettings,
} from '../contracts/audit/watcher-environment';
import { VaultFunction } from '../functions/vault-function';
import { type PolicyStatement, render } from '../iam/policy-document';
import { PolicyQuotas } from '../iam/policy-quotas';
import { serviceUse } from '../iam/service-use';
import { AwsEnvironment } from '../terraform/aws-environment';
import { builtFunction, FunctionCode } from '../terraform/function-code';

const TIMEOUT_SECONDS = 120;
/** At once: batches come by log stream, one for each region. */
const CONCURRENCY = 2;

/** What the watcher is made of; what is a function is as of synth. */
export interface WatcherFunctionProps {
  readonly audit: string;
  readonly keyArn: string;
  readonly table: WatcherTable;
  readonly settings: WatcherSettings;
  readonly topicArn: string;
  readonly grants: () => WatcherGrants;
  readonly logRetentionDays: number;
  readonly reserveConcurrency: boolean;
  readonly tags?: { [key: string]: string };
}

/** Name of the watcher of an audit. */
export function watcherName(audit: string): string {
  return `${audit}-watcher`;
}

/**
 * The watcher: a Lambda function under a role that reads no secret, what hands it records, and a heartbeat.
 *
 * @internal
 */
export class WatcherFunction extends Construct {
  public readonly name: string;
  /** Its ARN, written out: what it is told of itself is there before it. */
  public readonly arn: string;
  public readonly roleArn: string;
  public readonly roleName: string;
  /** ARN of the policy of its role. */
  public readonly policyArn: string;
  public readonly logGroupName: string;
  /** Name of the queue of what failed, written out. */
  public readonly queueName: string;
  public readonly alarmNames: readonly string[];
  private readonly queueArn: string;
  private readonly targetArn: string;
  /** Its name as a token, which waits for the function. */
  private readonly functionName: string;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: WatcherFunctionProps,
  ) {
    super(scope, id);
    const { audit, keyArn, table, settings, tags } = props;
    const own = new VaultFunction(this, 'function', {
      tags,
      keyArn,
      name: watcherName(audit),
      description: `Judges records of ${audit}, and tells people`,
      logRetentionDays: props.logRetentionDays,
      filers: (queueArn) => [this.fileUndelivered(queueArn)],
      messagesTo: ['dynamodb', 'sns'],
    });
    const { role, policyArn, runs } = this.role(own);
    const lambda = own.run({
      roleArn: role.arn,
      code: new FunctionCode(this, 'code', () => builtFunction('watcher.json', 'watcher')),
      memorySize: 512,
      timeout: TIMEOUT_SECONDS,
      reservedConcurrentExecutions: props.reserveConcurrency ? CONCURRENCY : undefined,
      kmsKeyArn: keyArn,
      environment: {
        variables: {
          [AUDIT_VARIABLE]: audit,
          [TABLE_VARIABLE]: table.name,
          [DECLARED_VARIABLE]: table.checksums,
          [SETTINGS_VARIABLE]: JSON.stringify(settings),
        },
      },
      dependsOn: [runs, table.written, table.writtenOnlyBy(role.arn)],
    });
    this.name = own.name;
    const { partition, region, account } = AwsEnvironment.of(this);
    this.arn = `arn:${partition}:lambda:${region}:${account}:function:${own.name}`;
    this.targetArn = lambda.arn;
    this.functionName = lambda.functionName;
    this.roleArn = role.arn;
    this.roleName = role.name;
    this.policyArn = policyArn;
    this.logGroupName = own.log.name;
    this.queueArn = own.queue.arn;
    this.queueName = `${own.name}-failed`;
    this.alarmNames = declareWatcherAlarms(this, own, audit, props.topicArn, tags);
    this.heartbeat();
  }

  /** Hands it the records of a log group that a pattern lets through. */
  public subscribe(
    logGroup: { readonly name: string; readonly arn: string },
    pattern: () => string,
    ready: readonly ITerraformDependable[],
  ) {
    const { account } = AwsEnvironment.of(this);
    const permission = new LambdaPermission(this, 'records-permission', {
      action: 'lambda:InvokeFunction',
      functionName: this.functionName,
      principal: 'logs.amazonaws.com',
      sourceArn: `${logGroup.arn}:*`,
      sourceAccount: account,
    });
    new CloudwatchLogSubscriptionFilter(this, 'records', {
      name: this.props.audit,
      logGroupName: logGroup.name,
      filterPattern: Lazy.stringValue({ produce: pattern }),
      destinationArn: this.targetArn,
      dependsOn: [permission, ...ready],
    });
  }

  /** Hands it the records of the account by EventBridge, where the log group of the trail is in another account. */
  public subscribeByRule(): CloudwatchEventRule {
    const { audit, tags } = this.props;
    const rule = new CloudwatchEventRule(this, 'records', {
      name: `${audit}-records`,
      description: `Records for the watcher of ${audit}`,
      // Reads among them, which other states leave out (EventBridge: Receiving read-only management events).
      state: 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS',
      eventPattern: JSON.stringify(recordRulePattern(this.name)),
      tags,
    });
    this.invokeBy('records', rule);
    return rule;
  }

  /** A request every hour, whose record has to come back. */
  private heartbeat(): void {
    const { audit, tags } = this.props;
    const rule = new CloudwatchEventRule(this, 'heartbeat', {
      name: `${audit}-heartbeat`,
      description: `Has the watcher of ${audit} make a request that it has to hear of`,
      scheduleExpression: 'rate(1 hour)',
      tags,
    });
    this.invokeBy('heartbeat', rule, JSON.stringify(HEARTBEAT));
  }

  private invokeBy(id: string, rule: CloudwatchEventRule, input?: string): void {
    const permission = new LambdaPermission(this, `${id}-permission`, {
      action: 'lambda:InvokeFunction',
      functionName: this.functionName,
      principal: 'events.amazonaws.com',
      sourceArn: rule.arn,
    });
    new CloudwatchEventTarget(this, `${id}-target`, {
      rule: rule.name,
      arn: this.targetArn,
      input,
      deadLetterConfig: { arn: this.queueArn },
      retryPolicy: { maximumEventAgeInSeconds: 21_600, maximumRetryAttempts: 10 },
      dependsOn: [permission],
    });
  }

  private role(own: VaultFunction): { readonly role: IamRole; readonly policyArn: string; readonly runs: ITerraformDependable } {
    const { audit, table, tags, grants } = this.props;
    const role = new IamRole(this, 'role', {
      namePrefix: `${audit.slice(0, 29)}-watcher-`,
      description: `Judges records of ${audit}`,
      assumeRolePolicy: own.trust(),
      tags,
    });
    const policy = new IamPolicy(this, 'run', {
      namePrefix: `${audit.slice(0, 64)}-watcher-run-`,
      description: `Run the watcher of ${audit}`,
      policy: Lazy.stringValue({
        produce: () => render([...own.running(), ...watcherStatements(AwsEnvironment.of(this), table.arn, grants())]),
      }),
      lifecycle: { createBeforeDestroy: true },
    });
    PolicyQuotas.of(this).watchFunctionRole(role);
    PolicyQuotas.of(this).watch(policy);
    const runs = new IamRolePolicyAttachment(this, 'run-attachment', {
      role: role.name,
      policyArn: policy.arn,
      lifecycle: { createBeforeDestroy: true },
    });
    return { role, policyArn: policy.arn, runs };
  }

  /** Events that EventBridge could not deliver. */
  private fileUndelivered(queueArn: string): PolicyStatement {
    const { partition, region, account } = AwsEnvironment.of(this);
    const rule = (id: string) => `arn:${partition}:events:${region}:${account}:rule/${this.props.audit}-${id}`;
    const sourceArn = [rule('heartbeat'), rule('records')];
    return serviceUse('FileUndelivered', 'events.amazonaws.com', 'sqs:SendMessage', queueArn, { account, sourceArn });
  }
}
