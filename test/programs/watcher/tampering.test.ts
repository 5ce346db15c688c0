import { audit, SecretVault } from '../../../src';
import { RULES, subscriptionPattern } from '../../../src/audit/record-patterns';
import type { DeclarationPart } from '../../../src/contracts/audit/declarations';
import { BUCKET_EVENTS, MUTES_ALARMS, SWITCHED_OFF, TAMPERED_WITH } from '../../../src/contracts/audit/watched-events';
import { Declared } from '../../../src/programs/watcher/declared';
import { recordOf, type TrailRecord } from '../../../src/programs/watcher/record';
import { judgeWatcher } from '../../../src/programs/watcher/rules/changes';
import { batchOf, readsIn } from '../../../src/programs/watcher/rules/reads';
import { matchesEvent } from '../../audit/event-pattern';
import { matchesPattern } from '../../audit/filter-pattern';
import { type Configuration, newStack, synthesize } from '../../support/synth';

const ACCOUNT = '111122223333';
const REGION = 'eu-west-1';
const NAME = 'acme-audit';
const ROLE = `arn:aws:iam::${ACCOUNT}:role`;

/** What only apply knows, as AWS could have it. */
const APPLIED: readonly [expression: RegExp, value: string][] = [
  [/aws_partition.*partition$/, 'aws'],
  [/aws_region/, REGION],
  [/aws_caller/, ACCOUNT],
  [/aws_kms_key\.audit.*arn$/, `arn:aws:kms:${REGION}:${ACCOUNT}:key/1111-audit`],
  [/aws_kms_key\.vault_operations.*arn$/, `arn:aws:kms:${REGION}:${ACCOUNT}:key/2222-operations`],
  [/aws_kms_key.*arn$/, `arn:aws:kms:${REGION}:${ACCOUNT}:key/3333-vault`],
  [/aws_iam_role\.audit_watcher.*name$/, `${NAME}-watcher-20261128`],
  [/aws_iam_role\.audit_trail.*name$/, `${NAME}-log-20261128`],
  [/aws_iam_policy.*arn$/, `arn:aws:iam::${ACCOUNT}:policy/${NAME}-watcher-run-20261128`],
  [/aws_cloudtrail.*arn$/, `arn:aws:cloudtrail:${REGION}:${ACCOUNT}:trail/${NAME}`],
  [/aws_dynamodb_table.*arn$/, `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/${NAME}`],
  [/aws_dynamodb_table.*name$/, NAME],
  [/aws_cloudwatch_log_group\.audit_trail.*name$/, `/aws/cloudtrail/${NAME}`],
  [/aws_cloudwatch_log_group\.audit_watcher.*name$/, `/aws/lambda/${NAME}-watcher`],
  [/aws_sns_topic\.audit.*arn$/, `arn:aws:sns:${REGION}:${ACCOUNT}:${NAME}`],
  [/aws_sns_topic.*arn$/, `arn:aws:sns:${REGION}:${ACCOUNT}:acme-prod-rotation`],
];

function applied(text: string): string {
  return text.replace(/\$\{([^{}]+)\}/g, (whole, expression: string) => APPLIED.find(([like]) => like.test(expression))?.[1] ?? whole);
}

let declared: Declared;
let rules: { readonly [name: string]: object };
let subscription: string;
beforeAll(() => {
  const stack = newStack();
  const vault = new SecretVault(stack, 'vault', { namespace: 'acme', stage: 'prod', deployers: [`${ROLE}/deploy`] });
  void vault.rotator.topicArn;
  new audit.AuditTrail(stack, 'audit', { name: NAME, vaults: [vault] });
  const configuration = synthesize(stack);
  const { locals } = configuration as Configuration & { readonly locals: { readonly [id: string]: { readonly [part: string]: string } } };
  const [, parts] = Object.entries(locals).find(([id]) => id.startsWith('audit_table_parts'))!;
  declared = new Declared(Object.values(parts).map((text) => JSON.parse(applied(text)) as DeclarationPart));
  const { resource } = configuration;
  rules = Object.fromEntries(
    Object.values(resource.aws_cloudwatch_event_rule!).flatMap(({ name, event_pattern: text }) =>
      text === undefined ? [] : [[String(name), JSON.parse(applied(String(text))) as object]],
    ),
  );
  subscription = applied(String(Object.values(resource.aws_cloudwatch_log_subscription_filter!)[0]!.filter_pattern));
});

