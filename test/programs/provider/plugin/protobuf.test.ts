import * as fc from 'fast-check';
import { Root, type INamespace } from 'protobufjs';
import { Codecs, type Fields, type Message } from '../../../../src/programs/provider/plugin/protobuf';

const TABLES: Record<string, Fields> = {
  Everything: {
    text: ['string', 1],
    data: ['bytes', 2],
    flag: ['bool', 3],
    small: ['int32', 4],
    natural: ['uint32', 15],
    large: ['int64', 16],
    inner: ['Inner', 100],
    texts: ['string[]', 536870911],
    inners: ['Inner[]', 21],
    names: ['string{}', 22],
    members: ['Inner{}', 23],
  },
  Inner: { text: ['string', 1], deeper: ['Inner', 2] },
  Empty: {},
};
const codecs = new Codecs(TABLES);
const everything = codecs.codec('Everything');

/** The same messages as protobufjs knows them: an implementation that shares nothing with ours but the reading of bytes. */
const theirs = Root.fromJSON({
  nested: Object.fromEntries(
    Object.entries(TABLES).map(([name, fields]): [string, INamespace] => [
      name,
      {
        fields: Object.fromEntries(
          Object.entries(fields).map(([field, [type, id]]) => {
            if (type.endsWith('{}')) return [field, { keyType: 'string', type: type.slice(0, -2), id }];
            return [field, type.endsWith('[]') ? { rule: 'repeated', type: type.slice(0, -2), id } : { type, id }];
          }),
        ),
      } as INamespace,
    ]),
  ),
}).lookupType('Everything');

const inner: fc.Arbitrary<Message> = fc.letrec<{ inner: Message }>((tie) => ({
  inner: fc
    .record(
      { text: fc.string({ unit: 'grapheme' }), deeper: fc.option(tie('inner'), { maxDepth: 4, nil: undefined }) },
      { requiredKeys: [] },
    )
    .map(withoutUndefined),
})).inner;

const message: fc.Arbitrary<Message> = fc
  .record(
    {
      text: fc.string({ unit: 'grapheme' }),
      data: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
      flag: fc.boolean(),
      small: fc.integer(),
      natural: fc.nat({ max: 0xffffffff }),
      large: fc.maxSafeInteger(),
      inner,
      texts: fc.array(fc.string(), { minLength: 1 }),
      inners: fc.array(inner, { minLength: 1 }),
      names: fc.dictionary(fc.string(), fc.string(), { minKeys: 1, noNullPrototype: true }),
      members: fc.dictionary(fc.string(), inner, { minKeys: 1, noNullPrototype: true }),
    },
    { requiredKeys: [] },
  )
  .map(withoutUndefined);

