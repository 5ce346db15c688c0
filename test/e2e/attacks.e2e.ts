import { createHash } from 'node:crypto';
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { GetScheduleCommand, UpdateScheduleCommand, type SchedulerClient } from '@aws-sdk/client-scheduler';
import { ADMIN, AttackedDeployment, AWAY, COPIED, DATABASE, PARTNER } from './attacked-deployment';
import { Attacker, type Disguise } from './attacker';
import { scheduleName } from '../../src/contracts/rotation-names';
import { HeardEvents } from '../programs/rotator/events';
import { ForeignServer } from '../support/databases/foreign-server';

jest.setTimeout(600_000);

const [ROTATOR, REPLICATOR] = ['acme-prod-rotator', 'acme-prod-replicator'];
const PLAN = `/_coffer/rotation/acme-prod${DATABASE}`;
const PENDING = `/_coffer/pending${DATABASE}`;
const SUPPLIED = `/_coffer/supplied${PARTNER}`;
const CHOSEN = 'postgresql://shop:CANARY-chosen@localhost/app';

let deployed: AttackedDeployment;
let attacker: Attacker;
let heard: HeardEvents;
let logs: CloudWatchLogsClient;
let foreign: ForeignServer;

beforeAll(async () => {
  [deployed, foreign] = await Promise.all([AttackedDeployment.make(), ForeignServer.start()]);
  attacker = await Attacker.among(deployed.root, [PLAN, PENDING, SUPPLIED, ADMIN, COPIED]);
  heard = await HeardEvents.listen(deployed.aws, deployed.root.region);
  logs = new CloudWatchLogsClient(deployed.root);
});
afterAll(async () => {
  for (const client of [logs, attacker, heard]) {
    if (client instanceof CloudWatchLogsClient) client.destroy();
    else client?.close();
  }
  foreign?.stop();
  await deployed?.close();
});
beforeEach(() => deployed.aws.enforceAuthorization(true));
afterEach(() => deployed.aws.enforceAuthorization(false));

/** What a function answers to the attacker. */
async function invoke(
  FunctionName: string,
  event: object,
): Promise<{ readonly error: string | undefined; readonly payload: Readonly<Record<string, unknown>> }> {
  const { Payload, FunctionError } = await attacker.lambda.send(
    new InvokeCommand({ FunctionName, Payload: Buffer.from(JSON.stringify(event)) }),
  );
  return { error: FunctionError, payload: JSON.parse(Buffer.from(Payload!).toString() || 'null') as Record<string, unknown> };
}

async function planOf(): Promise<Readonly<Record<string, unknown>> & { readonly settings: object }> {
  return JSON.parse((await deployed.read(PLAN))!) as Record<string, unknown> & { settings: object };
}

/** The plan as the attacker would have it: the administrator logs in to a server of the attacker's, whose certificate holds. */
async function evilPlan(): Promise<string> {
  const { settings, ...rest } = await planOf();
  return JSON.stringify({ ...rest, settings: { ...settings, host: 'localhost', port: foreign.port, ca: foreign.tls.ca } });
}

const pendingRecord = () => Promise.resolve(`${JSON.stringify({ holder: 'x y', begun: 0, lease: 0, base: 1, turn: 1 })}\n${CHOSEN}`);

/** Writes what the plan's schedule says, as only a deploy may. */
async function updateSchedule(client: SchedulerClient, plan: string): Promise<void> {
  const { State, ScheduleExpression, FlexibleTimeWindow, Target, GroupName, Name } = await deployed.scheduler.send(
    new GetScheduleCommand({ GroupName: 'acme-prod', Name: scheduleName(DATABASE) }),
  );
  const Input = JSON.stringify({ ...(JSON.parse(Target!.Input!) as object), plan: createHash('sha256').update(plan).digest('hex') });
  await client.send(
    new UpdateScheduleCommand({ State, ScheduleExpression, FlexibleTimeWindow, Target: { ...Target!, Input }, GroupName, Name }),
  );
}

/** A rotation that is asked for does nothing, and tells people why. */
async function refused(secret: string, payload: object, code: string): Promise<void> {
  const before = await deployed.read(secret);
  await heard.heard();
  const connections = foreign.connections;
  expect(await invoke(ROTATOR, { rotate: secret, ...payload })).toMatchObject({ error: 'Unhandled', payload: { errorType: code } });
  expect(await heard.heard()).toEqual([
    { kind: 'SecretRotationFailed', detail: expect.objectContaining({ vault: 'acme-prod', secret, code }) as unknown },
  ]);
  expect(foreign.connections).toBe(connections);
  expect(await deployed.read(secret)).toBe(before);
}