const session = (role: string) => ({
  type: 'AssumedRole',
  arn: `arn:aws:sts::${ACCOUNT}:assumed-role/${role}/run`,
  accountId: ACCOUNT,
  sessionContext: { sessionIssuer: { type: 'Role', arn: `${ROLE}/${role}` } },
});

/** A record as CloudTrail writes them, with the members that patterns and rules look at. */
function recordWith(source: string, eventName: string, requestParameters: object, more: object = {}) {
  return {
    eventID: 'e-1',
    eventTime: '2026-11-28T13:05:00Z',
    eventSource: `${source}.amazonaws.com`,
    eventName,
    awsRegion: REGION,
    recipientAccountId: ACCOUNT,
    readOnly: false,
    managementEvent: true,
    userIdentity: session('stranger'),
    requestParameters,
    ...more,
  };
}

/** Who tells of a record. */
function tellers(record: object) {
  const event = { 'detail-type': 'AWS API Call via CloudTrail', detail: record };
  return {
    rules: Object.keys(rules).filter((name) => matchesEvent(rules[name]!, event)),
    isDelivered: matchesPattern(subscription, record),
    findings: judgeWatcher(recordOf(record) as TrailRecord, declared).map(({ kind, level }) => `${kind} ${level}`),
  };
}

const key = { resources: [{ type: 'AWS::KMS::Key', ARN: `arn:aws:kms:${REGION}:${ACCOUNT}:key/1111-audit` }] };
const arnOf = (service: string, rest: string) => `arn:aws:${service}:${REGION}:${ACCOUNT}:${rest}`;
const named = (member: string, ...names: readonly (string | readonly string[])[]) => names.map((name) => ({ [member]: name }));
const functions = named(
  'functionName',
  `${NAME}-watcher`,
  `${NAME}-watcher:1`,
  `${NAME}-watcher:$LATEST`,
  `${ACCOUNT}:function:${NAME}-watcher`,
  `${ACCOUNT}:function:${NAME}-watcher:live`,
  arnOf('lambda', `function:${NAME}-watcher`),
  arnOf('lambda', `function:${NAME}-watcher:1`),
);
const group = `/aws/cloudtrail/${NAME}`;
const groups = named('logGroupName', group);
const groupsByArn = [group, arnOf('logs', `log-group:${group}`), arnOf('logs', `log-group:${group}:*`)];
const topic = arnOf('sns', NAME);
const QUEUE = `${NAME}-watcher-failed`;
const queues = named(
  'queueUrl',
  `https://sqs.${REGION}.amazonaws.com/${ACCOUNT}/${QUEUE}`,
  `https://${REGION}.queue.amazonaws.com/${ACCOUNT}/${QUEUE}`,
  QUEUE,
);

