import { CloudwatchLogMetricFilter } from '@cdktf/provider-aws/lib/cloudwatch-log-metric-filter';
import { Construct } from 'constructs';
import { type AlarmsById, declareAlarms, type Watched } from '../functions/function-alarms';

/** A metric filter: what it counts in records, and what to say of it. */
export interface AccountAlarm {
  /** Control of CIS AWS Foundations 5.0. */
  readonly control: string;
  readonly description: string;
  readonly pattern: string;
}

const NAMESPACE = 'Coffer/Audit';

function anyOf(events: readonly string[]): string {
  return events.map((event) => `($.eventName = "${event}")`).join(' || ');
}

const IAM_POLICIES = [
  'AttachGroupPolicy',
  'AttachRolePolicy',
  'AttachUserPolicy',
  'CreatePolicy',
  'CreatePolicyVersion',
  'DeleteGroupPolicy',
  'DeletePolicy',
  'DeletePolicyVersion',
  'DeleteRolePolicy',
  'DeleteUserPolicy',
  'DetachGroupPolicy',
  'DetachRolePolicy',
  'DetachUserPolicy',
  'PutGroupPolicy',
  'PutRolePolicy',
  'PutUserPolicy',
];

const BUCKET_POLICIES = [
  'DeleteBucketCors',
  'DeleteBucketLifecycle',
  'DeleteBucketPolicy',
  'DeleteBucketReplication',
  'PutBucketAcl',
  'PutBucketCors',
  'PutBucketLifecycle',
  'PutBucketPolicy',
  'PutBucketReplication',
];

/**
 * What metric filters can do: count, without who and what. So they are for the account as a whole, and for nothing that the watcher tells
 * of vaults.
 *
 * @see CIS AWS Foundations Benchmark 5.0, section 4
 */
export const ACCOUNT_ALARMS: { readonly [id: string]: AccountAlarm } = {
  'iam-policies': {
    control: 'CIS 4.4',
    description: 'Policies of IAM were changed: the trail says by whom. A deploy of roles does that too.',
    pattern: `{ ($.eventSource = "iam.amazonaws.com") && (${anyOf(IAM_POLICIES)}) }`,
  },
  'trail-configuration': {
    control: 'CIS 4.5',
    description: 'A trail was changed, stopped or deleted: the trail says by whom, and the watcher whether it is its own.',
    pattern: `{ ${anyOf(['CreateTrail', 'UpdateTrail', 'DeleteTrail', 'StartLogging', 'StopLogging'])} }`,
  },
  'console-failures': {
    control: 'CIS 4.6',
    description: 'Somebody failed to sign in to the console: the trail says who, and from where.',
    pattern: '{ ($.eventName = "ConsoleLogin") && ($.errorMessage = "Failed authentication") }',
  },
  'keys-lost': {
    control: 'CIS 4.7',
    description: 'A KMS key was disabled, or its deletion scheduled: the trail says which, and the watcher whether it is one of a vault.',
    pattern: '{ ($.eventSource = "kms.amazonaws.com") && (($.eventName = "DisableKey") || ($.eventName = "ScheduleKeyDeletion")) }',
  },
  'bucket-policies': {
    control: 'CIS 4.8',
    description: 'The policy of a bucket was changed: the trail says which and by whom. A deploy of buckets does that too.',
    pattern: `{ ($.eventSource = "s3.amazonaws.com") && (${anyOf(BUCKET_POLICIES)}) }`,
  },
};

/** What the alarms of an audit are called. */
export function namesOfAccountAlarms(audit: string): string[] {
  return Object.keys(ACCOUNT_ALARMS).map((alarm) => `${audit}-${alarm}`);
}

/** Metric filters on a trail's log group, each with an alarm. */
export class AccountAlarms extends Construct {
  constructor(scope: Construct, id: string, name: string, logGroupName: string, topicArn: string, tags?: { [key: string]: string }) {
    super(scope, id);
    const alarms: Record<string, readonly [string, Watched]> = {};
    for (const [alarm, { control, description, pattern }] of Object.entries(ACCOUNT_ALARMS)) {
      const metricName = `${name}-${alarm}`;
      new CloudwatchLogMetricFilter(this, alarm, {
        name: metricName,
        logGroupName,
        pattern,
        metricTransformation: { name: metricName, namespace: NAMESPACE, value: '1', defaultValue: '0' },
      });
      alarms[alarm] = [`${description} (${control})`, { namespace: NAMESPACE, metricName, statistic: 'Sum' }];
    }
    declareAlarms(this, { prefix: name, topics: [topicArn], tags }, alarms satisfies AlarmsById);
  }
}
