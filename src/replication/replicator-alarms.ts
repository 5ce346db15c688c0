import { CloudwatchLogMetricFilter } from '@cdktf/provider-aws/lib/cloudwatch-log-metric-filter';
import { Construct } from 'constructs';
import { SOURCE_MISSING } from '../contracts/replication/messages';
import { declareAlarms } from '../functions/function-alarms';
import type { VaultFunction } from '../functions/vault-function';
import type { DeclaringVault } from '../vault/declaring-vault';

const NAMESPACE = 'Coffer/Replication';

/**
 * Alarms on copies that are behind, requests that failed for good, and records that are gone while their copies are kept.
 *
 * @param topics ARNs of SNS topics
 */
export function declareReplicatorAlarms(
  scope: Construct,
  vault: DeclaringVault,
  { name, log, queue, errors, failures }: VaultFunction,
  topics: readonly string[],
): void {
  const { vaultName } = vault;
  const metric = `${SOURCE_MISSING}-${vaultName}`;
  new CloudwatchLogMetricFilter(scope, 'source-missing-filter', {
    name: `${name}-source-missing`,
    logGroupName: log.name,
    pattern: `{ $.message = "${SOURCE_MISSING}" }`,
    metricTransformation: { name: metric, namespace: NAMESPACE, value: '1', defaultValue: '0' },
  });
  declareAlarms(
    scope,
    { prefix: name, topics, tags: vault.tags },
    {
      errors: [`Copies of secrets of ${vaultName} were not brought up to date: the log says which.`, errors],
      failed: [`Requests of replication of ${vaultName} failed for good: queue ${queue.name} has them.`, failures],
      // Longer than from one hourly look to the next, so that it stays an alarm as long as the record is gone.
      'source-missing': [
        `Secrets of ${vaultName} are gone, and their copies are kept: delete the copies by hand, or write the secrets anew.`,
        {
          namespace: NAMESPACE,
          metricName: metric,
          statistic: 'Sum',
          period: 7200,
        },
      ],
    },
  );
}