/** Requests that name a part, by the ways in which they may: what AWS's pages show of their records. */
const REQUESTS: { readonly [source: string]: { readonly [event: string]: readonly object[] } } = {
  cloudtrail: {
    DeleteTrail: named('name', NAME, arnOf('cloudtrail', `trail/${NAME}`)),
    StopLogging: named('name', NAME, arnOf('cloudtrail', `trail/${NAME}`)),
    UpdateTrail: named('name', NAME, arnOf('cloudtrail', `trail/${NAME}`)),
    PutEventSelectors: named('trailName', NAME, arnOf('cloudtrail', `trail/${NAME}`)),
  },
  dynamodb: {
    DeleteTable: named('tableName', NAME, arnOf('dynamodb', `table/${NAME}`)),
    UpdateTable: named('tableName', NAME, arnOf('dynamodb', `table/${NAME}`)),
    UpdateTimeToLive: named('tableName', NAME, arnOf('dynamodb', `table/${NAME}`)),
    UpdateContinuousBackups: named('tableName', NAME, arnOf('dynamodb', `table/${NAME}`)),
    PutResourcePolicy: named('resourceArn', arnOf('dynamodb', `table/${NAME}`)),
    DeleteResourcePolicy: named('resourceArn', arnOf('dynamodb', `table/${NAME}`)),
  },
  events: {
    DeleteRule: named('name', ...Object.keys(RULES).map((kind) => `${NAME}-${kind}`), `${NAME}-heartbeat`),
    DisableRule: named('name', `${NAME}-changed`),
    RemoveTargets: named('rule', `${NAME}-changed-base`),
    PutRule: [{ name: `${NAME}-off`, state: 'DISABLED' }],
    PutTargets: named('rule', `${NAME}-heartbeat`),
  },
  kms: {
    // By its id, by its ARN: the resources of a record have the ARN.
    DisableKey: [{ keyId: '1111-audit' }],
    ScheduleKeyDeletion: [{ keyId: key.resources[0]!.ARN, pendingWindowInDays: 7 }],
    PutKeyPolicy: [{ keyId: '1111-audit', policyName: 'default' }],
    RevokeGrant: [{ keyId: '1111-audit', grantId: 'g' }],
  },
  lambda: {
    DeleteFunction: functions,
    DeleteFunction20150331: functions,
    RemovePermission20150331: functions,
    RemovePermission20150331v2: functions,
    AddPermission20150331: functions,
    AddPermission20150331v2: functions,
    UpdateFunctionCode20150331v2: functions,
    UpdateFunctionConfiguration20150331v2: functions,
    UpdateFunctionEventInvokeConfig: functions,
    PutFunctionEventInvokeConfig: functions,
    DeleteFunctionEventInvokeConfig: functions,
    PutFunctionConcurrency20171031: functions.map((each) => ({ ...each, reservedConcurrentExecutions: 0 })),
    DeleteFunctionConcurrency20171031: functions,
    PutFunctionCodeSigningConfig: functions,
    PutFunctionRecursionConfig: functions,
  },
  logs: {
    DeleteLogGroup: groups,
    DeleteLogStream: groups,
    DeleteSubscriptionFilter: groups,
    PutSubscriptionFilter: groups,
    PutRetentionPolicy: groups,
    PutMetricFilter: groups,
    DeleteMetricFilter: groups,
    AssociateKmsKey: [...groups, ...named('resourceIdentifier', ...groupsByArn.slice(1))],
    DisassociateKmsKey: [...groups, ...named('resourceIdentifier', ...groupsByArn.slice(1))],
    PutDataProtectionPolicy: named('logGroupIdentifier', ...groupsByArn),
    PutResourcePolicy: named('resourceArn', ...groupsByArn.slice(1)),
    PutAccountPolicy: [{ policyName: 'all', policyType: 'DATA_PROTECTION_POLICY', scope: 'ALL' }],
  },
  monitoring: {
    DeleteAlarms: named('alarmNames', [`${NAME}-watcher-silent`], ['other', `${NAME}-keys-lost`]),
    DisableAlarmActions: named('alarmNames', [`${NAME}-watcher-errors`]),
    PutMetricAlarm: named('alarmName', `${NAME}-watcher-silent`, `${NAME}-iam-policies`),
    SetAlarmState: [{ alarmName: `${NAME}-watcher-silent`, stateValue: 'OK' }],
  },
  s3: Object.fromEntries(BUCKET_EVENTS.map((event) => [event, named('bucketName', `${NAME}-${ACCOUNT}`)])),
  sns: {
    DeleteTopic: named('topicArn', topic),
    Unsubscribe: named('subscriptionArn', `${topic}:5e8a`),
    SetTopicAttributes: named('topicArn', topic),
    SetSubscriptionAttributes: [{ subscriptionArn: `${topic}:5e8a`, attributeName: 'FilterPolicy' }],
    AddPermission: named('topicArn', topic),
    RemovePermission: named('topicArn', topic),
    PutDataProtectionPolicy: named('resourceArn', topic),
  },
  sqs: {
    DeleteQueue: queues,
    PurgeQueue: queues,
    SetQueueAttributes: queues.map((each) => ({ ...each, attributes: { MessageRetentionPeriod: '60' } })),
    AddPermission: queues,
    RemovePermission: queues,
    StartMessageMoveTask: named('sourceArn', arnOf('sqs', QUEUE)),
  },
};

const cases = Object.entries(REQUESTS).flatMap(([source, events]) =>
  Object.entries(events).flatMap(([event, requests]) => requests.map((parameters) => [source, event, parameters] as const)),
);

