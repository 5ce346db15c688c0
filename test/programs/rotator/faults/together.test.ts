import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Account } from './account';
import { ACCESS_KEY, Authority, lambdaScenario, makeFunctions, RANDOM, SSH_KEY } from './scenarios';
import { pendingName } from '../../../../src/contracts/rotation-names';
import { AwsClients } from '../../../../src/programs/aws/clients';
import type { AwsRequest, FaultRule } from '../../../../tools/local-aws/fault-proxy';
import { HeardEvents } from '../events';
import { RotatorUnderTest } from '../rotator-under-test';

jest.setTimeout(600_000);

const under = RotatorUnderTest.forThisFile();
const SECRET = '/api/one_cert';
let account: Account;
let authority: Authority;

beforeAll(() => {
  account = new Account(under.aws);
});
beforeEach(async () => {
  [authority] = await Promise.all([Authority.make(account), makeFunctions(account)]);
});
afterEach(() => jest.restoreAllMocks());
afterAll(() => account.close());

const scenarios = () => [RANDOM, ACCESS_KEY, SSH_KEY, authority.scenario, lambdaScenario(false)];
const STRATEGIES = ['random', 'iam-access-key', 'ssh-key', 'certificate', 'lambda'];
const scenarioOf = (strategy: string) => scenarios().find((scenario) => scenario.strategy === strategy)!;
const prepare = async (strategy: string, secret = SECRET) =>
  under.plan(secret, strategy, await scenarioOf(strategy).given(secret, account));

describe.each(STRATEGIES)('two runs of one secret at once: %s', (strategy) => {
  test.each([
    ['different requests', randomUUID(), randomUUID()],
    ['tries of one request', 'the-same', 'the-same'],
  ])('%s end with one new version', async (_what, first, second) => {
    await prepare(strategy);
    const scheduled = new Date(Date.now() + 1).toISOString();
    const run = (id: string) => under.invoke({ rotate: SECRET, scheduled }, id) as Promise<{ outcome: string }>;
    const settled = await Promise.allSettled([first, second].map(run));
    const codes = settled.flatMap((each) => (each.status === 'rejected' ? [(each.reason as Error).name] : []));
    expect(codes.filter((code) => code !== 'Busy')).toEqual([]);
    const outcomes = settled.flatMap((each) => (each.status === 'fulfilled' ? [each.value.outcome] : []));
    expect(outcomes).toContain('rotated');
    await scenarioOf(strategy).use(SECRET, account);
    const [, ...made] = await account.history(SECRET);
    expect(new Set(made).size).toBe(1);
    // Two tries of one request that come at the very same moment may write the same value twice; two requests never.
    expect(made.length).toBeLessThanOrEqual(first === second ? 2 : 1);
    expect((await scenarioOf(strategy).leftovers?.(SECRET, account)) ?? []).toEqual([]);
    expect(await under.pending(SECRET)).toBeUndefined();
    // Whoever was first, the third has nothing to do.
    expect(await under.invoke({ rotate: SECRET, scheduled })).toEqual({ outcome: 'nothing to do', version: made.length + 1 });
  });
});

