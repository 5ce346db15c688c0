import { CreateUserCommand, IAMClient, ListUsersCommand } from '@aws-sdk/client-iam';
import { GetFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { CreateBucketCommand, GetObjectCommand, HeadObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateQueueCommand, GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { clientSettings, outcome } from './fixes/fault';
import { FaultProxy } from '../../../tools/local-aws/fault-proxy';
import { LocalAws } from '../../../tools/local-aws/local-aws';

const CANARY = 'CANARY-local-aws-proxied';

// How Node tells that the other side broke the connection.
const BROKEN = /ECONNRESET|socket hang up/;

let aws: LocalAws;
let proxy: FaultProxy;
let ssm: SSMClient;
let now = 0;

beforeAll(async () => {
  aws = await LocalAws.start();
  proxy = await FaultProxy.start({ target: aws.endpoint, now: () => now });
  ssm = new SSMClient(clientSettings(proxy.endpoint, aws.credentials));
  await put('/warm-up');
}, 60_000);

afterAll(async () => {
  await proxy?.close();
  await aws?.stop();
});

beforeEach(() => {
  proxy.clear();
  proxy.clearRequests();
  aws.clearRequests();
});

function put(Name: string): Promise<object> {
  return ssm.send(new PutParameterCommand({ Name, Type: 'SecureString', Value: CANARY }));
}

/** Whether a parameter is in Local AWS, asked without the proxy. */
async function exists(Name: string): Promise<boolean> {
  return (
    typeof (await outcome(new SSMClient(clientSettings(aws.endpoint, aws.credentials)).send(new GetParameterCommand({ Name })))) !==
    'string'
  );
}

test('without rules everything passes unchanged, and is recorded without values', async () => {
  const s3 = new S3Client(clientSettings(proxy.endpoint, aws.credentials));
  await s3.send(new CreateBucketCommand({ Bucket: 'proxied' }));
  await s3.send(new PutObjectCommand({ Bucket: 'proxied', Key: 'a key/+ö', Body: CANARY }));
  const object = await s3.send(new GetObjectCommand({ Bucket: 'proxied', Key: 'a key/+ö' }));
  expect(await object.Body!.transformToString()).toBe(CANARY);
  const head = await s3.send(new HeadObjectCommand({ Bucket: 'proxied', Key: 'a key/+ö' }));
  expect(head.ContentLength).toBe(CANARY.length);
  await put('/passed');

  expect(proxy.requests.map(({ operation, name, reachedAws, status }) => [operation, name, reachedAws, status])).toEqual([
    ['CreateBucket', 'proxied', true, 200],
    ['PutObject', 'proxied/a key/+ö', true, 200],
    ['GetObject', 'proxied/a key/+ö', true, 200],
    ['HeadObject', 'proxied/a key/+ö', true, 200],
    ['PutParameter', '/passed', true, 200],
  ]);
  expect(JSON.stringify(proxy.requests)).not.toContain(CANARY);
});

test('an error before the request keeps it from AWS', async () => {
  const fault = proxy.inject({
    operation: 'PutParameter',
    times: 1,
    before: { kind: 'error', status: 400, code: 'TooManyUpdates', message: 'Too many.' },
  });
  await expect(put('/before')).rejects.toMatchObject({ name: 'TooManyUpdates', message: 'Too many.' });
  expect(await exists('/before')).toBe(false);
  expect(fault.hits).toBe(1);
  expect(proxy.requests).toMatchObject([{ operation: 'PutParameter', reachedAws: false, status: 400 }]);
  await put('/before');
  expect(await exists('/before')).toBe(true);
});

test('an error after the request leaves its effect', async () => {
  proxy.inject({ operation: 'PutParameter', after: { kind: 'error', status: 500, code: 'InternalServerError', message: 'Lost.' } });
  await expect(put('/after')).rejects.toMatchObject({ name: 'InternalServerError' });
  expect(await exists('/after')).toBe(true);
  expect(proxy.requests).toMatchObject([{ reachedAws: true, status: 500 }]);
});

test('errors come in the protocol of the service', async () => {
  const settings = clientSettings(proxy.endpoint, aws.credentials);
  proxy.inject({ operation: () => true, before: { kind: 'error', status: 403, code: 'AccessDenied', message: 'No <you> & me.' } });
  const refused = { name: 'AccessDenied', message: 'No <you> & me.' };
  await expect(new IAMClient(settings).send(new CreateUserCommand({ UserName: 'alice' }))).rejects.toMatchObject(refused);
  await expect(new S3Client(settings).send(new CreateBucketCommand({ Bucket: 'refused' }))).rejects.toMatchObject(refused);
  await expect(new LambdaClient(settings).send(new GetFunctionCommand({ FunctionName: 'f' }))).rejects.toMatchObject(refused);
  await expect(put('/refused')).rejects.toMatchObject(refused);
});

test('a reset connection is an error of the network, before or after the effect', async () => {
  proxy.inject({ operation: 'PutParameter', times: 1, before: { kind: 'reset' } });
  proxy.inject({ operation: 'PutParameter', times: 1, after: { kind: 'reset' } });
  await expect(put('/reset-before')).rejects.toThrow(BROKEN);
  await expect(put('/reset-after')).rejects.toThrow(BROKEN);
  expect([await exists('/reset-before'), await exists('/reset-after')]).toEqual([false, true]);
  expect(proxy.requests.map((request) => request.status)).toEqual([undefined, undefined]);
});

test('an answer is cut in the middle, after the effect', async () => {
  const s3 = new S3Client(clientSettings(proxy.endpoint, aws.credentials));
  await s3.send(new CreateBucketCommand({ Bucket: 'cut' }));
  await s3.send(new PutObjectCommand({ Bucket: 'cut', Key: 'k', Body: CANARY }));
  proxy.inject({ operation: /^GetObject|PutParameter$/, after: { kind: 'cut' } });
  const { Body, ContentLength } = await s3.send(new GetObjectCommand({ Bucket: 'cut', Key: 'k' }));
  expect(ContentLength).toBe(CANARY.length);
  await expect(Body!.transformToString()).rejects.toThrow(/aborted|ECONNRESET/);
  await expect(put('/cut')).rejects.toThrow(/aborted|ECONNRESET/);
  expect(await exists('/cut')).toBe(true);
});

test('an answer without a body is cut before it begins', async () => {
  const s3 = new S3Client(clientSettings(proxy.endpoint, aws.credentials));
  await s3.send(new CreateBucketCommand({ Bucket: 'cut-head' }));
  proxy.inject({ operation: 'PutObject', after: { kind: 'cut' } });
  await expect(s3.send(new PutObjectCommand({ Bucket: 'cut-head', Key: 'k', Body: CANARY }))).rejects.toThrow(BROKEN);
  await expect(s3.send(new HeadObjectCommand({ Bucket: 'cut-head', Key: 'k' }))).resolves.toMatchObject({ ContentLength: CANARY.length });
});

test('a stale answer is that of the last request of its kind, and the first of a kind is served', async () => {
  const version = async (Name: string) => (await ssm.send(new GetParameterCommand({ Name }))).Parameter!.Version;
  const overwrite = () => ssm.send(new PutParameterCommand({ Name: '/stale', Type: 'SecureString', Value: CANARY, Overwrite: true }));
  await overwrite();
  const lag = proxy.inject({ operation: 'GetParameter', before: { kind: 'stale' } });
  expect(await version('/stale')).toBe(1);
  await overwrite();
  expect(await version('/stale')).toBe(1);
  expect(await version('/warm-up')).toBe(1);
  lag.remove();
  expect(await version('/stale')).toBe(2);
});

test('a client that retries gets over a fault', async () => {
  proxy.inject({ operation: 'PutParameter', times: 2, before: { kind: 'reset' } });
  const patient = new SSMClient({ ...clientSettings(proxy.endpoint, aws.credentials), maxAttempts: 3 });
  await patient.send(new PutParameterCommand({ Name: '/retried', Type: 'String', Value: 'x' }));
  expect(proxy.requests.map((request) => request.reachedAws)).toEqual([false, false, true]);
});

test('a timeout gives no answer until the client gives up', async () => {
  proxy.inject({ operation: 'PutParameter', after: { kind: 'timeout' } });
  const abortSignal = AbortSignal.timeout(300);
  await expect(ssm.send(new PutParameterCommand({ Name: '/timeout', Type: 'String', Value: 'x' }), { abortSignal })).rejects.toMatchObject({
    name: 'AbortError',
  });
  expect(await exists('/timeout')).toBe(true);
});

test('a delay puts the request off, and then all is well', async () => {
  proxy.inject({ operation: 'PutParameter', before: { kind: 'delay', ms: 200 } });
  const started = performance.now();
  await put('/delayed');
  expect(performance.now() - started).toBeGreaterThan(190);
  expect(await exists('/delayed')).toBe(true);
});

test('a call stops time between the effect and the answer; with a reset, it stands for a killed process', async () => {
  const seen: unknown[] = [];
  proxy.inject({
    operation: 'PutParameter',
    times: 1,
    after: [
      {
        kind: 'call',
        fn: async ({ name }) => {
          seen.push(name, await exists('/called'));
        },
      },
      { kind: 'reset' },
    ],
  });
  await expect(put('/called')).rejects.toThrow(BROKEN);
  expect(seen).toEqual(['/called', true]);
});

test('a client that goes away before its request left has sent nothing', async () => {
  const gone = new AbortController();
  proxy.inject({
    operation: 'PutParameter',
    before: [
      { kind: 'call', fn: () => gone.abort() },
      { kind: 'delay', ms: 100 },
    ],
  });
  const aborted = ssm.send(new PutParameterCommand({ Name: '/gone', Type: 'String', Value: 'x' }), { abortSignal: gone.signal });
  await expect(aborted).rejects.toMatchObject({ name: 'AbortError' });
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(await exists('/gone')).toBe(false);
  expect(aws.requests().map((request) => request.operation)).toEqual(['GetParameter']);
});

test('a throttle lets a burst through for each operation and refuses the rest until time has passed', async () => {
  const throttle = proxy.throttle({ operation: /Parameter$/, ratePerSecond: 10, burst: 2 });
  const get = () => outcome(ssm.send(new GetParameterCommand({ Name: '/warm-up' })).then(() => 'served'));
  expect([await get(), await get(), await get()]).toEqual(['served', 'served', 'ThrottlingException']);
  await put('/another-operation');
  now += 100;
  expect([await get(), await get()]).toEqual(['served', 'ThrottlingException']);
  expect(throttle.hits).toBe(2);
  throttle.remove();
  expect(await get()).toBe('served');
});

test('of several rules the first one that is due applies, until it is removed', async () => {
  const error = (code: string) => ({ kind: 'error', status: 400, code, message: code }) as const;
  const first = proxy.inject({ operation: 'GetParameter', skip: 1, before: error('First') });
  proxy.inject({ operation: /Get/, before: error('Second') });
  const get = () => outcome(ssm.send(new GetParameterCommand({ Name: '/warm-up' })));
  expect([await get(), await get()]).toEqual(['Second', 'First']);
  first.remove();
  expect(await get()).toBe('Second');
});

test('addresses that AWS hands out lead through the proxy too', async () => {
  const sqs = new SQSClient(clientSettings(proxy.endpoint, aws.credentials));
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'proxied' }));
  expect(QueueUrl).toContain(proxy.endpoint);
  await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
  expect(proxy.requests.map((request) => request.operation)).toEqual(['CreateQueue', 'GetQueueAttributes']);
});

test('signatures stay valid on the way', async () => {
  await aws.enforceAuthorization(true);
  try {
    await new IAMClient(clientSettings(proxy.endpoint, aws.credentials)).send(new ListUsersCommand({}));
  } finally {
    await aws.enforceAuthorization(false);
  }
});

test('closing ends the requests that wait for an answer', async () => {
  const closing = await FaultProxy.start({ target: aws.endpoint });
  closing.inject({ operation: 'GetParameter', before: { kind: 'timeout' } });
  const waiting = new SSMClient(clientSettings(closing.endpoint, aws.credentials)).send(new GetParameterCommand({ Name: '/warm-up' }));
  const ended = expect(waiting).rejects.toThrow(BROKEN);
  while (closing.requests.length === 0) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  await closing.close();
  await ended;
});