/** The same request about something of another name: longer, shorter, or in between. */
function aboutAnother(parameters: object): object[] {
  const text = JSON.stringify(parameters);
  const change = (to: string) => JSON.parse(text.replaceAll(NAME, to).replace(/"alarmNames":\["other",/, '"alarmNames":[')) as object;
  return [change(`${NAME}-2`), change(`x${NAME}`)];
}

describe('what is done to a part of the audit by a stranger', () => {
  test.each(cases)('%s %s %j is told by a rule, and by the watcher, to whom it is delivered', (source, event, parameters) => {
    const told = tellers(recordWith(source, event, parameters, source === 'kms' ? key : {}));
    expect(told).toEqual({ rules: [expect.stringMatching(`^${NAME}-`)], isDelivered: true, findings: ['WatcherSwitchedOff alert'] });
  });

  test.each(cases)('%s %s %j is nothing if it failed, or if it is about something else', (source, event, parameters) => {
    const resources = source === 'kms' ? key : {};
    const failed = tellers(recordWith(source, event, parameters, { ...resources, errorCode: 'ValidationException' }));
    expect([failed.rules, failed.findings]).toEqual([[], []]);
    if (event === 'PutAccountPolicy') return;
    const others = source === 'kms' ? [{ keyId: '3333-vault' }] : aboutAnother(parameters);
    for (const other of others) {
      const told = tellers(recordWith(source, event, other));
      expect([other, told.rules, told.findings]).toEqual([other, [], []]);
    }
  });

  test('each event of the tables is among these', () => {
    const known = new Set(cases.map(([source, event]) => `${source} ${event}`));
    const wanted = [SWITCHED_OFF, TAMPERED_WITH]
      .flatMap((table) => Object.entries(table))
      .filter(([source]) => source !== 'iam.amazonaws.com')
      .flatMap(([source, events]) => events.map((event) => `${source.split('.')[0]} ${event}`))
      .filter((each) => each !== `monitoring ${MUTES_ALARMS}`);
    expect(
      wanted.filter((each) => ![...known].some((one) => one === each || (each.endsWith('*') && one.startsWith(each.slice(0, -1))))),
    ).toEqual([]);
  });

  test.each([
    ['AttachRolePolicy', { roleName: `${NAME}-watcher-20261128`, policyArn: `arn:aws:iam::aws:policy/AWSDenyAll` }],
    ['DetachRolePolicy', { roleName: `${NAME}-watcher-20261128`, policyArn: 'arn:aws:iam::aws:policy/x' }],
    ['PutRolePolicy', { roleName: `${NAME}-log-20261128`, policyName: 'deny' }],
    ['DeleteRolePolicy', { roleName: `${NAME}-log-20261128`, policyName: 'write-records' }],
    ['PutRolePermissionsBoundary', { roleName: `${NAME}-watcher-20261128` }],
    ['UpdateAssumeRolePolicy', { roleName: `${NAME}-watcher-20261128` }],
    ['DeleteRole', { roleName: `${NAME}-log-20261128` }],
    ['CreatePolicyVersion', { policyArn: `arn:aws:iam::${ACCOUNT}:policy/${NAME}-watcher-run-20261128` }],
    ['SetDefaultPolicyVersion', { policyArn: `arn:aws:iam::${ACCOUNT}:policy/${NAME}-watcher-run-20261128` }],
    ['DeletePolicyVersion', { policyArn: `arn:aws:iam::${ACCOUNT}:policy/${NAME}-watcher-run-20261128` }],
  ])('iam %s %j is told by the watcher alone: EventBridge has events of IAM in one region only', (event, parameters) => {
    expect(TAMPERED_WITH['iam.amazonaws.com']).toContain(event);
    const told = tellers(recordWith('iam', event, parameters, { awsRegion: 'us-east-1' }));
    expect(told).toEqual({ rules: [], isDelivered: true, findings: ['WatcherSwitchedOff alert'] });
    expect(tellers(recordWith('iam', event, { roleName: 'task', policyArn: 'arn:aws:iam::aws:policy/x' })).findings).toEqual([]);
  });

  test.each([
    ['all alarms', {}, ['WatcherSwitchedOff alert']],
    ['all alarms', { muteTargets: { alarmNames: [] } }, ['WatcherSwitchedOff alert']],
    ['one of its alarms', { muteTargets: { alarmNames: ['other', `${NAME}-watcher-silent`] } }, ['WatcherSwitchedOff alert']],
    ['other alarms', { muteTargets: { alarmNames: [`${NAME}-2-watcher-silent`] } }, []],
  ])('a rule that mutes %s %j is told by the watcher alone, whose notices need no alarm', (_what, targets, findings) => {
    const parameters = { name: 'night', rule: { schedule: { duration: 'PT8H' } }, ...targets };
    expect(tellers(recordWith('monitoring', MUTES_ALARMS, parameters))).toEqual({ rules: [], isDelivered: true, findings });
  });

  test.each([
    ['sns', 'DeleteTopic', { topicArn: arnOf('sns', 'acme-prod-rotation') }, {}],
    ['sns', 'SetSubscriptionAttributes', { subscriptionArn: arnOf('sns', 'acme-prod-rotation:1') }, {}],
    ['kms', 'PutKeyPolicy', { keyId: '2222-operations' }, { resources: [{ ARN: arnOf('kms', 'key/2222-operations') }] }],
  ])("%s %s %j is about a vault's topic or its key, of which the watcher tells", (source, event, parameters, more) => {
    expect(tellers(recordWith(source, event, parameters, more))).toMatchObject({
      isDelivered: true,
      findings: ['WatcherSwitchedOff alert'],
    });
  });
});

test('a deployer who changes a part is expected, and one who switches it off is not', () => {
  for (const [source, event, parameters] of cases) {
    const record = recordWith(source, event, parameters, { ...(source === 'kms' ? key : {}), userIdentity: session('deploy') });
    const off = SWITCHED_OFF[`${source}.amazonaws.com`]?.includes(event) ?? false;
    const told = tellers(record);
    expect([source, event, told.rules.length, told.findings]).toEqual([
      source,
      event,
      off ? 1 : 0,
      [`WatcherSwitchedOff ${off ? 'alert' : 'note'}`],
    ]);
  }
});

test('a policy that mentions a part is about something else', () => {
  const policy = JSON.stringify({ Resource: [topic, arnOf('lambda', `function:${NAME}-watcher`)] });
  const record = recordWith('sns', 'SetTopicAttributes', { topicArn: arnOf('sns', 'other'), attributeValue: policy });
  expect(tellers(record)).toMatchObject({ rules: [], findings: [] });
});

test.each([
  ['logs', 'CreateLogStream', { logGroupName: group }],
  ['s3', 'PutObject', { bucketName: `${NAME}-${ACCOUNT}`, key: 'AWSLogs/x' }],
  ['sns', 'Subscribe', { topicArn: topic, protocol: 'email' }],
  ['logs', 'PutAccountPolicy', { policyType: 'SUBSCRIPTION_FILTER_POLICY' }],
])('%s %s keeps back no notice, and nobody is told of it', (source, event, parameters) => {
  expect(tellers(recordWith(source, event, parameters))).toMatchObject({ rules: [], findings: [] });
});

test('streams that are made all the time are not delivered', () => {
  expect(tellers(recordWith('logs', 'CreateLogStream', { logGroupName: 'x' })).isDelivered).toBe(false);
});

describe('a master key is read', () => {
  const bucket = 'acme-prod-master-keys';
  const vault = {
    name: 'acme-prod',
    account: ACCOUNT,
    region: REGION,
    copies: [],
    services: [],
    keys: [],
    buckets: [bucket, 'copy'],
    topicArn: topic,
  };
  const by = new Declared([{ watcher: { topicArn: topic, names: [], deployers: [] }, vaults: [vault] }]);
  const pattern = subscriptionPattern([bucket, 'copy'], `${NAME}-watcher`);
  const read = (event: string, parameters: object) => {
    const record = recordWith('s3', event, parameters, { readOnly: event.startsWith('Get') });
    const parsed = recordOf(record) as TrailRecord;
    const names = readsIn(parsed, by, batchOf([parsed], false)).map(({ name }) => name);
    return { names, isDelivered: matchesPattern(pattern, record) };
  };
  const copy = (source: string, to = 'mine') => ({ bucketName: to, key: 'x', 'x-amz-copy-source': source });

  test.each([
    ['GetObject', { bucketName: bucket, key: 'ca/root.pem' }],
    ['GetObject', { bucketName: 'copy', key: 'ca/root.pem' }],
    ['SelectObjectContent', { bucketName: bucket, key: 'ca/root.pem' }],
    ['CopyObject', copy(`${bucket}/ca/root.pem`)],
    ['CopyObject', copy(`/copy/ca/root.pem`)],
    ['CopyObject', copy(`/${bucket}/ca%2Froot.pem?versionId=3sL4kqtJlcpXroDTDmJ.rmSpXd3dIbrH`)],
    ['CopyObject', copy(`${bucket}%2Fca%2Froot.pem`, bucket)],
    ['UploadPartCopy', copy(`${bucket}/ca/root.pem`)],
  ])('by %s %j', (event, parameters) => {
    expect(read(event, parameters)).toEqual({ names: ['ca/root.pem'], isDelivered: true });
  });

  test.each([
    ['CopyObject', copy('other/ca/root.pem', bucket)],
    ['CopyObject', copy('%E0%A4%A')],
    ['CopyObject', { bucketName: 'mine', key: 'x' }],
    ['PutObject', { bucketName: bucket, key: 'ca/root.pem' }],
    ['GetObjectAcl', { bucketName: bucket, key: 'ca/root.pem' }],
  ])('not by %s %j', (event, parameters) => {
    expect(read(event, parameters).names).toEqual([]);
  });
});
