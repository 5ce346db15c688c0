import { CloudwatchMetricAlarm } from '@cdktf/provider-aws/lib/cloudwatch-metric-alarm';
import { Construct } from 'constructs';

/** What alarms of one function have in common. */
export interface FunctionAlarmsProps {
  /** What their names begin with. */
  readonly prefix: string;
  /** ARNs of SNS topics that are told. */
  readonly topics: readonly string[];
  readonly tags?: { [key: string]: string };
}

/** A metric, and when it is wrong. */
export interface Watched {
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions?: { [name: string]: string };
  readonly statistic: string;
  /** Seconds. @default 300 */
  readonly period?: number;
  /** Periods in a row. @default 1 */
  readonly evaluationPeriods?: number;
  /** @default GreaterThanOrEqualToThreshold */
  readonly comparisonOperator?: string;
  /** @default 1 */
  readonly threshold?: number;
  /** @default notBreaching */
  readonly treatMissingData?: string;
}

/** Alarms by their ids: what has happened and what becomes of it, for people, and what is watched. */
export interface AlarmsById {
  readonly [id: string]: readonly [description: string, watched: Watched];
}

/** Declares the alarms of one function. By default, they want nothing to be counted at all. */
export function declareAlarms(scope: Construct, { prefix, topics, tags }: FunctionAlarmsProps, alarms: AlarmsById): void {
  const below = new Construct(scope, 'alarms');
  const actions = topics.length > 0 ? [...topics] : undefined;
  for (const [id, [description, watched]] of Object.entries(alarms)) {
    new CloudwatchMetricAlarm(below, id, {
      period: 300,
      evaluationPeriods: 1,
      comparisonOperator: 'GreaterThanOrEqualToThreshold',
      threshold: 1,
      treatMissingData: 'notBreaching',
      ...watched,
      alarmName: `${prefix}-${id}`,
      alarmDescription: description,
      alarmActions: actions,
      okActions: actions,
      tags,
    });
  }
}
