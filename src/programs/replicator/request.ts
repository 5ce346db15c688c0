import { OPERATIONS, type ReplicationRequest } from '../../contracts/replication/request';

/** A request that says nothing that could be done. Its message quotes nothing. */
export class RequestError extends Error {
  public override readonly name = 'RequestError';
}

/**
 * Reads a request.
 *
 * @param keys aliases of the keys that it may name
 * @throws RequestError where a part is missing or of another kind
 */
export function readRequest(event: unknown, keys: readonly string[]): ReplicationRequest {
  const request = (typeof event === 'object' && event !== null ? event : {}) as Partial<Record<keyof ReplicationRequest, unknown>>;
  const { operation, time, names, regions, key, first } = request;
  const wrong = [
    ...(isTexts(names) && names.every((name) => name.startsWith('/')) ? [] : ['names']),
    ...(isTexts(regions) ? [] : ['regions']),
    ...(typeof key === 'string' && key.startsWith('alias/') ? [] : ['key']),
    ...(operation === undefined || OPERATIONS.some((known) => known === operation) ? [] : ['operation']),
    ...(time === undefined || (typeof time === 'string' && !Number.isNaN(Date.parse(time))) ? [] : ['time']),
    ...(first === undefined || typeof first === 'boolean' ? [] : ['first']),
  ];
  if (wrong.length > 0) throw new RequestError(`The request is not one of replication: ${wrong.join(', ')} missing or wrong.`);
  if (!keys.includes(String(key))) {
    throw new RequestError(
      'The request names a key that copies of this vault are not encrypted under, so nothing is copied. ' +
        'Only the rules that the stack deployed ask the replicator: find out who invoked it (CloudTrail: Invoke).',
    );
  }
  return request as ReplicationRequest;
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.length > 0 && value.every((each) => typeof each === 'string' && each !== '');
}
