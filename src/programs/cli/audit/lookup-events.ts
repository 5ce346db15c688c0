import { type TrailEvent, trailEvent } from './trail-events';
import type { AwsClients } from '../../aws/clients';

/** LookupEvents answers this many records at most, twice a second (CloudTrail: quotas). */
const EVENTS_PER_PAGE = 50;

/** What CloudTrail keeps without a trail, in days (CloudTrail: event history). */
export const KEPT_DAYS = 90;

/** What was found. */
export interface FoundEvents {
  /** Newest first. */
  readonly events: readonly TrailEvent[];
  /** Whether there are older ones that were not looked at. */
  readonly isCut: boolean;
}

/**
 * Looks up records of parameters by the names of their calls: of resources, CloudTrail takes one at a time, and does not
 * document which of a parameter's names it goes by.
 *
 * @param most how many records are read of each name
 * @throws AwsCallError where the caller may not
 */
export async function lookupEvents(
  aws: AwsClients,
  names: readonly string[],
  since: Date,
  signal: AbortSignal,
  most = 1000,
): Promise<FoundEvents> {
  const { CloudTrailClient, LookupEventsCommand } = await import('@aws-sdk/client-cloudtrail');
  const client = await aws.client('cloudtrail', (config) => Promise.resolve(new CloudTrailClient(config)));
  const call = { operation: 'LookupEvents', resource: 'the event history', actions: ['cloudtrail:LookupEvents'] };
  const events: TrailEvent[] = [];
  let isCut = false;
  for (const AttributeValue of names) {
    let NextToken: string | undefined;
    let read = 0;
    do {
      const page = await aws.call(call, signal, (abortSignal) =>
        client.send(
          new LookupEventsCommand({
            LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue }],
            StartTime: since,
            MaxResults: EVENTS_PER_PAGE,
            NextToken,
          }),
          { abortSignal },
        ),
      );
      for (const { CloudTrailEvent } of page.Events ?? []) {
        const event = trailEvent(CloudTrailEvent ?? '');
        if (event) events.push(event);
      }
      read += page.Events?.length ?? 0;
      NextToken = page.NextToken;
      if (NextToken !== undefined && read >= most) isCut = true;
    } while (NextToken !== undefined && read < most);
  }
  return { events: events.sort((one, other) => other.at.getTime() - one.at.getTime()), isCut };
}
