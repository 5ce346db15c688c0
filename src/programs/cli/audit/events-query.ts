import { eventOf, type TrailEvent } from './trail-events';

/** More records than this are too many to count here. Athena answers 1,000 in each page. */
export const MOST_RECORDS = 100_000;

/** What is looked for in the records. */
export interface Sought {
  /** Names of calls: constants of this command. */
  readonly calls: readonly string[];
  readonly account: string;
  readonly since: Date;
  /** What the name of each parameter has in it, such as the path of a service. */
  readonly part: string;
}

/** The columns of the answer, in their order. */
const COLUMNS = {
  id: 'eventid',
  at: 'eventtime',
  action: 'eventname',
  region: 'region',
  code: 'errorcode',
  // The name of a parameter that IAM refused is in the message alone.
  message: 'errormessage',
  type: 'useridentity.type',
  arn: 'useridentity.arn',
  user: 'useridentity.username',
  account: 'useridentity.accountid',
  service: 'useridentity.invokedby',
  issuer: 'useridentity.sessioncontext.sessionissuer.username',
  issuer_arn: 'useridentity.sessioncontext.sessionissuer.arn',
  person: 'useridentity.sessioncontext.sourceidentity',
  name: "json_extract_scalar(requestparameters, '$.name')",
  names: "array_join(CAST(json_extract(requestparameters, '$.names') AS ARRAY(VARCHAR)), ',')",
  parameter: "json_extract_scalar(requestparameters, '$.encryptionContext.PARAMETER_ARN')",
  version: "json_extract_scalar(responseelements, '$.version')",
} as const;

/** A row of the answer: texts, or null. */
export type AnswerRow = readonly (string | undefined)[];

/** A query with its parameters, as StartQueryExecution takes them. */
export interface EventsQuery {
  readonly sql: string;
  readonly parameters: readonly string[];
}

/**
 * The query for records of a trail. Only names of calls, database and table are in its text, and none of them is what somebody
 * typed: the database comes from a saved query, by a pattern without quotes.
 */
export function eventsQuery(database: string, table: string, { calls, account, since, part }: Sought): EventsQuery {
  const from = `${since.toISOString().slice(0, 19)}Z`;
  const sql = `SELECT ${Object.entries(COLUMNS)
    .map(([name, column]) => `${column} AS ${name}`)
    .join(', ')}
FROM "${database}"."${table}"
WHERE day >= ? AND account = ? AND eventtime >= ?
  AND eventsource IN ('ssm.amazonaws.com', 'kms.amazonaws.com') AND eventname IN (${calls.map((name) => `'${name}'`).join(', ')})
  AND strpos(concat(coalesce(requestparameters, ''), coalesce(errormessage, '')), ?) > 0
ORDER BY eventtime DESC
LIMIT ${MOST_RECORDS + 1}`;
  // Records are delivered on their day or later, never before it.
  return { sql, parameters: [from.slice(0, 10).replace(/-/g, '/'), account, from, part].map(quoted) };
}

/** Athena takes the parameters of a query as literals, so a text comes in quotes (Athena User Guide: "Use parameterized queries"). */
function quoted(value: string): string {
  return `'${value.replace(/'/g, "''")}'`;
}

/** The calls behind the rows; a record may be delivered twice. */
export function eventsOf(rows: readonly AnswerRow[], ownRegion: string): TrailEvent[] {
  const seen = new Set<string>();
  return rows.flatMap((row) => {
    const cells = Object.fromEntries(Object.keys(COLUMNS).map((name, at) => [name, row[at]])) as Record<
      keyof typeof COLUMNS,
      string | undefined
    >;
    if (cells.id !== undefined && seen.has(cells.id)) return [];
    if (cells.id !== undefined) seen.add(cells.id);
    const event = eventOf({
      eventTime: cells.at,
      eventName: cells.action,
      errorCode: cells.code,
      errorMessage: cells.message,
      userIdentity: {
        type: cells.type,
        arn: cells.arn,
        userName: cells.user,
        accountId: cells.account,
        invokedBy: cells.service,
        sessionContext: {
          sessionIssuer: { userName: cells.issuer, arn: cells.issuer_arn },
          sourceIdentity: cells.person,
        },
      },
      requestParameters: {
        name: cells.name,
        names: cells.names?.split(','),
        encryptionContext: { PARAMETER_ARN: cells.parameter },
      },
      responseElements: { version: cells.version },
    });
    if (!event) return [];
    return [cells.region === undefined || cells.region === ownRegion ? event : { ...event, region: cells.region }];
  });
}
