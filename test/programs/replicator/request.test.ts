import { AWAY, HOME, KEY, TwoRegions } from './two-regions';
import { handler } from '../../../src/programs/replicator/handler';
import { readRequest } from '../../../src/programs/replicator/request';

const local = TwoRegions.forThisFile();
const NAME = '/api/db_password';
const request = (more: object = {}) => ({ names: [NAME], regions: [AWAY], key: KEY, ...more });
const context = { getRemainingTimeInMillis: () => 60_000 };
const OTHER_KEY = /names a key that copies of this vault are not encrypted under, so nothing is copied\..*CloudTrail: Invoke/;

const lines: string[] = [];
let environment: NodeJS.ProcessEnv;
beforeEach(() => {
  environment = { ...process.env };
  Object.assign(process.env, { AWS_REGION: HOME, AWS_ENDPOINT_URL: local.aws.endpoint });
  lines.length = 0;
  jest.spyOn(process.stdout, 'write').mockImplementation((line) => Boolean(lines.push(String(line))));
});
afterEach(() => {
  jest.restoreAllMocks();
  process.env = environment;
});

test('a request may name each of the keys that the function was deployed with', () => {
  for (const key of [KEY, 'alias/acme-prod-bootstrap']) {
    expect(readRequest(request({ key }), [KEY, 'alias/acme-prod-bootstrap'])).toMatchObject({ key });
  }
});

test.each(['alias/foreign', `${KEY}2`, KEY.slice(0, -1), 'alias/', 'alias/acme-prod-chamber,alias/foreign', 'alias/ACME-PROD-CHAMBER'])(
  'a request may name no other key, such as %s',
  (key) => {
    expect(() => readRequest(request({ key }), [KEY, 'alias/acme-prod-bootstrap'])).toThrow(OTHER_KEY);
  },
);

test('a key is named by its alias, never by an ARN of somebody’s', () => {
  const key = 'arn:aws:kms:eu-west-1:444455556666:alias/acme-prod-chamber';
  expect(() => readRequest(request({ key }), [KEY, key])).toThrow('key missing or wrong');
});

test('where no keys were deployed, none may be named', () => {
  expect(() => readRequest(request(), [])).toThrow(OTHER_KEY);
});

describe('the function', () => {
  test('copies under a key that its environment names', async () => {
    process.env.COFFER_REPLICA_KEYS = `alias/acme-prod-bootstrap,${KEY}`;
    await local.write(NAME, 'CANARY-one', 1);
    await handler(request(), context);
    expect(await local.read(NAME)).toMatchObject({ value: 'CANARY-one', keyId: KEY });
  });

  test('refuses any other key before it calls AWS, and logs why', async () => {
    process.env.COFFER_REPLICA_KEYS = 'alias/acme-prod-bootstrap';
    await local.write(NAME, 'CANARY-one', 1);
    local.aws.clearRequests();
    await expect(handler(request(), context)).rejects.toMatchObject({
      name: 'RequestError',
      message: expect.stringMatching(OTHER_KEY) as string,
    });
    expect(local.aws.requests()).toEqual([]);
    expect(await local.read(NAME)).toBeUndefined();
    expect(JSON.parse(lines[0]!)).toMatchObject({
      level: 'ERROR',
      message: 'RequestRefused',
      reason: expect.stringMatching(OTHER_KEY) as string,
    });
  });

  test.each([undefined, ''])('refuses every request where its environment names no keys (%p), and says who sets them', async (keys) => {
    if (keys === undefined) delete process.env.COFFER_REPLICA_KEYS;
    else process.env.COFFER_REPLICA_KEYS = keys;
    await local.write(NAME, 'CANARY-one', 1);
    local.aws.clearRequests();
    const said =
      'COFFER_REPLICA_KEYS is not set: this function is deployed by the construct SecretVault, which sets it. Deploy the stack again.';
    await expect(handler(request(), context)).rejects.toMatchObject({ name: 'NotDeployedError', message: said });
    expect(local.aws.requests()).toEqual([]);
    expect(JSON.parse(lines[0]!)).toMatchObject({ message: 'RequestRefused', reason: said });
  });
});
