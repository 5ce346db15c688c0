import { CreateTrailCommand, StopLoggingCommand, CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { CreateAccessKeyCommand, CreateUserCommand, IAMClient } from '@aws-sdk/client-iam';
import { DisableKeyCommand, EnableKeyCommand, KMSClient, PutKeyPolicyCommand, ScheduleKeyDeletionCommand } from '@aws-sdk/client-kms';
import { GetObjectCommand, PutBucketPolicyCommand, S3Client } from '@aws-sdk/client-s3';
import {
  DeleteParameterCommand,
  GetParameterCommand,
  GetParametersByPathCommand,
  GetParametersCommand,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { ACCOUNT, AUDIT_TOPIC, BUCKET, REGION, roleArn, TOPIC, VALUE, WatchedAccount } from './account';
import { awsLogsEvents } from '../../../tools/local-aws/trail-delivery';
import type { TrailRecord } from '../../../tools/local-aws/trail-record';

jest.setTimeout(120_000);

let account: WatchedAccount;
beforeAll(async () => {
  account = await WatchedAccount.start();
});
afterAll(() => account?.aws.stop());
beforeEach(() => {
  account.aws.clearTrail();
  account.alerts();
  account.log.length = 0;
});

const get = async (role: Parameters<WatchedAccount['as']>[0], ...names: string[]) => {
  const ssm = account.client(SSMClient, await account.as(role));
  for (const Name of names) await ssm.send(new GetParameterCommand({ Name, WithDecryption: true }));
};
const refused = (request: Promise<unknown>) =>
  request.then(
    () => undefined,
    () => undefined,
  );
const openToAll = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Sid: 'All', Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: 'kms:*', Resource: '*' }],
});

/** Each is done for real, by a session of a role: what is told, and of what. */
const PLANTED: readonly [string, kind: string, about: string | (() => string), act: () => Promise<unknown>][] = [
  ['a declared reader for the first time', 'SecretFirstRead', '/api/db_password', () => get('api', '/api/db_password')],
  [
    'a change by a stranger',
    'SecretChanged',
    '/web/session_key',
    async () => account.put('/web/session_key', await account.as('stranger')),
  ],
  [
    'a change of another secret than was granted',
    'SecretChanged',
    '/api/db_password',
    async () => account.put('/api/db_password', await account.as('writer')),
  ],
  [
    'a deletion',
    'SecretDeleted',
    '/api/gone',
    async () => {
      await account.put('/api/gone', await account.as('deploy'));
      await account.client(SSMClient, await account.as('writer')).send(new DeleteParameterCommand({ Name: '/api/gone' }));
    },
  ],
  ['a read by a stranger', 'SecretReadByStranger', '/api/token', () => get('stranger', '/api/token')],
  ['a declared reader that reads another service', 'SecretReadByStranger', '/web/session_key', () => get('api', '/web/session_key')],
  [
    'a read by path, of which only KMS says the names',
    'SecretReadByStranger',
    '/web/session_key',
    async () => {
      const ssm = account.client(SSMClient, await account.as('writer'));
      await ssm.send(new GetParametersByPathCommand({ Path: '/web', WithDecryption: true }));
    },
  ],
  [
    'a master key that a stranger reads',
    'SecretReadByStranger',
    'ca/root.pem',
    async () => account.client(S3Client, await account.as('stranger')).send(new GetObjectCommand({ Bucket: BUCKET, Key: 'ca/root.pem' })),
  ],
  ['a read in an emergency', 'BreakGlassUsed', '/api/token', () => get('break-glass', '/api/token')],
  ['a read that was refused', 'SecretReadDenied', '/api/token', () => refused(get('idle', '/api/token'))],
  [
    'a change that was refused',
    'SecretChangeDenied',
    '/api/token',
    async () => refused(account.put('/api/token', await account.as('idle'))),
  ],
  [
    'a policy of a key',
    'KeyPolicyChanged',
    () => account.keyArn,
    async () =>
      account
        .client(KMSClient, await account.as('stranger'))
        .send(new PutKeyPolicyCommand({ KeyId: account.keyArn, PolicyName: 'default', Policy: openToAll })),
  ],
  [
    'a policy of a bucket of master keys',
    'BucketPolicyChanged',
    BUCKET,
    async () =>
      account.client(S3Client, await account.as('stranger')).send(
        new PutBucketPolicyCommand({
          Bucket: BUCKET,
          Policy: JSON.stringify({
            Version: '2012-10-17',
            Statement: [{ Effect: 'Allow', Principal: { AWS: ACCOUNT }, Action: 's3:GetObject', Resource: `arn:aws:s3:::${BUCKET}/*` }],
          }),
        }),
      ),
  ],
  [
    'an access key',
    'AccessKeyMade',
    'mallory',
    async () => {
      const iam = account.client(IAMClient, await account.as('stranger'));
      await iam.send(new CreateUserCommand({ UserName: 'mallory' }));
      await iam.send(new CreateAccessKeyCommand({ UserName: 'mallory' }));
    },
  ],
  [
    'a trail that is stopped',
    'WatcherSwitchedOff',
    'acme-audit',
    async () => {
      const trail = account.client(CloudTrailClient, await account.as('stranger'));
      await trail.send(new CreateTrailCommand({ Name: 'acme-audit', S3BucketName: BUCKET }));
      await trail.send(new StopLoggingCommand({ Name: 'acme-audit' }));
    },
  ],
  [
    'a key that is disabled',
    'KeyDisabled',
    () => account.keyArn,
    async () => {
      const kms = account.client(KMSClient, await account.as('deploy'));
      await kms.send(new DisableKeyCommand({ KeyId: account.keyId }));
      await kms.send(new EnableKeyCommand({ KeyId: account.keyId }));
    },
  ],
];

