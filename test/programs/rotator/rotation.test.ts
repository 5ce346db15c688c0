import { RotatorUnderTest } from './rotator-under-test';

const under = RotatorUnderTest.forThisFile();
const SECRET = '/api/jwt_key';

describe('rotating a random value', () => {
  beforeEach(async () => {
    await under.plan(SECRET, 'random', { length: 24 });
    await under.write(SECRET, 'CANARY-first', 7);
  });

  test('writes one new version, with the next number for chamber, and leaves nothing behind', async () => {
    expect(await under.invoke({ rotate: SECRET })).toEqual({ outcome: 'rotated', version: 2, refused: undefined });
    const now = await under.version(SECRET);
    expect(now!.version).toBe(2);
    expect(now!.value).toMatch(/^[A-Za-z0-9]{24}$/);
    expect(await under.chamberVersion(SECRET)).toBe('8');
    expect(await under.pending(SECRET)).toBeUndefined();
    expect(await under.version(`${SECRET}:current`)).toEqual(now);
    expect(await under.version(`${SECRET}:previous`)).toEqual({ value: 'CANARY-first', version: 1 });
  });

  test('logs no value', async () => {
    await under.invoke({ rotate: SECRET });
    const { value } = (await under.version(SECRET))!;
    expect(under.lines.length).toBeGreaterThan(2);
    expect(under.lines.join('\n')).not.toContain(value);
    expect(under.lines.join('\n')).not.toContain('CANARY-first');
  });

  test('goes back to the version before', async () => {
    await under.invoke({ rotate: SECRET });
    const second = await under.version(SECRET);
    expect(await under.invoke({ rollback: SECRET })).toMatchObject({ outcome: 'rotated', version: 3 });
    expect(await under.version(SECRET)).toEqual({ value: 'CANARY-first', version: 3 });
    expect(await under.version(`${SECRET}:previous`)).toEqual(second);
  });

  test('does nothing for a run that was due before the value was written', async () => {
    expect(await under.invoke({ rotate: SECRET, scheduled: new Date(Date.now() - 60_000).toISOString() })).toEqual({
      outcome: 'nothing to do',
      version: 1,
    });
    expect(await under.invoke({ rotate: SECRET, first: true })).toEqual({ outcome: 'nothing to do', version: 1 });
    expect((await under.version(SECRET))!.value).toBe('CANARY-first');
  });

  test('leaves what somebody wrote meanwhile', async () => {
    under.proxy.inject({
      operation: 'DescribeParameters',
      times: 1,
      before: {
        kind: 'call',
        fn: async () => {
          await under.write(SECRET, 'CANARY-by-hand', 8);
        },
      },
    });
    const outcome = await under.invoke({ rotate: SECRET });
    // At the very same time: it is told of, and stays in the history.
    expect(outcome).toMatchObject({ outcome: 'rotated', version: 3, refused: 2 });
    expect(await under.version(`${SECRET}:2`)).toMatchObject({ value: 'CANARY-by-hand' });
  });
});

describe('a request of one kind that finds an unfinished one of the other', () => {
  let broken = false;
  const finished: string[] = [];
  beforeEach(async () => {
    await under.plan(SECRET, 'random', { length: 24 });
    await under.write(SECRET, 'CANARY-first');
    await under.invoke({ rotate: SECRET });
    broken = true;
    finished.length = 0;
    under.others = () =>
      Promise.resolve({
        create: () => Promise.resolve({ value: 'CANARY-third' }),
        test: () => (broken ? Promise.reject(new Error('down')) : Promise.resolve()),
        finish: ({ value }) => Promise.resolve(void finished.push(value)),
      });
  });
  afterEach(() => (under.others = () => Promise.resolve(undefined)));

  test('finishes it as what it is, and says so instead of calling it a rollback', async () => {
    await expect(under.invoke({ rotate: SECRET })).rejects.toThrow();
    broken = false;
    expect(await under.invoke({ rollback: SECRET })).toMatchObject({ outcome: 'rotated', version: 3, instead: 'rotate' });
    expect(await under.version(SECRET)).toEqual({ value: 'CANARY-third', version: 3 });
    // Such as the key before, which is deactivated then.
    expect(finished).toEqual(['CANARY-third']);
  });

  test('and not a rotation, which would make a value that was given up the newest one', async () => {
    await expect(under.invoke({ rollback: SECRET })).rejects.toThrow();
    broken = false;
    expect(await under.invoke({ rotate: SECRET })).toMatchObject({ outcome: 'rotated', version: 3, instead: 'rollback' });
    expect((await under.version(SECRET))!.value).toBe('CANARY-first');
    expect(await under.invoke({ rotate: SECRET })).toEqual({ outcome: 'rotated', version: 4, refused: undefined });
    expect((await under.version(SECRET))!.value).toBe('CANARY-third');
  });
});