function withoutUndefined(given: Message): Message {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

/** protobufjs does not take a map's key of this name. */
function hasProtoKey(sent: Message): boolean {
  return JSON.stringify(sent).includes('"__proto__":');
}

describe('a message', () => {
  test('comes back as it went', () => {
    fc.assert(
      fc.property(message, (sent) => expect(everything.decode(everything.encode(sent))).toEqual(sent)),
      { numRuns: 500 },
    );
  });

  test('of ours is read by protobufjs as it was meant', () => {
    fc.assert(
      fc.property(message, (sent) => {
        fc.pre(!hasProtoKey(sent));
        expect(theirs.toObject(theirs.decode(everything.encode(sent)), { longs: Number })).toEqual(sent);
      }),
      { numRuns: 500 },
    );
  });

  test('of protobufjs is read by ours as it was meant', () => {
    fc.assert(
      fc.property(message, (sent) => {
        fc.pre(!hasProtoKey(sent));
        expect(everything.decode(theirs.encode(theirs.fromObject(sent)).finish())).toEqual(sent);
      }),
      { numRuns: 500 },
    );
  });

  test('has the default of its type for every field that did not come, and none of its own', () => {
    const absent = everything.decode(Buffer.alloc(0));
    expect(Object.keys(absent)).toEqual([]);
    expect([absent.text, absent.data, absent.flag, absent.small, absent.large, absent.inner, absent.texts, absent.names]).toEqual([
      '',
      Buffer.alloc(0),
      false,
      0,
      0,
      null,
      [],
      {},
    ]);
  });

  test('does not send what is undefined or null, and sends defaults that are set', () => {
    expect(everything.encode({ text: undefined, inner: null, small: 0 })).toEqual(Buffer.from([0x20, 0]));
  });

  test('keeps a key named __proto__ as a key', () => {
    const names = JSON.parse('{"__proto__":"CANARY"}') as object;
    const read = everything.decode(everything.encode({ names })).names as object;
    expect(Object.getOwnPropertyDescriptor(read, '__proto__')?.value).toBe('CANARY');
    expect(Object.getPrototypeOf(read)).toBe(Object.prototype);
  });
});

describe('bytes from elsewhere', () => {
  test('with fields that are not in the table are read without them', () => {
    const newer = new Codecs({ Inner: { ...TABLES.Inner, later: ['string', 3], number: ['int64', 4], more: ['Inner', 5] } }).codec('Inner');
    expect(codecs.codec('Inner').decode(newer.encode({ text: 'a', later: 'b', number: 7, more: { text: 'c' } }))).toEqual({ text: 'a' });
  });

  test('with a field in another type than ours are read without it', () => {
    const other = new Codecs({ Inner: { text: ['int64', 1], deeper: ['int32', 2] } }).codec('Inner');
    expect(codecs.codec('Inner').decode(other.encode({ text: 7, deeper: 1 }))).toEqual({});
  });

  test('that have a message in two pieces are read as one message, as protobuf merges them', () => {
    const pieces = Buffer.concat([everything.encode({ inner: { text: 'a' } }), everything.encode({ inner: { deeper: { text: 'b' } } })]);
    expect(everything.decode(pieces)).toEqual({ inner: { text: 'a', deeper: { text: 'b' } } });
  });

  test('that end in the middle of a field are refused', () => {
    fc.assert(
      fc.property(message, fc.nat(), (sent, at) => {
        const whole = everything.encode({ ...sent, text: `${String(sent.text ?? '')}CANARY` });
        const field = everything.encode({ text: `${String(sent.text ?? '')}CANARY` });
        // `text` comes first: any cut inside it leaves a field without its end.
        const cut = 1 + (at % (field.length - 1));
        expect(() => everything.decode(whole.subarray(0, cut))).toThrow();
      }),
      { numRuns: 300 },
    );
  });

  test('that are anything at all give a message or an error, and never more', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          expect(typeof everything.decode(Buffer.from(bytes))).toBe('object');
        } catch (error) {
          expect(error).toBeInstanceOf(Error);
        }
      }),
      { numRuns: 3000 },
    );
  });

  test('that are nested without end are refused before the stack is full', () => {
    let nested = Buffer.alloc(0);
    for (let depth = 0; depth < 5000; depth++) {
      const length = everything.encode({ natural: nested.length }).subarray(1);
      // eslint-disable-next-line no-bitwise
      nested = Buffer.concat([Buffer.from([(2 << 3) | 2]), nested.length === 0 ? Buffer.from([0]) : length, nested]);
    }
    expect(() => codecs.codec('Inner').decode(nested)).toThrow('nested deeper than 100 levels');
  });

  test('with an inner message that claims to reach beyond the outer one are refused', () => {
    const outer = Buffer.from([(2 << 3) | 2, 4, (1 << 3) | 2, 5, 0x61, 0x61, 0x61, 0x61, 0x61, 0x61]); // eslint-disable-line no-bitwise
    expect(() => codecs.codec('Inner').decode(outer)).toThrow('reaches beyond the end');
  });
});

test('a message that is in no table is an error of the program', () => {
  expect(() => codecs.codec('Nothing')).toThrow('no message Nothing on this wire');
});
