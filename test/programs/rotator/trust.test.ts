import { DeleteParameterCommand, GetParameterCommand, PutParameterCommand } from '@aws-sdk/client-ssm';
import { RotatorUnderTest, VAULT } from './rotator-under-test';
import { Schedules } from './schedules';
import { digestOfPlans, planDigest as digest } from '../../../src/contracts/rotation/plan-digests';
import { pendingName, planName, scheduleName, suppliedName } from '../../../src/contracts/rotation-names';
import type { Strategy } from '../../../src/programs/rotator/strategy';

const under = RotatorUnderTest.forThisFile();
const SECRET = '/api/database';
const asked: string[] = [];
let schedules: Schedules;

beforeEach(async () => {
  asked.length = 0;
  under.hasSchedules = true;
  const told = (settings: unknown): Strategy => ({
    create: () => Promise.resolve({ value: 'CANARY-made' }),
    set: () => {
      asked.push(JSON.stringify(settings));
      return Promise.resolve();
    },
    retire: () => {
      asked.push(`retire ${JSON.stringify(settings)}`);
      return Promise.resolve();
    },
  });
  under.makers = { ...under.makers, postgresql: told };
  schedules = new Schedules(VAULT, { endpoint: under.aws.endpoint, region: 'us-east-1', credentials: under.aws.credentials });
  await under.write(SECRET, 'CANARY-first');
});
afterEach(() => schedules.close());

const planText = (host: string, more: object = {}) =>
  JSON.stringify({
    secret: SECRET,
    keyId: 'alias/aws/ssm',
    tier: 'Standard',
    strategy: 'postgresql',
    settings: { host, username: 'app', admin: '/api/admin', password: {} },
    ...more,
  });

const schedule = (input: object) => schedules.say(scheduleName(SECRET), input);

async function deploy(text: string): Promise<void> {
  await under.write(planName(VAULT, SECRET), text);
  await schedules.deploy(SECRET, text);
}

async function plain(name: string, Value: string): Promise<void> {
  await under.ssm.send(new DeleteParameterCommand({ Name: name })).catch(() => undefined);
  await under.ssm.send(new PutParameterCommand({ Name: name, Value, Type: 'String' }));
}

/** Nothing was done, and it was told of by an event. */
async function refused(event: object, code: string): Promise<void> {
  under.proxy.clearRequests();
  await expect(under.invoke(event)).rejects.toMatchObject({ name: code });
  expect(asked).toEqual([]);
  expect(under.proxy.requests.filter(({ operation }) => operation === 'PutEvents')).toHaveLength(1);
  expect(await under.version(SECRET)).toEqual({ value: 'CANARY-first', version: 1 });
}

test('the plan that was deployed is carried out', async () => {
  await deploy(planText('db.example.com'));
  expect(await under.invoke({ rotate: SECRET })).toMatchObject({ outcome: 'rotated', version: 2 });
  expect(asked).toEqual([expect.stringContaining('"host":"db.example.com"')]);
});

describe('a rotation is refused, with an event, and does nothing,', () => {
  test.each([['rotate'], ['rollback']])('where a plain String lies in the place of its plan (%s)', async (request) => {
    await deploy(planText('db.example.com'));
    await plain(planName(VAULT, SECRET), planText('evil.example.com'));
    await refused({ [request]: SECRET }, 'NotEncrypted');
    // Even one that says just what the deployed one says.
    await plain(planName(VAULT, SECRET), planText('db.example.com'));
    await refused({ [request]: SECRET }, 'NotEncrypted');
  });

  test.each<[string, string]>([
    ['another host', planText('evil.example.com')],
    ['another key', planText('db.example.com', { keyId: 'alias/evil' })],
    ['another strategy', planText('db.example.com', { strategy: 'random', settings: {} })],
    ['a strategy that people are reminded by', planText('db.example.com', { strategy: 'reminder', settings: {} })],
  ])('where its plan names %s than the deployed one', async (_, text) => {
    await deploy(planText('db.example.com'));
    await under.write(planName(VAULT, SECRET), text);
    await refused({ rotate: SECRET }, 'PlanNotDeployed');
    // What a request says of a plan does not count.
    await refused({ rotate: SECRET, plan: digest(text) }, 'PlanNotDeployed');
    expect(await under.invoke({ check: true })).toMatchObject({ planned: 0, failed: 1 });
    expect(asked).toEqual([]);
  });

  test('where nothing was deployed for the secret', async () => {
    await under.write(planName(VAULT, SECRET), planText('evil.example.com'));
    await refused({ rotate: SECRET }, 'PlanNotDeployed');
  });

  test('where its schedule was deployed by a version that wrote no digest yet', async () => {
    await under.write(planName(VAULT, SECRET), planText('db.example.com'));
    await schedule({ rotate: SECRET });
    await refused({ rotate: SECRET }, 'PlanNotDeployed');
    await schedule({ rotate: SECRET, plan: digest(planText('db.example.com')) });
    expect(await under.invoke({ rotate: SECRET })).toMatchObject({ outcome: 'rotated' });
  });

  test('where a plain String lies in the place of its pending value', async () => {
    await deploy(planText('db.example.com'));
    await plain(pendingName(SECRET), `${JSON.stringify({ holder: 'x y', begun: 0, lease: 0, base: 1, turn: 1 })}\nCANARY-chosen`);
    await refused({ rotate: SECRET }, 'NotEncrypted');
  });

  test('where the secret itself is a plain String', async () => {
    await deploy(planText('db.example.com'));
    await plain(SECRET, 'CANARY-first');
    await refused({ rotate: SECRET }, 'NotEncrypted');
  });
});

