import { session } from './aws-stand-in';
import { AwsEnvironment, deleteParameter, messageOf } from './environment';
import { failureKind, retry, type RetryPolicy } from '../../../src/programs/aws/retry';

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
  // An answer that breaks off in the middle, as the SDK puts it.
  [
    'Error',
    {
      code: 'ECONNRESET',
      message: 'aborted\n  Deserialization error: to see the raw response, inspect the hidden field {error}.$response on this object.',
    },
    'transient',
  ],
  // Texts are of Node.js and OpenSSL, and change with their versions.
  ['Error', { message: 'socket hang up' }, 'final'],
  ['Error', { code: 'DEPTH_ZERO_SELF_SIGNED_CERT', message: 'self-signed certificate' }, 'final'],
  ['TimeoutError', {}, 'transient'],
  ['ConditionalRequestConflict', { $metadata: { httpStatusCode: 409 } }, 'transient'],
  ['NewThrottle', { $retryable: { throttling: true } }, 'throttled'],
  ['NewTrouble', { $retryable: {} }, 'transient'],
  ['SignatureDoesNotMatch', { $metadata: { httpStatusCode: 403, clockSkewCorrected: true } }, 'transient'],
  ['SignatureDoesNotMatch', { $metadata: { httpStatusCode: 403 } }, 'final'],
  ['PreconditionFailed', { $metadata: { httpStatusCode: 412 } }, 'final'],
  ['AwsCallError', { message: 'connect ECONNREFUSED' }, 'final'],
  ['CredentialsProviderError', { message: 'connect ECONNREFUSED' }, 'final'],
  ['AbortError', { $metadata: { httpStatusCode: 500 } }, 'final'],
  ['AccessDeniedException', { $metadata: { httpStatusCode: 400 } }, 'final'],
  ['ParameterAlreadyExists', {}, 'final'],
] as const)('%s %j is %s', (name, more, kind) => {
  expect(failureKind(failure(name, more))).toBe(kind);
});

test('a call is made again until it succeeds', async () => {
  let tries = 0;
  expect(
    await retry(
      async () => {
        if (++tries < 3) throw failure('ThrottlingException');
        return tries;
      },
      POLICY,
      never,
    ),
  ).toBe(3);
});

test('a call is made at most once more than the policy has retries', async () => {
  let tries = 0;
  await expect(
    retry(
      async () => {
        tries++;
        throw failure('ThrottlingException');
      },
      POLICY,
      never,
    ),
  ).rejects.toThrow('ThrottlingException');
  expect(tries).toBe(4);
});

test('a failure for good is not tried again', async () => {
  let tries = 0;
  await expect(
    retry(
      async () => {
        tries++;
        throw failure('AccessDeniedException');
      },
      POLICY,
      never,
    ),
  ).rejects.toThrow();
  expect(tries).toBe(1);
});

test('an attempt that took effect after all is not made twice', async () => {
  let tries = 0;
  expect(
    await retry(
      async () => {
        tries++;
        throw failure('TimeoutError');
      },
      POLICY,
      never,
      async () => 'it is there',
    ),
  ).toBe('it is there');
  expect(tries).toBe(1);
});

test('a wish to stop ends the waiting at once', async () => {
  const stop = new AbortController();
  const slow: RetryPolicy = { maxRetries: 5, baseDelayMs: 60_000, maxDelayMs: 60_000 };
  const waiting = retry(
    async () => {
      setImmediate(() => stop.abort());
      throw failure('ThrottlingException');
    },
    slow,
    stop.signal,
  );
  await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
});

test('the answer says how long to wait, up to the longest wait of the policy', async () => {
  const waited = async (headers: object, policy: Partial<RetryPolicy> = {}) => {
    let tries = 0;
    const started = Date.now();
    await retry(
      async () => {
        if (tries++ === 0) throw failure('SlowDown', { $response: { headers } });
      },
      { ...POLICY, maxDelayMs: 60_000, ...policy },
      never,
    );
    return Date.now() - started;
  };
  expect(await waited({})).toBeLessThan(150);
  expect(await waited({ 'x-amz-retry-after': '300' })).toBeGreaterThanOrEqual(295);
  expect(await waited({ 'retry-after': '1' })).toBeGreaterThanOrEqual(995);
  expect(await waited({ 'retry-after': new Date(Date.now() + 2000).toUTCString() })).toBeGreaterThanOrEqual(900);
  expect(await waited({ 'retry-after': '3600' }, { maxDelayMs: 100 })).toBeLessThan(500);
  expect(await waited({ 'retry-after': 'whenever' })).toBeLessThan(150);
});

