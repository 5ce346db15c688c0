/** Namespace of the rotator's metrics in CloudWatch, and the dimension that names the vault. */
export const METRICS_NAMESPACE = 'Coffer';
export const VAULT_DIMENSION = 'Vault';

/** What the daily check counts. */
export type CheckMetric = 'PlannedSecrets' | 'OverdueSecrets' | 'AwaitingSecrets' | 'RemindedSecrets' | 'UncheckedSecrets';

/** The one that alarms watch. */
export const OVERDUE_METRIC = 'OverdueSecrets' satisfies CheckMetric;
