import { MUTES_ALARMS, SWITCHED_OFF, TAMPERED_WITH } from '../contracts/audit/watched-events';

/** Characters of a filter pattern (CloudWatch Logs: Quotas). */
export const MOST_PATTERN_CHARACTERS = 1024;

/** Services of whose management events the watcher wants all that change something: there are few of them. */
const FEW = ['cloudtrail', 'dynamodb', 'events', 'iam', 'kms', 'lambda', 'logs', 'monitoring', 's3', 'sns', 'sqs'] as const;

/** What the longer ones begin with, and no other service: a filter pattern has no room for more. */
const SHORTER: { readonly [service: string]: string } = { cloudtrail: 'cloudt', dynamodb: 'dyn', lambda: 'lamb', monitoring: 'moni' };

/**
 * What the subscription of the watcher lets through: a fraction of a busy account's records. Which of them are about its vaults, the
 * watcher decides: names and keys of 1,000 secrets have no room here.
 *
 * @param buckets names of buckets of master keys
 * @param watcher name of the watcher, whose own requests tell that records come: Lambda names the session of its role after it
 * @see CloudWatch Logs: Filter pattern syntax
 */
export function subscriptionPattern(buckets: readonly string[], watcher: string): string {
  const anyOf = (member: string, values: readonly string[]) => values.map((value) => `$.${member} = "${value}"`).join(' || ');
  const sources = FEW.map((service) => `${SHORTER[service] ?? `${service}.`}*`);
  // Names of events say the service, and a pattern has no room for more.
  return `{ ${[
    '($.eventName = "*Parameter*" && $.eventName != "Describe*")',
    '($.eventName = "Decrypt" && ($.requestParameters.encryptionContext.PARAMETER_ARN = "arn:*" || $.errorCode = "*"))',
    // ReEncrypt.
    '$.eventName = "ReE*"',
    // A copy is recorded by the bucket that it goes to, and names its source in a header.
    ...(buckets.length === 0 ? [] : [anyOf('requestParameters.bucketName', buckets), '$.eventName = "*Copy*"']),
    // Buckets of the trail and of copies have no room by name; streams of logs are made all the time. A trail of somebody else's may log
    // data events, such as of functions that are invoked.
    `($.readOnly IS FALSE && $.managementEvent IS TRUE && $.eventName != "CreateLog*" && (${anyOf('eventSource', sources)}))`,
    `($.eventName = "GetCallerIdentity" && $.userIdentity.arn = "*/${watcher}")`,
  ].join(' || ')} }`;
}

/**
 * The same for a rule of EventBridge, which hands on management events only. By the service that the record names: the event's own source
 * is not called after it everywhere.
 */
export function recordRulePattern(watcher: string): object {
  const watched = [
    { eventSource: ['kms.amazonaws.com', 'ssm.amazonaws.com'], eventName: [{ wildcard: '*Parameter*' }, 'Decrypt', 'ReEncrypt'] },
    {
      eventSource: FEW.map((service) => `${service}.amazonaws.com`),
      eventName: [{ 'anything-but': { prefix: 'CreateLog' } }],
      readOnly: [false],
    },
    // Its own requests, by which it knows that records come.
    { eventSource: ['sts.amazonaws.com'], eventName: ['GetCallerIdentity'], userIdentity: { arn: [{ suffix: `/${watcher}` }] } },
  ];
  return { 'detail-type': ['AWS API Call via CloudTrail'], detail: { $or: watched } };
}

/** The name of an event as EventBridge compares it. */
function matcherOf(event: string): string | { readonly prefix: string } {
  return event.endsWith('*') ? { prefix: event.slice(0, -1) } : event;
}

/** Characters of an event pattern (EventBridge: Quotas). */
export const MOST_EVENT_PATTERN_CHARACTERS = 2048;

/** How EventBridge compares a text. */
type Matcher = string | { readonly prefix: string } | { readonly suffix: string } | { readonly wildcard: string };

/** Names of the parts of an audit, by the source of an event and the member in which a request names them. */
export type PartsBySource = { readonly [source: string]: { readonly [member: string]: readonly Matcher[] } };

/** Services whose parts one rule tells of: a pattern has no room for all of them, beside those who deploy. */
export const RULES = {
  off: ['cloudtrail', 'events', 'lambda', 'logs', 's3'],
  'off-base': ['dynamodb', 'kms', 'monitoring', 'sns', 'sqs'],
  changed: ['cloudtrail', 'events', 'lambda'],
  'changed-logs': ['logs'],
  'changed-base': ['dynamodb', 'kms', 'sns', 'sqs'],
  'changed-more': ['monitoring', 's3'],
} as const;
export type RuleKind = keyof typeof RULES;

/** Members that no request names a part in by which it is switched off. */
const OF_CHANGES = ['alarmName', 'logGroupIdentifier', 'policyType', 'resourceArn', 'resourceIdentifier', 'sourceArn', 'trailName'];

/** Members that no request names a part in by which it is changed. */
const OF_SWITCHING_OFF = ['alarmNames'];

/** By what a function may be named: its name, an ARN of it or the end of one, and each with a version behind it (Lambda: FunctionName). */
export function functionMatchers(name: string): Matcher[] {
  return [name, { prefix: `${name}:` }, { suffix: `:${name}` }, { wildcard: `*:${name}:*` }];
}

/**
 * What the watcher could not tell itself, since it is about the watcher: rules tell it without it. EventBridge gets management events that
 * change something whether or not the trail writes into a log group.
 *
 * @param kind of the rule: those that are `off` tell whoever it was
 * @param deployers ARNs of roles of which changes are expected
 */
export function partsPattern(kind: RuleKind, parts: PartsBySource, deployers: readonly string[] = []): object {
  const off = kind.startsWith('off');
  const services: readonly string[] = RULES[kind];
  const ofRule = ([source]: readonly [string, unknown]) => services.includes(source.split('.')[0]!);
  const events = Object.entries(off ? SWITCHED_OFF : TAMPERED_WITH)
    .filter(ofRule)
    .flatMap(([, names]) => names)
    // The watcher's own notices need no alarm, so that it can tell of this itself.
    .filter((event) => event !== MUTES_ALARMS);
  const named = new Map<string, Matcher[]>();
  for (const [member, names] of Object.entries(parts)
    .filter(ofRule)
    .flatMap(([, members]) => Object.entries(members))) {
    if (names.length > 0 && !(off ? OF_CHANGES : OF_SWITCHING_OFF).includes(member)) {
      named.set(member, [...(named.get(member) ?? []), ...names]);
    }
  }
  return {
    'detail-type': ['AWS API Call via CloudTrail'],
    detail: {
      errorCode: [{ exists: false }],
      eventName: events.filter(unique).sort().map(matcherOf),
      ...(!off && deployers.length > 0 && { userIdentity: othersThan(deployers) }),
      // Requests may name a key by its id: its ARN is beside them.
      $or: [...named].map(([member, names]) =>
        member === 'keyId' ? { resources: { ARN: names } } : { requestParameters: { [member]: names } },
      ),
    },
  };
}

/** Not of anybody in a role that deploys; users and services have no role. EventBridge has no wildcard for one character. */
function othersThan(deployers: readonly string[]): object {
  const all = deployers.flatMap((arn) => [arn, ...withAnyPath(arn)]);
  const but = all.some((arn) => /[*?]/.test(arn)) ? { wildcard: all.map((arn) => arn.replace(/\?+/g, '*')).filter(unique) } : all;
  return { sessionContext: { sessionIssuer: { arn: [{ 'anything-but': but }, { exists: false }] } } };
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
