import * as fc from 'fast-check';
import type { ValueFormat } from '../../../src/contracts/random-value';
import { CHARACTER_CLASSES, formatFault, randomValue } from '../../../src/programs/values/random-value';

const LIMIT = 4096;
const formats: fc.Arbitrary<ValueFormat> = fc.record({
  format: fc.constantFrom('password', 'hex', 'base64', 'uuid'),
  length: fc.integer({ min: 1, max: 5000 }),
  lower: fc.boolean(),
  upper: fc.boolean(),
  digits: fc.boolean(),
  symbols: fc.boolean(),
  excludeCharacters: fc.string({ maxLength: 30 }),
});

test('every format without a fault gives a value of its form, and within the limit', () => {
  fc.assert(
    fc.property(formats, (format) => {
      fc.pre(formatFault(format, LIMIT) === undefined);
      const value = randomValue(format);
      expect(Buffer.byteLength(value)).toBeLessThanOrEqual(LIMIT);
      switch (format.format) {
        case 'hex':
          expect(value).toMatch(new RegExp(`^[0-9a-f]{${format.length * 2}}$`));
          break;
        case 'base64':
          expect(Buffer.from(value, 'base64')).toHaveLength(format.length);
          break;
        case 'uuid':
          expect(value).toMatch(/^[0-9a-f-]{36}$/);
          break;
        case 'password': {
          expect(value).toHaveLength(format.length);
          expect([...format.excludeCharacters].filter((character) => value.includes(character))).toEqual([]);
          for (const [name, characters] of Object.entries(CHARACTER_CLASSES)) {
            const has = [...value].some((character) => characters.includes(character));
            expect(has).toBe(format[name as keyof typeof CHARACTER_CLASSES]);
          }
        }
      }
    }),
    { numRuns: 400 },
  );
});

test('no two values are alike', () => {
  const format: ValueFormat = {
    format: 'password',
    length: 16,
    lower: true,
    upper: true,
    digits: true,
    symbols: true,
    excludeCharacters: '',
  };
  expect(new Set(Array.from({ length: 2000 }, () => randomValue(format))).size).toBe(2000);
});

test('every position of a password holds every class now and then', () => {
  const format: ValueFormat = {
    format: 'password',
    length: 8,
    lower: true,
    upper: true,
    digits: true,
    symbols: false,
    excludeCharacters: '',
  };
  const values = Array.from({ length: 3000 }, () => randomValue(format));
  for (let position = 0; position < 8; position++) {
    const digits = values.filter((value) => /\d/.test(value[position]!)).length / values.length;
    expect(digits).toBeGreaterThan(0.15);
    expect(digits).toBeLessThan(0.35);
  }
});