describe('a second try of one request, whose write comes too late', () => {
  let scheduled: string;
  const run = () => under.invoke({ rotate: SECRET, scheduled }, 'the-same').catch((error: Error) => error.name);
  const given = async (strategy: string) => {
    await prepare(strategy);
    scheduled = new Date(Date.now() + 1).toISOString();
  };
  const writes = (parameter: string) => (request: AwsRequest) => request.operation === 'PutParameter' && request.name === parameter;
  const barrier = () => {
    let open!: () => void;
    return { opened: new Promise<void>((resolve) => (open = resolve)), open };
  };

  /**
   * The second try begins before a write of the first one, and has read by then what is there. What it writes comes when it is let.
   *
   * @param own how many writes of its record the first one makes before
   * @param after what happens when that write of the first one is done
   */
  function interleave(write: FaultRule, own: number, after: (letGo: () => Promise<unknown>) => Promise<void>): () => Promise<unknown> {
    const [reads, mayWrite] = [barrier(), barrier()];
    let second: Promise<unknown> | undefined;
    const letGo = () => {
      mayWrite.open();
      return second!;
    };
    const begin = () => {
      // The second one is a try that Lambda makes later: what comes at once leaves the first one alone.
      jest.spyOn(AwsClients.prototype, 'serverTime').mockImplementation(() => new Date(Date.now() + 40_000));
      second = run();
      return reads.opened;
    };
    const hold = () => {
      reads.open();
      return mayWrite.opened;
    };
    under.proxy.inject({ ...write, times: 1, before: { kind: 'call', fn: begin }, after: { kind: 'call', fn: () => after(letGo) } });
    under.proxy.inject({ operation: writes(pendingName(SECRET)), skip: own, times: 1, before: { kind: 'call', fn: hold } });
    return letGo;
  }

  test('leaves the value that the first one has put down, should that one be cut off', async () => {
    await given('lambda');
    let left: string | undefined;
    interleave({ operation: writes(pendingName(SECRET)), skip: 1 }, 1, async (letGo) => {
      expect(await letGo()).toBe('Busy');
      left = (await under.pending(SECRET))?.value;
    });
    await run();
    expect(left).toMatch(/^\{.*\}\n[A-Za-z0-9]{24}$/);
    // Should the function have looked in the moment in which the value was not there, Lambda tries again.
    await run();
    expect(await account.history(SECRET)).toEqual([expect.anything(), left!.split('\n')[1]]);
    expect(await under.pending(SECRET)).toBeUndefined();
  });

  test('leaves the first one alone while that one may be about to write its value', async () => {
    await given('lambda');
    let second: unknown;
    let written: number | undefined;
    under.proxy.inject({
      operation: writes(pendingName(SECRET)),
      skip: 1,
      times: 1,
      before: {
        kind: 'call',
        fn: async () => {
          second = await run();
          written = (await under.pending(SECRET))?.version;
        },
      },
    });
    expect(await run()).toMatchObject({ outcome: 'rotated', version: 2 });
    expect([second, written]).toEqual(['Busy', 1]);
  });

  test.each(STRATEGIES)('leaves nothing behind when the first one has ended: %s', async (strategy) => {
    await given(strategy);
    // What is made outside is put down when it is there.
    const own = ['iam-access-key', 'lambda'].includes(strategy) ? 2 : 1;
    const letGo = interleave({ operation: writes(SECRET) }, own, async () => {});
    expect(await run()).toMatchObject({ outcome: 'rotated' });
    expect(await letGo()).toBe('Busy');
    expect(await under.pending(SECRET)).toBeUndefined();
    await scenarioOf(strategy).use(SECRET, account);
  });
});

test('a run of a schedule that comes a day late, or twice, changes nothing', async () => {
  await prepare('random');
  const scheduled = new Date(Date.now() + 1).toISOString();
  await under.invoke({ rotate: SECRET, scheduled });
  for (const late of [scheduled, new Date(Date.now() - 86_400_000).toISOString()]) {
    expect(await under.invoke({ rotate: SECRET, scheduled: late })).toEqual({ outcome: 'nothing to do', version: 2 });
  }
  expect(await account.history(SECRET)).toHaveLength(2);
});

describe.each([
  ['an hour ahead', 3_600_000],
  ['an hour behind', -3_600_000],
  ['a day ahead', 86_400_000],
  ['a day behind', -86_400_000],
])('with the clock of the machine %s', (_what, jump) => {
  beforeEach(async () => {
    await prepare('random');
    const real = Date.now.bind(Date);
    jest.spyOn(Date, 'now').mockImplementation(() => real() + jump);
  });

  test('a rotation that another run holds is left to it', async () => {
    jest.spyOn(Date, 'now').mockRestore();
    const real = Date.now.bind(Date);
    // The first run is stopped after it has begun; the second one comes while its lease lasts.
    under.proxy.inject({ operation: 'PutParameter', times: 1, after: { kind: 'reset' } });
    process.env.AWS_MAX_ATTEMPTS = '1';
    await expect(under.invoke({ rotate: SECRET })).rejects.toThrow();
    delete process.env.AWS_MAX_ATTEMPTS;
    jest.spyOn(Date, 'now').mockImplementation(() => real() + jump);
    await expect(under.invoke({ rotate: SECRET })).rejects.toMatchObject({
      name: 'Busy',
      message: expect.stringMatching(
        /^Another run is rotating \/[\w/]+\. If it was cut off, this one goes on in its place in [1-9]\d* s\.$/,
      ) as string,
    });
    expect(await account.history(SECRET)).toHaveLength(1);
  });

  test('a value that is new enough stays, and one that is not is replaced', async () => {
    const { Date: written } = { Date: new Date() };
    expect(await under.invoke({ rotate: SECRET, scheduled: new Date(written.getTime() - 5_000).toISOString() })).toMatchObject({
      outcome: 'nothing to do',
    });
    expect(await under.invoke({ rotate: SECRET, scheduled: new Date(written.getTime() + 5_000).toISOString() })).toMatchObject({
      outcome: 'rotated',
    });
  });
});

