import { ACCOUNT, declared, Judged, KEY, read, record, REGION, role, session } from './judged';
import { subscriptionPattern } from '../../../src/audit/record-patterns';
import type { DeclaredPrincipal } from '../../../src/contracts/audit/declarations';
import { Declared, vaultKey } from '../../../src/programs/watcher/declared';
import { VAULT } from '../../../tools/docs/audit/example-account';
import { matchesPattern } from '../../audit/filter-pattern';

let { judge, alerts, told, log } = new Judged();
beforeEach(() => void ({ judge, alerts, told, log } = new Judged()));

const OTHER = '444455556666';
const SESSION = { type: 'AssumedRole', accessKeyId: 'ASIAEXAMPLE000000001' };

/** The vault with principals of the test's. */
const by = (...principals: Partial<DeclaredPrincipal>[]) =>
  new Declared([
    { vaults: [VAULT] },
    { principals: principals.map((each) => ({ vault: vaultKey(VAULT), who: '', reads: ['/api/*'], changes: [], ...each })) },
  ]);

/** A session of a role with the id that IAM gave the role. */
const roleWithId = (name: string, id: string) => ({
  ...session(name),
  principalId: `${id}:run`,
  sessionContext: { sessionIssuer: { type: 'Role', principalId: id, arn: role(name), accountId: ACCOUNT, userName: name } },
});

describe('who reads', () => {
  // CloudTrail: in the owner's record, somebody of another account has no ARN.
  const elsewhere = { type: 'AWSAccount', principalId: 'AROAEXAMPLE0000000001:run', accountId: OTHER, invokedBy: 'ssm.amazonaws.com' };
  const ofOther = (name: string) => `arn:aws:iam::${OTHER}:role/${name}`;

  test.each([
    ['an account that is declared', `arn:aws:iam::${OTHER}:root`],
    ['an account of which a role is declared', ofOther('ops/task')],
    ['an account of which roles are declared', ofOther('task-*')],
  ])('of %s is no stranger', async (_what, who) => {
    await judge([read('/api/a', { userIdentity: elsewhere })], by({ who }));
    expect(alerts()).toEqual([['SecretFirstRead', '/api/a']]);
  });

  test('of another account is a stranger, and in its own account nobody is anybody by its number', async () => {
    await judge([read('/api/a', { userIdentity: elsewhere })], by({ who: role('task') }));
    await judge([read('/api/b', { userIdentity: { ...elsewhere, accountId: ACCOUNT } })], by({ who: role('task') }));
    expect(alerts()).toEqual([
      ['SecretReadByStranger', '/api/a'],
      ['SecretReadByStranger', '/api/b'],
    ]);
  });

  test.each([
    ['root', { type: 'Root', principalId: ACCOUNT, arn: `arn:aws:iam::${ACCOUNT}:root`, accountId: ACCOUNT }, /^The root user of account/],
    ['a user of IAM Identity Center', { type: 'IdentityCenterUser', accountId: ACCOUNT, onBehalfOf: { userId: 'u' } }, /^1111/],
    ['somebody whom AWS does not know', { type: 'Unknown', principalId: 'AIDAEXAMPLE' }, /^AIDAEXAMPLE/],
    ['nobody who is known at all', { type: 'AWSAccount', principalId: '', accountId: 'ANONYMOUS_PRINCIPAL' }, /^ANONYMOUS/],
    ['a session without its context', { type: 'AssumedRole', arn: `arn:aws:sts::${ACCOUNT}:assumed-role/stranger/run` }, /^stranger/],
  ])('may be %s, and is told', async (_what, userIdentity, what) => {
    await judge([read('/api/a', { userIdentity })], by());
    expect(alerts()).toEqual([['SecretReadByStranger', '/api/a']]);
    expect(log[0]!.what).toMatch(what);
  });

  test.each(['ecs-tasks', 'lambda', 'cloudformation', 'codebuild', 'apprunner', 'ssm'])(
    'through %s does so by a role, which counts, and not the service',
    async (service) => {
      const through = (name: string) => ({ ...session(name), invokedBy: `${service}.amazonaws.com` });
      const known = by({ who: role(`${service}-role`) });
      await judge([read('/api/a', { userIdentity: through(`${service}-role`) })], known);
      await judge([read('/api/a', { userIdentity: through('other') })], known);
      expect(alerts().map(([kind]) => kind)).toEqual(['SecretFirstRead', 'SecretReadByStranger']);
    },
  );

  test('is new if its role was deleted and another one has its name, but not for an audit that did not know its id', async () => {
    const known = by({ who: role('again') });
    const reads = (id: string) => judge([read('/api/a', { userIdentity: roleWithId('again', id) })], known);
    const fresh = new Judged();
    ({ judge, alerts } = fresh);
    fresh.memory.remembered.push(`acme-prod#${REGION}#${role('again')}`);
    await reads('AROAEXAMPLE0000000001');
    expect(alerts()).toEqual([]);
    await reads('AROAEXAMPLE0000000002');
    expect(alerts()).toEqual([['SecretFirstRead', '/api/a']]);
    for (const id of ['AROAEXAMPLE0000000002', 'AROAEXAMPLE0000000001']) await reads(id);
    expect(alerts()).toEqual([]);
  });
});

