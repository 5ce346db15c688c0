import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Test } from '@jest/test-result';
import { recorded } from '../../../tools/tests/durations';
import LongestFirst from '../../../tools/tests/longest-first';

const FILE = resolve(__dirname, '..', '..', '..', 'tools', 'tests', 'durations.json');
const [[long, seconds]] = Object.entries(JSON.parse(readFileSync(FILE, 'utf8')) as Record<string, number>) as [[string, number]];

test('a file is known by the end of its path, wherever the project is', () => {
  const secondsOf = recorded();
  expect(secondsOf(`/anywhere/test/programs/${long}`)).toBe(seconds);
  expect(secondsOf(`/anywhere/test/x${long}`)).toBe(0);
  expect(secondsOf('/anywhere/test/none.test.ts')).toBe(0);
});

test('files that take longest begin, on a machine that has not run any', async () => {
  const context = { config: { cache: false }, hasteFS: { getSize: () => 1 } };
  const tests = ['/anywhere/test/a.test.ts', `/anywhere/test/programs/${long}`, '/anywhere/test/b.test.ts'].map(
    (path) => ({ path, context }) as unknown as Test,
  );
  const sorted = await new LongestFirst().sort(tests);
  expect(sorted[0]!.path).toBe(`/anywhere/test/programs/${long}`);
  expect(sorted).toHaveLength(3);
});
