/** What happened to a parameter, as Parameter Store's events name it (EventBridge: Parameter Store Change). */
export const OPERATIONS = ['Create', 'Update', 'Delete'] as const;

/** What the replicator is asked for, by the rules of EventBridge and by the apply: names, and never a value. */
export interface ReplicationRequest {
  /** What happened to the one parameter that is named. @default - nothing: all that are named are looked at */
  readonly operation?: (typeof OPERATIONS)[number];
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

/** Where in an event EventBridge finds what it puts into a request, by the names of its places there. */
export const CHANGE_PATHS = { name: '$.detail.name', operation: '$.detail.operation', time: '$.time' } as const;

/** The request about a change, as EventBridge fills it in: it puts in texts with their quotation marks. */
export function changeTemplate({ regions, key }: Pick<ReplicationRequest, 'regions' | 'key'>): string {
  type Filled = 'names' | 'operation' | 'time';
  const places: { readonly [member in Filled]: string } = { names: '[<name>]', operation: '<operation>', time: '<time>' };
  const filled = Object.entries(places).map(([member, place]) => `${JSON.stringify(member)}:${place}`);
  return `{${filled.join(',')},"regions":${JSON.stringify(regions)},"key":${JSON.stringify(key)}}`;
}
