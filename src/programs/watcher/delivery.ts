import { gunzipSync } from 'node:zlib';
import { isObject, textOf } from './json';
import { readRecord, recordOf, type TrailRecord } from './record';

/** Bytes that a batch of CloudWatch Logs may have when it is unpacked. A batch is at most 1 MB before (CloudWatch Logs: Quotas). */
const MOST_BYTES = 64 * 1024 * 1024;

/** That an event is none of those that the construct has delivered. */
export class DeliveryError extends Error {
  public override readonly name = 'DeliveryError';
}

/** What was delivered: the records, and how many texts were none. */
export interface Delivery {
  readonly records: readonly TrailRecord[];
  readonly unread: number;
  /** Whether they came by EventBridge. AWS does not say whether it hands over each record of KMS. */
  readonly byRule: boolean;
}

/**
 * Takes an event of the function apart: a batch of a subscription of CloudWatch Logs, or one record by EventBridge.
 *
 * @throws DeliveryError if it is neither
 */
export function deliveryOf(event: unknown): Delivery {
  if (isObject(event) && isObject(event.awslogs)) return batchOf(textOf(event.awslogs.data));
  if (isObject(event) && isObject(event.detail)) {
    const record = recordOf(event.detail);
    return { records: record ? [record] : [], unread: record ? 0 : 1, byRule: true };
  }
  throw new DeliveryError('The event is neither a batch of a log group nor a record of a trail.');
}

function batchOf(data: string | undefined): Delivery {
  const batch = unpacked(data);
  // CloudWatch Logs asks with such a message whether the function can be reached.
  if (batch.messageType === 'CONTROL_MESSAGE') return { records: [], unread: 0, byRule: false };
  const events = Array.isArray(batch.logEvents) ? (batch.logEvents as unknown[]) : [];
  const records = new Map<string, TrailRecord>();
  let unread = 0;
  for (const each of events) {
    const record = isObject(each) && typeof each.message === 'string' ? readRecord(each.message) : undefined;
    // Once each: a batch may have a record twice.
    if (record) records.set(record.id, record);
    else unread++;
  }
  return { records: [...records.values()], unread, byRule: false };
}

function unpacked(data: string | undefined): Readonly<Record<string, unknown>> {
  try {
    const batch: unknown = JSON.parse(gunzipSync(Buffer.from(data ?? '', 'base64'), { maxOutputLength: MOST_BYTES }).toString('utf8'));
    if (isObject(batch)) return batch;
  } catch {
    // Told below, without what it quotes.
  }
  throw new DeliveryError('The batch of the log group cannot be unpacked, or is too large.');
}
