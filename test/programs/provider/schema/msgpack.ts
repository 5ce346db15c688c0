/**
 * MessagePack as its specification has it, for these tests alone: it shares nothing with the library that the provider
 * uses, and it writes a value in any of the widths that a reader has to take.
 */
export type Raw =
  | null
  | boolean
  | { readonly int: bigint }
  | { readonly float: number }
  | { readonly str: string }
  | { readonly bin: Uint8Array }
  | { readonly list: readonly Raw[] }
  | { readonly map: readonly (readonly [string, Raw])[] }
  | { readonly ext: number; readonly data: Uint8Array };

/** Chooses one of `count` ways, from 0. */
export type Pick = (count: number) => number;

/** Writes a value, each part of it in one of its legal widths. */
export function encodeRaw(raw: Raw, pick: Pick): Buffer {
  if (raw === null) return Buffer.from([0xc0]);
  if (typeof raw === 'boolean') return Buffer.from([raw ? 0xc3 : 0xc2]);
  if ('int' in raw) return oneOf(integerForms(raw.int), pick);
  if ('float' in raw) return oneOf(floatForms(raw.float), pick);
  if ('str' in raw) {
    const bytes = Buffer.from(raw.str, 'utf8');
    return Buffer.concat([oneOf(lengthForms(bytes.length, { fix: [0xa0, 32], 8: 0xd9, 16: 0xda, 32: 0xdb }), pick), bytes]);
  }
  if ('bin' in raw) return Buffer.concat([oneOf(lengthForms(raw.bin.length, { 8: 0xc4, 16: 0xc5, 32: 0xc6 }), pick), raw.bin]);
  if ('list' in raw) {
    return Buffer.concat([
      oneOf(lengthForms(raw.list.length, { fix: [0x90, 16], 16: 0xdc, 32: 0xdd }), pick),
      ...raw.list.map((item) => encodeRaw(item, pick)),
    ]);
  }
  if ('map' in raw) {
    const entries = raw.map.flatMap(([key, item]) => [encodeRaw({ str: key }, pick), encodeRaw(item, pick)]);
    return Buffer.concat([oneOf(lengthForms(raw.map.length, { fix: [0x80, 16], 16: 0xde, 32: 0xdf }), pick), ...entries]);
  }
  const fixed = [1, 2, 4, 8, 16].indexOf(raw.data.length);
  const heads = lengthForms(raw.data.length, { 8: 0xc7, 16: 0xc8, 32: 0xc9 });
  return Buffer.concat([
    oneOf(fixed < 0 ? heads : [Buffer.from([0xd4 + fixed]), ...heads], pick),
    Buffer.from(Int8Array.of(raw.ext).buffer),
    raw.data,
  ]);
}

/** Reads one value that fills all of the bytes. @throws Error for bytes that are none */
export function decodeRaw(bytes: Buffer): Raw {
  const { raw, end } = read(bytes, 0);
  if (end !== bytes.length) throw new Error(`${bytes.length - end} bytes too many`);
  return raw;
}

function oneOf(forms: readonly Buffer[], pick: Pick): Buffer {
  return forms[pick(forms.length)]!;
}

function form(size: number, tag: number, write: (bytes: Buffer) => void): Buffer {
  const bytes = Buffer.alloc(1 + size, tag);
  write(bytes);
  return bytes;
}

function integerForms(int: bigint): Buffer[] {
  const forms: Buffer[] = [];
  if (int >= 0n && int < 128n) forms.push(Buffer.from([Number(int)]));
  if (int < 0n && int >= -32n) forms.push(Buffer.from([256 + Number(int)]));
  for (const [tag, bits, write] of [
    [0xcc, 8, (bytes: Buffer) => bytes.writeUInt8(Number(int), 1)],
    [0xcd, 16, (bytes: Buffer) => bytes.writeUInt16BE(Number(int), 1)],
    [0xce, 32, (bytes: Buffer) => bytes.writeUInt32BE(Number(int), 1)],
    [0xcf, 64, (bytes: Buffer) => bytes.writeBigUInt64BE(int, 1)],
  ] as const) {
    if (BigInt.asUintN(bits, int) === int) forms.push(form(bits / 8, tag, write));
  }
  for (const [tag, bits, write] of [
    [0xd0, 8, (bytes: Buffer) => bytes.writeInt8(Number(int), 1)],
    [0xd1, 16, (bytes: Buffer) => bytes.writeInt16BE(Number(int), 1)],
    [0xd2, 32, (bytes: Buffer) => bytes.writeInt32BE(Number(int), 1)],
    [0xd3, 64, (bytes: Buffer) => bytes.writeBigInt64BE(int, 1)],
  ] as const) {
    if (BigInt.asIntN(bits, int) === int) forms.push(form(bits / 8, tag, write));
  }
  if (forms.length === 0) throw new RangeError(`${int} needs more than 64 bits`);
  return forms;
}

function floatForms(float: number): Buffer[] {
  const wide = form(8, 0xcb, (bytes) => bytes.writeDoubleBE(float, 1));
  return Object.is(Math.fround(float), float) ? [wide, form(4, 0xca, (bytes) => bytes.writeFloatBE(float, 1))] : [wide];
}

