import type { QueriedVault } from './declared-table';

/** Where the logs of a trail are; texts may be tokens. */
export interface AuditLogs {
  readonly bucketName: string;
  readonly keyPrefix?: string;
  readonly organizationId?: string;
  readonly keyArn?: string;
}

/** What queries need to know of an AuditTrail. */
export interface QueriedAudit {
  /** The vaults with those who read in them, once the program has declared everything. */
  readonly vaults: () => readonly QueriedVault[];
  /** Undefined if the bucket is not known. */
  readonly logs?: AuditLogs;
  readonly tags?: { [key: string]: string };
}