test('a plain String in the place of an administrator’s credentials or of a supplied value is not read', async () => {
  const text = planText('db.example.com');
  await deploy(text);
  under.makers = {
    ...under.makers,
    postgresql: () => ({ create: async (_, context) => ({ value: (await context.read('/api/admin'))[0]! }) }),
  };
  await plain('/api/admin', 'CANARY-chosen');
  await refused({ rotate: SECRET }, 'NotEncrypted');
  await plain(suppliedName(SECRET), 'CANARY-chosen');
  under.makers = {
    ...under.makers,
    postgresql: () => ({ create: async (_, context) => ({ value: (await context.read(suppliedName(SECRET)))[0]! }) }),
  };
  await refused({ rotate: SECRET }, 'NotEncrypted');
});

test('the daily check tells of each plan that was not deployed, and looks after the others', async () => {
  await deploy(planText('db.example.com'));
  await plain(planName(VAULT, '/api/other'), planText('evil.example.com', { secret: '/api/other' }));
  expect(await under.invoke({ check: true })).toMatchObject({ planned: 1, failed: 1 });
  expect(asked).toEqual([expect.stringMatching(/^retire .*db\.example\.com/)]);
  expect(under.lines.join('\n')).toContain('"A rotation plan is refused"');
});

describe('where the schedule of the daily check has the digest of all plans', () => {
  const names = ['/api/database', '/api/a', '/api/b', '/api/c'];
  const texts = names.map((secret) => planText('db.example.com', { secret }));
  const asks = () => under.aws.requests().filter(({ operation }) => operation === 'GetSchedule').length;

  beforeEach(async () => {
    for (const [index, secret] of names.entries()) {
      await under.write(planName(VAULT, secret), texts[index]!);
      await schedules.deploy(secret, texts[index]!);
      if (secret !== SECRET) await under.write(secret, 'CANARY-first');
    }
    await schedules.deployAll([...texts].reverse());
    under.aws.clearRequests();
  });

  test('one call tells that all are deployed, however many they are', async () => {
    expect(await under.invoke({ check: true })).toMatchObject({ planned: 4, failed: 0 });
    expect(asks()).toBe(1);
  });

  test('each is asked for where one was changed, added or taken away, and only that one is refused', async () => {
    await under.write(planName(VAULT, '/api/b'), planText('evil.example.com', { secret: '/api/b' }));
    expect(await under.invoke({ check: true })).toMatchObject({ planned: 3, failed: 1 });
    expect(asks()).toBe(1 + 4);
    await under.write(planName(VAULT, '/api/b'), texts[2]!);
    await under.write(planName(VAULT, '/api/d'), planText('evil.example.com', { secret: '/api/d' }));
    expect(await under.invoke({ check: true })).toMatchObject({ planned: 4, failed: 1 });
    await under.ssm.send(new DeleteParameterCommand({ Name: planName(VAULT, '/api/d') }));
    await under.ssm.send(new DeleteParameterCommand({ Name: planName(VAULT, '/api/c') }));
    expect(await under.invoke({ check: true })).toMatchObject({ planned: 3, failed: 0 });
    expect(asked.join()).not.toContain('evil');
  });

  test('a plan is refused that says the same, but is no SecureString', async () => {
    await plain(planName(VAULT, '/api/b'), texts[2]!);
    expect(await under.invoke({ check: true })).toMatchObject({ planned: 3, failed: 1 });
    expect(under.lines.join('\n')).toContain('"NotEncrypted"');
  });

  test('what a request says of the digest is not believed', async () => {
    const evil = planText('evil.example.com', { secret: '/api/b' });
    await under.write(planName(VAULT, '/api/b'), evil);
    const plans = digestOfPlans([texts[0]!, texts[1]!, evil, texts[3]!].map(digest));
    expect(await under.invoke({ check: true, plans })).toMatchObject({ planned: 3, failed: 1 });
  });
});

test('a deploy that asks for a first value waits until the digest is known', async () => {
  await under.ssm.send(new DeleteParameterCommand({ Name: SECRET }));
  const text = planText('db.example.com');
  await under.write(planName(VAULT, SECRET), text);
  const asking = under.invoke({ rotate: SECRET, first: true });
  await schedule({ rotate: SECRET, plan: digest(text) });
  expect(await asking).toMatchObject({ outcome: 'rotated', version: 1 });
  await under.ssm.send(new GetParameterCommand({ Name: SECRET }));
});
