import { AwsEnvironment } from './environment';
import { ObjectStore } from '../../../src/programs/aws/object-store';

const local = AwsEnvironment.forThisFile();
const NEVER = new AbortController().signal;
const OBJECT = { bucket: 'acme-secrets', key: 'keys/api' };

beforeEach(() => local.set({ AWS_ACCESS_KEY_ID: 'AKIAENV', AWS_SECRET_ACCESS_KEY: 'CANARY-env' }));

const store = () => new ObjectStore(local.clients({ s3UsePathStyle: true, requestTimeoutMs: 200 }));

test('a delete that took effect and was not answered is not made twice, which would leave a second marker', async () => {
  local.aws.answer('DeleteObject', 'silence', { status: 204 });
  local.aws.answer('HeadObject', { status: 404 });
  await store().delete(OBJECT, NEVER);
  expect(local.aws.operations()).toEqual(['DeleteObject', 'HeadObject']);
});

test('a delete that did not take effect is made again', async () => {
  local.aws.answer('DeleteObject', 'silence', { status: 204 });
  local.aws.answer('HeadObject', { status: 200, headers: { etag: '"1"' } });
  await store().delete(OBJECT, NEVER);
  expect(local.aws.operations()).toEqual(['DeleteObject', 'HeadObject', 'DeleteObject']);
});

test('who may delete and not look makes it again', async () => {
  local.aws.answer('DeleteObject', 'silence', { status: 204 });
  local.aws.answer('HeadObject', { status: 403 });
  await store().delete(OBJECT, NEVER);
  expect(local.aws.operations()).toEqual(['DeleteObject', 'HeadObject', 'DeleteObject']);
});
