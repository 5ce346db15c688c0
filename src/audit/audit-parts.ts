import type { BoundTrail } from './bound-trail';
import { functionMatchers, type PartsBySource } from './record-patterns';
import { MASKS_ALL_LOGS } from '../contracts/audit/watched-events';

/** What an audit consists of, by names and ARNs; texts may be tokens. */
export interface AuditParts {
  readonly auditName: string;
  readonly watcher: {
    readonly name: string;
    readonly arn: string;
    readonly logGroupName: string;
    readonly roleName: string;
    readonly policyArn: string;
    readonly queueName: string;
    readonly alarmNames: readonly string[];
  };
  readonly trail: BoundTrail;
  readonly table: { readonly name: string; readonly arn: string };
  readonly keyArn: string;
  readonly topicArn: string;
  /** What the topic of its own and the table have, written out: patterns count characters. */
  readonly written: { readonly topicArn: string; readonly tableArn: string };
  /** Names of the rules that tell without the watcher. */
  readonly ruleNames: readonly string[];
  /** Names of the alarms of the account. */
  readonly accountAlarmNames: readonly string[];
  /** ARNs of the topics of vaults, and of the keys of these: notices go there too. */
  readonly besideArns: readonly string[];
}

/** What the watcher knows its parts by. */
export function namesOfParts(parts: AuditParts): string[] {
  const { auditName, watcher, trail, table, keyArn, topicArn, ruleNames, accountAlarmNames, besideArns } = parts;
  return [
    ...new Set([
      watcher.name,
      watcher.arn,
      watcher.logGroupName,
      table.name,
      topicArn,
      keyArn,
      ...trail.names,
      ...ruleNames,
      ...['heartbeat', 'records'].map((id) => `${auditName}-${id}`),
      table.arn,
      watcher.roleName,
      watcher.policyArn,
      watcher.queueName,
      ...watcher.alarmNames,
      ...accountAlarmNames,
      ...besideArns,
    ]),
  ];
}

/**
 * The same for rules of EventBridge, as requests name them. Roles are left out: IAM's events are in one region only. So are topics of
 * vaults: of these, as of its own log, the watcher can tell itself.
 */
export function partsBySource(parts: AuditParts): PartsBySource {
  const { auditName, watcher, trail, table, keyArn, written, accountAlarmNames } = parts;
  const { trailArn, logGroupName, bucketName } = trail.written ?? { ...trail, logGroupName: trail.logGroup?.name };
  const trails = trailArn === undefined ? [] : [trailArn, ...(trail.made ? [auditName] : [])];
  const records = logGroupName === undefined ? [] : [logGroupName];
  // Some members take a name or an ARN, and ARNs may have `:*` behind them.
  const recordsArns = records.flatMap((name) => [{ suffix: `:${name}` }, { suffix: `:${name}:*` }]);
  const rules = [
    ...['off', 'changed'].map((kind) => ({ prefix: `${auditName}-${kind}` })),
    `${auditName}-heartbeat`,
    ...(trail.logGroup ? [] : [`${auditName}-records`]),
  ];
  const alarms = [{ prefix: `${watcher.name}-` }, ...accountAlarmNames];
  return {
    'cloudtrail.amazonaws.com': { name: trails, trailName: trails },
    'dynamodb.amazonaws.com': { tableName: [table.name, written.tableArn], resourceArn: [written.tableArn] },
    'events.amazonaws.com': { name: rules, rule: rules },
    'kms.amazonaws.com': { keyId: [keyArn] },
    'lambda.amazonaws.com': { functionName: functionMatchers(watcher.name) },
    'logs.amazonaws.com': {
      logGroupName: [...records, `/aws/lambda/${watcher.name}`],
      logGroupIdentifier: [...records, ...recordsArns],
      resourceIdentifier: recordsArns,
      resourceArn: recordsArns,
      policyType: [MASKS_ALL_LOGS],
    },
    'monitoring.amazonaws.com': { alarmName: alarms, alarmNames: alarms },
    's3.amazonaws.com': { bucketName: bucketName === undefined ? [] : [bucketName] },
    'sns.amazonaws.com': {
      topicArn: [written.topicArn],
      subscriptionArn: [{ prefix: `${written.topicArn}:` }],
      resourceArn: [written.topicArn],
    },
    // A queue has several addresses, of old endpoints and new ones.
    'sqs.amazonaws.com': {
      queueUrl: [watcher.queueName, { suffix: `/${watcher.queueName}` }],
      sourceArn: [{ suffix: `:${watcher.queueName}` }],
    },
  };
}
