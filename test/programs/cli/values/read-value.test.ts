import { getEventListeners } from 'node:events';
import { PassThrough } from 'node:stream';
import { readValue } from '../../../../src/programs/cli/values/read-value';
import { CapturedTerminal } from '../captured';

const input = Object.getOwnPropertyDescriptor(process, 'stdin')!;

afterEach(() => {
  Object.defineProperty(process, 'stdin', input);
  jest.restoreAllMocks();
});

test('questions leave nothing behind on the signal that ends them', async () => {
  jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  const { signal } = new AbortController();
  for (const value of ['CANARY-first', 'CANARY-second']) {
    const typed = Object.assign(new PassThrough(), { isTTY: true });
    Object.defineProperty(process, 'stdin', { value: typed, configurable: true });
    const answer = readValue('/api/key', new CapturedTerminal(), false, signal);
    expect(getEventListeners(signal, 'abort')).toHaveLength(1);
    typed.write(`${value}\n`);
    expect(await answer).toBe(value);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  }
});
