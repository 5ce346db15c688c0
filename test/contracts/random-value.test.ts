import * as fc from 'fast-check';
import { DEFAULT_VALUE_FORMAT, FORMATS } from '../../src/contracts/random-value';
import { formatFault, randomValue } from '../../src/programs/values/random-value';
import { bytesOf, checkGenerated, checkLength, SecretFormat } from '../../src/secret/generated-value';
import { thrownBy } from '../support/errors';

const ofFormat = fc.constantFrom(...Object.values(SecretFormat).filter((format) => format !== SecretFormat.UUID));
const maximum = fc.constantFrom(4096, 8192);

function isRefused(run: () => void): boolean {
  try {
    run();
    return false;
  } catch {
    return true;
  }
}

test('formats are the same at synth and in programs', () => {
  expect(Object.values(SecretFormat).sort()).toEqual([...FORMATS].sort());
});

test('synth refuses the lengths that programs refuse, and no other', () => {
  const edges = [7, 8, 15, 16, 2048, 2049, 3072, 3073, 4096, 4097, 6144, 6145, 8192, 8193, 12.5];
  const lengths = fc.oneof(fc.integer({ min: -10, max: 9000 }), fc.constantFrom(...edges));
  fc.assert(
    fc.property(ofFormat, lengths, maximum, (format, length, bytes) => {
      const fault = formatFault({ ...DEFAULT_VALUE_FORMAT, format: `${format}`, length }, bytes);
      expect(isRefused(() => checkLength('test', format, length, bytes))).toBe(fault !== undefined);
    }),
    { numRuns: 500 },
  );
});

test('a value has the bytes that synth reckons with', () => {
  const given = fc.option(fc.integer({ min: 16, max: 200 }), { nil: undefined });
  fc.assert(
    fc.property(fc.constantFrom(...Object.values(SecretFormat)), given, (format, length) => {
      const value = randomValue({ ...DEFAULT_VALUE_FORMAT, format: `${format}`, length: length ?? DEFAULT_VALUE_FORMAT.length });
      expect(Buffer.byteLength(value)).toBe(bytesOf({ format, length }));
    }),
  );
});

test.each([
  [
    'two characters, of which there are eight',
    { length: 8, upper: false, digits: false, excludeCharacters: 'cdefghijklmnopqrstuvwxyz' },
    8,
  ],
  ['eight digits', { length: 8, lower: false, upper: false }, 26],
])('what can be guessed is made neither at synth nor by programs: %s', (_, props, bits) => {
  expect(formatFault({ ...DEFAULT_VALUE_FORMAT, ...props }, 4096)).toEqual({
    member: 'length',
    problem: `such a password has ${bits} bits, which can be guessed; choose a length and classes that give 32 or more`,
  });
  expect(thrownBy(() => checkGenerated('test', props))).toEqual({
    name: 'SecretSourceError',
    message: `test: such a value has ${bits} bits, which can be guessed. Write a length and classes of characters that give 32 or more.`,
  });
});

test('a password of eight letters, and a number of ten digits, are made', () => {
  for (const props of [
    { length: 8, upper: false, digits: false },
    { length: 10, lower: false, upper: false },
  ]) {
    expect(formatFault({ ...DEFAULT_VALUE_FORMAT, ...props }, 4096)).toBeUndefined();
    expect(() => checkGenerated('test', props)).not.toThrow();
  }
});
