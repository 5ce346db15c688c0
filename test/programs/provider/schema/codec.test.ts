import { encode, ExtData } from '@msgpack/msgpack';
import * as fc from 'fast-check';
import { decodeRaw, encodeRaw, type Raw } from './msgpack';
import { decodeJson, decodeValue, encodeValue, EncodingError } from '../../../../src/programs/provider/schema/codec';
import { BigDecimal, Dynamic, equal, Unknown, type CtyType, type CtyValue } from '../../../../src/programs/provider/schema/types';

/** A type together with values of it. */
const typed: fc.Arbitrary<readonly [CtyType, CtyValue]> = fc.letrec<{ typed: readonly [CtyType, CtyValue] }>((tie) => ({
  typed: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.tuple(fc.constant<CtyType>('string'), orSpecial(fc.string({ unit: 'grapheme' }))),
    fc.tuple(fc.constant<CtyType>('bool'), orSpecial(fc.boolean())),
    fc.tuple(
      fc.constant<CtyType>('number'),
      orSpecial(
        fc.oneof(
          fc.integer(),
          fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => (Object.is(number, -0) ? 0 : number)),
          fc.bigInt({ min: 2n ** 64n, max: 2n ** 90n }).map((big) => new BigDecimal(big.toString())),
        ),
      ),
    ),
    tie('typed').chain(([type, value]) =>
      fc.constantFrom<readonly [CtyType, CtyValue]>(
        [
          ['list', type],
          [value, null],
        ],
        [['set', type], [value]],
        [['map', type], { some_key: value }],
        [
          ['tuple', [type, 'bool']],
          [value, true],
        ],
        [['list', type], Array(20).fill(value) as CtyValue[]],
        [['map', type], Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`key ${index}`, value]))],
        [['object', { member: type, other: 'string' }], { member: value, other: Unknown.VALUE }],
        ['dynamic', new Dynamic(type, value)],
        [['list', type], []],
        [['map', type], {}],
        [['list', type], Unknown.VALUE],
      ),
    ),
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
  fc.assert(
    fc.property(typed, ([type, value]) => {
      expect(same(decodeValue(type, encodeValue(type, value)), value)).toBe(true);
    }),
    { numRuns: 2000 },
  );
});

