import { matchesEvent } from './event-pattern';
import { audit, SecretVault } from '../../src';
import { MOST_EVENT_PATTERN_CHARACTERS, recordRulePattern } from '../../src/audit/record-patterns';
import { KEY_EVENTS, MUTES_ALARMS, SWITCHED_OFF, TAMPERED_WITH } from '../../src/contracts/audit/watched-events';
import { longestLength } from '../../src/iam/policy-quotas';
import { matchEvents, type PatternAndEvent, whyNoRuler } from '../../tools/event-ruler/event-ruler';
import { newStack, synthesize } from '../support/synth';

jest.setTimeout(180_000);

const ACCOUNT = '111122223333';
const REGION = 'eu-west-1';
const DEPLOYER = `arn:aws:iam::${ACCOUNT}:role/ci/deploy`;
const KEY = `arn:aws:kms:${REGION}:${ACCOUNT}:key/1`;
const TRAIL = `arn:aws:cloudtrail:${REGION}:${ACCOUNT}:trail/aud`;
const TOPIC = `arn:aws:sns:${REGION}:${ACCOUNT}:aud`;
const FUNCTION = `arn:aws:lambda:${REGION}:${ACCOUNT}:function:aud-watcher`;
const LOGS = `arn:aws:logs:${REGION}:${ACCOUNT}:log-group`;
const TABLE = `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table`;

/** Patterns of the rules of an audit by the ends of their names, as of an apply. */
function patternsOf(name: string, props: Partial<audit.AuditTrailProps> = {}, deployers = [DEPLOYER]): Record<string, string> {
  const stack = newStack();
  const vault = new SecretVault(stack, 'vault', { namespace: 'acme', stage: 'prod', deployers });
  new audit.AuditTrail(stack, 'audit', { vaults: [vault], name, ...props });
  const rules = Object.values(synthesize(stack).resource.aws_cloudwatch_event_rule!).filter(({ event_pattern }) => event_pattern);
  return Object.fromEntries(rules.map((rule) => [String(rule.name).slice(name.length + 1), String(rule.event_pattern)]));
}

function applied(pattern: string): object {
  const text = pattern
    .replace(/\$\{data\.aws_partition[^}]*\}/g, 'aws')
    .replace(/\$\{data\.aws_region[^}]*\}/g, REGION)
    .replace(/\$\{data\.aws_caller_identity[^}]*\}/g, ACCOUNT)
    .replace(/\$\{aws_kms_key[^}]*\}/g, KEY)
    .replace(/\$\{aws_s3_bucket[^}]*\}/g, `aud-${ACCOUNT}`);
  expect(text).not.toContain('${');
  return JSON.parse(text) as object;
}

const event = (service: string, eventName: string, requestParameters: object, more: object = {}) => ({
  source: `aws.${service}`,
  'detail-type': 'AWS API Call via CloudTrail',
  detail: { eventSource: `${service}.amazonaws.com`, eventName, requestParameters, userIdentity: { type: 'Root' }, ...more },
});