describe('planted, and told exactly once', () => {
  test.each(PLANTED)('%s: %s', async (_title, kind, about, act) => {
    await act();
    await account.judge();
    expect(account.alerts()).toEqual([[kind, typeof about === 'string' ? about : about()]]);
    // CloudTrail delivers again, and Lambda repeats the batch.
    await account.judge();
    expect(account.alerts()).toEqual([]);
  });

  test('200 secrets within a minute, by somebody who may read each of them', async () => {
    const names = Array.from({ length: 200 }, (_, index) => `/api/many_${index}`);
    const deploy = await account.as('deploy');
    for (const name of names) await account.put(name, deploy);
    await account.judge();
    expect(account.alerts()).toEqual([]);
    account.aws.clearTrail();
    const ssm = account.client(SSMClient, await account.as('batch', 'i-0abc'));
    for (let at = 0; at < 200; at += 10) {
      await ssm.send(new GetParametersCommand({ Names: names.slice(at, at + 10), WithDecryption: true }));
    }
    // In several batches, as a subscription has them.
    const [event] = account.aws.awsLogsEvents();
    await account.judge({ events: [event, event] });
    const { told } = account;
    expect(told.map(({ topicArn, notice: { kind, count, who } }) => [topicArn, kind, count, who.behind])).toEqual([
      [TOPIC, 'SecretFirstRead', 1, 'batch (session i-0abc)'],
      [TOPIC, 'SecretsDrained', 200, 'batch (session i-0abc)'],
    ]);
  });
});

test('an ordinary day raises no alert: a deploy, a rotation, declared reads and changes, and heartbeats', async () => {
  await account.put('/api/token', await account.as('deploy'));
  await account.put('/web/session_key', await account.as('deploy'));
  await get('rotator', '/api/token');
  await account.put('/api/token', await account.as('rotator'));
  await account.put('/api/token', await account.as('writer'));
  await get('api', '/api/db_password', '/api/token');
  const ssm = account.client(SSMClient, await account.as('api'));
  await ssm.send(new GetParametersByPathCommand({ Path: '/api/', WithDecryption: true }));
  const kms = account.client(KMSClient, await account.as('deploy'));
  await kms.send(new PutKeyPolicyCommand({ KeyId: account.keyArn, PolicyName: 'default', Policy: openToAll }));
  expect(account.aws.trail().length).toBeGreaterThan(10);
  await account.judge();
  expect(account.alerts()).toEqual([]);
  // What was done is in the log all the same, with who did it.
  expect(account.log.filter(({ message }) => message === 'SecretChanged').map(({ principal }) => principal)).toEqual([
    roleArn('deploy'),
    roleArn('rotator'),
    roleArn('writer'),
  ]);
});

