import { codec, type Message } from '../../../../src/programs/provider/plugin/wire';

/** Random numbers that are the same for the same seed (mulberry32). */
export class Random {
  constructor(private state: number) {}

  /** A whole number from 0 to below `limit`. */
  public below(limit: number): number {
    this.state = (this.state + 0x6d2b79f5) | 0; // eslint-disable-line no-bitwise
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state); // eslint-disable-line no-bitwise
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed; // eslint-disable-line no-bitwise
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit); // eslint-disable-line no-bitwise
  }

  public bytes(length: number): Buffer {
    return Buffer.from(Array.from({ length }, () => this.below(256)));
  }
}

type Mutation = (bytes: Buffer, at: number, random: Random) => Buffer;

const MUTATIONS: readonly Mutation[] = [
  (bytes, at, random) => replaced(bytes, at, bytes[at]! ^ (2 ** random.below(8))), // eslint-disable-line no-bitwise
  (bytes, at, random) => replaced(bytes, at, random.below(256)),
  // Lengths, tags and the ends of varints are in these.
  (bytes, at, random) => replaced(bytes, at, [0x00, 0x01, 0x7f, 0x80, 0xc1, 0xff][random.below(6)]!),
  (bytes, at, random) => Buffer.concat([bytes.subarray(0, at), random.bytes(1 + random.below(8)), bytes.subarray(at)]),
  (bytes, at, random) => Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + random.below(8))]),
  (bytes, at) => bytes.subarray(0, at),
  (bytes, at, random) => Buffer.concat([bytes, bytes.subarray(at, at + 1 + random.below(200))]),
];

/** Bytes with one to three things done to them: flipped, replaced, inserted, deleted, cut off, doubled. */
export function mutate(bytes: Buffer, random: Random): Buffer {
  let mutated = bytes.length === 0 ? random.bytes(1 + random.below(64)) : bytes;
  for (let times = 1 + random.below(3); times > 0 && mutated.length > 0; times--) {
    mutated = MUTATIONS[random.below(MUTATIONS.length)]!(mutated, random.below(mutated.length), random);
  }
  return mutated;
}

/** A request in which one value is tampered with, and the message around it is whole; where it has no value, the bytes themselves are. */
export function mutateValue(call: string, bytes: Buffer, random: Random): Buffer {
  const message = codec(`${call}.Request`).decode(bytes);
  const values = valuesIn(message);
  if (values.length === 0) return mutate(bytes, random);
  const { owner, field } = values[random.below(values.length)]!;
  owner[field] = mutate(owner[field] as Buffer, random);
  return codec(`${call}.Request`).encode(message);
}

function valuesIn(message: Message): { owner: Message; field: string }[] {
  return Object.entries(message).flatMap(([field, value]) => {
    if (Buffer.isBuffer(value)) return value.length > 0 ? [{ owner: message, field }] : [];
    return typeof value === 'object' && value !== null ? valuesIn(value as Message) : [];
  });
}

function replaced(bytes: Buffer, at: number, byte: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at] = byte;
  return copy;
}
