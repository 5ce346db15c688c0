import { encode, ExtData } from '@msgpack/msgpack';
import * as fc from 'fast-check';
import { decodeJson, decodeValue, encodeValue, EncodingError } from '../../../src/provider/schema/codec';
import { BigDecimal, Dynamic, equal, Unknown, type CtyType, type CtyValue } from '../../../src/provider/schema/types';

/** A type together with values of it. */
const typed: fc.Arbitrary<readonly [CtyType, CtyValue]> = fc.letrec<{ typed: readonly [CtyType, CtyValue] }>((tie) => ({
  typed: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.tuple(fc.constant<CtyType>('string'), orSpecial(fc.string({ unit: 'grapheme' }))),
    fc.tuple(fc.constant<CtyType>('bool'), orSpecial(fc.boolean())),
    fc.tuple(fc.constant<CtyType>('number'), orSpecial(fc.oneof(
      fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => (Object.is(number, -0) ? 0 : number)),
      fc.bigInt({ min: 2n ** 64n, max: 2n ** 90n }).map((big) => new BigDecimal(big.toString())),
    ))),
    tie('typed').chain(([type, value]) => fc.constantFrom<readonly [CtyType, CtyValue]>(
      [['list', type], [value, null]], [['set', type], [value]], [['map', type], { some_key: value }], [['tuple', [type, 'bool']], [value, true]],
      [['object', { member: type, other: 'string' }], { member: value, other: Unknown.VALUE }], ['dynamic', new Dynamic(type, value)],
      [['list', type], []], [['map', type], {}], [['list', type], Unknown.VALUE],
    )),
  ),
})).typed;

function orSpecial(values: fc.Arbitrary<CtyValue>): fc.Arbitrary<CtyValue> {
  return fc.oneof({ weight: 8, arbitrary: values }, fc.constant<CtyValue>(null), fc.constant<CtyValue>(Unknown.VALUE));
}

/** `equal`, but with an unknown equal to itself. */
function same(a: CtyValue, b: CtyValue): boolean {
  return JSON.stringify(a, marked) === JSON.stringify(b, marked) || equal(a, b);
}
const marked = (_key: string, value: unknown) => (value instanceof Unknown ? '<unknown>' : value);

test('every value of every type comes back as it went', () => {
  fc.assert(fc.property(typed, ([type, value]) => {
    expect(same(decodeValue(type, encodeValue(type, value)), value)).toBe(true);
  }), { numRuns: 2000 });
});

test('bytes that are no such value are refused with an error that names the place, and nothing else is thrown', () => {
  fc.assert(fc.property(typed, fc.uint8Array({ maxLength: 64 }), ([type], bytes) => {
    try {
      decodeValue(type, bytes);
    } catch (error) {
      expect(error).toBeInstanceOf(EncodingError);
    }
  }), { numRuns: 2000 });
});

test('an error never repeats the value that it is about', () => {
  const type: CtyType = ['object', { value_wo: 'number', name: ['object', { key: 'string' }] }];
  for (const wrong of [{ value_wo: 'CANARY-codec' }, { name: 'CANARY-codec' }, { name: { key: ['CANARY-codec'] } }, { CANARY: 1 }]) {
    expect(() => decodeValue(type, encode(wrong))).toThrow(EncodingError);
    try { decodeValue(type, encode(wrong)); } catch (error) { expect((error as Error).message).not.toContain('CANARY-codec'); }
  }
});

test('an unknown is sent as extension 0 with one zero byte, and any extension is read as unknown', () => {
  expect(encodeValue('string', Unknown.VALUE)).toEqual(Buffer.from([0xd4, 0x00, 0x00]));
  expect(decodeValue('string', encode(new ExtData(12, new Uint8Array([0x81, 0x01, 0xc2]))))).toBe(Unknown.VALUE);
});

test('an object is sent with every attribute, null included', () => {
  const type: CtyType = ['object', { a: 'string', b: 'string' }];
  expect(decodeValue(type, encodeValue(type, { a: 'x' }))).toEqual({ a: 'x', b: null });
});

test('numbers that a double cannot hold keep their digits', () => {
  expect(decodeValue('number', encode('12345678901234567890.5'))).toEqual(new BigDecimal('12345678901234567890.5'));
  expect(decodeValue('number', encode(2n ** 63n, { useBigInt64: true }))).toEqual(new BigDecimal('9223372036854775808'));
  expect(decodeValue('number', encode('1.5'))).toBe(1.5);
});

test('a value nested without end is refused', () => {
  const type = JSON.stringify('dynamic');
  let nested: unknown = [Buffer.from('"string"'), 'x'];
  for (let depth = 0; depth < 150; depth++) nested = [Buffer.from(type), nested];
  expect(() => decodeValue('dynamic', encode(nested, { maxDepth: 1000 }))).toThrow('nested deeper than 100 levels');
});

test('state in JSON is read by the schema', () => {
  expect(decodeJson(['object', { a: 'number', b: ['list', 'string'] }], Buffer.from('{"a":1,"b":["x"]}'))).toEqual({ a: 1, b: ['x'] });
  expect(() => decodeJson('string', Buffer.from('{'))).toThrow('not JSON');
});
