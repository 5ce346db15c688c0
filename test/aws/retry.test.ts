import { awsCallError } from '../../src/aws/errors';
import { failureKind, retry, type RetryPolicy } from '../../src/aws/retry';

const POLICY: RetryPolicy = { maxRetries: 3, baseDelayMs: 1, maxDelayMs: 5 };
const failure = (name: string, more: object = {}) => Object.assign(new Error(`${name} happened`), { name, ...more });
const never = new AbortController().signal;

test.each([
  ['ThrottlingException', {}, 'throttled'],
  ['TooManyUpdates', {}, 'throttled'],
  ['Whatever', { $metadata: { httpStatusCode: 429 } }, 'throttled'],
  ['InternalServerError', {}, 'transient'],
  ['Whatever', { $metadata: { httpStatusCode: 503 } }, 'transient'],
  ['Error', { code: 'ECONNRESET' }, 'transient'],
  ['TimeoutError', {}, 'transient'],
  ['AccessDeniedException', { $metadata: { httpStatusCode: 400 } }, 'final'],
  ['ParameterAlreadyExists', {}, 'final'],
] as const)('%s %j is %s', (name, more, kind) => {
  expect(failureKind(failure(name, more))).toBe(kind);
});

test('a call is made again until it succeeds', async () => {
  let tries = 0;
  expect(await retry(async () => { if (++tries < 3) throw failure('ThrottlingException'); return tries; }, POLICY, never)).toBe(3);
});

test('a call is made at most once more than the policy has retries', async () => {
  let tries = 0;
  await expect(retry(async () => { tries++; throw failure('ThrottlingException'); }, POLICY, never)).rejects.toThrow('ThrottlingException');
  expect(tries).toBe(4);
});

test('a failure for good is not tried again', async () => {
  let tries = 0;
  await expect(retry(async () => { tries++; throw failure('AccessDeniedException'); }, POLICY, never)).rejects.toThrow();
  expect(tries).toBe(1);
});

test('an attempt that took effect after all is not made twice', async () => {
  let tries = 0;
  expect(await retry(async () => { tries++; throw failure('TimeoutError'); }, POLICY, never, async () => 'it is there')).toBe('it is there');
  expect(tries).toBe(1);
});

test('a wish to stop ends the waiting at once', async () => {
  const stop = new AbortController();
  const slow: RetryPolicy = { maxRetries: 5, baseDelayMs: 60_000, maxDelayMs: 60_000 };
  const waiting = retry(async () => { setImmediate(() => stop.abort()); throw failure('ThrottlingException'); }, slow, stop.signal);
  await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
});

test('an error tells the operation, the resource and the missing actions, and no value that was sent', () => {
  const call = { operation: 'PutParameter', resource: '/api/key', actions: ['ssm:PutParameter', 'kms:Encrypt'] };
  const error = awsCallError(failure('ValidationException', { message: 'Value CANARY-err… is bad.' }), call, 0, ['CANARY-errors']);
  expect(error.message).toBe('PutParameter of /api/key failed: AWS says: (withheld, since it may quote the value) (ValidationException).');
  expect(awsCallError(failure('AccessDeniedException', { message: 'no CANARY-errors.' }), call, 0, ['CANARY-errors']).detail).toContain('no (hidden).');
  expect(awsCallError(failure('SyntaxError', { message: 'Unexpected CANARY-errors in JSON' }), call, 0).message).not.toContain('CANARY');
  expect(awsCallError(failure('AccessDenied', { message: 'not authorized to perform: sts:AssumeRole' }), call, 0).summary).toBe('The role cannot be assumed');
  expect(awsCallError(failure('ExpiredTokenException'), call, 0).detail).toContain('Renew them');
  expect(awsCallError(failure('AbortError'), call, 0).summary).toBe('Stopped');
});
