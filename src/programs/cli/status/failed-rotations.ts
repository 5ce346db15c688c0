import { rotatorName } from '../../../contracts/function-names';
import type { AwsClients } from '../../aws/clients';
import { AwsCallError } from '../../aws/errors';

/** A rotation that failed, as the rotator logged it. */
export interface FailedRotation {
  /** The last time. */
  readonly at: Date;
  /** Each time that is known, the last one included, in any order. */
  readonly times: readonly Date[];
  /** Step that it failed in, such as create. */
  readonly step: string;
  /** Why, without any value. */
  readonly reason: string;
}

/** What the log of a rotator says of failures. */
export interface LoggedFailures {
  /** The last failure of each secret, by name. */
  readonly failures: ReadonlyMap<string, FailedRotation>;
  /** Why failures may be missing, for people; undefined if none is. */
  readonly missing?: string;
}

const DAY_MS = 86_400_000;
/** Looked at one after the other, in days before now: the log is answered oldest first, and the newest failures count most. */
const WINDOWS = [2, 9, 35] as const;
/** Pages in all: a busy log is long, and a page takes up to a second. */
const MOST_PAGES = 30;
/** Failures that are somebody's request, and not the secret's rotation. */
const NOT_ITS_OWN: ReadonlySet<string> = new Set(['Busy', 'NoPrevious', 'NotPlanned']);

/**
 * Looks in the log of a vault's rotator for rotations that failed. A failure before there is a pending value leaves no other trace: the
 * rotator can be kept from writing anything else.
 *
 * @param secret looks for this one only
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html
 */
export async function failedRotations(aws: AwsClients, vault: string, signal: AbortSignal, secret?: string): Promise<LoggedFailures> {
  const { CloudWatchLogsClient, FilterLogEventsCommand } = await import('@aws-sdk/client-cloudwatch-logs');
  const logGroupName = `/aws/lambda/${rotatorName(vault)}`;
  const client = await aws.client('logs', (config) => Promise.resolve(new CloudWatchLogsClient(config)));
  const call = { operation: 'FilterLogEvents', resource: logGroupName, actions: ['logs:FilterLogEvents'] };
  const filterPattern = `{ $.message = "Failed"${secret === undefined ? '' : ` && $.secret = "${secret}"`} }`;
  const now = aws.serverTime().getTime();
  const failures = new Map<string, FailedRotation>();
  let pages = 0;
  try {
    for (const [index, days] of WINDOWS.entries()) {
      const [startTime, endTime] = [now - days * DAY_MS, index === 0 ? undefined : now - WINDOWS[index - 1]! * DAY_MS - 1];
      let nextToken: string | undefined;
      do {
        if (pages++ === MOST_PAGES) {
          return { failures, missing: `${logGroupName} is long, and only its last ${WINDOWS[index - 1] ?? 0} days were read` };
        }
        const command = new FilterLogEventsCommand({ logGroupName, filterPattern, startTime, endTime, nextToken });
        const page = await aws.call(call, signal, (abortSignal) => client.send(command, { abortSignal }));
        for (const { message = '', timestamp = 0 } of page.events ?? []) addFailure(failures, message, new Date(timestamp));
        nextToken = page.nextToken;
      } while (nextToken !== undefined);
    }
    return { failures };
  } catch (error) {
    if (signal.aborted || !(error instanceof AwsCallError)) throw error;
    // Without a log, nothing was rotated yet.
    if (error.code === 'ResourceNotFoundException') return { failures };
    return { failures, missing: `${error.summary}. Get logs:FilterLogEvents on ${logGroupName}` };
  }
}

/** Lines are the rotator's: what is none of them is passed over. */
function addFailure(failures: Map<string, FailedRotation>, line: string, at: Date): void {
  let said: unknown;
  try {
    said = JSON.parse(line);
  } catch {
    return;
  }
  const { level, message, secret, step, code, reason } = (said ?? {}) as { readonly [member: string]: unknown };
  if (level !== 'ERROR' || message !== 'Failed' || typeof secret !== 'string' || NOT_ITS_OWN.has(String(code))) return;
  const known = failures.get(secret);
  const times = [...(known?.times ?? []), at];
  const last = { at, step: typeof step === 'string' ? step : 'begin', reason: typeof reason === 'string' ? reason : String(code) };
  failures.set(secret, { ...(known && known.at >= at ? known : last), times });
}
