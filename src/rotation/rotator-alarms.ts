import { Construct } from 'constructs';
import { declareAlarms } from '../functions/function-alarms';
import type { VaultFunction } from '../functions/vault-function';
import type { DeclaringVault } from '../vault/declaring-vault';

const HOUR = 3600;
const DAY = 86_400;

/** Alarms of a rotator. None of them waits for a value to be lost: a rotation that fails leaves the current value as it is. */
export function declareRotatorAlarms(
  scope: Construct,
  { vaultName, tags }: DeclaringVault,
  { errors, failures }: VaultFunction,
  topicArn: string,
): void {
  const ofVault = { namespace: 'Coffer', dimensions: { Vault: vaultName }, metricName: 'OverdueSecrets', period: DAY };
  declareAlarms(
    scope,
    { prefix: `${vaultName}-rotation`, topics: [topicArn], tags },
    {
      errors: ['A rotation failed; its secret keeps its current value', errors],
      // Bursts wait for their turn (reserved concurrency): only what lasts is wrong.
      throttles: ['Rotations have waited for hours', { ...errors, metricName: 'Throttles', period: HOUR, evaluationPeriods: 3 }],
      'dead-letters': ['A rotation was given up after all retries', failures],
      overdue: ['A secret is older than its rotation promises', { ...ofVault, statistic: 'Maximum' }],
      unchecked: [
        'Nobody has looked at the ages of secrets for two days',
        {
          ...ofVault,
          statistic: 'SampleCount',
          comparisonOperator: 'LessThanThreshold',
          evaluationPeriods: 2,
          treatMissingData: 'breaching',
        },
      ],
    },
  );
}