describe('what is read', () => {
  test('by ReEncrypt, which gives the value to whoever may use the other key', async () => {
    const PARAMETER_ARN = `arn:aws:ssm:${REGION}:${ACCOUNT}:parameter/api/a`;
    const parameters = { sourceEncryptionContext: { PARAMETER_ARN }, sourceKeyId: KEY, destinationKeyId: `${KEY}9` };
    const more = { resources: [{ ARN: KEY }, { ARN: `${KEY}9` }], readOnly: true, managementEvent: true };
    await judge([record('kms', 'ReEncrypt', parameters, more)]);
    expect(alerts()).toEqual([['SecretReadByStranger', '/api/a']]);
    const pattern = subscriptionPattern([], 'aud-watcher');
    expect(matchesPattern(pattern, { eventSource: 'kms.amazonaws.com', eventName: 'ReEncrypt', ...more })).toBe(true);
  });

  test('by a list is told with the address of whoever asked for it, since the record of KMS has that of AWS', async () => {
    const asked = { sourceIPAddress: '203.0.113.7', userAgent: 'chamber', userIdentity: { ...session('stranger'), ...SESSION } };
    const internal = { ...asked, sourceIPAddress: 'ssm.amazonaws.com', userAgent: 'ssm.amazonaws.com' };
    const list = (more: object) => record('ssm', 'GetParametersByPath', { path: '/api', withDecryption: true }, { ...asked, ...more });
    await judge([read('/api/a', internal), list({ eventTime: '2026-11-28T12:00:00Z', sourceIPAddress: '198.51.100.1' }), list({})]);
    expect(told.map(({ from }) => [from.address, from.agent])).toEqual([['203.0.113.7', 'chamber']]);
  });

  test('as plain text is no secret, whoever asks for decryption too, as the data sources of Terraform do', async () => {
    const plain = record('ssm', 'GetParameter', { name: '/api/log_level', withDecryption: true });
    await judge([plain]);
    expect(alerts()).toEqual([]);
    // Where records of KMS may be missing, nobody knows.
    await judge([plain], declared(), { byRule: true });
    expect(alerts()).toEqual([['SecretReadByStranger', '/api/log_level']]);
  });

  test.each([
    ['/api', ['/api/*']],
    ['/api/', ['/api/*']],
    ['/', ['/*']],
    ['/web', []],
    ['/api/below', []],
  ])('below %s by a stranger is told where EventBridge may leave out KMS, and by nobody else', async (path, about) => {
    const list = (who: string) =>
      record('ssm', 'GetParametersByPath', { path, withDecryption: true, recursive: true }, { userIdentity: session(who) });
    await judge([list('stranger'), list('task')], declared(), { byRule: true });
    expect(told.flatMap((notice) => notice.about)).toEqual(about);
    await judge([list('other')], declared());
    expect(told).toHaveLength(about.length);
  });

  test.each([
    '/api/a:3',
    '/api/a:current',
    `arn:aws:ssm:${REGION}:${ACCOUNT}:parameter/api/a`,
    `arn:aws:ssm:${REGION}:${ACCOUNT}:parameter/api/a:3`,
  ])('is one secret by whatever name: %s', async (name) => {
    for (const event of ['GetParameter', 'GetParameterHistory']) {
      await judge([record('ssm', event, { name, withDecryption: true }), read('/api/a')]);
    }
    expect(alerts()).toEqual([['SecretReadByStranger', '/api/a']]);
  });
});

