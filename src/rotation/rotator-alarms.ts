import { Construct } from 'constructs';
import { METRICS_NAMESPACE, OVERDUE_METRIC, VAULT_DIMENSION } from '../contracts/rotation/metrics';
import { FunctionAlarms } from '../functions/function-alarms';
import type { VaultFunction } from '../functions/vault-function';
import type { SecretVault } from '../secret-vault';

const HOUR = 3600;
const DAY = 86_400;

/** Alarms of a rotator. None of them waits for a value to be lost: a rotation that fails leaves the current value as it is. */
export function declareAlarms(scope: Construct, { vaultName, _tags: tags }: SecretVault, { errors, failures }: VaultFunction, topicArn: string): void {
  const alarms = new FunctionAlarms(scope, 'alarms', { prefix: `${vaultName}-rotation`, topics: [topicArn], tags });
  alarms.add('errors', 'A rotation failed; its secret keeps its current value', errors);
  // Bursts wait for their turn (reserved concurrency): only what lasts is wrong.
  alarms.add('throttles', 'Rotations have waited for hours', { ...errors, metricName: 'Throttles', period: HOUR, evaluationPeriods: 3 });
  alarms.add('dead-letters', 'A rotation was given up after all retries', failures);
  const ofVault = { namespace: METRICS_NAMESPACE, dimensions: { [VAULT_DIMENSION]: vaultName }, metricName: OVERDUE_METRIC, period: DAY };
  alarms.add('overdue', 'A secret is older than its rotation promises', { ...ofVault, statistic: 'Maximum' });
  alarms.add('unchecked', 'Nobody has looked at the ages of secrets for two days', {
    ...ofVault, statistic: 'SampleCount', comparisonOperator: 'LessThanThreshold', evaluationPeriods: 2, treatMissingData: 'breaching',
  });
}
