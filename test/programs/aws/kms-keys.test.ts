import { AwsEnvironment, messageOf } from './environment';
import { KmsKeys } from '../../../src/programs/aws/kms-keys';

const local = AwsEnvironment.forThisFile();
const NEVER = new AbortController().signal;
const KEY = { json: { KeyMetadata: { KeyId: '1', Arn: 'arn:aws:kms:eu-west-1:123456789012:key/1', KeyState: 'Enabled' } } };
const failure = (status: number, code: string) => ({ error: { status, code, message: 'no' } });

beforeEach(() => local.set({ AWS_ACCESS_KEY_ID: 'AKIAENV', AWS_SECRET_ACCESS_KEY: 'CANARY-env' }));

const same = () => new KmsKeys(local.clients({ maxRetries: 0 })).same('alias/a', 'alias/b', NEVER);

test('two names of one key are the same', async () => {
  local.aws.answer('DescribeKey', KEY, KEY);
  expect(await same()).toBe(true);
});

test.each([
  ['a caller who may not look', failure(400, 'AccessDeniedException')],
  ['a key that is gone', failure(400, 'NotFoundException')],
])('%s leaves it open', async (_what, answer) => {
  local.aws.answer('DescribeKey', answer, answer);
  expect(await same()).toBeUndefined();
});

test('a KMS that does not answer is an error that names the call, and no other key', async () => {
  local.aws.answer('DescribeKey', failure(500, 'KMSInternalException'), failure(500, 'KMSInternalException'));
  expect(await messageOf(same())).toMatch(/^DescribeKey of alias\/[ab] failed: AWS did not answer properly/);
});
