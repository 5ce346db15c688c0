import { AWAY, HOME, KEY, TwoRegions } from './two-regions';
import { REPLICA_TAG, REPLICA_SOURCE_TAG } from '../../../src/contracts/tags';

const local = TwoRegions.forThisFile();
const NAME = '/api/db_password';
const request = (more: object = {}) => ({ names: [NAME], ...more });
const now = () => new Date().toISOString();

describe('a record is copied', () => {
  test("with its value, chamber's number and tier, under the key of the other region, and says what it is a copy of", async () => {
    await local.write(NAME, 'CANARY-one', 7);
    await local.replicate(request({ operation: 'Create', time: now() }));
    expect(await local.read(NAME)).toMatchObject({
      value: 'CANARY-one',
      version: 1,
      chamberVersion: '7',
      keyId: KEY,
      type: 'SecureString',
      tier: 'Standard',
      tags: { [REPLICA_TAG]: HOME, [REPLICA_SOURCE_TAG]: expect.stringMatching(/^version=1 at=\S+ after=0$/) as string },
    });
    expect(local.events()).toEqual(['Copied']);
  });

  test('anew after each write of it', async () => {
    for (const version of [1, 2, 3]) {
      await local.write(NAME, `CANARY-${version}`, version);
      await local.replicate(request({ operation: 'Update', time: now() }));
    }
    expect(await local.read(NAME)).toMatchObject({ value: 'CANARY-3', version: 3, chamberVersion: '3' });
  });

  test('and is not read, nor its copy written, where the copy holds it already', async () => {
    await local.write(NAME, 'CANARY-one', 1);
    await local.replicate(request());
    local.aws.clearRequests();
    await local.replicate(request({ operation: 'Update', time: now() }));
    await local.replicate(request({ first: true }));
    expect(local.aws.requests().map(({ operation }) => operation)).not.toContain('PutParameter');
    expect(local.aws.requests().filter(({ withDecryption }) => withDecryption)).toEqual([]);
    expect(local.events()).toEqual(['Copied', 'Current', 'Current']);
  });

  test('the copy itself is never decrypted', async () => {
    for (const version of [1, 2]) {
      await local.write(NAME, `CANARY-${version}`, version);
      await local.replicate(request());
    }
    expect(local.aws.requests().filter(({ withDecryption }) => withDecryption)).toHaveLength(2); // the record, once a version
  });

  test('again where it was deleted and made anew, though its versions begin again', async () => {
    for (const version of [1, 2, 3]) await local.write(NAME, `CANARY-${version}`, version);
    await local.replicate(request());
    await local.delete(NAME);
    await local.write(NAME, 'CANARY-anew', 1);
    await local.replicate(request({ operation: 'Create', time: now() }));
    expect(await local.read(NAME)).toMatchObject({ value: 'CANARY-anew', version: 2, chamberVersion: '1' });
  });

  test('over one whose tag claims to be of a version that is yet to come', async () => {
    await local.write(NAME, 'CANARY-old', 1);
    await local.replicate(request());
    await local.tag(NAME, REPLICA_SOURCE_TAG, 'version=999 at=2999-01-01T00:00:00.000Z after=0');
    await local.write(NAME, 'CANARY-new', 2);
    await local.replicate(request());
    expect(await local.read(NAME)).toMatchObject({ value: 'CANARY-new', version: 2 });
    expect(local.events()).toEqual(['Copied', 'Copied']);
  });

  test('over what somebody wrote to the copy by hand: it is a copy of the one record', async () => {
    await local.write(NAME, 'CANARY-record', 1);
    await local.replicate(request());
    await local.write(NAME, 'CANARY-by-hand', 9, AWAY);
    await local.replicate(request());
    expect(await local.read(NAME)).toMatchObject({ value: 'CANARY-record', version: 3, chamberVersion: '1' });
  });
});

