/** How a field's value lies in the bytes (Protocol Buffers: Encoding). */
export const WireType = { VARINT: 0, FIXED_64: 1, DELIMITED: 2, GROUP: 3, END_OF_GROUP: 4, FIXED_32: 5 } as const;

const MAX_VARINT_BYTES = 10;
const MAX_GROUP_DEPTH = 100;
const TWO_TO_32 = 2 ** 32;

/** Reads protobuf's bytes one item after another. Every read past the end is an error, and none is repeated in it. */
export class ProtobufReader {
  /** Where the next item begins. */
  public at = 0;
  // The number that was read last, in two halves: it may have 64 bits.
  private low = 0;
  private high = 0;

  constructor(private readonly bytes: Buffer) {}

  public get length(): number {
    return this.bytes.length;
  }

  /** The field that comes next. @throws Error for the number 0, which no field has */
  public tag(): { number: number; wireType: number } {
    const tag = this.uint32();
    if (tag < 8) throw new Error('a field has number 0');
    return { number: Math.floor(tag / 8), wireType: tag % 8 };
  }

  public uint32(): number {
    this.varint();
    return this.low;
  }

  public int32(): number {
    this.varint();
    return this.low | 0; // eslint-disable-line no-bitwise
  }

  /** As a number: one beyond 2^53 is rounded. */
  public int64(): number {
    this.varint();
    return (this.high | 0) * TWO_TO_32 + this.low; // eslint-disable-line no-bitwise
  }

  public bool(): boolean {
    this.varint();
    return this.low !== 0 || this.high !== 0;
  }

  /** The same memory as the message. */
  public delimited(): Buffer {
    const end = this.endOfDelimited();
    const bytes = this.bytes.subarray(this.at, end);
    this.at = end;
    return bytes;
  }

  public string(): string {
    return this.delimited().toString('utf8');
  }

  /** Reads a length, and tells where what is so long ends. */
  public endOfDelimited(): number {
    this.varint();
    const end = this.at + this.low;
    if (this.high !== 0 || end > this.bytes.length) throw new Error('a field reaches beyond the end of its message');
    return end;
  }

  /** Passes over a value of a field that is of no interest. */
  public skip(wireType: number, depth = 0): void {
    switch (wireType) {
      case WireType.VARINT:
        this.varint();
        return;
      case WireType.FIXED_64:
        this.advance(8);
        return;
      case WireType.DELIMITED:
        this.at = this.endOfDelimited();
        return;
      case WireType.GROUP:
        if (depth === MAX_GROUP_DEPTH) throw new Error(`groups are nested deeper than ${MAX_GROUP_DEPTH} levels`);
        for (let inner = this.tag(); inner.wireType !== WireType.END_OF_GROUP; inner = this.tag()) this.skip(inner.wireType, depth + 1);
        return;
      case WireType.FIXED_32:
        this.advance(4);
        return;
      default:
        throw new Error(`a field has wire type ${wireType}`);
    }
  }

  private advance(length: number): void {
    if (this.at + length > this.bytes.length) throw new Error('a field reaches beyond the end of its message');
    this.at += length;
  }

  /* eslint-disable no-bitwise */
  private varint(): void {
    this.low = this.high = 0;
    for (let count = 0; count < MAX_VARINT_BYTES; count++) {
      if (this.at >= this.bytes.length) throw new Error('a number has no end');
      const byte = this.bytes[this.at++]!;
      const bits = byte & 0x7f;
      // Seven bits at a time, the lowest first; the fifth byte's are in both halves.
      if (count < 5) this.low = (this.low | bits << 7 * count) >>> 0;
      if (count === 4) this.high = bits >>> 4;
      if (count > 4) this.high = (this.high | bits << 7 * count - 32) >>> 0;
      if (byte < 0x80) return;
    }
    throw new Error(`a number is longer than ${MAX_VARINT_BYTES} bytes`);
  }
  /* eslint-enable no-bitwise */
}

/** Writes protobuf's bytes, in pieces that are put together once. */
export class ProtobufWriter {
  private readonly pieces: Uint8Array[] = [];
  private length = 0;

  public tag(number: number, wireType: number): void {
    this.varint(number * 8 + wireType);
  }

  /** A whole number, also a negative one: that has 64 bits then, as protobuf wants it. */
  public varint(value: number): void {
    const bytes: number[] = [];
    let rest = Number.isSafeInteger(value) && value >= 0 ? value : undefined;
    if (rest === undefined) {
      if (!Number.isSafeInteger(value)) throw new RangeError('a number is not whole, or beyond 2^53');
      let wide = BigInt.asUintN(64, BigInt(value));
      for (; wide > 0x7fn; wide >>= 7n) bytes.push(Number(wide & 0x7fn) + 0x80); // eslint-disable-line no-bitwise
      rest = Number(wide);
    }
    for (; rest > 0x7f; rest = Math.floor(rest / 0x80)) bytes.push(rest % 0x80 + 0x80);
    bytes.push(rest);
    this.raw(Uint8Array.from(bytes));
  }

  public delimited(bytes: Uint8Array): void {
    this.varint(bytes.length);
    this.raw(bytes);
  }

  public string(text: string): void {
    this.delimited(Buffer.from(text, 'utf8'));
  }

  /** What another writer has written, with its length in front. */
  public message(inner: ProtobufWriter): void {
    this.varint(inner.length);
    for (const piece of inner.pieces) this.raw(piece);
  }

  public finish(): Buffer {
    return Buffer.concat(this.pieces, this.length);
  }

  private raw(bytes: Uint8Array): void {
    this.pieces.push(bytes);
    this.length += bytes.length;
  }
}
