import { breakGlass, denied, leaver, undeclaredReaders, unusedGrants, whoChanged, whoRead } from './sql/questions';
import type { QueriedTables } from './sql/tables';
import { WHO_READ_QUERY } from '../../contracts/audit/queries';

/** A query that is saved in the workgroup. */
export interface SavedQuery {
  /** Id of its construct, which stays. */
  readonly id: string;
  readonly name: string;
  /** Says what to give for its parameter, where it has one. */
  readonly description: string;
  readonly sql: (tables: QueriedTables) => string;
}

/** What people ask of a trail, in the order of Athena's list. */
export const SAVED_QUERIES: readonly SavedQuery[] = [
  {
    id: 'who-read',
    name: WHO_READ_QUERY,
    description: "Parameter: the name of the secret in quotes, such as '/api/db-password', or 'api/root.pem' for a master key",
    sql: whoRead,
  },
  {
    id: 'who-changed',
    name: '2 Who changed this secret',
    description: "Parameter: the name of the secret in quotes, such as '/api/db-password', or 'api/root.pem' for a master key",
    sql: whoChanged,
  },
  {
    id: 'undeclared-readers',
    name: '3 Who reads without being declared',
    description: 'Reads of the vaults by principals that the program grants nothing of the kind',
    sql: undeclaredReaders,
  },
  {
    id: 'unused-grants',
    name: '4 Who is declared and never reads',
    description: 'Grants to take away',
    sql: unusedGrants,
  },
  {
    id: 'leaver',
    name: '5 What somebody who leaves could read',
    description: "Parameter: source identity in quotes, or the name of a session or user without one, such as 'ada@example.com'",
    sql: leaver,
  },
  { id: 'denied', name: '6 What was denied', description: 'Refused calls about parameters, keys and buckets of the vaults', sql: denied },
  { id: 'break-glass', name: '7 What was read in emergencies', description: 'Reads by break-glass roles', sql: breakGlass },
];