/** Every event that a rule tells, with the names that requests may give its part; the last ones are of others. */
const NAMED: {
  readonly [service: string]: { readonly own: readonly object[]; readonly others: readonly object[]; readonly of?: RegExp }[];
} = {
  cloudtrail: [
    { own: [{ name: 'aud' }, { name: TRAIL }], others: [{ name: 'aud-2' }, { name: `${TRAIL}-2` }], of: /Trail$|Logging$/ },
    { own: [{ trailName: 'aud' }, { trailName: TRAIL }], others: [{ trailName: 'audit' }], of: /Selectors$/ },
  ],
  dynamodb: [
    {
      own: [{ tableName: 'aud' }, { tableName: `${TABLE}/aud` }],
      others: [{ tableName: 'aud2' }, { tableName: `${TABLE}/my-aud` }],
      of: /Table$|TimeToLive$|Backups$/,
    },
    { own: [{ resourceArn: `${TABLE}/aud` }], others: [{ resourceArn: `${TABLE}/aud/stream/aud` }], of: /Policy$/ },
  ],
  events: [
    { own: [{ name: 'aud-off' }, { name: 'aud-changed-more' }], others: [{ name: 'aud-other' }], of: /Rule$/ },
    { own: [{ rule: 'aud-heartbeat' }, { rule: 'aud-changed' }], others: [{ rule: 'off' }], of: /Targets$/ },
  ],
  kms: [{ own: [{ keyId: '1' }, { keyId: KEY }], others: [] }],
  lambda: [
    {
      own: [
        'aud-watcher',
        `${ACCOUNT}:aud-watcher`,
        `${ACCOUNT}:function:aud-watcher`,
        FUNCTION,
        `${FUNCTION}:1`,
        'aud-watcher:$LATEST',
      ].map((functionName) => ({ functionName })),
      others: [{ functionName: 'aud-watcher-2' }, { functionName: 'my-aud-watcher' }, { functionName: `${FUNCTION}s` }],
    },
  ],
  logs: [
    {
      own: [{ logGroupName: '/aws/cloudtrail/aud' }, { logGroupName: '/aws/lambda/aud-watcher' }],
      others: [{ logGroupName: '/aws/lambda/other' }],
      of: /^(?!Put(Data|Account|Resource))/,
    },
    {
      own: ['/aws/cloudtrail/aud', `${LOGS}:/aws/cloudtrail/aud:*`, `${LOGS}:/aws/cloudtrail/aud`].map((logGroupIdentifier) => ({
        logGroupIdentifier,
      })),
      others: [{ logGroupIdentifier: `${LOGS}:/aws/lambda/other` }],
      of: /^PutData/,
    },
    { own: [{ policyType: 'DATA_PROTECTION_POLICY' }], others: [{ policyType: 'SUBSCRIPTION_FILTER_POLICY' }], of: /^PutAccount/ },
    { own: [{ resourceArn: `${LOGS}:/aws/cloudtrail/aud:*` }], others: [{ policyName: 'route53' }], of: /^PutResource/ },
  ],
  monitoring: [
    { own: [{ alarmNames: ['other', 'aud-watcher-silent'] }], others: [{ alarmNames: ['other'] }], of: /Alarms|Actions/ },
    {
      own: [{ alarmName: 'aud-keys-lost' }, { alarmName: 'aud-watcher-silent' }],
      others: [{ alarmName: 'aud-x' }],
      of: /MetricAlarm|AlarmState/,
    },
  ],
  s3: [{ own: [{ bucketName: `aud-${ACCOUNT}` }], others: [{ bucketName: 'aud' }] }],
  sqs: [
    {
      own: [{ queueUrl: `https://sqs.${REGION}.amazonaws.com/${ACCOUNT}/aud-watcher-failed` }, { queueUrl: 'aud-watcher-failed' }],
      others: [{ queueUrl: `https://sqs.${REGION}.amazonaws.com/${ACCOUNT}/my-aud-watcher-failed` }],
      of: /^(?!Start)/,
    },
    {
      own: [{ sourceArn: `arn:aws:sqs:${REGION}:${ACCOUNT}:aud-watcher-failed` }],
      others: [{ sourceArn: `arn:aws:sqs:${REGION}:${ACCOUNT}:other` }],
      of: /^Start/,
    },
  ],
  sns: [
    { own: [{ topicArn: TOPIC }], others: [{ topicArn: `${TOPIC}-2` }], of: /Topic|Permission/ },
    { own: [{ resourceArn: TOPIC }], others: [{ resourceArn: `${TOPIC}-2` }], of: /^PutData/ },
    { own: [{ subscriptionArn: `${TOPIC}:6b5f-1` }], others: [{ subscriptionArn: `${TOPIC}-2:6b5f-1` }], of: /ubscri/ },
  ],
};

