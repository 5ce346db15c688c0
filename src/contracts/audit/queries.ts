/** What AuditQueries deploys and `coffer audit --workgroup` finds again. AWS stores these names, so they stay. */

/** Name of the table of CloudTrail's records, in Glue. */
export const TRAIL_TABLE = 'cloudtrail';

/** Name of the saved query that every workgroup of AuditQueries has. Its text names the database and the table. */
export const WHO_READ_QUERY = '1 Who read this secret';

/** Years for which the table has days. */
export const QUERIED_YEARS = 3;
