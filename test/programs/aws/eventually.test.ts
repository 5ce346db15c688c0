import { CONSISTENT_WITHIN_MS, eventually } from '../../../src/programs/aws/eventually';

const NEVER = new AbortController().signal;

/** Answers one after another, the last of which stays; counts what was asked. */
function asking(...answers: (string | Error | undefined)[]): { ask: () => Promise<string | undefined>; asked: () => number } {
  let asked = 0;
  return {
    asked: () => asked,
    ask: async () => {
      const answer = answers[Math.min(asked++, answers.length - 1)];
      if (answer instanceof Error) throw answer;
      return answer;
    },
  };
}

test('what is there is not waited for', async () => {
  const { ask, asked } = asking('there');
  const started = Date.now();
  expect(await eventually(ask, NEVER)).toBe('there');
  expect(asked()).toBe(1);
  expect(Date.now() - started).toBeLessThan(150);
});

test('what comes later is waited for, with growing pauses', async () => {
  const { ask, asked } = asking(undefined, undefined, 'there');
  const started = Date.now();
  expect(await eventually(ask, NEVER)).toBe('there');
  expect(asked()).toBe(3);
  expect(Date.now() - started).toBeGreaterThanOrEqual(595); // 200 and 400 ms
});

test('what does not come is given up, in the time that was given', async () => {
  const { ask, asked } = asking(undefined);
  const started = Date.now();
  expect(await eventually(ask, NEVER, { withinMs: 300 })).toBeUndefined();
  expect(Date.now() - started).toBeLessThan(600);
  expect(asked()).toBe(3); // at once, after 200 ms, and when the time was over
});

test('an error that says that it is not there yet is waited out; every other one stands', async () => {
  const missing = (error: unknown) => (error as Error).message === 'not yet';
  expect(await eventually(asking(new Error('not yet'), 'there').ask, NEVER, { missing })).toBe('there');
  await expect(eventually(asking(new Error('not yet')).ask, NEVER, { missing, withinMs: 100 })).rejects.toThrow('not yet');
  const other = asking(new Error('denied'), 'there');
  await expect(eventually(other.ask, NEVER, { missing })).rejects.toThrow('denied');
  expect(other.asked()).toBe(1);
});

test('a wish to stop ends the waiting', async () => {
  const stop = new AbortController();
  setTimeout(() => stop.abort(), 50);
  await expect(eventually(asking(undefined).ask, stop.signal)).rejects.toMatchObject({ name: 'AbortError' });
});

test('nobody waits for minutes', () => {
  expect(CONSISTENT_WITHIN_MS).toBeLessThanOrEqual(30_000);
});
