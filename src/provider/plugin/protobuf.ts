import { ProtobufReader, ProtobufWriter, WireType } from './protobuf-bytes';

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
  read(reader: ProtobufReader): unknown;
  write(writer: ProtobufWriter, value: never): void;
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

const MAP_KEY = 1;
const MAP_VALUE = 2;
const MAX_DEPTH = 100;

const { VARINT, DELIMITED } = WireType;
const varint = (writer: ProtobufWriter, value: number) => writer.varint(value);

const SCALARS: Readonly<Record<string, Scalar>> = {
  string: { wireType: DELIMITED, absent: '', read: (reader) => reader.string(), write: (writer, value) => writer.string(value) },
  bytes: { wireType: DELIMITED, absent: Buffer.alloc(0), read: (reader) => reader.delimited(), write: (writer, value) => writer.delimited(value) },
  bool: { wireType: VARINT, absent: false, read: (reader) => reader.bool(), write: (writer, value: boolean) => writer.varint(value ? 1 : 0) },
  int32: { wireType: VARINT, absent: 0, read: (reader) => reader.int32(), write: varint },
  uint32: { wireType: VARINT, absent: 0, read: (reader) => reader.uint32(), write: varint },
  int64: { wireType: VARINT, absent: 0, read: (reader) => reader.int64(), write: varint },
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
      encode: (message) => this.written(this.kind(name), message).finish(),
      decode: (bytes) => {
        const reader = new ProtobufReader(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
        return this.read(reader, this.kind(name), reader.length, undefined, 0);
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

  private written(kind: Kind, message: Message): ProtobufWriter {
    const writer = new ProtobufWriter();
    for (const { name, number, shape, type } of kind.fields) {
      const value = Object.hasOwn(message, name) ? message[name] : undefined;
      if (value === undefined || value === null) continue;
      if (shape === 'one') {
        this.write(writer, number, type, value);
      } else if (shape === 'list') {
        for (const item of value as readonly unknown[]) this.write(writer, number, type, item);
      } else {
        for (const [key, item] of Object.entries(value)) {
          const entry = new ProtobufWriter();
          entry.tag(MAP_KEY, DELIMITED);
          entry.string(key);
          this.write(entry, MAP_VALUE, type, item);
          writer.tag(number, DELIMITED);
          writer.message(entry);
        }
      }
    }
    return writer;
  }

  private write(writer: ProtobufWriter, number: number, type: Scalar | string, value: unknown): void {
    writer.tag(number, typeof type === 'string' ? DELIMITED : type.wireType);
    if (typeof type === 'string') writer.message(this.written(this.kind(type), value as Message));
    else type.write(writer, value as never);
  }

  private read(reader: ProtobufReader, kind: Kind, end: number, into: Message | undefined, depth: number): Message {
    if (depth > MAX_DEPTH) throw new Error(`a message is nested deeper than ${MAX_DEPTH} levels`);
    const message = into ?? Object.create(kind.absent) as Message;
    while (reader.at < end) {
      const { number, wireType } = reader.tag();
      const field = kind.byNumber.get(number);
      // What a newer peer sends is passed over, and so is a field in another type than ours.
      if (!field || wireType !== wireTypeOf(field)) {
        reader.skip(wireType);
      } else if (field.shape === 'one') {
        set(message, field.name, this.readValue(reader, field.type, own(message, field.name) as Message | undefined, depth));
      } else if (field.shape === 'list') {
        const list = own(message, field.name) as unknown[] | undefined ?? [];
        list.push(this.readValue(reader, field.type, undefined, depth));
        set(message, field.name, list);
      } else {
        const map = own(message, field.name) as Record<string, unknown> | undefined ?? {};
        this.readEntry(reader, field.type, map, depth);
        set(message, field.name, map);
      }
    }
    if (reader.at > end) throw new Error('a field reaches beyond the end of its message');
    return message;
  }

  private readValue(reader: ProtobufReader, type: Scalar | string, merged: Message | undefined, depth: number): unknown {
    if (typeof type !== 'string') return type.read(reader);
    return this.read(reader, this.kind(type), reader.endOfDelimited(), merged, depth + 1);
  }

  private readEntry(reader: ProtobufReader, type: Scalar | string, map: Record<string, unknown>, depth: number): void {
    const end = reader.endOfDelimited();
    let key = '';
    let value: unknown = typeof type === 'string' ? Object.create(this.kind(type).absent) : type.absent;
    while (reader.at < end) {
      const { number, wireType } = reader.tag();
      if (number === MAP_KEY && wireType === DELIMITED) key = reader.string();
      else if (number === MAP_VALUE && wireType === (typeof type === 'string' ? DELIMITED : type.wireType)) value = this.readValue(reader, type, undefined, depth);
      else reader.skip(wireType);
    }
    if (reader.at > end) throw new Error('a field reaches beyond the end of its message');
    set(map, key, value);
  }
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

function own(message: Message, name: string): unknown {
  return Object.hasOwn(message, name) ? message[name] : undefined;
}

// Defined, not assigned: what is absent is frozen in the prototype, and a map's key may be __proto__.
function set(message: Message, name: string, value: unknown): void {
  Object.defineProperty(message, name, { value, enumerable: true, configurable: true, writable: true });
}
