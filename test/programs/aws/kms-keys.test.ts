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
  ['alias/a', 'arn:aws:kms:eu-west-1:123456789012:alias/a', true],
  ['alias/a', 'arn:aws:kms:eu-west-1:999999999999:alias/a', false],
  ['arn:aws:kms:us-east-1:123456789012:alias/a', 'alias/a', false],
  ['arn:aws:kms:eu-west-1:123456789012:key/1', '1', true],
  ['arn:aws:kms:eu-west-1:999999999999:key/1', '1', false],
  ['arn:aws:kms:eu-west-1:123456789012:alias/a', 'arn:aws:kms:eu-west-1:999999999999:alias/a', false],
])('%s and %s: that they are one key is %s, since accounts and regions have keys of their own', async (a, b, expected) => {
  const clients = local.clients({ maxRetries: 0, region: 'eu-west-1' });
  jest
    .spyOn(clients, 'identity')
    .mockResolvedValue({ accountId: '123456789012', partition: 'aws', arn: 'arn:aws:iam::123456789012:user/x' } as never);
  expect(await new KmsKeys(clients).same(a, b, NEVER)).toBe(expected);
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
