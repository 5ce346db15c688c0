import { Reader, Writer } from 'protobufjs/minimal';

/** The fields of a message: `name: [type, number]`, with `[]` behind a type that repeats and `{}` behind a map's from string. */
export type Fields = Readonly<Record<string, readonly [type: string, number: number]>>;

/** A message as the wire has it: field names to values. Each call's handler knows which fields it reads. */
export type Message = Record<string, unknown>;

/** Encodes and decodes one kind of message. */
export interface Codec {
  /** Fields that are undefined or null are not sent; all others are, also with their type's default value. */
  encode(message: Message): Buffer;
  /** A field that did not come reads as its type's default: null for a message. @throws Error where the bytes are no such message */
  decode(bytes: Uint8Array): Message;
}

interface Scalar {
  readonly wireType: number;
  readonly absent: unknown;
  read(reader: Reader): unknown;
  write(writer: Writer, value: never): unknown;
}

interface Field {
  readonly name: string;
  readonly number: number;
  readonly shape: 'one' | 'list' | 'map';
  /** The name of a message where it is no scalar. */
  readonly type: Scalar | string;
}

interface Kind {
  readonly fields: readonly Field[];
  readonly byNumber: ReadonlyMap<number, Field>;
  readonly absent: object;
}

const VARINT = 0;
const DELIMITED = 2;
const MAP_KEY = 1;
const MAP_VALUE = 2;
const MAX_DEPTH = 100;

const SCALARS: Readonly<Record<string, Scalar>> = {
  string: { wireType: DELIMITED, absent: '', read: readString, write: (writer, value) => writer.string(value) },
  bytes: { wireType: DELIMITED, absent: Buffer.alloc(0), read: (reader) => reader.bytes(), write: (writer, value) => writer.bytes(value) },
  bool: { wireType: VARINT, absent: false, read: (reader) => reader.bool(), write: (writer, value) => writer.bool(value) },
  int32: { wireType: VARINT, absent: 0, read: (reader) => reader.int32(), write: (writer, value) => writer.int32(value) },
  uint32: { wireType: VARINT, absent: 0, read: (reader) => reader.uint32(), write: (writer, value) => writer.uint32(value) },
  // A number on either side: what travels so here are versions and positions.
  int64: { wireType: VARINT, absent: 0, read: (reader) => Number(reader.int64()), write: (writer, value) => writer.int64(value) },
};

/**
 * Codecs of messages that are described by tables.
 *
 * Reads and writes by the table itself: a library's generated code costs its generation in each of the two to five
 * starts of every Terraform command, more than all messages of such a run take to encode.
 */
export class Codecs {
  private readonly kinds = new Map<string, Kind>();

  /** @param tables the fields of each message, by its name */
  constructor(private readonly tables: Readonly<Record<string, Fields>>) {}

  public codec(name: string): Codec {
    if (!Object.hasOwn(this.tables, name)) throw new Error(`no message ${name} on this wire`);
    return {
      encode: (message) => {
        const writer = Writer.create();
        this.write(writer, this.kind(name), message);
        return asBuffer(writer.finish());
      },
      decode: (bytes) => {
        const reader = Reader.create(asBuffer(bytes));
        return this.read(reader, this.kind(name), reader.len, undefined, 0);
      },
    };
  }

  private kind(name: string): Kind {
    let kind = this.kinds.get(name);
    if (!kind) {
      const fields = Object.entries(this.tables[name]!).map(([field, [type, number]]) => described(field, type, number));
      const absent = Object.fromEntries(fields.map((field) => [field.name, absentValue(field)]));
      kind = { fields, byNumber: new Map(fields.map((field) => [field.number, field])), absent: Object.freeze(absent) };
      this.kinds.set(name, kind);
    }
    return kind;
  }

  private write(writer: Writer, kind: Kind, message: Message): void {
    for (const field of kind.fields) {
      const value = Object.hasOwn(message, field.name) ? message[field.name] : undefined;
      if (value === undefined || value === null) continue;
      if (field.shape === 'one') {
        this.writeValue(writer, field.number, field.type, value);
      } else if (field.shape === 'list') {
        for (const item of value as readonly unknown[]) this.writeValue(writer, field.number, field.type, item);
      } else {
        for (const [key, item] of Object.entries(value)) {
          writer.uint32(tag(field.number, DELIMITED)).fork();
          writer.uint32(tag(MAP_KEY, DELIMITED)).string(key);
          this.writeValue(writer, MAP_VALUE, field.type, item);
          writer.ldelim();
        }
      }
    }
  }

