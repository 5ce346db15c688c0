import { createHash } from 'node:crypto';
import { CreateScheduleCommand, CreateScheduleGroupCommand, SchedulerClient, UpdateScheduleCommand } from '@aws-sdk/client-scheduler';
import { DeleteParameterCommand, GetParameterCommand, PutParameterCommand } from '@aws-sdk/client-ssm';
import { RotatorUnderTest, VAULT } from './rotator-under-test';
import { pendingName, planName, scheduleName, suppliedName } from '../../../src/contracts/rotation-names';
import type { Strategy } from '../../../src/programs/rotator/strategy';

const under = RotatorUnderTest.forThisFile();
const SECRET = '/api/database';
const digest = (text: string) => createHash('sha256').update(text).digest('hex');
const asked: string[] = [];
let scheduler: SchedulerClient;

beforeEach(async () => {
  asked.length = 0;
  under.scheduleGroup = VAULT;
  const told = (settings: unknown): Strategy => ({
    create: () => Promise.resolve({ value: 'CANARY-made' }),
    set: () => { asked.push(JSON.stringify(settings)); return Promise.resolve(); },
    retire: () => { asked.push(`retire ${JSON.stringify(settings)}`); return Promise.resolve(); },
  });
  under.makers = { ...under.makers, postgresql: told };
  scheduler = new SchedulerClient({ endpoint: under.aws.endpoint });
  await scheduler.send(new CreateScheduleGroupCommand({ Name: VAULT }));
  await under.write(SECRET, 'CANARY-first');
});
afterEach(() => scheduler.destroy());

const planText = (host: string, more: object = {}) => (
  JSON.stringify({ secret: SECRET, keyId: 'alias/aws/ssm', tier: 'Standard', strategy: 'postgresql', settings: { host, username: 'app', admin: '/api/admin', password: {} }, ...more })
);

function schedule(input: object, Command: typeof CreateScheduleCommand | typeof UpdateScheduleCommand = CreateScheduleCommand): Promise<unknown> {
  const settings = {
    Name: scheduleName(SECRET),
    GroupName: VAULT,
    ScheduleExpression: 'rate(1 day)',
    FlexibleTimeWindow: { Mode: 'OFF' as const },
    Target: { Arn: 'arn:aws:lambda:us-east-1:123456789012:function:rotator', RoleArn: 'arn:aws:iam::123456789012:role/schedules', Input: JSON.stringify(input) },
  };
  return scheduler.send(new Command(settings) as CreateScheduleCommand);
}

async function deploy(text: string): Promise<void> {
  await under.write(planName(VAULT, SECRET), text);
  await schedule({ rotate: SECRET, plan: digest(text) });
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
    await schedule({ rotate: SECRET, plan: digest(planText('db.example.com')) }, UpdateScheduleCommand);
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
  under.makers = { ...under.makers, postgresql: () => ({ create: async (_, context) => ({ value: (await context.read('/api/admin'))[0]! }) }) };
  await plain('/api/admin', 'CANARY-chosen');
  await refused({ rotate: SECRET }, 'NotEncrypted');
  await plain(suppliedName(SECRET), 'CANARY-chosen');
  under.makers = { ...under.makers, postgresql: () => ({ create: async (_, context) => ({ value: (await context.read(suppliedName(SECRET)))[0]! }) }) };
  await refused({ rotate: SECRET }, 'NotEncrypted');
});

test('the daily check tells of each plan that was not deployed, and looks after the others', async () => {
  await deploy(planText('db.example.com'));
  await plain(planName(VAULT, '/api/other'), planText('evil.example.com', { secret: '/api/other' }));
  expect(await under.invoke({ check: true })).toMatchObject({ planned: 1, failed: 1 });
  expect(asked).toEqual([expect.stringMatching(/^retire .*db\.example\.com/)]);
  expect(under.lines.join('\n')).toContain('"A rotation plan is refused"');
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