describe('whoever may write parameters, and not encrypt under the key of the vault,', () => {
  test('is not let near the key, nor the schedules', async () => {
    await expect(attacker.encryptUnder('alias/acme-prod-chamber', PENDING)).rejects.toMatchObject({ name: 'AccessDeniedException' });
    await expect(updateSchedule(attacker.scheduler, await evilPlan())).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });

  const REFUSED: Readonly<Record<Disguise, string>> = {
    'a plain String': 'NotEncrypted',
    'a SecureString under a foreign key': 'AccessDeniedException',
  };
  const PLACES: readonly (readonly [what: string, name: string, secret: string, text: () => Promise<string>])[] = [
    ['a rotation plan', PLAN, DATABASE, evilPlan],
    ['a pending value', PENDING, DATABASE, pendingRecord],
    [
      'the administrator’s credentials',
      ADMIN,
      DATABASE,
      () => Promise.resolve(JSON.stringify({ username: 'shop', password: 'CANARY-chosen' })),
    ],
    ['a value that a function supplies', SUPPLIED, PARTNER, () => Promise.resolve('CANARY-chosen')],
  ];
  const attacks = PLACES.flatMap((place) =>
    Object.entries(REFUSED).map(([disguise, code]) => [disguise as Disguise, ...place, code] as const),
  );

  test.each(attacks)('steers nothing by %s in the place of %s (%s)', async (disguise, _what, name, secret, text, code) => {
    const before = await deployed.read(name);
    await attacker.plant(name, await text(), disguise);
    try {
      await refused(secret, {}, code);
    } finally {
      await deployed.aws.enforceAuthorization(false);
      await deployed.restore(name, before);
    }
  });

  test('keeps the daily check from no other secret by a plan under a foreign key', async () => {
    const before = await deployed.read(PLAN);
    await attacker.plant(PLAN, await evilPlan(), 'a SecureString under a foreign key');
    await heard.heard();
    expect(await invoke(ROTATOR, { check: true })).toMatchObject({ error: undefined, payload: { planned: 1, failed: 1 } });
    expect(await heard.heard()).toEqual([
      {
        kind: 'SecretRotationFailed',
        detail: expect.objectContaining({ secret: DATABASE, step: 'check', code: 'AccessDeniedException' }) as unknown,
      },
    ]);
    await deployed.aws.enforceAuthorization(false);
    await deployed.restore(PLAN, before);
    expect(await invoke(ROTATOR, { check: true })).toMatchObject({ error: undefined, payload: { planned: 2, failed: 0 } });
  });

  test('cannot say in a payload what is to be done: neither host, nor plan, nor value, nor key', async () => {
    const { settings } = await planOf();
    const evil = {
      settings: { ...settings, port: foreign.port, ca: foreign.tls.ca },
      host: 'localhost',
      port: foreign.port,
      value: CHOSEN,
      keyId: 'alias/foreign',
      strategy: 'random',
    };
    // By the plan that was deployed, whose server is not there.
    await refused(DATABASE, evil, 'Unreachable');
    expect(await invoke(ROTATOR, { rotate: PARTNER, ...evil })).toMatchObject({ error: undefined, payload: { outcome: 'rotated' } });
    expect(await deployed.read(PARTNER)).toMatch(/^[A-Za-z0-9]{24}$/);
    expect(foreign.connections).toBe(0);
  });
});

describe('whoever may encrypt under the key of the vault, but not change schedules,', () => {
  test('steers nothing by a plan, whatever a payload says of it', async () => {
    const [before, evil] = [await deployed.read(PLAN), await evilPlan()];
    await deployed.write(PLAN, evil);
    await refused(DATABASE, {}, 'PlanNotDeployed');
    await refused(DATABASE, { plan: createHash('sha256').update(evil).digest('hex') }, 'PlanNotDeployed');
    await deployed.write(PLAN, before!);
  });
});

test('even a deploy that names a foreign server gives it no password: it has to log the administrator in by SCRAM', async () => {
  const [before, evil] = [await deployed.read(PLAN), await evilPlan()];
  await deployed.write(PLAN, evil);
  await updateSchedule(deployed.scheduler, evil);
  expect(await invoke(ROTATOR, { rotate: DATABASE })).toMatchObject({ error: 'Unhandled', payload: { errorType: 'UnsupportedLogin' } });
  // So the tests above would have seen it connect.
  expect(foreign.connections).toBe(1);
  expect(foreign.heard.toString('latin1')).not.toContain('CANARY');
  await deployed.write(PLAN, before!);
  await updateSchedule(deployed.scheduler, before!);
});

describe('the replicator', () => {
  const order = (more: object = {}) => ({ names: [COPIED], regions: [AWAY], key: 'alias/acme-prod-chamber', ...more });

  /** What its log says since. */
  async function logged(since: number): Promise<string> {
    const { events = [] } = await logs.send(new FilterLogEventsCommand({ logGroupName: `/aws/lambda/${REPLICATOR}`, startTime: since }));
    return events.map(({ message }) => message).join('\n');
  }

  async function refusedBy(event: object, said: RegExp): Promise<void> {
    const [since, record, copy] = [Date.now(), await deployed.read(COPIED), await deployed.read(COPIED, AWAY)];
    expect(copy).toBeDefined();
    expect((await invoke(REPLICATOR, event)).error).toBe('Unhandled');
    expect(await logged(since)).toMatch(said);
    expect([await deployed.read(COPIED), await deployed.read(COPIED, AWAY)]).toEqual([record, copy]);
  }

  test('copies under no key that a payload names', async () => {
    await refusedBy(order({ key: 'alias/foreign' }), /"RequestRefused".*names a key that copies of this vault are not encrypted under/);
  });

  test('copies no secret, and to no region, that was not declared', async () => {
    await refusedBy(order({ names: [ADMIN] }), /"ReplicationFailed".*"AccessDeniedException"/);
    await refusedBy(order({ regions: ['us-east-1'] }), /"ReplicationFailed".*"AccessDeniedException"/);
    expect(await deployed.read(ADMIN, AWAY)).toBeUndefined();
  });

  test.each<[Disguise, RegExp]>([
    ['a plain String', /"ReplicationFailed".*"NotEncrypted"/],
    ['a SecureString under a foreign key', /"ReplicationFailed".*"AccessDeniedException"/],
  ])('copies no record that is %s', async (disguise, said) => {
    const before = await deployed.read(COPIED);
    await attacker.plant(COPIED, 'CANARY-chosen', disguise);
    await refusedBy(order(), said);
    await deployed.aws.enforceAuthorization(false);
    await deployed.restore(COPIED, before);
  });
});
