import { CopyOrder, Outcome, ReplicationError, Replicator } from './replicator';
import { readRequest, RequestError } from './request';
import { readReplicatorVariables } from '../../contracts/function-environment';
import { SOURCE_MISSING } from '../../contracts/replication/messages';
import type { ReplicationRequest } from '../../contracts/replication/request';
import { AwsClients } from '../aws/clients';
import { AwsCallError, isRefused } from '../aws/errors';
import { eventually, POLICIES_KNOWN_WITHIN_MS } from '../aws/eventually';
import { Log } from '../aws/function-log';
import { ParameterStore } from '../aws/parameter-store';

/** Of calls to AWS: over about 20 seconds. What is still refused then, Lambda invokes anew. */
const MAX_RETRIES = 8;
/** Left at the end of an invocation, to tell what was not done. */
const RESERVE_MS = 5_000;

/** What Lambda says of an invocation. */
export interface InvocationContext {
  getRemainingTimeInMillis(): number;
}

/** What an invocation works with. */
export interface Surroundings {
  readonly home: string;
  readonly storeIn: (region: string) => ParameterStore;
  readonly log: Log;
  /** Aliases of the keys that copies may be encrypted under: those that were deployed with the function. */
  readonly keys: readonly string[];
  /** How long refusals are waited out after a deployment. @default POLICIES_KNOWN_WITHIN_MS */
  readonly policiesKnownWithinMs?: number;
}

/**
 * Serves one request: looks at every parameter that it names, in every region, whatever becomes of the others.
 *
 * It answers nothing: what a Terraform run gets back from an invocation lands in its state.
 *
 * @throws Error where a parameter could not be copied, so that Lambda tries again and then files the request as failed
 */
export async function serve(
  event: unknown,
  { home, storeIn, log, keys, policiesKnownWithinMs }: Surroundings,
  signal: AbortSignal,
): Promise<void> {
  const request = readRequest(event, keys);
  const replicator = new Replicator(home, storeIn(home), storeIn);
  let failures = 0;
  for (const order of ordersOf(request)) {
    try {
      const outcome = await (request.first
        ? onceAllowed(() => replicator.copy(order, signal), signal, policiesKnownWithinMs)
        : replicator.copy(order, signal));
      tell(log, order, outcome);
    } catch (error) {
      failures++;
      log.error('ReplicationFailed', { name: order.name, region: order.region, ...describeError(error) });
    }
  }
  if (failures > 0) {
    throw new ReplicationError(
      'Incomplete',
      `${failures} of ${request.names.length * request.regions.length} copies were not brought up to date. The log names them.`,
    );
  }
}

/** Right after a deployment, IAM may not know the role's policies everywhere. */
async function onceAllowed(copy: () => Promise<Outcome>, signal: AbortSignal, withinMs = POLICIES_KNOWN_WITHIN_MS): Promise<Outcome> {
  return (await eventually(copy, signal, { missing: isRefused, withinMs }))!;
}

function* ordersOf({ names, regions, key, operation, time }: ReplicationRequest): Generator<CopyOrder> {
  const writtenAt = time !== undefined && operation !== undefined && operation !== 'Delete' ? new Date(time) : undefined;
  for (const name of names) for (const region of regions) yield { name, region, key, writtenAt };
}

function tell(log: Log, { name, region }: CopyOrder, outcome: Outcome): void {
  const { kind, ...versions } = outcome;
  if (kind === 'kept') {
    const reason = 'The record is gone. Its copy is kept: delete it by hand, or write the record anew.';
    log.warn(SOURCE_MISSING, { name, region, ...versions, reason });
    return;
  }
  log.info({ copied: 'Copied', current: 'Current', later: 'Later', awaiting: 'AwaitingFirstValue' }[kind], { name, region, ...versions });
}

function describeError(error: unknown): { readonly code: string; readonly reason: string } {
  if (error instanceof AwsCallError || error instanceof ReplicationError) return { code: error.code, reason: error.message };
  // Whatever else it is, its message could quote what it worked on.
  return { code: (error as { name?: string } | undefined)?.name ?? 'Error', reason: '(withheld, since it may quote the value)' };
}

const stores = new Map<string, ParameterStore>();

function parameterStoreIn(region: string): ParameterStore {
  let store = stores.get(region);
  if (!store) {
    store = new ParameterStore(new AwsClients({ region, maxRetries: MAX_RETRIES, userAgent: ['coffer-replicator', '1'] }));
    stores.set(region, store);
  }
  return store;
}

/** That the function's environment is not one that the construct made. Its message quotes nothing of it. */
class NotDeployedError extends Error {
  public override readonly name = 'NotDeployedError';
}

/** @throws NotDeployedError where nothing says which keys those are: then there is none that would do */
function deployedKeys(): readonly string[] {
  try {
    return readReplicatorVariables(process.env).keys;
  } catch (error) {
    throw new NotDeployedError((error as Error).message);
  }
}

/** What Lambda calls. */
export async function handler(event: unknown, context: InvocationContext): Promise<void> {
  const log = new Log();
  try {
    const signal = AbortSignal.timeout(Math.max(context.getRemainingTimeInMillis() - RESERVE_MS, 1));
    await serve(event, { home: process.env.AWS_REGION!, storeIn: parameterStoreIn, log, keys: deployedKeys() }, signal);
  } catch (error) {
    if (error instanceof RequestError || error instanceof NotDeployedError) log.error('RequestRefused', { reason: error.message });
    // Lambda writes what is thrown into the log, with its stack: only errors with messages of our own get there.
    throw error instanceof RequestError || error instanceof ReplicationError || error instanceof NotDeployedError
      ? error
      : new ReplicationError('Failed', `Replication ended with ${describeError(error).code}.`);
  }
}
