/** Environment variables of the watcher, which its construct sets and it reads. */
export const AUDIT_VARIABLE = 'COFFER_AUDIT';
export const TABLE_VARIABLE = 'COFFER_TABLE';
/** SHA-256 of the parts of the declarations, separated by commas. */
export const DECLARED_VARIABLE = 'COFFER_DECLARED';
/** JSON of WatcherSettings. */
export const SETTINGS_VARIABLE = 'COFFER_SETTINGS';

/** What a program chooses. */
export interface WatcherSettings {
  /** Whether findings are events of EventBridge too. */
  readonly events: boolean;
  /** Whether changes by those who may make them are told to people too. */
  readonly everyChange: boolean;
  /** Secrets that one principal reads within `drainMinutes`, from which on it is told. */
  readonly drainSecrets: number;
  readonly drainMinutes: number;
  /** Days after the first record for which first reads are only remembered. */
  readonly learningDays: number;
}

export interface WatcherEnvironment {
  readonly audit: string;
  readonly table: string;
  readonly declared: readonly string[];
  readonly settings: WatcherSettings;
}

export const HEARTBEAT_METRIC = 'WatcherHeartbeats';
export const UNREAD_METRIC = 'UnreadRecords';
export const WITHHELD_METRIC = 'WithheldNotices';

/** What the schedule sends. */
export const HEARTBEAT = { heartbeat: true } as const;

/** @throws Error where the function was not deployed by the construct */
export function readWatcherVariables(variables: { readonly [variable: string]: string | undefined }): WatcherEnvironment {
  const required = (name: string): string => {
    const value = variables[name];
    if (value) return value;
    throw new Error(`${name} is not set: this function is deployed by the construct AuditTrail, which sets it. Deploy the stack again.`);
  };
  return {
    audit: required(AUDIT_VARIABLE),
    table: required(TABLE_VARIABLE),
    declared: required(DECLARED_VARIABLE).split(','),
    settings: JSON.parse(required(SETTINGS_VARIABLE)) as WatcherSettings,
  };
}