  private writeValue(writer: Writer, number: number, type: Scalar | string, value: unknown): void {
    if (typeof type !== 'string') {
      type.write(writer.uint32(tag(number, type.wireType)), value as never);
      return;
    }
    this.write(writer.uint32(tag(number, DELIMITED)).fork(), this.kind(type), value as Message);
    writer.ldelim();
  }

  private read(reader: Reader, kind: Kind, end: number, into: Message | undefined, depth: number): Message {
    if (depth > MAX_DEPTH) throw new Error(`a message is nested deeper than ${MAX_DEPTH} levels`);
    const message = into ?? (Object.create(kind.absent) as Message);
    while (reader.pos < end) {
      const [number, wireType] = readTag(reader);
      const field = kind.byNumber.get(number);
      // What a newer peer sends is passed over, and so is a field in another type than ours.
      if (!field || wireType !== wireTypeOf(field)) {
        reader.skipType(wireType);
      } else if (field.shape === 'one') {
        set(message, field.name, this.readValue(reader, field.type, own(message, field.name) as Message | undefined, depth));
      } else if (field.shape === 'list') {
        const list = (own(message, field.name) as unknown[] | undefined) ?? [];
        list.push(this.readValue(reader, field.type, undefined, depth));
        set(message, field.name, list);
      } else {
        const map = (own(message, field.name) as Record<string, unknown> | undefined) ?? {};
        this.readEntry(reader, field.type, map, depth);
        set(message, field.name, map);
      }
    }
    if (reader.pos > end) throw new Error('a field reaches beyond the end of its message');
    return message;
  }

  private readValue(reader: Reader, type: Scalar | string, merged: Message | undefined, depth: number): unknown {
    if (typeof type !== 'string') return type.read(reader);
    return this.read(reader, this.kind(type), endOfDelimited(reader), merged, depth + 1);
  }

  private readEntry(reader: Reader, type: Scalar | string, map: Record<string, unknown>, depth: number): void {
    const end = endOfDelimited(reader);
    let key = '';
    let value: unknown = typeof type === 'string' ? Object.create(this.kind(type).absent) : type.absent;
    while (reader.pos < end) {
      const [number, wireType] = readTag(reader);
      if (number === MAP_KEY && wireType === DELIMITED) {
        key = readString(reader);
      } else if (number === MAP_VALUE && wireType === (typeof type === 'string' ? DELIMITED : type.wireType)) {
        value = this.readValue(reader, type, undefined, depth);
      } else {
        reader.skipType(wireType);
      }
    }
    if (reader.pos > end) throw new Error('a field reaches beyond the end of its message');
    set(map, key, value);
  }
}

/** The same memory as a Buffer: a message may have 256 MB. */
function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function described(name: string, type: string, number: number): Field {
  const shape = type.endsWith('{}') ? 'map' : type.endsWith('[]') ? 'list' : 'one';
  const bare = shape === 'one' ? type : type.slice(0, -2);
  return { name, number, shape, type: SCALARS[bare] ?? bare };
}

function absentValue({ shape, type }: Field): unknown {
  if (shape === 'one') return typeof type === 'string' ? null : type.absent;
  return Object.freeze(shape === 'list' ? [] : {});
}

function wireTypeOf({ shape, type }: Field): number {
  return shape === 'map' || typeof type === 'string' ? DELIMITED : type.wireType;
}

function tag(number: number, wireType: number): number {
  return ((number << 3) | wireType) >>> 0; // eslint-disable-line no-bitwise
}

function readTag(reader: Reader): readonly [number: number, wireType: number] {
  const read = reader.uint32();
  const number = read >>> 3; // eslint-disable-line no-bitwise
  if (number === 0) throw new Error('a field has number 0');
  return [number, read & 7]; // eslint-disable-line no-bitwise
}

// The reader's own way with strings takes one that is cut off for a shorter one.
function readString(reader: Reader): string {
  return (reader.bytes() as Buffer).toString('utf8');
}

function endOfDelimited(reader: Reader): number {
  const length = reader.uint32();
  const end = reader.pos + length;
  if (end > reader.len) throw new Error('a field reaches beyond the end of its message');
  return end;
}

function own(message: Message, name: string): unknown {
  return Object.hasOwn(message, name) ? message[name] : undefined;
}

// Defined, not assigned: what is absent is frozen in the prototype, and a map's key may be __proto__.
function set(message: Message, name: string, value: unknown): void {
  Object.defineProperty(message, name, { value, enumerable: true, configurable: true, writable: true });
}
