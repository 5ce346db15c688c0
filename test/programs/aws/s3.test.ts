import { GetObjectCommand, HeadObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { ConnectProxy } from './connect-proxy';
import { AwsEnvironment, messageOf } from './environment';
import type { AwsClients } from '../../../src/programs/aws/clients';

const local = AwsEnvironment.forThisFile();
const NEVER = new AbortController().signal;
const OBJECT = { Bucket: 'acme-secrets', Key: 'keys/api' };
const STORED = { status: 200, headers: { etag: '"1"' } } as const;

beforeEach(() => local.set({ AWS_ACCESS_KEY_ID: 'AKIAENV', AWS_SECRET_ACCESS_KEY: 'CANARY-env' }));

async function call(clients: AwsClients, operation: string, run: (client: S3Client) => Promise<unknown>): Promise<unknown> {
  const client = await clients.s3();
  return clients.call({ operation, resource: 's3://acme-secrets/keys/api', actions: [`s3:${operation}`] }, NEVER, () => run(client));
}

const put = (clients: AwsClients, body = 'CANARY-object') =>
  call(clients, 'PutObject', (client) => client.send(new PutObjectCommand({ ...OBJECT, Body: body, IfNoneMatch: '*' })));
const head = (clients: AwsClients) => call(clients, 'HeadObject', (client) => client.send(new HeadObjectCommand(OBJECT)));

test('an object is put with a checksum, at once, however large it is', async () => {
  local.aws.answer('PutObject', STORED);
  await put(local.clients({ s3UsePathStyle: true }), 'CANARY'.repeat(500_000));
  const [request] = local.aws.of('PutObject');
  expect(request!.headers['x-amz-checksum-crc32']).toMatch(/^[\w+/]{6}==$/);
  expect(request!.headers.expect).toBeUndefined();
  expect(request!.headers['content-encoding']).toBeUndefined();
  expect(request!.body).toHaveLength(3_000_000);
});

test.each([
  [true, 's3.eu-west-1.amazonaws.com'],
  [undefined, 'acme-secrets.s3.eu-west-1.amazonaws.com'],
])('buckets in the path (s3_use_path_style %s): the host is %s', async (s3UsePathStyle, host) => {
  const proxy = await ConnectProxy.start(local.aws);
  delete process.env.AWS_ENDPOINT_URL;
  local.set({ HTTPS_PROXY: proxy.url });
  await messageOf(head(local.clients({ s3UsePathStyle, maxRetries: 0 }))); // the stand-in speaks no TLS
  expect(proxy.asked).toEqual([`CONNECT ${host}:443`]);
  await proxy.stop();
});

test('a bucket of another region is told, and not gone after', async () => {
  const headers = { 'x-amz-bucket-region': 'eu-central-1' };
  local.aws.answer('HeadObject', { status: 301, headers });
  local.aws.answer('GetObject', { error: { status: 301, code: 'PermanentRedirect', message: 'Use the other endpoint.' }, headers });
  const clients = local.clients();
  expect(await messageOf(head(clients))).toBe(
    'HeadObject of s3://acme-secrets/keys/api went to the wrong region: The bucket is in eu-central-1. AWS says: ' +
      'PermanentRedirect. Set the region of the provider that the bucket is used with.',
  );
  expect(await messageOf(call(clients, 'GetObject', (client) => client.send(new GetObjectCommand(OBJECT))))).toBe(
    'GetObject of s3://acme-secrets/keys/api went to the wrong region: The bucket is in eu-central-1. AWS says: ' +
      'Use the other endpoint (PermanentRedirect). Set the region of the provider that the bucket is used with.',
  );
  expect(local.aws.operations()).toEqual(['HeadObject', 'GetObject']);
});

test('a HEAD that is denied names the permission, though S3 says nothing', async () => {
  local.aws.answer('HeadObject', { status: 403 });
  expect(await messageOf(head(local.clients()))).toBe(
    'HeadObject of s3://acme-secrets/keys/api was denied: AWS gives no reason (AccessDenied). ' +
      'The identity that runs Terraform needs s3:HeadObject.',
  );
});

test('an object that is not there, and one that changed, leave their codes to the caller', async () => {
  local.aws.answer('HeadObject', { status: 404 });
  local.aws.answer('PutObject', { error: { status: 412, code: 'PreconditionFailed', message: 'It did not hold' } });
  await expect(head(local.clients())).rejects.toMatchObject({ code: 'NotFound' });
  await expect(put(local.clients())).rejects.toMatchObject({
    code: 'PreconditionFailed',
    detail: 'AWS says: It did not hold (PreconditionFailed).',
  });
  expect(local.aws.operations()).toEqual(['HeadObject', 'PutObject']);
});

test('two writes that meet are made again', async () => {
  local.aws.answer('PutObject', { error: { status: 409, code: 'ConditionalRequestConflict', message: 'Conflict' } }, STORED);
  await put(local.clients());
  expect(local.aws.operations()).toEqual(['PutObject', 'PutObject']);
});
