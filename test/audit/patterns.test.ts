import { matchesPattern } from './filter-pattern';
import { ACCOUNT_ALARMS, namesOfAccountAlarms } from '../../src/audit/account-alarms';
import { partsBySource } from '../../src/audit/audit-parts';
import { boundTrail } from '../../src/audit/bound-trail';
import {
  MOST_EVENT_PATTERN_CHARACTERS,
  MOST_PATTERN_CHARACTERS,
  partsPattern,
  type RuleKind,
  RULES,
  subscriptionPattern,
} from '../../src/audit/record-patterns';
import { KEY_EVENTS, SWITCHED_OFF, TAMPERED_WITH } from '../../src/contracts/audit/watched-events';

/** A record with what patterns look at. */
const record = (eventSource: string, eventName: string, more: object = {}) => ({
  eventSource: `${eventSource}.amazonaws.com`,
  eventName,
  // KMS calls its cryptographic operations reads (AWS KMS: AWS CloudTrail log entries).
  readOnly: /^(Get|List|Describe|Decrypt|GenerateDataKey)/.test(eventName),
  managementEvent: true,
  ...more,
});

describe('a metric filter of the account counts what it is for, and nothing beside', () => {
  const cases: readonly [alarm: string, counted: object, other: object][] = [
    ['iam-policies', record('iam', 'PutRolePolicy'), record('iam', 'GetRolePolicy')],
    ['trail-configuration', record('cloudtrail', 'StopLogging'), record('cloudtrail', 'GetTrailStatus')],
    [
      'console-failures',
      record('signin', 'ConsoleLogin', { errorMessage: 'Failed authentication' }),
      record('signin', 'ConsoleLogin', { responseElements: { ConsoleLogin: 'Success' } }),
    ],
    ['keys-lost', record('kms', 'ScheduleKeyDeletion'), record('kms', 'CancelKeyDeletion')],
    ['bucket-policies', record('s3', 'DeleteBucketPolicy'), record('s3', 'PutObject')],
  ];

  test.each(cases)('%s', (alarm, counted, other) => {
    const { pattern } = ACCOUNT_ALARMS[alarm]!;
    expect(matchesPattern(pattern, counted)).toBe(true);
    expect(matchesPattern(pattern, other)).toBe(false);
    expect(pattern.length).toBeLessThanOrEqual(MOST_PATTERN_CHARACTERS);
  });

  test('there is a case for each', () => {
    expect(cases.map(([alarm]) => alarm)).toEqual(Object.keys(ACCOUNT_ALARMS));
    expect(Object.values(ACCOUNT_ALARMS).map(({ control }) => control)).toEqual(['CIS 4.4', 'CIS 4.5', 'CIS 4.6', 'CIS 4.7', 'CIS 4.8']);
  });
});

describe('the subscription of the watcher', () => {
  const pattern = subscriptionPattern(['acme-prod-master-keys-111122223333'], 'acme-audit-watcher');
  const context = { encryptionContext: { PARAMETER_ARN: 'arn:aws:ssm:eu-west-1:111122223333:parameter/api/token' } };
  const denied = { errorCode: 'AccessDenied', requestParameters: null };

  test.each([
    record('ssm', 'GetParameter'),
    record('ssm', 'GetParametersByPath'),
    record('ssm', 'GetParameter', denied),
    record('ssm', 'PutParameter'),
    record('ssm', 'DeleteParameters'),
    record('ssm', 'LabelParameterVersion'),
    record('kms', 'Decrypt', { requestParameters: context }),
    record('kms', 'Decrypt', denied),
    record('s3', 'GetObject', { requestParameters: { bucketName: 'acme-prod-master-keys-111122223333' } }),
    record('s3', 'PutBucketPolicy', { requestParameters: { bucketName: 'acme-prod-master-keys-111122223333' } }),
    record('iam', 'CreateAccessKey'),
    record('sts', 'GetCallerIdentity', { userIdentity: { arn: 'arn:aws:sts::111122223333:assumed-role/w-1/acme-audit-watcher' } }),
    ...Object.keys(KEY_EVENTS).map((event) => record('kms', event)),
    ...[SWITCHED_OFF, TAMPERED_WITH].flatMap((events) =>
      Object.entries(events).flatMap(([source, names]) =>
        names.map((name) => record(source.split('.')[0]!, name.replace('*', '20150331'))),
      ),
    ),
  ])('lets through $eventSource $eventName', (wanted) => {
    expect(matchesPattern(pattern, wanted)).toBe(true);
  });

  test.each([
    record('ssm', 'DescribeParameters'),
    record('kms', 'Decrypt', { requestParameters: { encryptionContext: { 'aws:s3:arn': 'arn:aws:s3:::orders' } } }),
    record('kms', 'GenerateDataKey', { requestParameters: context }),
    record('s3', 'GetObject', { requestParameters: { bucketName: 'orders' } }),
    record('lambda', 'ListFunctions20150331'),
    record('logs', 'CreateLogStream'),
    // Data events, of which a trail of somebody else's may have many.
    record('lambda', 'Invoke', { managementEvent: false }),
    record('dynamodb', 'PutItem', { managementEvent: false }),
    record('sns', 'Publish', { managementEvent: false }),
    record('ec2', 'RunInstances'),
    record('sts', 'AssumeRole'),
    record('sts', 'GetCallerIdentity', { userIdentity: { arn: 'arn:aws:sts::111122223333:assumed-role/w-1/somebody' } }),
  ])('keeps back $eventSource $eventName', (other) => {
    expect(matchesPattern(pattern, other)).toBe(false);
  });

  test('fits with three buckets of the longest names', () => {
    const longest = subscriptionPattern(
      Array.from({ length: 2 }, () => 'b'.repeat(63)),
      'w'.repeat(48),
    );
    expect(longest.length).toBeLessThanOrEqual(MOST_PATTERN_CHARACTERS);
  });
});

