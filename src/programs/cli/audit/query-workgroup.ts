import { eventsOf, eventsQuery, MOST_RECORDS, type Sought } from './events-query';
import type { FoundEvents } from './lookup-events';
import { operation, type QueriedWorkgroup, runQuery } from './run-query';
import { QUERIED_YEARS, TRAIL_TABLE, WHO_READ_QUERY } from '../../../contracts/audit/queries';
import { AwsCallError } from '../../aws/errors';
import { CommandError, UsageError } from '../command';

/** How many days the table has. */
export const QUERIED_DAYS = QUERIED_YEARS * 365;

/** The variable that names the workgroup. */
export const WORKGROUP_VARIABLE = 'COFFER_AUDIT_WORKGROUP';

/**
 * The name of a workgroup, checked.
 *
 * @throws UsageError if it is none
 */
export function workgroupName(given: string): string {
  if (/^[\w.-]{1,128}$/.test(given)) return given;
  throw new UsageError(`'${given}' is not the name of a workgroup of Athena: letters, digits, '_', '.' and '-', at most 128 of them`);
}

/**
 * Finds records of parameters in the logs of a trail, by the workgroup of an AuditQueries.
 *
 * @throws CommandError if there is no such workgroup, if it is none of an AuditQueries, or if the query does not succeed
 * @throws AwsCallError where the caller may not
 */
export async function queryWorkgroup(queried: QueriedWorkgroup, sought: Sought, signal: AbortSignal): Promise<FoundEvents> {
  const { region } = queried;
  const database = await databaseOf(queried, sought.account, signal);
  const rows = await runQuery(queried, eventsQuery(database, TRAIL_TABLE, sought), signal);
  const isCut = rows.length > MOST_RECORDS;
  const events = eventsOf(rows.slice(0, MOST_RECORDS), region);
  return { events: events.sort((one, other) => other.at.getTime() - one.at.getTime()), isCut };
}

/** The database that the saved queries of the workgroup are about. */
async function databaseOf({ aws, workgroup, region }: QueriedWorkgroup, account: string, signal: AbortSignal): Promise<string> {
  const { AthenaClient, GetWorkGroupCommand, ListNamedQueriesCommand, GetNamedQueryCommand } = await import('@aws-sdk/client-athena');
  const client = await aws.client('athena', (config) => Promise.resolve(new AthenaClient(config)));
  const { WorkGroup } = await aws
    .call(operation('GetWorkGroup', workgroup), signal, (abortSignal) =>
      client.send(new GetWorkGroupCommand({ WorkGroup: workgroup }), { abortSignal }),
    )
    .catch((error: unknown) => {
      // Athena has no code of its own for it.
      if (!(error instanceof AwsCallError) || error.code !== 'InvalidRequestException' || !/not found/i.test(error.detail)) throw error;
      throw new CommandError(
        `there is no workgroup ${workgroup} in account ${account}, ${region}. Name that of an AuditQueries of this account, or choose its ` +
          'region with --region.',
      );
    });
  if (WorkGroup?.State === 'DISABLED') {
    throw new CommandError(`workgroup ${workgroup} is disabled: it takes no queries until somebody enables it in Athena.`);
  }
  let NextToken: string | undefined;
  do {
    const token = NextToken;
    const page = await aws.call(operation('ListNamedQueries', workgroup), signal, (abortSignal) =>
      client.send(new ListNamedQueriesCommand({ WorkGroup: workgroup, NextToken: token }), { abortSignal }),
    );
    for (const NamedQueryId of page.NamedQueryIds ?? []) {
      const { NamedQuery: saved } = await aws.call(operation('GetNamedQuery', workgroup), signal, (abortSignal) =>
        client.send(new GetNamedQueryCommand({ NamedQueryId }), { abortSignal }),
      );
      const database = saved?.Name === WHO_READ_QUERY ? databaseIn(saved.QueryString ?? '') : undefined;
      if (database !== undefined) return database;
    }
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  throw new CommandError(
    `workgroup ${workgroup} has no saved query '${WHO_READ_QUERY}', so it is none of an AuditQueries, or somebody deleted or changed the ` +
      'query. Name another workgroup, or deploy the AuditQueries again.',
  );
}

/** Whoever may change a saved query must not get SQL of theirs run by others: it is a name of AuditQueries, or none. */
function databaseIn(sql: string): string | undefined {
  return new RegExp(`\\bFROM "([a-z0-9_]{1,255})"\\."${TRAIL_TABLE}"`).exec(sql)?.[1];
}
