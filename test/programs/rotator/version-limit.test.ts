import { LabelParameterVersionCommand } from '@aws-sdk/client-ssm';
import { RotatorUnderTest } from './rotator-under-test';
import type { Strategy } from '../../../src/programs/rotator/strategy';

const under = RotatorUnderTest.forThisFile();
const SECRET = '/api/jwt_key';
const made: string[] = [];

/** A strategy that changes something outside, as a database's does. */
const OUTSIDE: Strategy = {
  create: () => Promise.resolve({ value: 'CANARY-new' }),
  set: ({ value }) => {
    made.push(value);
    return Promise.resolve();
  },
};

beforeEach(async () => {
  made.length = 0;
  under.makers = { ...under.makers, random: () => OUTSIDE };
  await under.plan(SECRET, 'random', { length: 24 });
});

async function writes(count: number): Promise<void> {
  for (let written = 0; written < count; written++) await under.write(SECRET, 'CANARY-by-chamber', written);
}

const isNew = (value: string) => (value === 'CANARY-new' ? Promise.resolve() : Promise.reject(new Error('not that one')));

async function label(version: number, name: string): Promise<void> {
  await under.ssm.send(new LabelParameterVersionCommand({ Name: SECRET, ParameterVersion: version, Labels: [name] }));
}

test('local AWS refuses a write at 100 versions while the oldest carries a label, and takes it without one', async () => {
  await writes(100);
  await label(1, 'previous');
  await expect(under.write(SECRET, 'CANARY-refused')).rejects.toMatchObject({ name: 'ParameterMaxVersionLimitExceeded' });
  await label(99, 'previous');
  expect(await under.write(SECRET, 'CANARY-taken')).toBe(101);
  expect(await under.version(`${SECRET}:1`)).toBeUndefined();
});

test('a rotation goes on where its own label holds the oldest version', async () => {
  await writes(1);
  await under.invoke({ rotate: SECRET });
  await writes(98);
  await expect(under.write(SECRET, 'CANARY-refused')).rejects.toMatchObject({ name: 'ParameterMaxVersionLimitExceeded' });
  expect(await under.invoke({ rotate: SECRET })).toMatchObject({ outcome: 'rotated', version: 101 });
  expect(made).toEqual(['CANARY-new', 'CANARY-new']);
  expect(await under.version(`${SECRET}:previous`)).toMatchObject({ version: 100 });
  expect(await under.version(`${SECRET}:current`)).toMatchObject({ version: 101, value: 'CANARY-new' });
  expect(await under.write(SECRET, 'CANARY-by-chamber')).toBe(102);
});

test('the daily check moves labels on before they fall out, so that others can go on writing', async () => {
  await writes(1);
  await under.invoke({ rotate: SECRET });
  await writes(60);
  expect(await under.invoke({ check: true })).toMatchObject({ failed: 0 });
  expect(await under.version(`${SECRET}:previous`)).toMatchObject({ version: 61 });
  expect(await under.version(`${SECRET}:current`)).toMatchObject({ version: 62 });
  await writes(60);
  expect((await under.version(SECRET))!.version).toBe(122);
});

test('the daily check leaves labels alone that are not far behind', async () => {
  await writes(1);
  await under.invoke({ rotate: SECRET });
  await writes(40);
  await under.invoke({ check: true });
  expect(await under.version(`${SECRET}:previous`)).toMatchObject({ version: 1 });
  expect(await under.version(`${SECRET}:current`)).toMatchObject({ version: 2 });
});

test("somebody else's label on the oldest version is told before anything is changed outside, and by the daily check", async () => {
  await writes(100);
  await label(1, 'golden');
  await expect(under.invoke({ rotate: SECRET })).rejects.toMatchObject({
    name: 'LabelInTheWay',
    message: expect.stringContaining(
      'aws ssm unlabel-parameter-version --name /api/jwt_key --parameter-version 1 --labels golden',
    ) as string,
  });
  expect(made).toEqual([]);
  expect(await under.invoke({ check: true })).toMatchObject({ failed: 1 });
  await label(50, 'golden');
  // At once: what has failed has given the secret up.
  expect(await under.invoke({ rotate: SECRET })).toMatchObject({ outcome: 'rotated', version: 101 });
});

test('a write that is refused after all is made again once the labels have moved on', async () => {
  await writes(45);
  // Whoever writes, and labels, while it is under way.
  const set = async () => {
    await writes(55);
    await label(1, 'previous');
  };
  under.makers = { ...under.makers, random: () => ({ ...OUTSIDE, set, test: isNew }) };
  expect(await under.invoke({ rotate: SECRET })).toMatchObject({ outcome: 'rotated', version: 101, refused: 100 });
  expect(await under.version(SECRET)).toMatchObject({ value: 'CANARY-new' });
});

test('a rotation whose first version has fallen out meanwhile is finished', async () => {
  await writes(1);
  under.makers = { ...under.makers, random: () => ({ ...OUTSIDE, test: isNew, set: () => writes(120) }) };
  expect(await under.invoke({ rotate: SECRET })).toMatchObject({ outcome: 'rotated', version: 122 });
  expect(await under.version(`${SECRET}:previous`)).toMatchObject({ version: 121 });
});