describe('rules of EventBridge', () => {
  test('have room for as many deployers as one rule for all had', () => {
    const deployers = Array.from({ length: 2 }, (_, number) => `arn:aws:iam::111122223333:role/${'d'.repeat(40)}-${number}`);
    const name = 'n'.repeat(40);
    const parts = partsBySource({
      auditName: name,
      watcher: {
        name: `${name}-watcher`,
        arn: '',
        logGroupName: '',
        roleName: '',
        policyArn: '',
        queueName: `${name}-watcher-failed`,
        alarmNames: [],
      },
      trail: boundTrail({
        logGroup: { name: `/aws/cloudtrail/${name}`, arn: '' },
        trailArn: `arn:aws-us-gov:cloudtrail:ap-northeast-1:111122223333:trail/${name}`,
        bucketName: `${name}-111122223333`,
        names: [],
        made: true,
      }),
      table: { name, arn: '' },
      keyArn: `arn:aws-us-gov:kms:ap-northeast-1:111122223333:key/${'k'.repeat(36)}`,
      topicArn: '',
      written: {
        topicArn: `arn:aws-us-gov:sns:ap-northeast-1:111122223333:${name}`,
        tableArn: `arn:aws-us-gov:dynamodb:ap-northeast-1:111122223333:table/${name}`,
      },
      ruleNames: [],
      accountAlarmNames: namesOfAccountAlarms(name),
      besideArns: [],
    });
    for (const kind of Object.keys(RULES) as RuleKind[]) {
      const [bare, all] = [[], deployers].map((each) => JSON.stringify(partsPattern(kind, parts, each)).length) as [number, number];
      expect([kind, bare < 1500, all <= MOST_EVENT_PATTERN_CHARACTERS]).toEqual([kind, true, true]);
    }
  });

  test('leave deployers out, by wildcards where one of them has some, and nobody if there are none', () => {
    const but = (...deployers: string[]) =>
      (partsPattern('changed', { 'events.amazonaws.com': { name: ['x'] } }, deployers) as { detail: { userIdentity?: object } }).detail
        .userIdentity;
    const issuer = (arn: object) => ({ sessionContext: { sessionIssuer: { arn: [arn, { exists: false }] } } });
    expect(but()).toBeUndefined();
    expect(but('arn:aws:iam::1:role/ci/a')).toEqual(issuer({ 'anything-but': ['arn:aws:iam::1:role/ci/a'] }));
    // Its path may be left out.
    expect(but('arn:aws:iam::1:role/a')).toEqual(
      issuer({ 'anything-but': { wildcard: ['arn:aws:iam::1:role/a', 'arn:aws:iam::1:role/*/a'] } }),
    );
    expect(but('arn:aws:iam::1:role/ci/a', 'arn:aws:iam::1:role/b-??')).toEqual(
      issuer({ 'anything-but': { wildcard: ['arn:aws:iam::1:role/ci/a', 'arn:aws:iam::1:role/b-*', 'arn:aws:iam::1:role/*/b-*'] } }),
    );
  });
});