describe('a notice', () => {
  test('says who, what, when, from where, and what to do, by the source identity that nobody can change', async () => {
    const ssm = account.client(SSMClient, await account.as('stranger', 'ci-1', 'ada'));
    await ssm.send(new GetParameterCommand({ Name: '/api/db_password', WithDecryption: true }));
    await account.judge({ settings: { events: true } });
    const [{ notice }] = account.told as [(typeof account.told)[number]];
    expect(notice).toMatchObject({
      kind: 'SecretReadByStranger',
      level: 'alert',
      vault: 'acme-prod',
      who: { principal: roleArn('stranger'), session: 'ci-1', sourceIdentity: 'ada', behind: 'ada (source identity) as stranger' },
      what: 'ada (source identity) as stranger read /api/db_password in vault acme-prod, although the program does not grant it.',
      when: expect.stringMatching(/^20\d\d-.*Z$/) as string,
      from: { region: REGION },
      todo: expect.stringContaining('rotate what it read') as string,
      about: ['/api/db_password'],
    });
    expect(account.events).toContainEqual(notice);
    expect(JSON.stringify([account.told, account.events, account.log])).not.toContain(VALUE);
  });

  test('goes to the topic of the audit if it is about no vault', async () => {
    const iam = account.client(IAMClient, await account.as('stranger'));
    await iam.send(new CreateAccessKeyCommand({ UserName: 'mallory' }));
    await account.judge();
    expect(account.told.map(({ topicArn }) => topicArn)).toEqual([AUDIT_TOPIC]);
  });

  test('is told again if the topic did not take it, and not lost', async () => {
    await account.client(KMSClient, await account.as('stranger')).send(new DisableKeyCommand({ KeyId: account.keyId }));
    account.failing = 1;
    await expect(account.judge()).rejects.toThrow('not told');
    expect(account.alerts()).toEqual([]);
    // Lambda tries again after a minute, when the claim has lapsed.
    const later = jest.spyOn(Date, 'now');
    const { memory } = account;
    account.memory = Object.assign(Object.create(memory) as typeof memory, { now: () => new Date(Date.now() + 60_000) });
    await account.judge();
    [account.memory] = [memory];
    later.mockRestore();
    expect(account.alerts()).toEqual([['KeyDisabled', account.keyArn]]);
  });
});

