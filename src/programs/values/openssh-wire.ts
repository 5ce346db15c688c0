/** The encoding of SSH's messages and keys (RFC 4251, 5): what is written and read is bytes with their length in front. */
export function sshString(content: string | Buffer): Buffer {
  const bytes = Buffer.from(content as string);
  return Buffer.concat([uint32(bytes.length), bytes]);
}

// Two's complement without leading zeros: a leading bit that is set would make it negative.
export function sshInteger(bytes: Buffer): Buffer {
  const first = bytes.findIndex((byte) => byte !== 0);
  const digits = first < 0 ? Buffer.alloc(0) : bytes.subarray(first);
  return sshString(digits.length > 0 && digits[0]! >= 0x80 ? Buffer.concat([Buffer.from([0]), digits]) : digits);
}

export function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** Reads what is encoded like this, from the front. @throws RangeError where it ends too early */
export class SshReader {
  private at = 0;

  constructor(private readonly bytes: Buffer) {}

  public uint32(): number {
    const value = this.bytes.readUInt32BE(this.at);
    this.at += 4;
    return value;
  }

  public string(): Buffer {
    const length = this.uint32();
    if (this.at + length > this.bytes.length) throw new RangeError('cut off');
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }

  public text(): string {
    return this.string().toString('latin1');
  }

  public rest(): Buffer {
    return this.bytes.subarray(this.at);
  }
}
