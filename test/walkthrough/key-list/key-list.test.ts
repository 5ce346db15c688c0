import { keyListRotation, type KeyListRotationProps } from './key-list-rotation';
import { withKeyList } from './key-list-strategy';
import { ApplicationSecret, BootstrapSecret, SecretSource, SecretVault } from '../../../src';
import { Account } from '../../programs/rotator/faults/account';
import { CHANGES, FaultMatrix } from '../../programs/rotator/faults/fault-matrix';
import type { Scenario } from '../../programs/rotator/faults/scenario';
import { RotatorUnderTest } from '../../programs/rotator/rotator-under-test';
import { thrownBy } from '../../support/errors';
import { jsonEncoded } from '../../support/json-encoded';
import { newStack, only, synthesize } from '../../support/synth';

jest.setTimeout(120_000);

const SECRET = '/api/signing_keys';
const KEY = /^[0-9a-f]{64}$/;

const newVault = (stack = newStack()) =>
  new SecretVault(stack, 'vault', { namespace: 'acme', stage: 'test', breakGlass: ['arn:aws:iam::111122223333:role/break-glass'] });

function synthesized(props?: KeyListRotationProps) {
  const stack = newStack();
  const source = SecretSource.rotated();
  new ApplicationSecret(stack, 'keys', {
    vault: newVault(stack),
    service: 'api',
    key: 'signing_keys',
    source,
    rotation: keyListRotation(props),
  });
  return synthesize(stack).resource;
}

/** What the stack says to the function, as the stack writes it. */
function planned(props?: KeyListRotationProps): { strategy: string; settings: object; everyDays: number } {
  const plan = Object.values(synthesized(props).coffer_secret!).find(({ name }) => name === `/_coffer/rotation/acme-test${SECRET}`)!;
  return JSON.parse(jsonEncoded(plan.value_wo as string)) as never;
}

describe('the constructs of a strategy that a stranger adds', () => {
  test('tell the function its name and settings, when to rotate, and to make the first value', () => {
    expect(planned({ keys: 3, afterDays: 7 })).toMatchObject({
      secret: SECRET,
      strategy: 'key-list',
      settings: { keys: 3 },
      everyDays: 7,
      paused: false,
    });
    const { aws_scheduler_schedule: schedules, aws_lambda_invocation: invocations } = synthesized({ afterDays: 7 });
    expect(Object.values(schedules!).map(({ target }) => JSON.parse(target.input as string) as object)).toContainEqual(
      expect.objectContaining({ rotate: SECRET, afterDays: 7 }),
    );
    expect(JSON.parse(only(invocations).input as string)).toEqual({ rotate: SECRET, first: true });
  });

  test('refuse what could not be carried out: too few keys, and a secret of another type', () => {
    expect(thrownBy(() => keyListRotation({ keys: 1 })).message).toBe('Rotation.keyList: keys is 1. Write a whole number from 2 to 20.');
    const bootstrap = { vault: newVault(), system: 'vault', key: 'keys', source: SecretSource.supplied(), rotation: keyListRotation() };
    expect(thrownBy(() => new BootstrapSecret(bootstrap.vault.node.scope!, 'keys', bootstrap)).message).toContain(
      'its rotation makes values for ApplicationSecret, not for BootstrapSecret',
    );
  });
});

describe('its function, with the plan that the stack writes', () => {
  const under = RotatorUnderTest.forThisFile();
  const keys = async () => (await under.version(SECRET))!.value.split(',');

  beforeEach(async () => {
    under.others = withKeyList;
    const { strategy, settings, everyDays } = planned({ keys: 3 });
    await under.plan(SECRET, strategy, settings, { everyDays });
  });

  test('makes the first key, then puts new ones before it, and keeps as many as it is told', async () => {
    expect(await under.invoke({ rotate: SECRET, first: true })).toMatchObject({ outcome: 'rotated', version: 1 });
    const [first] = await keys();
    expect(first).toMatch(KEY);
    for (let version = 2; version <= 4; version++) await under.invoke({ rotate: SECRET });
    const now = await keys();
    expect(now).toEqual([expect.stringMatching(KEY), expect.stringMatching(KEY), expect.stringMatching(KEY)]);
    expect(new Set(now).size).toBe(3);
    expect(now).not.toContain(first);
    expect((await under.version(`${SECRET}:previous`))!.value.split(',')).toEqual([...now.slice(1), first]);
    expect(await under.chamberVersion(SECRET)).toBe('4');
  });

  test('keeps what a person wrote as the key before, and logs no key', async () => {
    await under.write(SECRET, 'CANARY-by-hand', 7);
    await under.invoke({ rotate: SECRET });
    const [first, ...others] = await keys();
    expect(others).toEqual(['CANARY-by-hand']);
    expect(await under.pending(SECRET)).toBeUndefined();
    expect(under.lines.length).toBeGreaterThan(2);
    expect([first!, 'CANARY-by-hand'].filter((key) => under.lines.join('\n').includes(key))).toEqual([]);
  });

  test('goes on with the same key where it was cut off', async () => {
    await under.write(SECRET, 'CANARY-before', 7);
    const refusal = { kind: 'error', status: 400, code: 'AccessDeniedException', message: 'no' } as const;
    under.proxy.inject({ operation: 'LabelParameterVersion', times: 100, before: refusal });
    await expect(under.invoke({ rotate: SECRET })).rejects.toMatchObject({ name: 'AccessDeniedException' });
    const [, made] = (await under.pending(SECRET))!.value.split('\n');
    expect(made).toMatch(/^[0-9a-f]{64},CANARY-before$/);
    under.proxy.clear();
    await under.invoke({ rotate: SECRET });
    expect(await keys()).toEqual(made!.split(','));
  });

  test('refuses settings that it does not understand, and quotes none', async () => {
    await under.plan(SECRET, 'key-list', { keys: 'CANARY-two' });
    const refused = under.invoke({ rotate: SECRET });
    const message = expect.stringContaining('keys is a text, and has to be a number') as string;
    await expect(refused).rejects.toMatchObject({ name: 'WrongPlan', message });
    await expect(refused).rejects.not.toMatchObject({ message: expect.stringContaining('CANARY') as string });
  });

  test('comes to the same end whichever call fails, before or after it took effect, and consumers can sign at every moment', async () => {
    const account = new Account(under.aws);
    const matrix = await FaultMatrix.start(under.aws, account, 'walkthrough', under.lines, { strategies: withKeyList });
    try {
      const { cells, calls } = await (await matrix.begin(SCENARIO, 'once'))();
      expect(cells.flatMap(({ lost, lockOuts, leftovers, problems }) => [...lost, ...lockOuts, ...leftovers, ...problems])).toEqual([]);
      expect(calls.filter((call) => CHANGES.test(call)).length).toBeGreaterThanOrEqual(5);
      expect(cells.length).toBeGreaterThan(calls.length);
    } finally {
      await matrix.close();
      account.close();
    }
  });
});

const SCENARIO: Scenario = {
  title: 'key-list',
  strategy: 'key-list',
  versions: 1,
  async given(secret, account) {
    await account.write(secret, 'CANARY-key', 1);
    return { keys: 2 };
  },
  async use(secret, account) {
    const keys = (await account.read(secret))?.value.split(',') ?? [];
    // What was signed with the key of before is accepted throughout.
    if (!keys.includes('CANARY-key') || keys.length > 2) throw new Error(`there are ${keys.length} keys, or the one before is gone`);
  },
};
