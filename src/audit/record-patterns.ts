import { KEY_EVENTS, SWITCHED_OFF, TAMPERED_WITH } from '../contracts/audit/watched-events';

/** Characters of a filter pattern (CloudWatch Logs: Quotas). */
export const MOST_PATTERN_CHARACTERS = 1024;

/** Services of whose management events the watcher wants all that change something: there are few of them. */
const FEW = ['cloudtrail', 'dynamodb', 'events', 'lambda', 'monitoring', 'sns'] as const;

/**
 * What the subscription of the watcher lets through: a fraction of a busy account's records. Which of them are about its vaults, the
 * watcher decides: names and keys of 1,000 secrets have no room here.
 *
 * @param buckets names of buckets of master keys
 * @param watcher name of the watcher, whose own requests tell that records come: Lambda names the session of its role after it
 * @see CloudWatch Logs: Filter pattern syntax
 */
export function subscriptionPattern(buckets: readonly string[], watcher: string): string {
  const keys = Object.keys(KEY_EVENTS).filter((event) => !event.endsWith('Alias'));
  const anyOf = (member: string, values: readonly string[]) => values.map((value) => `$.${member} = "${value}"`).join(' || ');
  // Names of events say the service, and a pattern has no room for more.
  return `{ ${[
    '($.eventName = "*Parameter*" && $.eventName != "Describe*")',
    '($.eventName = "Decrypt" && ($.requestParameters.encryptionContext.PARAMETER_ARN = "arn:*" || $.errorCode = "*"))',
    anyOf('eventName', ['*Alias', ...keys, 'CreateAccessKey', '*SubscriptionFilter', 'DeleteLogGroup', 'PutRetentionPolicy']),
    ...(buckets.length === 0 ? [] : [anyOf('requestParameters.bucketName', buckets)]),
    `($.readOnly IS FALSE && (${anyOf(
      'eventSource',
      FEW.map((service) => `${service}.*`),
    )}))`,
    `($.eventName = "GetCallerIdentity" && $.userIdentity.arn = "*/${watcher}")`,
  ].join(' || ')} }`;
}

/** The same for a rule of EventBridge, which has no wildcards that long: by source and name. */
export function recordRulePattern(watcher: string): object {
  const sources = ['ssm', 'kms', 's3', 'iam', ...new Set(Object.keys(SWITCHED_OFF).map((source) => source.split('.')[0]!))];
  const watched = {
    // By the name in records: alarms are of aws.monitoring, though what they tell themselves is of aws.cloudwatch.
    source: sources.map((source) => `aws.${source}`).filter(unique),
    detail: {
      eventName: [
        { wildcard: '*Parameter*' },
        'Decrypt',
        ...Object.keys(KEY_EVENTS),
        'CreateAccessKey',
        { wildcard: '*Bucket*' },
        ...[...Object.values(SWITCHED_OFF), ...Object.values(TAMPERED_WITH)].flat(),
      ].filter(unique),
    },
  };
  // Its own requests, by which it knows that records come.
  const heartbeat = {
    source: ['aws.sts'],
    detail: { eventName: ['GetCallerIdentity'], userIdentity: { arn: [{ suffix: `/${watcher}` }] } },
  };
  return { 'detail-type': ['AWS API Call via CloudTrail'], $or: [watched, heartbeat] };
}

/** Characters of an event pattern (EventBridge: Quotas). */
export const MOST_EVENT_PATTERN_CHARACTERS = 2048;

/** Names of the parts of an audit, by the member in which requests name them. */
export type PartsByMember = { readonly [member: string]: readonly (string | { readonly prefix: string })[] };

/**
 * What the watcher could not tell itself, since it is about the watcher: rules tell it without it. EventBridge gets management events that
 * change something whether or not the trail writes into a log group.
 *
 * @param events by source
 * @param deployers ARNs of roles of which it is expected
 */
export function partsPattern(
  events: { readonly [source: string]: readonly string[] },
  parts: PartsByMember,
  deployers: readonly string[] = [],
): object {
  // Not of anybody in a role that deploys; users and services have no role. EventBridge has no wildcard for one character.
  const all = deployers.flatMap((arn) => [arn, ...withAnyPath(arn)]);
  const but = all.some((arn) => /[*?]/.test(arn)) ? { wildcard: all.map((arn) => arn.replace(/\?+/g, '*')).filter(unique) } : all;
  const others = { sessionContext: { sessionIssuer: { arn: [{ 'anything-but': but }, { exists: false }] } } };
  return {
    'detail-type': ['AWS API Call via CloudTrail'],
    detail: {
      errorCode: [{ exists: false }],
      eventName: Object.values(events).flat().filter(unique).sort(),
      ...(deployers.length > 0 && { userIdentity: others }),
      $or: Object.entries(parts).map(([member, names]) => ({ requestParameters: { [member]: [...names] } })),
    },
  };
}

/** Paths of roles may be left out, and EventBridge compares whole ARNs. */
function withAnyPath(arn: string): string[] {
  const [, account, name] = /^(arn:[^:]+:iam::[^:]*:role)\/([^/]+)$/.exec(arn) ?? [];
  // A name that begins with a wildcard has any path already.
  return name === undefined || /^[*?]/.test(name) ? [] : [`${account}/*/${name}`];
}

function unique<T>(value: T, index: number, all: readonly T[]): boolean {
  return all.indexOf(value) === index;
}