describe('an event that comes late', () => {
  test('copies the record as it is now, not as it was then', async () => {
    await local.write(NAME, 'CANARY-old', 1);
    const then = now();
    await local.write(NAME, 'CANARY-new', 2);
    await local.replicate(request({ operation: 'Update', time: now() }));
    await local.replicate(request({ operation: 'Create', time: then }));
    expect(await local.read(NAME)).toMatchObject({ value: 'CANARY-new', version: 1 });
    expect(local.events()).toEqual(['Copied', 'Current']);
  });

  test('never puts an older value over a newer one, where the listing is behind', async () => {
    await local.write(NAME, 'CANARY-old', 1);
    await local.replicate(request());
    await local.write(NAME, 'CANARY-new', 2);
    await local.replicate(request());
    // As if the copy had been made of a version that this listing does not show yet.
    await local.tag(NAME, REPLICA_SOURCE_TAG, `version=3 at=${new Date(Date.now() + 60_000).toISOString()} after=1`);
    await local.replicate(request());
    expect(await local.read(NAME)).toMatchObject({ value: 'CANARY-new', version: 2 });
    expect(local.events()).toEqual(['Copied', 'Copied', 'Later']);
  });

  test('is waited for where the listing does not show its write yet', async () => {
    await local.write(NAME, 'CANARY-old', 1);
    local.home.inject({ operation: 'DescribeParameters', skip: 1, times: 3, before: { kind: 'stale' } });
    await local.replicate(request());
    await new Promise((resolve) => setTimeout(resolve, 3_000)); // a second is the finest that an event says
    await local.write(NAME, 'CANARY-new', 2);
    await local.replicate(request({ operation: 'Update', time: now() }));
    expect(await local.read(NAME)).toMatchObject({ value: 'CANARY-new', chamberVersion: '2' });
  });
});

test("an event that names a later time than the record's, as when it was sent late, is no failure", async () => {
  await local.write(NAME, 'CANARY-one', 1);
  const late = new Date(Date.now() + 30_000).toISOString();
  await local.replicate(request({ operation: 'Create', time: late }));
  expect(await local.read(NAME)).toMatchObject({ value: 'CANARY-one' });
  await local.replicate(request({ operation: 'Update', time: late })); // waited for, in vain
  expect(local.events()).toEqual(['Copied', 'Current']);
});

describe('a record that is deleted', () => {
  test('leaves its copy, and the log says so every time', async () => {
    await local.write(NAME, 'CANARY-kept', 1);
    await local.replicate(request());
    await local.delete(NAME);
    await local.replicate(request({ operation: 'Delete', time: now() }));
    await local.replicate(request());
    expect(await local.read(NAME)).toMatchObject({ value: 'CANARY-kept', version: 1 });
    expect(local.lines.slice(1).map((line) => JSON.parse(line) as object)).toEqual(
      Array(2).fill({
        timestamp: expect.any(String) as string,
        level: 'WARN',
        message: 'SourceMissing',
        name: NAME,
        region: AWAY,
        sourceVersion: 1,
        reason: 'The record is gone. Its copy is kept: delete it by hand, or write the record anew.',
      }),
    );
    expect(local.aws.requests().filter(({ operation }) => operation === 'DeleteParameter')).toHaveLength(1); // the test's
  });

  test('is nothing to tell of where it never was: it awaits its first value', async () => {
    await local.replicate(request({ first: true }));
    expect(local.events()).toEqual(['AwaitingFirstValue']);
  });
});

