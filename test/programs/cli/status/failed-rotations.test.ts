import type { AwsClients } from '../../../../src/programs/aws/clients';
import { failedRotations } from '../../../../src/programs/cli/status/failed-rotations';

const NOW = new Date('2026-11-28T12:00:00Z');
const DAY_MS = 86_400_000;

interface Page {
  readonly events?: readonly { readonly message: string; readonly timestamp: number }[];
  readonly nextToken?: string;
}

/** A log that answers as CloudWatch Logs does. */
function logged(answer: (input: { startTime: number; nextToken?: string }) => Page) {
  const asked: { startTime: number; endTime?: number }[] = [];
  const client = {
    send: ({ input }: { input: { startTime: number; endTime?: number; nextToken?: string } }) => {
      asked.push(input);
      return Promise.resolve(answer(input));
    },
  };
  const aws = {
    client: () => Promise.resolve(client),
    call: (_call: unknown, signal: AbortSignal, run: (signal: AbortSignal) => Promise<unknown>) => run(signal),
    serverTime: () => NOW,
  } as unknown as AwsClients;
  return { asked, find: () => failedRotations(aws, 'acme-prod', new AbortController().signal) };
}

const line = (more: object) =>
  JSON.stringify({ level: 'ERROR', message: 'Failed', secret: '/api/db', step: 'test', reason: 'why', ...more });

test('the newest failure of a secret counts, in whatever order and window it comes', async () => {
  const at = (days: number) => NOW.getTime() - days * DAY_MS;
  const { find, asked } = logged(({ startTime }) => {
    if (startTime === at(2)) return { events: [{ message: line({ reason: 'new' }), timestamp: at(1) }] };
    return { events: [{ message: line({ reason: 'old', secret: startTime === at(9) ? '/api/db' : '/api/other' }), timestamp: at(8) }] };
  });
  const { failures, missing } = await find();
  expect(missing).toBeUndefined();
  expect([...failures].map(([name, { reason }]) => `${name} ${reason}`)).toEqual(['/api/db new', '/api/other old']);
  expect(failures.get('/api/db')!.times).toEqual([new Date(at(1)), new Date(at(8))]);
  // Each event is asked for once.
  expect(asked.map(({ endTime }) => endTime)).toEqual([undefined, at(2) - 1, at(9) - 1]);
});

test('lines that are none of the rotator, and requests that were wrong, are passed over', async () => {
  const lines = [
    'Task timed out after 900.00 seconds',
    'null',
    '7',
    line({ secret: 7 }),
    line({ message: 'Step' }),
    line({ level: 'INFO' }),
    ...['Busy', 'NoPrevious', 'NotPlanned'].map((code) => line({ code })),
  ];
  const { failures } = await logged(() => ({ events: lines.map((message) => ({ message, timestamp: NOW.getTime() })) })).find();
  expect(failures.size).toBe(0);
});

test('a log without end is given up, and what was looked at is said', async () => {
  const { find, asked } = logged(({ startTime }) => (startTime === NOW.getTime() - 2 * DAY_MS ? {} : { nextToken: 'more' }));
  const { missing } = await find();
  expect(asked).toHaveLength(30);
  expect(missing).toBe('/aws/lambda/acme-prod-rotator is long, and only its last 2 days were read');
});