const why = whyNoRuler();
(why === undefined ? describe : describe.skip)(`rules of an audit, matched by AWS's own library${why ? `: skipped, ${why}` : ''}`, () => {
  /** What each of the patterns says of each event, asked at once. */
  const patterns = Object.fromEntries(Object.entries(patternsOf('aud')).map(([kind, text]) => [kind, applied(text)]));
  const tellers = (events: readonly object[]): string[][] => {
    const pairs = events.flatMap((each) => Object.values(patterns).map((pattern): PatternAndEvent => [pattern, each]));
    const results = matchEvents(pairs);
    // What other tests match with, since it needs no Java, says the same.
    expect(pairs.map(([pattern, each]) => matchesEvent(pattern, each))).toEqual(results);
    const kinds = Object.keys(patterns);
    return events.map((_, index) => kinds.filter((_kind, of) => results[index * kinds.length + of]));
  };
  const cases = [SWITCHED_OFF, TAMPERED_WITH].flatMap((events, changed) =>
    Object.entries(events)
      .filter(([source]) => !source.startsWith('iam.'))
      .flatMap(([source, names]) => {
        const service = source.split('.')[0]!;
        // That alarms are muted is told by the watcher alone.
        return names
          .filter((name) => name !== MUTES_ALARMS)
          .map((name) => {
            const named = NAMED[service]!.filter(({ of }) => of === undefined || of.test(name));
            return { service, name: name.replace('*', '20191001'), isChange: changed === 1, named };
          });
      }),
  );
  const resources = (service: string, arn: string) => (service === 'kms' ? { resources: [{ ARN: arn, type: 'AWS::KMS::Key' }] } : {});

  test('tell of each part by each name that a request may give it, once', () => {
    const own = cases.flatMap(({ service, name, named, isChange }) =>
      named.flatMap((each) =>
        each.own.map((parameters) => ({ isChange, event: event(service, name, parameters, resources(service, KEY)) })),
      ),
    );
    expect(cases.filter(({ named }) => named.length !== 1).map(({ name }) => name)).toEqual([]);
    const told = tellers(own.map((each) => each.event));
    const wrong = own.flatMap(({ event: { detail }, isChange }, index) => {
      const [kind, ...more] = told[index]!;
      const right = more.length === 0 && kind !== undefined && kind.startsWith('off') !== isChange;
      return right ? [] : [{ ...detail, told: told[index] }];
    });
    expect(wrong).toEqual([]);
    expect(own.length).toBeGreaterThan(80);
  });

  test('tell nothing of what belongs to others, was refused, or is changed by deployers', () => {
    const session = (arn: string) => ({
      userIdentity: { type: 'AssumedRole', sessionContext: { sessionIssuer: { arn } } },
    });
    const others = cases.flatMap(({ service, name, named, isChange }) => [
      ...named.flatMap((each) => each.others.map((parameters) => event(service, name, parameters))),
      ...named.flatMap(({ own: [first] }) => [
        event(service, name, first!, { errorCode: 'AccessDenied', ...resources(service, KEY) }),
        ...(isChange ? [event(service, name, first!, { ...session(DEPLOYER), ...resources(service, KEY) })] : []),
      ]),
      ...(service === 'kms' ? [event(service, name, { keyId: '2' }, resources(service, `${KEY}2`))] : []),
    ]);
    const told = tellers(others);
    expect(others.filter((_, index) => told[index]!.length > 0)).toEqual([]);
    // That deployers switch off is told, and so is what a role called like one does elsewhere.
    const stranger = session(`arn:aws:iam::${ACCOUNT}:role/deploy`);
    expect(
      tellers([
        event('cloudtrail', 'StopLogging', { name: 'aud' }, session(DEPLOYER)),
        event('lambda', 'UpdateFunctionCode20150331v2', { functionName: 'aud-watcher' }, stranger),
      ]),
    ).toEqual([['off'], ['changed']]);
  });

  test('hand on to the watcher what a subscription would, where there is none', () => {
    const pattern = recordRulePattern('aud-watcher');
    const write = { readOnly: false };
    const wanted = [
      event('ssm', 'GetParametersByPath', { path: '/api' }, { readOnly: true }),
      event('ssm', 'PutParameter', { name: '/api/a' }, write),
      event('kms', 'Decrypt', {}, { readOnly: true }),
      event('iam', 'CreateAccessKey', {}, write),
      event('s3', 'PutBucketPolicy', { bucketName: 'x' }, write),
      event(
        'sts',
        'GetCallerIdentity',
        {},
        { readOnly: true, userIdentity: { arn: `arn:aws:sts::${ACCOUNT}:assumed-role/w/aud-watcher` } },
      ),
      ...Object.keys(KEY_EVENTS).map((name) => event('kms', name, {}, write)),
      ...cases.map(({ service, name }) => event(service, name, {}, write)),
      ...TAMPERED_WITH['iam.amazonaws.com']!.map((name) => event('iam', name, {}, write)),
    ];
    const others = [
      event('ec2', 'RunInstances', {}, write),
      event('logs', 'CreateLogStream', {}, write),
      event('lambda', 'ListFunctions20150331', {}, { readOnly: true }),
      event('s3', 'GetBucketPolicy', {}, { readOnly: true }),
      event('sts', 'GetCallerIdentity', {}, { readOnly: true, userIdentity: { arn: `arn:aws:sts::${ACCOUNT}:assumed-role/w/x` } }),
    ];
    const results = matchEvents([...wanted, ...others].map((each) => [pattern, each]));
    expect([...wanted, ...others].flatMap(({ detail }, index) => (results[index] === index < wanted.length ? [] : [detail]))).toEqual([]);
  });
});

test('patterns of rules have room for the longest names', () => {
  const name = 'n'.repeat(40);
  const trailArn = `arn:aws:cloudtrail:eu-west-1:${ACCOUNT}:trail/${'t'.repeat(128)}`;
  const deployers = Array.from({ length: 4 }, (_, index) => `arn:aws:iam::${ACCOUNT}:role/ci/deploy-${index}`);
  const lengths = [
    patternsOf(name, {}, deployers),
    patternsOf(name, { trail: audit.TrailSource.existing({ logGroupName: 'all', trailArn, bucketName: 'b'.repeat(63) }) }, deployers),
    patternsOf(name, { trail: audit.TrailSource.organization({ trailArn, organizationId: 'o-exampleorgid' }) }, deployers),
  ].flatMap((patterns) => Object.values(patterns).map(longestLength));
  expect(lengths.length).toBe(19);
  expect(Math.max(...lengths)).toBeLessThanOrEqual(MOST_EVENT_PATTERN_CHARACTERS);
});
