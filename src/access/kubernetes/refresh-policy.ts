/** When External Secrets Operator looks for new values (External Secrets Operator: ExternalSecret, refreshPolicy). */
export enum SecretRefreshPolicy {
  /** Each `refreshInterval`, and whenever the ExternalSecret itself changes. */
  PERIODIC = 'Periodic',
  /** Only when the ExternalSecret itself changes, as by an annotation of External Secrets' reloader. */
  ON_CHANGE = 'OnChange',
  /** Once: a Secret that is there is left alone. */
  CREATED_ONCE = 'CreatedOnce',
}