test('makes the first value of a secret that awaits one', async () => {
  await under.plan(SECRET, 'random', { format: 'hex', length: 16 });
  expect(await under.invoke({ rotate: SECRET, first: true })).toMatchObject({ outcome: 'rotated', version: 1 });
  expect((await under.version(SECRET))!.value).toMatch(/^[0-9a-f]{32}$/);
  expect(await under.chamberVersion(SECRET)).toBe('1');
});

test('two deploys that ask for a first value at once get one, and neither fails', async () => {
  await under.plan(SECRET, 'random', { length: 24 });
  const outcomes = await Promise.all(
    [1, 2].map(() => under.invoke({ rotate: SECRET, first: true }) as Promise<{ outcome: string; version: number }>),
  );
  expect(outcomes.map(({ outcome, version }) => [outcome, version]).sort()).toEqual([
    ['nothing to do', 1],
    ['rotated', 1],
  ]);
  expect((await under.version(SECRET))!.version).toBe(1);
  expect(await under.pending(SECRET)).toBeUndefined();
});

describe("the function's policies, which IAM may not know everywhere yet,", () => {
  const DENIED = { kind: 'error', status: 400, code: 'AccessDeniedException', message: 'not authorized' } as const;
  beforeEach(() => under.plan(SECRET, 'random', { length: 24 }));

  test.each(['GetParameters', 'PutParameter', 'LabelParameterVersion', 'DeleteParameter'])(
    'are waited for at %s where a deploy asks for the first value',
    async (operation) => {
      under.proxy.inject({ operation, times: 2, before: DENIED });
      expect(await under.invoke({ rotate: SECRET, first: true })).toMatchObject({ version: 1 });
      expect((await under.version(SECRET))!.version).toBe(1);
      expect(await under.version(`${SECRET}:current`)).toMatchObject({ version: 1 });
      expect(await under.pending(SECRET)).toBeUndefined();
      expect(under.lines.join('\n')).not.toContain('"Failed"');
    },
  );

  test('are waited for no longer than their time', async () => {
    under.policiesKnownWithinMs = 300;
    under.proxy.inject({ operation: 'GetParameters', times: 100, before: DENIED });
    await expect(under.invoke({ rotate: SECRET, first: true })).rejects.toMatchObject({ name: 'AccessDeniedException' });
    under.policiesKnownWithinMs = undefined;
  });

  test('are not waited for in any other run', async () => {
    await under.write(SECRET, 'CANARY-first', 7);
    under.proxy.inject({ operation: 'GetParameters', times: 1, before: DENIED });
    await expect(under.invoke({ rotate: SECRET })).rejects.toMatchObject({ name: 'AccessDeniedException' });
    expect((await under.version(SECRET))!.value).toBe('CANARY-first');
  });
});

test.each([[{}], [{ rotate: 'x' }], [{ rotate: SECRET, check: true }], [{ rotate: SECRET, scheduled: 'soon' }], ['text']])(
  'refuses %j',
  async (event) => {
    await expect(under.invoke(event as object)).rejects.toMatchObject({ name: 'UnknownRequest' });
  },
);

test('reminds people of a secret that is kept elsewhere, by the topic and the event bus', async () => {
  expect(await under.invoke({ remind: 'datadog/admin' })).toEqual({ outcome: 'reminded' });
  expect(under.proxy.requests.map(({ operation }) => operation)).toContain('PutEvents');
});

test('says that a secret has no rotation', async () => {
  await expect(under.invoke({ rotate: SECRET })).rejects.toThrow(/has no rotation in vault acme-test/);
});
