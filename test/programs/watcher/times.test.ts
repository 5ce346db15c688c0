import { declared, Judged, read, role, session } from './judged';

let { judge, alerts } = new Judged();
beforeEach(() => void ({ judge, alerts } = new Judged()));

const reader = declared({ reader: role('stranger') });
const reads = (eventTime: string, from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => read(`/api/many${from + index}`, { eventTime }));
const drained = () => alerts().filter(([kind]) => kind === 'SecretsDrained').length;

test.each([
  ['midnight', '2026-11-28T23:59:58Z', '2026-11-29T00:00:02Z'],
  ['the end of a month', '2026-11-30T23:59:58Z', '2026-12-01T00:00:02Z'],
  ['the end of a year', '2026-12-31T23:59:58Z', '2027-01-01T00:00:02Z'],
  ['the end of an hour', '2026-11-28T13:59:58Z', '2026-11-28T14:00:02Z'],
  ['ten minutes that end', '2026-11-28T13:09:58Z', '2026-11-28T13:10:02Z'],
  ['five minutes that end', '2026-11-28T13:04:58Z', '2026-11-28T13:05:02Z'],
])('a drain over %s is one drain, in one batch, in two, and in two of which the later comes first', async (_what, before, after) => {
  const halves = [reads(before, 0, 30), reads(after, 30, 60)] as const;
  for (const batches of [[halves.flat()], halves, [halves[1], halves[0]]]) {
    ({ judge, alerts } = new Judged());
    for (const batch of batches) await judge(batch, reader);
    expect(drained()).toBe(1);
    // Records that come again, hours later too, tell nothing more.
    for (const batch of batches) await judge(batch, reader);
    expect(drained()).toBe(0);
  }
});

test('what is read further apart than drainMinutes is no drain', async () => {
  await judge([...reads('2026-11-28T23:55:00Z', 0, 30), ...reads('2026-11-29T00:05:00Z', 30, 60)], reader);
  expect(drained()).toBe(0);
});

test('a reader that began before midnight is no new one after it', async () => {
  const by = declared({ reader: role('newcomer') });
  const at = (eventTime: string) => [read('/api/a', { eventTime, userIdentity: session('newcomer') })];
  await judge(at('2026-11-28T23:59:58Z'), by);
  expect(alerts()).toEqual([['SecretFirstRead', '/api/a']]);
  await judge(at('2026-11-29T00:00:02Z'), by);
  expect(alerts()).toEqual([]);
});

test('who floods notices through the end of an hour has the budget of two hours, and no more', async () => {
  const [before, after] = [reads('2026-11-28T23:59:58Z', 0, 30), reads('2026-11-29T00:00:02Z', 30, 60)];
  for (const each of [...before, ...after]) await judge([each]);
  expect(alerts().filter(([kind]) => kind === 'SecretReadByStranger')).toHaveLength(40);
});

test('a batch over the end of an hour tells of a stranger once, and of each hour once if it comes in pieces', async () => {
  const [before, after] = [read('/api/a', { eventTime: '2026-11-28T23:59:58Z' }), read('/api/a', { eventTime: '2026-11-29T00:00:02Z' })];
  await judge([before, after]);
  expect(alerts()).toEqual([['SecretReadByStranger', '/api/a']]);
  ({ judge, alerts } = new Judged());
  for (const each of [before, after, after]) await judge([each]);
  expect(alerts()).toHaveLength(2);
});