describe('both ways with an encoding that is not ours', () => {
  const choices = fc.infiniteStream(fc.nat());

  test('what any encoder may write of a value, in every legal width, is read as that value', () => {
    fc.assert(
      fc.property(typed, choices, ([type, value], chosen) => {
        const pick = (count: number) => (chosen.next().value as number) % count;
        expect(same(decodeValue(type, encodeRaw(rawOf(type, value, pick), pick)), value)).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });

  test('what we write is read by another decoder as the value', () => {
    fc.assert(
      fc.property(typed, ([type, value]) => {
        expect(same(valueOf(type, decodeRaw(encodeValue(type, value))), value)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  test.each<[string, bigint]>([
    ['positive fixint', 127n],
    ['8 bits', 200n],
    ['16 bits', 40_000n],
    ['32 bits', 3_000_000_000n],
    ['53 bits', 2n ** 53n - 1n],
    ['64 bits', 2n ** 64n - 1n],
    ['negative fixint', -32n],
    ['8 bits', -128n],
    ['16 bits', -32_768n],
    ['32 bits', -(2n ** 31n)],
    ['53 bits', 1n - 2n ** 53n],
    ['64 bits', -(2n ** 63n)],
  ])('a whole number of %s (%d) is the same in each of its widths, and as text', (_size, int) => {
    const expected = Number.isSafeInteger(Number(int)) ? Number(int) : new BigDecimal(int.toString());
    // More than there are widths of any number: each is taken at least once.
    for (let width = 0; width < 12; width++) {
      expect(
        decodeValue(
          'number',
          encodeRaw({ int }, (count) => width % count),
        ),
      ).toEqual(expected);
    }
    expect(
      decodeValue(
        'number',
        encodeRaw({ str: int.toString() }, () => 0),
      ),
    ).toEqual(expected);
  });

  test.each([0, 1, 31, 32, 255, 256, 65_535, 65_536])('a text of %d bytes is the same in each of its widths', (length) => {
    const text = 'x'.repeat(length);
    for (let width = 0; width < 4; width++) {
      expect(
        decodeValue(
          'string',
          encodeRaw({ str: text }, (count) => width % count),
        ),
      ).toBe(text);
    }
  });

  test.each([0, 15, 16, 300, 5000])('a list and a map of %d elements are the same in each of their widths', (length) => {
    const list = Array.from({ length }, (_, index) => index % 7 === 0);
    const map = Object.fromEntries(list.map((item, index) => [`key ${index}`, item]));
    for (let width = 0; width < 3; width++) {
      expect(
        decodeValue(
          ['list', 'bool'],
          encodeRaw({ list }, (count) => width % count),
        ),
      ).toEqual(list);
      expect(
        decodeValue(
          ['map', 'bool'],
          encodeRaw({ map: Object.entries(map) }, (count) => width % count),
        ),
      ).toEqual(map);
    }
  });

  test('an unknown is one in every form and with whatever is said about it', () => {
    const refinement = fc.constantFrom<Raw>(
      { map: [] },
      { map: [['1', false]] },
      {
        map: [
          ['1', false],
          ['2', { str: 'arn:' }],
        ],
      },
    );
    const refined = fc
      .tuple(refinement, choices)
      .map(([raw, chosen]) => encodeRaw(raw, (count) => (chosen.next().value as number) % count));
    const data = fc.oneof(fc.uint8Array({ maxLength: 300 }), refined);
    // Extension -1 is a time, which is no value of Terraform's.
    fc.assert(
      fc.property(typed, fc.integer({ min: 0, max: 127 }), data, fc.nat(), ([type], ext, bytes, form) => {
        expect(
          decodeValue(
            type,
            encodeRaw({ ext, data: bytes }, (count) => form % count),
          ),
        ).toBe(Unknown.VALUE);
      }),
      { numRuns: 1000 },
    );
  });

  test('a value that is cut off anywhere is refused, and no byte may follow it', () => {
    fc.assert(
      fc.property(typed, choices, fc.nat(), ([type, value], chosen, at) => {
        const pick = (count: number) => (chosen.next().value as number) % count;
        const bytes = encodeRaw(rawOf(type, value, pick), pick);
        expect(() => decodeValue(type, bytes.subarray(0, at % bytes.length))).toThrow(EncodingError);
        expect(() => decodeValue(type, Buffer.concat([bytes, Buffer.from([0xc0])]))).toThrow(EncodingError);
      }),
      { numRuns: 1000 },
    );
  });
});

/** What some encoder may make of a value: numbers as integers, floats or text, unknowns plain or with what is known of them. */
function rawOf(type: CtyType, value: CtyValue, pick: (count: number) => number): Raw {
  if (value === null) return null;
  if (value instanceof Unknown) {
    return pick(2) === 0 ? { ext: 0, data: new Uint8Array(1) } : { ext: 12, data: encodeRaw({ map: [['1', false]] }, pick) };
  }
  if (value instanceof Dynamic) return { list: [{ bin: Buffer.from(JSON.stringify(value.type)) }, rawOf(value.type, value.value, pick)] };
  if (value instanceof BigDecimal) return { str: value.text };
  if (typeof value === 'string') return { str: value };
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number') {
    const forms: Raw[] = [{ float: value }, { str: String(value) }];
    if (Number.isSafeInteger(value)) forms.push({ int: BigInt(value) });
    return forms[pick(forms.length)]!;
  }
  if (Array.isArray(value)) {
    return {
      list: value.map((item: CtyValue, index) =>
        rawOf(type[0] === 'tuple' ? (type[1] as CtyType[])[index]! : (type[1] as CtyType), item, pick),
      ),
    };
  }
  return {
    map: Object.entries(value).map(([key, item]) => [
      key,
      rawOf(type[0] === 'object' ? (type[1] as Record<string, CtyType>)[key]! : (type[1] as CtyType), item, pick),
    ]),
  };
}

/** What Terraform reads in bytes: numbers are numbers whatever form they came in. */
function valueOf(type: CtyType, raw: Raw): CtyValue {
  if (raw === null || typeof raw === 'boolean') return raw;
  if ('ext' in raw) return Unknown.VALUE;
  if ('int' in raw) return Number(raw.int);
  if ('float' in raw) return raw.float;
  if ('str' in raw) return type === 'number' ? new BigDecimal(raw.str) : raw.str;
  if ('map' in raw) {
    return Object.fromEntries(
      raw.map.map(([key, item]) => [
        key,
        valueOf(type[0] === 'object' ? (type[1] as Record<string, CtyType>)[key]! : (type[1] as CtyType), item),
      ]),
    );
  }
  if ('bin' in raw) throw new Error('bytes stand for a type only, in front of a dynamic value');
  if (type === 'dynamic') {
    const inner = JSON.parse(Buffer.from((raw.list[0] as { bin: Uint8Array }).bin).toString('utf8')) as CtyType;
    return new Dynamic(inner, valueOf(inner, raw.list[1]!));
  }
  return raw.list.map((item, index) => valueOf(type[0] === 'tuple' ? (type[1] as CtyType[])[index]! : (type[1] as CtyType), item));
}

test('bytes that are no such value are refused with an error that names the place, and nothing else is thrown', () => {
  fc.assert(
    fc.property(typed, fc.uint8Array({ maxLength: 64 }), ([type], bytes) => {
      try {
        decodeValue(type, bytes);
      } catch (error) {
        expect(error).toBeInstanceOf(EncodingError);
      }
    }),
    { numRuns: 2000 },
  );
});

test('an error never repeats the value that it is about', () => {
  const type: CtyType = ['object', { value_wo: 'number', name: ['object', { key: 'string' }] }];
  for (const wrong of [{ value_wo: 'CANARY-codec' }, { name: 'CANARY-codec' }, { name: { key: ['CANARY-codec'] } }, { CANARY: 1 }]) {
    expect(() => decodeValue(type, encode(wrong))).toThrow(EncodingError);
    try {
      decodeValue(type, encode(wrong));
    } catch (error) {
      expect((error as Error).message).not.toContain('CANARY-codec');
    }
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

test('a name that is special to JavaScript is one like any other', () => {
  const names = ['__proto__', 'constructor', 'toString', '9 letters', '________9', 'π-Namen'];
  const given = Object.fromEntries(names.map((name) => [name, `of ${name}`]));
  for (const type of [
    ['map', 'string'],
    ['object', Object.fromEntries(names.map((name) => [name, 'string']))],
  ] as CtyType[]) {
    const read = decodeValue(type, encodeValue(type, given));
    expect(Object.entries(read as object)).toEqual(expect.arrayContaining(Object.entries(given)));
    expect(Object.keys(read as object)).toHaveLength(names.length);
    expect(Object.getPrototypeOf(read)).toBe(Object.prototype);
  }
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
