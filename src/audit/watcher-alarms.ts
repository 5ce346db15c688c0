import type { Construct } from 'constructs';
import { HEARTBEAT_METRIC, UNREAD_METRIC, WITHHELD_METRIC } from '../contracts/audit/watcher-environment';
import { METRICS_NAMESPACE, VAULT_DIMENSION } from '../contracts/rotation/metrics';
import { type AlarmsById, declareAlarms } from '../functions/function-alarms';
import type { VaultFunction } from '../functions/vault-function';

const HOUR = 3600;

/**
 * Alarms of the watcher itself: that it fails, that it gave records up, and that it hears nothing any more.
 *
 * @returns their names
 */
export function declareWatcherAlarms(
  scope: Construct,
  { name, errors, failures, queue }: VaultFunction,
  audit: string,
  topicArn: string,
  tags?: { [key: string]: string },
): string[] {
  const own = { namespace: METRICS_NAMESPACE, dimensions: { [VAULT_DIMENSION]: audit }, statistic: 'Sum' };
  const alarms: AlarmsById = {
    errors: [`Records of ${audit} were not judged at the first try: the log of ${name} says why.`, errors],
    throttles: [`Records of ${audit} have waited for hours.`, { ...errors, metricName: 'Throttles', period: HOUR, evaluationPeriods: 3 }],
    failed: [`Records of ${audit} were given up: queue ${queue.name} has them. Nobody has judged them.`, failures],
    // It makes a request every hour, and waits for its record: trail, log group, subscription and function are on the way.
    silent: [
      `${audit} has heard nothing for three hours, not even its own requests: trail, log group or subscription do not deliver.`,
      {
        ...own,
        metricName: HEARTBEAT_METRIC,
        period: HOUR,
        evaluationPeriods: 3,
        comparisonOperator: 'LessThanThreshold',
        treatMissingData: 'breaching',
      },
    ],
    unread: [`Records of ${audit} could not be read: they are none of CloudTrail, or were cut off.`, { ...own, metricName: UNREAD_METRIC }],
    withheld: [`So many notices of ${audit} came that some are in the log of ${name} only.`, { ...own, metricName: WITHHELD_METRIC }],
  };
  declareAlarms(scope, { prefix: name, topics: [topicArn], tags }, alarms);
  return Object.keys(alarms).map((id) => `${name}-${id}`);
}