test('waits are spread over the whole time from none to a bound that doubles', async () => {
  const random = jest.spyOn(Math, 'random').mockReturnValue(1);
  const policy: RetryPolicy = { maxRetries: 4, baseDelayMs: 40, maxDelayMs: 100 };
  const started = Date.now();
  await expect(
    retry(
      async () => {
        throw failure('ThrottlingException');
      },
      policy,
      never,
    ),
  ).rejects.toThrow();
  expect(Date.now() - started).toBeGreaterThanOrEqual(40 + 80 + 100 + 100 - 10);
  random.mockReturnValue(0);
  const again = Date.now();
  await expect(
    retry(
      async () => {
        throw failure('ThrottlingException');
      },
      policy,
      never,
    ),
  ).rejects.toThrow();
  expect(Date.now() - again).toBeLessThan(100);
  random.mockRestore();
});

describe('a call', () => {
  const local = AwsEnvironment.forThisFile();
  const THROTTLED = { error: { status: 400, code: 'ThrottlingException', message: 'Rate exceeded' } };

  beforeEach(() => {
    local.set({ AWS_ACCESS_KEY_ID: 'AKIAENV', AWS_SECRET_ACCESS_KEY: 'CANARY-env' });
    jest.spyOn(Math, 'random').mockReturnValue(0.01); // waits are short
  });
  afterEach(() => jest.restoreAllMocks());

  test("is made again when this machine's clock was wrong, signed by AWS's", async () => {
    const theirs = new Date(Date.now() + 3_600_000);
    const date = { date: theirs.toUTCString() };
    local.aws.answer(
      'DeleteParameter',
      { error: { status: 400, code: 'InvalidSignatureException', message: 'Signature expired: now earlier' }, headers: date },
      { json: {}, headers: date },
    );
    await deleteParameter(local.clients());
    const [first, second] = local.aws.of('DeleteParameter').map(({ headers }) => String(headers['x-amz-date']));
    expect(second!.slice(0, 11)).toBe(theirs.toISOString().replace(/[-:]/g, '').slice(0, 11));
    expect(second).not.toBe(first);
  });

  test.each([
    ['AWS_MAX_ATTEMPTS', 3],
    ['the profile', 2],
    ['the settings', 5],
  ])('is made as often as %s says', async (source, times) => {
    if (source === 'AWS_MAX_ATTEMPTS') local.set({ AWS_MAX_ATTEMPTS: '3' });
    if (source !== 'AWS_MAX_ATTEMPTS') local.write('.aws/config', '[default]\nmax_attempts = 2\n');
    local.aws.answer('DeleteParameter', THROTTLED);
    expect(await messageOf(deleteParameter(local.clients({ maxRetries: source === 'the settings' ? 4 : undefined })))).toContain(
      'was throttled',
    );
    expect(local.aws.of('DeleteParameter')).toHaveLength(times);
  });

  test('is made 26 times where nobody says how often', async () => {
    jest.spyOn(Math, 'random').mockReturnValue(0);
    local.aws.answer('DeleteParameter', THROTTLED);
    expect(await messageOf(deleteParameter(local.clients({ maxRetries: undefined })))).toContain('after 25 retries');
    expect(local.aws.of('DeleteParameter')).toHaveLength(26);
  });

  test('is not made with an AWS_MAX_ATTEMPTS that is no number', async () => {
    local.set({ AWS_MAX_ATTEMPTS: 'many' });
    expect(await messageOf(deleteParameter(local.clients({ maxRetries: undefined })))).toBe(
      "Wrong AWS_MAX_ATTEMPTS: AWS_MAX_ATTEMPTS, or the profile's max_attempts, is 'many'; it must be a whole number from 1, " +
        'which counts the first try too.',
    );
  });

  test('that is not answered in time is made again', async () => {
    local.aws.answer('DeleteParameter', 'silence', { json: {} });
    await deleteParameter(local.clients({ requestTimeoutMs: 100 }));
    expect(local.aws.of('DeleteParameter')).toHaveLength(2);
  });

  test('does not multiply the retries of the calls for its credentials', async () => {
    local.aws.answer('AssumeRole', { error: { status: 500, code: 'InternalFailure', message: 'no' } });
    await messageOf(deleteParameter(local.clients({ assumeRoles: [{ roleArn: 'arn:aws:iam::111122223333:role/deploy' }] })));
    expect(local.aws.of('AssumeRole')).toHaveLength(4);
  });

  test('tells the logs what it did, and nothing of values', async () => {
    const calls: object[] = [];
    local.aws.answer('AssumeRole', session('ASIAROLE'));
    await deleteParameter(
      local.clients({
        assumeRoles: [{ roleArn: 'arn:aws:iam::111122223333:role/deploy' }],
        onCall: ({ ms: _ms, ...call }) => calls.push(call),
      }),
    );
    expect(calls).toEqual([
      { operation: 'AssumeRole', resource: 'arn:aws:iam::111122223333:role/deploy', error: undefined },
      { operation: 'DeleteParameter', resource: '/api/key', error: undefined },
    ]);
  });
});
