import { CloudwatchLogMetricFilter } from '@cdktf/provider-aws/lib/cloudwatch-log-metric-filter';
import { CloudwatchMetricAlarm } from '@cdktf/provider-aws/lib/cloudwatch-metric-alarm';
import { Construct } from 'constructs';
import type { SecretVault } from '../vault';

/** What is watched. */
export interface AlarmProps {
  readonly vault: SecretVault;
  readonly functionName: string;
  readonly queueName: string;
  readonly logGroupName: string;
  /** ARNs of SNS topics. */
  readonly topics: readonly string[];
}

/** One metric, in whose 5 minutes, or `period` seconds, nothing may be counted. */
interface Watched {
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions?: { [name: string]: string };
  readonly statistic: string;
  readonly period?: number;
}

const NAMESPACE = 'Coffer/Replication';

/** Alarms on copies that are behind, requests that failed for good, and records that are gone while their copies are kept. */
export function declareAlarms(scope: Construct, { vault, functionName, queueName, logGroupName, topics }: AlarmProps): void {
  const metric = `SourceMissing-${vault.vaultName}`;
  new CloudwatchLogMetricFilter(scope, 'source-missing-filter', {
    name: `${functionName}-source-missing`,
    logGroupName,
    pattern: '{ $.event = "SourceMissing" }',
    metricTransformation: { name: metric, namespace: NAMESPACE, value: '1', defaultValue: '0' },
  });
  const alarm = (id: string, alarmDescription: string, of: Watched) => (
    new CloudwatchMetricAlarm(scope, `${id}-alarm`, {
      alarmName: `${functionName}-${id}`,
      alarmDescription,
      period: 300,
      ...of,
      comparisonOperator: 'GreaterThanThreshold',
      threshold: 0,
      evaluationPeriods: 1,
      treatMissingData: 'notBreaching',
      alarmActions: topics.length > 0 ? [...topics] : undefined,
      okActions: topics.length > 0 ? [...topics] : undefined,
      tags: vault._tags,
    })
  );
  alarm('errors', `Copies of secrets of ${vault.vaultName} were not brought up to date: the log says which.`, {
    namespace: 'AWS/Lambda', metricName: 'Errors', dimensions: { FunctionName: functionName }, statistic: 'Sum',
  });
  alarm('failed', `Requests of replication of ${vault.vaultName} failed for good: queue ${queueName} has them.`, {
    namespace: 'AWS/SQS', metricName: 'ApproximateNumberOfMessagesVisible', dimensions: { QueueName: `${functionName}-failed` }, statistic: 'Maximum',
  });
  alarm('source-missing', `Secrets of ${vault.vaultName} are gone, and their copies are kept: delete the copies by hand, or write the secrets anew.`, {
    // Longer than from one hourly look to the next, so that it stays an alarm as long as the record is gone.
    namespace: NAMESPACE, metricName: metric, statistic: 'Sum', period: 7200,
  });
}