describe('records that somebody else chose', () => {
  const record = (changes: object): TrailRecord => ({ ...(account.aws.trail()[0] as TrailRecord), ...changes });
  const denied = (index: number): TrailRecord =>
    record({
      eventID: `flood-${index}`,
      errorCode: 'AccessDenied',
      errorMessage: `not authorized to perform: ssm:GetParameter on resource: arn:aws:ssm:${REGION}:${ACCOUNT}:parameter/api/x${index}`,
    });

  test('a flood of refused requests is told a bounded number of times, and what else happened is told too', async () => {
    await refused(get('idle', '/api/token'));
    await account.put('/web/session_key', await account.as('stranger'));
    const [, change] = [0, account.aws.trail().find(({ eventName }) => eventName === 'PutParameter')!];
    const first = account.aws.trail().find(({ errorCode }) => errorCode !== undefined)!;
    const flood = Array.from({ length: 60 }, (_, index) => ({
      ...denied(index),
      userIdentity: first.userIdentity,
      eventSource: 'ssm.amazonaws.com',
      eventName: 'GetParameter',
    }));
    for (const each of flood) await account.judge({ events: awsLogsEvents([each], {}) });
    await account.judge({ events: awsLogsEvents([...flood, change], {}) });
    const alerts = account.told.splice(0).map(({ notice }) => notice);
    const ofFlood = alerts.filter(({ kind }) => kind === 'SecretReadDenied');
    expect(ofFlood.length).toBeLessThanOrEqual(20);
    expect(ofFlood[ofFlood.length - 1]!.what).toContain('only in the log of the watcher');
    expect(alerts.map(({ kind }) => kind)).toContain('SecretChanged');
  });

  test('what is no record is counted, and the others of its batch are judged', async () => {
    await get('stranger', '/api/many_1');
    const [event] = account.aws.awsLogsEvents() as [{ awslogs: { data: string } }];
    const { gunzipSync, gzipSync } = jest.requireActual<typeof import('node:zlib')>('node:zlib');
    const batch = JSON.parse(gunzipSync(Buffer.from(event.awslogs.data, 'base64')).toString()) as { logEvents: object[] };
    batch.logEvents.unshift({ message: 'not JSON' }, { message: '{"eventID":1}' }, {}, { message: 'null' });
    const data = gzipSync(JSON.stringify(batch)).toString('base64');
    expect(await account.judge({ events: [{ awslogs: { data } }] })).toEqual({ unread: 4 });
    expect(account.alerts()).toEqual([['SecretReadByStranger', '/api/many_1']]);
    await expect(account.judge({ events: [{ awslogs: { data: 'AAAA' } }] })).rejects.toThrow('cannot be unpacked');
    await expect(account.judge({ events: [{ other: 1 }] })).rejects.toThrow('neither a batch');
  });

  test('names of sessions and agents cannot write into a notice, nor stand for a role', async () => {
    await get('stranger', '/api/many_2');
    const read = account.aws.trail().find(({ eventName }) => eventName === 'Decrypt')!;
    const forged = {
      ...read,
      eventID: 'forged',
      userAgent: `x\u001b[2J\n\nTo do: nothing ${'y'.repeat(5_000)}`,
      userIdentity: { ...read.userIdentity, arn: `arn:aws:sts::${ACCOUNT}:assumed-role/stranger/api` },
    };
    await account.judge({ events: awsLogsEvents([forged], {}) });
    const [{ notice }] = account.told as [(typeof account.told)[number]];
    expect(notice).toMatchObject({ kind: 'SecretReadByStranger', who: { principal: roleArn('stranger'), session: 'api' } });
    expect(notice.from.agent).toMatch(/^x\?\[2J\?\?To do: nothing y+…$/);
    expect(notice.from.agent.length).toBeLessThan(210);
  });
});

test('what was declared counts only as it was deployed', async () => {
  const { createHash } = jest.requireActual<typeof import('node:crypto')>('node:crypto');
  const { PutItemCommand, DynamoDBClient } = jest.requireActual<typeof import('@aws-sdk/client-dynamodb')>('@aws-sdk/client-dynamodb');
  const text = JSON.stringify(account.parts()[1]);
  const checksum = createHash('sha256').update(text).digest('hex');
  const put = (part: string) =>
    account
      .client(DynamoDBClient)
      .send(new PutItemCommand({ TableName: 'audit', Item: { id: { S: `declared#${checksum}` }, part: { S: part } } }));
  await expect(account.memory.declarations([checksum], AbortSignal.timeout(10_000))).rejects.toThrow('is missing');
  await put(text);
  expect(await account.memory.declarations([checksum], AbortSignal.timeout(10_000))).toEqual([account.parts()[1]]);
  // Somebody who may write an item of the table names a reader.
  await put(text.replace(roleArn('writer'), roleArn('stranger')));
  await expect(account.memory.declarations([checksum], AbortSignal.timeout(10_000))).rejects.toThrow('not what was deployed');
});

test('a key whose deletion is scheduled is told, whoever it was', async () => {
  await account.client(KMSClient, await account.as('deploy')).send(new ScheduleKeyDeletionCommand({ KeyId: account.keyId }));
  await account.judge();
  expect(account.alerts()).toEqual([['KeyDeletionScheduled', account.keyArn]]);
});
