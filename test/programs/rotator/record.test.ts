import { RotatorUnderTest } from './rotator-under-test';
import { maximumBytes, ParameterTier } from '../../../src/contracts/parameter-tier';
import { RECORD_BYTES } from '../../../src/contracts/rotation-names';
import type { PendingValue } from '../../../src/programs/rotator/strategy';

const under = RotatorUnderTest.forThisFile();
const SECRET = '/api/jwt_key';
const opened: string[] = [];

/** A strategy that makes just this value. */
async function making(pending: PendingValue, createsOutside = false): Promise<void> {
  opened.length = 0;
  const set = ({ value }: PendingValue) => {
    opened.push(value);
    return Promise.resolve();
  };
  under.makers = { ...under.makers, random: () => ({ createsOutside, create: () => Promise.resolve(pending), set }) };
  await under.plan(SECRET, 'random');
  await under.write(SECRET, 'CANARY-first');
}

test('the longest value that synth takes is staged with the longest record', async () => {
  const value = 'x'.repeat(maximumBytes(ParameterTier.STANDARD) - RECORD_BYTES);
  await making({ value, facts: { note: 'y'.repeat(300) } });
  expect(await under.invoke({ rotate: SECRET })).toMatchObject({ outcome: 'rotated', version: 2 });
  expect(await under.version(SECRET)).toEqual({ value, version: 2 });
});

test.each([false, true])(
  'a record that is longer than synth left room for is refused before anything is set (created outside: %p)',
  async (createsOutside) => {
    await making({ value: 'CANARY-new', facts: { note: 'y'.repeat(RECORD_BYTES) } }, createsOutside);
    await expect(under.invoke({ rotate: SECRET })).rejects.toMatchObject({
      name: 'RecordTooLarge',
      message: expect.stringMatching(
        /^The record of the rotation of \/api\/jwt_key takes \d+ bytes without its value, and may take 600: /,
      ) as string,
    });
    expect(opened).toEqual([]);
    expect(await under.version(SECRET)).toEqual({ value: 'CANARY-first', version: 1 });
    expect((await under.pending(SECRET))?.value ?? '').not.toContain('CANARY');
  },
);
