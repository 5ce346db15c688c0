import { select } from '../../../tools/tests/quick-selection';

const none = () => 0;

test('a small change runs every test that it touches, its own first and then the nearest', () => {
  const tests = [
    'test/types/secret.test.ts',
    'test/programs/aws/retry.test.ts',
    'test/programs/rotator/trust.test.ts',
    'test/programs/rotator/check.test.ts',
  ];
  expect(select(tests, ['src/programs/rotator/check.ts', 'test/types/secret.test.ts'], none)).toEqual({
    chosen: [
      'test/types/secret.test.ts',
      'test/programs/rotator/check.test.ts',
      'test/programs/rotator/trust.test.ts',
      'test/programs/aws/retry.test.ts',
    ],
    long: [],
    farther: [],
  });
});

test('tests that take long run only where they were changed themselves', () => {
  const tests = ['test/a/faults.test.ts', 'test/b/faults.test.ts'];
  expect(select(tests, ['test/b/faults.test.ts'], () => 90)).toEqual({
    chosen: ['test/b/faults.test.ts'],
    long: ['test/a/faults.test.ts'],
    farther: [],
  });
});

test('a change that touches everything runs what there is time for, and leaves out what is farthest from it', () => {
  const tests = Array.from({ length: 200 }, (_, index) => `test/${index % 4 === 0 ? 'iam' : 'types'}/t${index}.test.ts`);
  const { chosen, long, farther } = select(tests, ['src/iam/grantee.ts'], none);
  expect([chosen.length, long, farther.length]).toEqual([35, [], 165]);
  expect(chosen.every((test) => test.startsWith('test/iam/'))).toBe(true);
  expect([...chosen, ...farther].sort()).toEqual([...tests].sort());
});

test('what was changed is run whatever it takes', () => {
  const changed = Array.from({ length: 60 }, (_, index) => `test/types/t${index}.test.ts`);
  expect(select(changed, changed, none)).toMatchObject({ chosen: { length: 60 }, farther: [] });
});

test('what is recorded of a file counts, as long as it is not long', () => {
  const tests = Array.from({ length: 20 }, (_, index) => `test/a/t${index}.test.ts`);
  expect(select(tests, ['src/a/x.ts'], () => 20)).toMatchObject({ chosen: { length: 7 }, long: [], farther: { length: 13 } });
});
