/** What the replicator is asked for, by the rules of EventBridge and by the apply: names, and never a value. */
export interface ReplicationRequest {
  /** What happened to the one parameter that is named. @default - nothing: all that are named are looked at */
  readonly operation?: 'Create' | 'Update' | 'Delete';
  /** When it happened, as EventBridge says it: to the second. */
  readonly time?: string;
  /** Names of parameters of this region. */
  readonly names: readonly string[];
  /** Regions that each of them is copied to. */
  readonly regions: readonly string[];
  /** Alias of the KMS key that encrypts the copies, the same in every region. */
  readonly key: string;
  /** Whether this is the first look after a change of the role's policies, which IAM may not know everywhere yet. */
  readonly first?: boolean;
}

/** A request that says nothing that could be done. Its message quotes nothing. */
export class RequestError extends Error {
  public override readonly name = 'RequestError';
}

/**
 * Reads a request.
 *
 * @throws RequestError where a part is missing or of another kind
 */
export function readRequest(event: unknown): ReplicationRequest {
  const request = (typeof event === 'object' && event !== null ? event : {}) as Partial<Record<keyof ReplicationRequest, unknown>>;
  const { operation, time, names, regions, key, first } = request;
  const wrong = [
    ...(isTexts(names) && names.every((name) => name.startsWith('/')) ? [] : ['names']),
    ...(isTexts(regions) ? [] : ['regions']),
    ...(typeof key === 'string' && key.startsWith('alias/') ? [] : ['key']),
    ...(operation === undefined || ['Create', 'Update', 'Delete'].includes(operation as string) ? [] : ['operation']),
    ...(time === undefined || (typeof time === 'string' && !Number.isNaN(Date.parse(time))) ? [] : ['time']),
    ...(first === undefined || typeof first === 'boolean' ? [] : ['first']),
  ];
  if (wrong.length > 0) throw new RequestError(`The request is not one of replication: ${wrong.join(', ')} missing or wrong.`);
  return request as ReplicationRequest;
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.length > 0 && value.every((each) => typeof each === 'string' && each !== '');
}