describe.each(STRATEGIES)('a value that somebody writes by hand: %s', (strategy) => {
  // A function takes a new process for each step.
  const WRITES = strategy === 'lambda' ? /^(Put|Label)/ : /^(Put|Create|Label|Add)/;

  test('is never lost, at whichever point of the rotation it comes', async () => {
    const events = await HeardEvents.listen(under.aws);
    await prepare(strategy, '/api/clean_cert');
    under.proxy.clearRequests();
    await under.invoke({ rotate: '/api/clean_cert' });
    const points = under.proxy.requests
      .map(({ operation }, index) => ({ operation, index }))
      .filter(({ operation }) => WRITES.test(operation));
    await events.heard();
    for (const { index, operation } of points) {
      const secret = `/api/s${index}_cert`;
      await prepare(strategy, secret);
      let seen = -1;
      under.proxy.clear();
      under.proxy.inject({
        operation: () => ++seen === index,
        before: {
          kind: 'call',
          fn: async () => {
            await account.write(secret, 'CANARY-by-hand', 9);
          },
        },
      });
      const outcome = (await under.invoke({ rotate: secret })) as { outcome: string; version: number; refused?: number };
      under.proxy.clear();
      const told = await events.heard();
      const history = await account.history(secret);
      expect(history).toContain('CANARY-by-hand');
      expect(await under.pending(secret)).toBeUndefined();
      const byHand = history.indexOf('CANARY-by-hand') + 1;
      const where = `${operation} ${index}: version ${byHand} of ${history.length}`;
      if (byHand === history.length) {
        // It came last, and so is what consumers read: as the value that stays, or over the new one.
        expect([where, told.map(({ kind }) => kind)]).toEqual([
          where,
          [outcome.outcome === 'superseded' ? 'SecretRotationSuperseded' : 'SecretRotated'],
        ]);
      } else {
        expect([where, told]).toMatchObject([where, [{ kind: 'SecretRotated', detail: { secret, refused: byHand } }]]);
        await scenarioOf(strategy).use(secret, account);
      }
    }
    expect(points.length).toBeGreaterThan(3);
    events.close();
  });
});

test('a failure that could not be told of is told of in the log, and the next run goes on', async () => {
  await prepare('random');
  process.env.AWS_MAX_ATTEMPTS = '1';
  under.proxy.inject({
    operation: 'LabelParameterVersion',
    times: 1,
    before: { kind: 'error', status: 500, code: 'InternalServerError', message: 'An internal error occurred.' },
  });
  under.proxy.inject({
    operation: 'PutEvents',
    times: 1,
    before: { kind: 'error', status: 500, code: 'InternalFailure', message: 'An internal error occurred.' },
  });
  await expect(under.invoke({ rotate: SECRET }, 'first')).rejects.toMatchObject({ name: 'InternalServerError' });
  delete process.env.AWS_MAX_ATTEMPTS;
  expect(under.lines.join('\n')).toContain('What went wrong could not be told');
  expect(await account.read(pendingName(SECRET))).toBeDefined();
  await sleep(10);
  expect(await under.invoke({ rotate: SECRET }, 'first')).toMatchObject({ outcome: 'rotated', version: 2 });
  expect(await account.history(SECRET)).toHaveLength(2);
});
