import { Declared } from './declared';
import { deliveryOf, DeliveryError } from './delivery';
import { isObject } from './json';
import { AwsPublisher } from './publisher';
import type { TrailRecord } from './record';
import { NotDeclaredError, TableMemory } from './table-memory';
import { watch } from './watch';
import { HEARTBEAT_METRIC, readWatcherVariables, UNREAD_METRIC, type WatcherEnvironment } from '../../contracts/audit/watcher-environment';
import { AwsClients } from '../aws/clients';
import { AwsCallError } from '../aws/errors';
import { Log } from '../aws/function-log';

/** Of calls to AWS: over about 20 seconds. What fails then, Lambda tries again. */
const MAX_RETRIES = 8;
/** Left at the end of an invocation, to tell what was not done. */
const RESERVE_MS = 5_000;

/** What Lambda says of an invocation. */
export interface InvocationContext {
  getRemainingTimeInMillis(): number;
}

/** That records were not judged, or not told. Its message quotes nothing of them. */
class WatchingError extends Error {
  public override readonly name = 'WatchingError';
}

/** What stays from one invocation to the next. */
interface Started {
  readonly environment: WatcherEnvironment;
  readonly aws: AwsClients;
  readonly memory: TableMemory;
  declared?: Declared;
}

let started: Started | undefined;

function start(): Started {
  if (started) return started;
  const environment = readWatcherVariables(process.env);
  const aws = new AwsClients({ region: process.env.AWS_REGION!, maxRetries: MAX_RETRIES, userAgent: ['coffer-watcher', '1'] });
  return (started = { environment, aws, memory: new TableMemory(aws, environment.table) });
}

/** What Lambda calls. */
export async function handler(event: unknown, context: InvocationContext): Promise<void> {
  const log = new Log();
  try {
    const signal = AbortSignal.timeout(Math.max(context.getRemainingTimeInMillis() - RESERVE_MS, 1));
    const own = start();
    if (isObject(event) && event.heartbeat === true) return await beat(own, signal);
    const { records, unread, byRule } = deliveryOf(event);
    if (unread > 0) {
      log.warn('UnreadRecords', { unread, reason: 'They are no records of CloudTrail, or were cut off.' });
      log.metrics(own.environment.audit, { [UNREAD_METRIC]: unread }, new Date());
    }
    await judge(own, records, byRule, log, signal);
  } catch (error) {
    const { code, reason } = describe(error);
    log.error('NotWatched', { code, reason });
    // Lambda writes what is thrown into the log, with its stack: only errors with messages of our own get there.
    throw error instanceof DeliveryError || error instanceof NotDeclaredError ? error : new WatchingError(`Watching ended with ${code}.`);
  }
}

/** A request that is in the trail and tells nothing: when its record is delivered, everything on the way works. */
async function beat({ aws }: Started, signal: AbortSignal): Promise<void> {
  await aws.identity(signal);
}

async function judge(own: Started, records: readonly TrailRecord[], byRule: boolean, log: Log, signal: AbortSignal): Promise<void> {
  const { environment, aws, memory } = own;
  const { audit, settings, declared } = environment;
  const beats = records.filter(isHeartbeat);
  if (beats.length > 0) log.metrics(audit, { [HEARTBEAT_METRIC]: beats.length }, new Date());
  const others = records.filter((record) => !isHeartbeat(record));
  if (others.length === 0) return;
  own.declared ??= new Declared(await memory.declarations(declared, signal));
  const topicArn = own.declared.watcher.topicArn;
  await watch(others, own.declared, { audit, memory, publisher: new AwsPublisher(aws), log, settings, topicArn, byRule }, signal);
}

/** The function's own request: Lambda names the session of its role after it. */
function isHeartbeat({ source, event, who }: TrailRecord): boolean {
  return source === 'sts.amazonaws.com' && event === 'GetCallerIdentity' && who.session === process.env.AWS_LAMBDA_FUNCTION_NAME;
}

function describe(error: unknown): { readonly code: string; readonly reason: string } {
  if (error instanceof AwsCallError) return { code: error.code, reason: error.message };
  if (error instanceof DeliveryError || error instanceof NotDeclaredError) return { code: error.name, reason: error.message };
  // Whatever else it is, its message could quote what it worked on.
  return { code: (error as { name?: string } | undefined)?.name ?? 'Error', reason: '(withheld, since it may quote a record)' };
}