function lengthForms(length: number, tags: { fix?: readonly [tag: number, below: number]; 8?: number; 16: number; 32: number }): Buffer[] {
  const forms = [form(4, tags[32], (bytes) => bytes.writeUInt32BE(length, 1))];
  if (length < 0x10000) forms.push(form(2, tags[16], (bytes) => bytes.writeUInt16BE(length, 1)));
  if (tags[8] !== undefined && length < 0x100) forms.push(Buffer.from([tags[8], length]));
  if (tags.fix && length < tags.fix[1]) forms.push(Buffer.from([tags.fix[0] + length]));
  return forms;
}

interface Read {
  readonly raw: Raw;
  readonly end: number;
}

function read(bytes: Buffer, at: number): Read {
  const tag = bytes.readUInt8(at);
  if (tag < 0x80) return { raw: { int: BigInt(tag) }, end: at + 1 };
  if (tag >= 0xe0) return { raw: { int: BigInt(tag - 256) }, end: at + 1 };
  if (tag < 0x90) return readMap(bytes, at + 1, tag - 0x80);
  if (tag < 0xa0) return readList(bytes, at + 1, tag - 0x90);
  if (tag < 0xc0) return readText(bytes, at + 1, tag - 0xa0);
  switch (tag) {
    case 0xc0:
      return { raw: null, end: at + 1 };
    case 0xc2:
      return { raw: false, end: at + 1 };
    case 0xc3:
      return { raw: true, end: at + 1 };
    case 0xc4:
      return readBinary(bytes, at + 2, bytes.readUInt8(at + 1));
    case 0xc5:
      return readBinary(bytes, at + 3, bytes.readUInt16BE(at + 1));
    case 0xc6:
      return readBinary(bytes, at + 5, bytes.readUInt32BE(at + 1));
    case 0xc7:
      return readExtension(bytes, at + 2, bytes.readUInt8(at + 1));
    case 0xc8:
      return readExtension(bytes, at + 3, bytes.readUInt16BE(at + 1));
    case 0xc9:
      return readExtension(bytes, at + 5, bytes.readUInt32BE(at + 1));
    case 0xca:
      return { raw: { float: bytes.readFloatBE(at + 1) }, end: at + 5 };
    case 0xcb:
      return { raw: { float: bytes.readDoubleBE(at + 1) }, end: at + 9 };
    case 0xcc:
      return { raw: { int: BigInt(bytes.readUInt8(at + 1)) }, end: at + 2 };
    case 0xcd:
      return { raw: { int: BigInt(bytes.readUInt16BE(at + 1)) }, end: at + 3 };
    case 0xce:
      return { raw: { int: BigInt(bytes.readUInt32BE(at + 1)) }, end: at + 5 };
    case 0xcf:
      return { raw: { int: bytes.readBigUInt64BE(at + 1) }, end: at + 9 };
    case 0xd0:
      return { raw: { int: BigInt(bytes.readInt8(at + 1)) }, end: at + 2 };
    case 0xd1:
      return { raw: { int: BigInt(bytes.readInt16BE(at + 1)) }, end: at + 3 };
    case 0xd2:
      return { raw: { int: BigInt(bytes.readInt32BE(at + 1)) }, end: at + 5 };
    case 0xd3:
      return { raw: { int: bytes.readBigInt64BE(at + 1) }, end: at + 9 };
    case 0xd4:
    case 0xd5:
    case 0xd6:
    case 0xd7:
    case 0xd8:
      return readExtension(bytes, at + 1, 2 ** (tag - 0xd4));
    case 0xd9:
      return readText(bytes, at + 2, bytes.readUInt8(at + 1));
    case 0xda:
      return readText(bytes, at + 3, bytes.readUInt16BE(at + 1));
    case 0xdb:
      return readText(bytes, at + 5, bytes.readUInt32BE(at + 1));
    case 0xdc:
      return readList(bytes, at + 3, bytes.readUInt16BE(at + 1));
    case 0xdd:
      return readList(bytes, at + 5, bytes.readUInt32BE(at + 1));
    case 0xde:
      return readMap(bytes, at + 3, bytes.readUInt16BE(at + 1));
    case 0xdf:
      return readMap(bytes, at + 5, bytes.readUInt32BE(at + 1));
    default:
      throw new Error(`0x${tag.toString(16)} begins no value`);
  }
}

function slice(bytes: Buffer, at: number, length: number): Buffer {
  if (at + length > bytes.length) throw new Error('the bytes end too soon');
  return bytes.subarray(at, at + length);
}

function readText(bytes: Buffer, at: number, length: number): Read {
  return { raw: { str: slice(bytes, at, length).toString('utf8') }, end: at + length };
}

function readBinary(bytes: Buffer, at: number, length: number): Read {
  return { raw: { bin: slice(bytes, at, length) }, end: at + length };
}

function readExtension(bytes: Buffer, at: number, length: number): Read {
  return { raw: { ext: bytes.readInt8(at), data: slice(bytes, at + 1, length) }, end: at + 1 + length };
}

function readList(bytes: Buffer, at: number, length: number): Read {
  const list: Raw[] = [];
  let end = at;
  while (list.length < length) {
    const item = read(bytes, end);
    list.push(item.raw);
    ({ end } = item);
  }
  return { raw: { list }, end };
}

function readMap(bytes: Buffer, at: number, length: number): Read {
  const { raw, end } = readList(bytes, at, 2 * length);
  const { list } = raw as { list: Raw[] };
  return {
    raw: { map: Array.from({ length }, (_, index) => [(list[2 * index] as { str: string }).str, list[2 * index + 1]!] as const) },
    end,
  };
}