describe('a request that was refused', () => {
  const refused = (source: string, event: string, parameters: object | null, more: object) =>
    record(source, event, parameters as object, { errorCode: 'AccessDenied', ...more });
  const message = (arn: string) => ({
    errorMessage: `User: x is not authorized to perform: y on resource: ${arn} because no policy allows it`,
  });
  const parameter = (rest: string) => message(`arn:aws:ssm:${REGION}:${ACCOUNT}:${rest}`);

  test.each<[string, ReturnType<typeof refused>, string[]]>([
    ['one of several names', refused('ssm', 'GetParameters', null, parameter('parameter/api/b')), ['/api/b']],
    ['everything below the root', refused('ssm', 'GetParametersByPath', null, parameter('parameter/')), ['/']],
    ['a service', refused('ssm', 'GetParametersByPath', null, parameter('parameter/api/')), ['/api']],
    ['the key, by Parameter Store', refused('ssm', 'GetParameter', null, { ...message(KEY), errorCode: 'AccessDeniedException' }), [KEY]],
    ['the key, by KMS', refused('kms', 'Decrypt', null, { ...message(KEY), resources: [{ ARN: KEY }] }), [KEY]],
    [
      'a master key, of which S3 says no more than that',
      refused('s3', 'GetObject', { bucketName: VAULT.buckets[0], key: 'ca/root.pem' }, { errorMessage: 'Access Denied' }),
      ['ca/root.pem'],
    ],
    ['nothing of the vault', refused('ssm', 'GetParameter', null, parameter('parameter/web/a')), []],
    ['a document of that name', refused('ssm', 'GetDocument', null, parameter('document/api/a')), []],
    ['all names, without values', refused('ssm', 'DescribeParameters', null, parameter('*')), []],
  ])('for %s is told as a read', async (_what, one, about) => {
    await judge([one]);
    expect(alerts()).toEqual(about.map((each) => ['SecretReadDenied', each]));
  });

  test.each(['DisableKey', 'ScheduleKeyDeletion', 'CreateGrant', 'ReplicateKey', 'PutKeyPolicy', 'Encrypt'])(
    'for %s of the key is told as a change',
    async (event) => {
      await judge([refused('kms', event, null, message(KEY))]);
      expect(alerts()).toEqual([['SecretChangeDenied', KEY]]);
    },
  );

  test('for a policy of the bucket, and for a copy of a master key, is told', async () => {
    const [bucket] = VAULT.buckets;
    const denied = { errorMessage: 'Access Denied' };
    await judge([refused('s3', 'PutBucketPolicy', { bucketName: bucket }, denied)]);
    await judge([refused('s3', 'CopyObject', { bucketName: 'mine', key: 'x', 'x-amz-copy-source': `${bucket}/ca/root.pem` }, denied)]);
    expect(alerts()).toEqual([
      ['SecretChangeDenied', bucket],
      ['SecretReadDenied', 'ca/root.pem'],
    ]);
  });
});

describe('records of elsewhere in one log group', () => {
  const places = new Declared([
    {
      watcher: { topicArn: 't', names: ['aud-watcher', 'aud', KEY], account: ACCOUNT, region: REGION, deployers: [] },
      vaults: [VAULT],
    },
  ]);
  const inAccount = (recipientAccountId: string, awsRegion = REGION) => ({ recipientAccountId, awsRegion });

  test('an access key of an account without a vault is no business of the audit', async () => {
    const made = (account: string) => record('iam', 'CreateAccessKey', { userName: 'x' }, inAccount(account, 'us-east-1'));
    await judge([made(OTHER)], places);
    expect(alerts()).toEqual([]);
    await judge([made(ACCOUNT)], places);
    expect(alerts()).toEqual([['AccessKeyMade', 'x']]);
  });

  test('a part of the same name in another account or region is the part of another audit', async () => {
    const stop = (more: object) => record('lambda', 'DeleteFunction20150331', { functionName: 'aud-watcher' }, more);
    await judge([stop(inAccount(OTHER)), stop(inAccount(ACCOUNT, 'us-east-1'))], places);
    await judge([record('cloudtrail', 'StopLogging', { name: 'aud' }, inAccount(OTHER))], places);
    expect(alerts()).toEqual([]);
    await judge([stop(inAccount(ACCOUNT)), record('cloudtrail', 'StopLogging', { name: 'aud' }, inAccount(ACCOUNT, 'us-east-1'))], places);
    expect(alerts()).toEqual([['WatcherSwitchedOff', 'aud-watcher aud']]);
  });
});

test('a record of which CloudTrail left out what it is about, since it was too large, is counted', async () => {
  const omitted = { omitted: true, originalSize: 300_000, reason: 'event size exceeds 256KB' };
  await judge([record('ssm', 'GetParameters', omitted), read('/api/a')]);
  expect(alerts()).toEqual([['SecretReadByStranger', '/api/a']]);
  expect(log.filter(({ UnreadRecords: count }) => count === 1)).toHaveLength(1);
});
