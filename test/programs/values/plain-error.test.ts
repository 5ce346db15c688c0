import { crashReport } from '../../../src/programs/provider/plugin/crash';
import { ProviderService } from '../../../src/programs/provider/protocol/provider-service';
import { Diagnostics } from '../../../src/programs/provider/schema/diagnostics';
import { describeError, framesOf, PlainError } from '../../../src/programs/values/plain-error';

/** What Node.js itself throws where it is given a value that it cannot take. */
function thrownBy(work: () => unknown): Error {
  try {
    work();
  } catch (error) {
    return error as Error;
  }
  throw new Error('nothing was thrown');
}

const QUOTING = [
  ['JSON', () => JSON.parse('CANARY-in-json')],
  ['an argument', () => Buffer.alloc('CANARY-as-size' as never)],
  ['an encoding', () => Buffer.from('x', 'CANARY-encoding' as never)],
] as const;

describe.each(QUOTING)('an error that quotes %s', (_what, work) => {
  const error = thrownBy(work);

  test('holds the value, or there would be nothing to test', () => {
    expect(`${error.message} ${error.stack}`).toContain('CANARY');
  });

  test('is told of by its kind and place only, in a crash and in a diagnostic', () => {
    const crash = crashReport(error);
    expect(crash).toMatch(/^panic: (SyntaxError|TypeError ERR_\w+) \(its message is left out, since it may quote a value\)\n {4}at /);
    expect(crash).not.toContain('CANARY');
    const diagnostics = new Diagnostics();
    diagnostics.thrown(error);
    expect(diagnostics.items).toMatchObject([
      {
        severity: 'error',
        summary: 'The coffer provider failed',
        detail: expect.stringMatching(/left out.*, at .*This is a fault of the provider/) as string,
      },
    ]);
    expect(JSON.stringify(diagnostics.items)).not.toContain('CANARY');
  });
});

test('a function that fails with a value in its hands says nothing of it', async () => {
  const fn = { name: 'broken', summary: '', description: '', parameters: [], call: () => JSON.parse('CANARY-in-function') as string };
  const definition = {
    version: '0',
    schema: { description: '', attributes: {} },
    resources: [],
    dataSources: [],
    ephemeralResources: [],
    functions: [fn],
    configure: () => ({}),
  };
  const answer = await new ProviderService(definition).handlers.CallFunction!({ name: 'broken', arguments: [] });
  expect(answer).toEqual({
    error: { text: 'The coffer provider failed: SyntaxError (its message is left out, since it may quote a value)' },
  });
});

test('an error whose message is known to hold nothing is shown whole', () => {
  expect(describeError(new PlainError('a field has number 0'))).toBe('Error: a field has number 0');
  expect(crashReport(new PlainError('a field has number 0'))).toMatch(/^panic: Error: a field has number 0\n {4}at /);
});

test('what is thrown and is no error is left out', () => {
  expect(crashReport('CANARY-thrown')).toBe(
    'panic: what was thrown is no error but a string, which is left out, since it may be a value\n',
  );
  expect(framesOf({ stack: 'CANARY' })).toEqual([]);
});

test('lines of a message that look like places are not taken for such', () => {
  const error = new Error('first\n    at CANARY (file.js:1:2)\nlast');
  expect(framesOf(error).join('\n')).not.toContain('CANARY');
  expect(framesOf(error)[0]).toContain('plain-error.test.ts');
});

test('a name or code that is no word is left out', () => {
  const error = Object.assign(new Error('x'), { name: 'CANARY name', code: 'CANARY-code' });
  expect(describeError(error)).toBe('Error (its message is left out, since it may quote a value)');
});
