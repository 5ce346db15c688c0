import { CloudwatchMetricAlarm } from '@cdktf/provider-aws/lib/cloudwatch-metric-alarm';
import { Construct } from 'constructs';

/** What is watched. */
export interface RotatorAlarmsProps {
  readonly vaultName: string;
  readonly functionName: string;
  readonly queueName: string;
  readonly topicArn: string;
  readonly tags?: { [key: string]: string };
}

const HOUR = 3600;
const DAY = 86_400;

/**
 * Alarms of a rotator. None of them waits for a value to be lost: a rotation that fails leaves the current value as it is.
 *
 * @internal
 */
export class RotatorAlarms extends Construct {
  constructor(scope: Construct, id: string, private readonly props: RotatorAlarmsProps) {
    super(scope, id);
    const ofFunction = { namespace: 'AWS/Lambda', dimensions: { FunctionName: props.functionName }, statistic: 'Sum' };
    this.alarm('errors', 'A rotation failed; its secret keeps its current value', { ...ofFunction, metricName: 'Errors', period: 300, threshold: 1 });
    // Bursts wait for their turn (reserved concurrency): only what lasts is wrong.
    this.alarm('throttles', 'Rotations have waited for hours', { ...ofFunction, metricName: 'Throttles', period: HOUR, threshold: 1, evaluationPeriods: 3 });
    this.alarm('dead-letters', 'A rotation was given up after all retries', {
      namespace: 'AWS/SQS', dimensions: { QueueName: props.queueName }, statistic: 'Maximum', metricName: 'ApproximateNumberOfMessagesVisible', period: 300, threshold: 1,
    });
    const ofVault = { namespace: 'Coffer', dimensions: { Vault: props.vaultName }, statistic: 'Maximum', period: DAY };
    this.alarm('overdue', 'A secret is older than its rotation promises', { ...ofVault, metricName: 'OverdueSecrets', threshold: 1 });
    this.alarm('unchecked', 'Nobody has looked at the ages of secrets for two days', {
      ...ofVault, statistic: 'SampleCount', metricName: 'OverdueSecrets', threshold: 1, comparisonOperator: 'LessThanThreshold', evaluationPeriods: 2, treatMissingData: 'breaching',
    });
  }

  private alarm(id: string, description: string, metric: {
    readonly namespace: string;
    readonly metricName: string;
    readonly dimensions: { [name: string]: string };
    readonly statistic: string;
    readonly period: number;
    readonly threshold: number;
    readonly evaluationPeriods?: number;
    readonly comparisonOperator?: string;
    readonly treatMissingData?: string;
  }): void {
    const { vaultName, topicArn, tags } = this.props;
    new CloudwatchMetricAlarm(this, id, {
      comparisonOperator: 'GreaterThanOrEqualToThreshold',
      evaluationPeriods: 1,
      treatMissingData: 'notBreaching',
      ...metric,
      alarmName: `${vaultName}-rotation-${id}`,
      alarmDescription: description,
      alarmActions: [topicArn],
      okActions: [topicArn],
      tags,
    });
  }
}
