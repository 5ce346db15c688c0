import { AwsEnvironment, messageOf } from './environment';
import { ParameterStore } from '../../../src/programs/aws/parameter-store';

const local = AwsEnvironment.forThisFile();
const NEVER = new AbortController().signal;
const VALUE = { name: '/api/key', value: 'CANARY-parameter', keyId: 'alias/acme', tier: 'Standard', chamberVersion: 1 };
const UNKNOWN_KEY = { error: { status: 400, code: 'InvalidKeyId', message: "Invalid keyId 'alias/acme'" } };
const WRITTEN = { json: { Version: 1, Tier: 'Standard' } };

beforeEach(() => local.set({ AWS_ACCESS_KEY_ID: 'AKIAENV', AWS_SECRET_ACCESS_KEY: 'CANARY-env' }));

test('a key that was made a moment ago is waited for', async () => {
  local.aws.answer(
    'PutParameter',
    UNKNOWN_KEY,
    { error: { status: 400, code: 'NotFoundException', message: 'Alias is not found.' } },
    WRITTEN,
  );
  expect(await new ParameterStore(local.clients()).create(VALUE, {}, NEVER)).toBe(1);
  expect(local.aws.of('PutParameter')).toHaveLength(3);
});

test('a key that cannot be used is not', async () => {
  local.aws.answer('PutParameter', { error: { status: 400, code: 'InvalidKeyId', message: 'The key arn:k is disabled' } });
  expect(await messageOf(new ParameterStore(local.clients()).create(VALUE, {}, NEVER))).toMatch(
    /^PutParameter of \/api\/key failed: its KMS key cannot be used: AWS says: The key arn:k is disabled \(InvalidKeyId\)\. .* use kms:Encrypt\.$/,
  );
  expect(local.aws.of('PutParameter')).toHaveLength(1);
});

test('a write that took effect and was not answered is not made twice', async () => {
  local.aws.answer('PutParameter', 'silence', WRITTEN);
  local.aws.answer('DescribeParameters', { json: { Parameters: [{ Name: '/api/key', Version: 5, Type: 'SecureString' }] } });
  expect(await new ParameterStore(local.clients({ requestTimeoutMs: 200 })).overwrite(VALUE, 4, NEVER)).toEqual({
    version: 5,
    isOurs: true,
    isFound: true,
  });
  expect(local.aws.operations()).toEqual(['PutParameter', 'DescribeParameters']);
});

test('a write that was not answered, and that others wrote beside, is not taken for the latest version', async () => {
  local.aws.answer('PutParameter', 'silence', WRITTEN);
  local.aws.answer('DescribeParameters', { json: { Parameters: [{ Name: '/api/key', Version: 6, Type: 'SecureString' }] } });
  expect(await new ParameterStore(local.clients({ requestTimeoutMs: 200 })).overwrite(VALUE, 4, NEVER)).toEqual({
    version: 6,
    isOurs: false,
    isFound: true,
  });
  expect(local.aws.of('PutParameter')).toHaveLength(1);
});

test.each([
  ['{"Type":"Expiration","Version":"1.0","Attributes":{"Timestamp":"2026-12-24T00:00:00.000Z"}}', '2026-12-24T00:00:00.000Z'],
  ['{"Attributes":{"Timestamp":"\u001b[2J"}}', 'at a time that is not known'],
])('that a policy deletes a parameter is known, and nothing else of the policy', async (PolicyText, expires) => {
  const Policies = [
    { PolicyType: 'NoChangeNotification', PolicyText: '{}' },
    { PolicyType: 'Expiration', PolicyText },
  ];
  local.aws.answer('DescribeParameters', { json: { Parameters: [{ Name: '/api/key', Version: 5, Type: 'SecureString', Policies }] } });
  expect(await new ParameterStore(local.clients()).describe('/api/key', NEVER)).toMatchObject({ name: '/api/key', expires });
});