describe('nothing is written over', () => {
  test('a parameter that was there before replication', async () => {
    await local.write(NAME, 'CANARY-record', 1);
    await local.write(NAME, 'CANARY-theirs', 1, AWAY);
    await expect(local.replicate(request())).rejects.toThrow('1 of 1 copies were not brought up to date');
    expect(await local.read(NAME)).toMatchObject({ value: 'CANARY-theirs', version: 1, tags: {} });
    expect(JSON.parse(local.lines[0]!)).toMatchObject({
      message: 'ReplicationFailed',
      code: 'NotAReplica',
      reason: expect.stringContaining('was not made by replication, so it is not overwritten') as string,
    });
  });

  test('a copy that was made a secret of its own', async () => {
    await local.write(NAME, 'CANARY-record', 1);
    await local.replicate(request());
    await local.tag(NAME, 'coffer:claim', 'dr/api');
    await local.write(NAME, 'CANARY-later', 2);
    await expect(local.replicate(request())).rejects.toThrow(/copies were not brought up to date/);
    expect(await local.read(NAME)).toMatchObject({ value: 'CANARY-record', version: 1 });
  });

  test("a copy of another region's record", async () => {
    await local.write(NAME, 'CANARY-record', 1);
    await local.replicate(request());
    await local.tag(NAME, REPLICA_TAG, 'us-east-1');
    await local.write(NAME, 'CANARY-later', 2);
    await expect(local.replicate(request())).rejects.toThrow(/copies were not brought up to date/);
    expect(local.lines.at(-1)).toContain("is a copy of us-east-1's, so it is not overwritten");
  });
});

test('one parameter that fails does not keep the others from being copied', async () => {
  await local.write('/api/good', 'CANARY-good', 1);
  await local.write('/api/taken', 'CANARY-taken', 1);
  await local.write('/api/taken', 'CANARY-theirs', 1, AWAY);
  await expect(local.replicate({ names: ['/api/taken', '/api/good'] })).rejects.toThrow('1 of 2 copies were not brought up to date');
  expect(await local.read('/api/good')).toMatchObject({ value: 'CANARY-good' });
});

test('a throttled service is waited for', async () => {
  const names = Array.from({ length: 12 }, (_, index) => `/api/key_${index}`);
  for (const name of names) await local.write(name, `CANARY-${name}`, 1);
  const throttle = local.away.throttle({ operation: 'PutParameter', ratePerSecond: 2, burst: 3 });
  await local.replicate({ names }, { maxRetries: 8 });
  for (const name of names) expect(await local.read(name)).toMatchObject({ value: `CANARY-${name}`, version: 1 });
  expect(throttle.hits).toBeGreaterThan(0);
});

test('policies that are not known yet are waited for at the first look, and at no other', async () => {
  await local.write(NAME, 'CANARY-one', 1);
  const denied = { kind: 'error', status: 400, code: 'AccessDeniedException', message: 'not authorized' } as const;
  local.away.inject({ operation: 'PutParameter', times: 2, before: denied });
  await local.replicate(request({ first: true }));
  expect(await local.read(NAME)).toMatchObject({ value: 'CANARY-one', version: 1 });
  await local.write(NAME, 'CANARY-two', 2);
  local.away.inject({ operation: 'PutParameter', times: 1, before: denied });
  await expect(local.replicate(request())).rejects.toThrow(/copies were not brought up to date/);
});

test('no value is in the log, whatever happens', async () => {
  await local.write(NAME, 'CANARY-logged', 1);
  for (const [region, operation] of [
    ['home', 'DescribeParameters'],
    ['home', 'GetParameter'],
    ['away', 'PutParameter'],
    ['away', 'ListTagsForResource'],
  ] as const) {
    // Only what was sent can be quoted.
    const message = operation === 'PutParameter' ? 'Value CANARY-logged is not valid' : 'Not valid';
    local[region].inject({ operation, times: 1, before: { kind: 'error', status: 400, code: 'ValidationException', message } });
    await expect(local.replicate(request())).rejects.toThrow(/copies were not brought up to date/);
  }
  await local.replicate(request());
  expect(local.lines).toHaveLength(5);
  expect(local.lines.join('\n')).not.toContain('CANARY');
});

test('a request that names nothing is refused, and quotes nothing', async () => {
  await expect(
    local.replicate({ names: ['CANARY-not-a-name'], regions: [], key: 4, operation: 'Drop', time: 'CANARY', first: 'CANARY' }),
  ).rejects.toMatchObject({
    name: 'RequestError',
    message: 'The request is not one of replication: names, regions, key, operation, time, first missing or wrong.',
  });
  expect(local.aws.requests()).toEqual([]);
});
