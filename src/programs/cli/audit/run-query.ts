import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { AthenaClient, QueryExecution } from '@aws-sdk/client-athena';
import type { AnswerRow, EventsQuery } from './events-query';
import type { AwsClients } from '../../aws/clients';
import { CommandError, type Terminal } from '../command';

/** Where the records are, and whom to tell. */
export interface QueriedWorkgroup {
  readonly aws: AwsClients;
  readonly workgroup: string;
  readonly region: string;
  readonly terminal: Terminal;
}

/** How often Athena is asked whether it is done: more seldom as time goes by. */
const FIRST_WAIT_MS = 200;
const LONGEST_WAIT_MS = 2_000;
/** How often somebody who waits is told that it goes on. */
const PROGRESS_MS = 10_000;
/** Athena ends queries after 30 minutes (Athena: service quotas, DML query timeout). */
const MOST_MS = 31 * 60_000;
const STOP_MS = 5_000;
/** Athena answers so many rows at most (GetQueryResults: MaxResults). */
const ROWS_PER_PAGE = 1_000;

/** What is said if Athena, which reads in the caller's name, was refused something. */
const REFUSED = /access.?denied|not authorized|insufficient permission|forbidden/i;

/**
 * Runs a query, waits for it and reads its answer. Whatever ends the wait, such as Ctrl-C, ends the query too.
 *
 * @returns the rows without their heading
 * @throws CommandError if the query does not succeed
 * @throws AwsCallError where the caller may not
 */
export async function runQuery(queried: QueriedWorkgroup, query: EventsQuery, signal: AbortSignal): Promise<AnswerRow[]> {
  const { aws, workgroup } = queried;
  const { AthenaClient: Client, StartQueryExecutionCommand } = await import('@aws-sdk/client-athena');
  const client = await aws.client('athena', (config) => Promise.resolve(new Client(config)));
  // One token for all attempts: a retry finds the query that the first attempt may have started.
  const request = {
    QueryString: query.sql,
    ExecutionParameters: [...query.parameters],
    WorkGroup: workgroup,
    ClientRequestToken: randomUUID(),
  };
  const { QueryExecutionId: id } = await aws.call(operation('StartQueryExecution', workgroup), signal, (abortSignal) =>
    client.send(new StartQueryExecutionCommand(request), { abortSignal }),
  );
  const done = await ended(queried, client, id!, signal).catch(async (error: unknown) => {
    await stop(queried, client, id!);
    throw error;
  });
  if (done.Status?.State !== 'SUCCEEDED') throw failure(done, workgroup);
  return answer(queried, client, id!, signal);
}

async function ended(
  { aws, workgroup, terminal }: QueriedWorkgroup,
  client: AthenaClient,
  QueryExecutionId: string,
  signal: AbortSignal,
): Promise<QueryExecution> {
  const { GetQueryExecutionCommand } = await import('@aws-sdk/client-athena');
  const started = Date.now();
  let told = started - PROGRESS_MS + 1_000;
  for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(waitMs * 1.5, LONGEST_WAIT_MS)) {
    const { QueryExecution: execution } = await aws.call(operation('GetQueryExecution', workgroup), signal, (abortSignal) =>
      client.send(new GetQueryExecutionCommand({ QueryExecutionId }), { abortSignal }),
    );
    const state = execution?.Status?.State;
    if (state === 'SUCCEEDED' || state === 'FAILED' || state === 'CANCELLED') return execution!;
    const now = Date.now();
    if (now - started > MOST_MS) {
      throw new CommandError(`the query in workgroup ${workgroup} has run for more than 30 minutes, and was stopped.`);
    }
    if (now - told >= PROGRESS_MS) {
      told = now;
      const megabytes = Math.round((execution?.Statistics?.DataScannedInBytes ?? 0) / 1_000_000);
      terminal.error(`Athena is ${state === 'QUEUED' ? 'waiting for its turn' : `searching the logs (${megabytes} MB so far)`} …`);
    }
    await wait(waitMs, undefined, { signal });
  }
}

/** Nobody waits for its answer any more. The signal that ended the wait would end this call too. */
async function stop({ aws, workgroup, terminal }: QueriedWorkgroup, client: AthenaClient, QueryExecutionId: string): Promise<void> {
  const { StopQueryExecutionCommand } = await import('@aws-sdk/client-athena');
  try {
    await aws.call(operation('StopQueryExecution', workgroup), AbortSignal.timeout(STOP_MS), (abortSignal) =>
      client.send(new StopQueryExecutionCommand({ QueryExecutionId }), { abortSignal }),
    );
  } catch {
    terminal.error(
      `Query ${QueryExecutionId} in workgroup ${workgroup} could not be stopped. It ends by itself, or in the Athena console.`,
    );
  }
}

async function answer(
  { aws, workgroup }: QueriedWorkgroup,
  client: AthenaClient,
  QueryExecutionId: string,
  signal: AbortSignal,
): Promise<AnswerRow[]> {
  const { GetQueryResultsCommand } = await import('@aws-sdk/client-athena');
  const rows: AnswerRow[] = [];
  let NextToken: string | undefined;
  do {
    const token = NextToken;
    const page = await aws.call(operation('GetQueryResults', workgroup), signal, (abortSignal) =>
      client.send(new GetQueryResultsCommand({ QueryExecutionId, NextToken: token, MaxResults: ROWS_PER_PAGE }), { abortSignal }),
    );
    for (const { Data } of page.ResultSet?.Rows ?? []) rows.push((Data ?? []).map(({ VarCharValue }) => VarCharValue));
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  // The first row of the first page is the heading.
  return rows.slice(1);
}

function failure({ Status, QueryExecutionId }: QueryExecution, workgroup: string): CommandError {
  const said = (Status?.AthenaError?.ErrorMessage ?? Status?.StateChangeReason ?? 'no reason').replace(/\s+/g, ' ').replace(/\.+$/, '');
  const which = `query ${QueryExecutionId} in workgroup ${workgroup}`;
  if (/bytes scanned/i.test(said)) {
    return new CommandError(
      `${which} would have scanned more than the workgroup allows. Choose a shorter time with --since, or raise mostGigabytes of the AuditQueries.`,
    );
  }
  if (REFUSED.test(said)) {
    return new CommandError(
      `${which} was denied. Athena says: ${said}. It reads tables (Glue), logs and answers (S3, KMS) with the permissions of the caller, ` +
        'and grantQuery() of the AuditQueries grants them all.',
    );
  }
  if (Status?.State === 'CANCELLED') return new CommandError(`${which} was cancelled. Athena says: ${said}.`);
  return new CommandError(`${which} failed. Athena says: ${said}.`);
}

/** A call to Athena about a workgroup, as errors name it. */
export function operation(name: string, workgroup: string) {
  return { operation: name, resource: `workgroup ${workgroup}`, actions: [`athena:${name}`] };
}
