import { createHash } from 'crypto';

/** Something that takes room in a policy. */
export interface ChunkItem {
  /** Hash of what the item is, from `hashBits`: decides which chunk it falls into. */
  readonly bits: string;
  /** Characters it takes. */
  readonly size: number;
}

/** Items that share one policy. */
export interface Chunk<T extends ChunkItem> {
  /** Name of the chunk among its siblings: '' for the first one. */
  readonly name: string;
  /** Name of the chunk that it was split from; undefined for the first one. */
  readonly parent?: string;
  /** First bits that all items of this chunk share, and no item of another chunk. */
  readonly prefix: string;
  readonly items: readonly T[];
  /** Characters of all items together. */
  readonly size: number;
}

/**
 * Divides items into chunks that fit a capacity, such that adding or taking away one item touches one chunk, or
 * the chunk that splits and its new half.
 *
 * Filling policies one after the other would move a permission from policy to policy whenever a secret is added
 * in the middle, and while Terraform applies such a move the role is without it. So an item's place depends on
 * its own hash only: a chunk that overflows is split by the next bit of its items' hashes, and the half with bit
 * 0 keeps the name (extendible hashing). Which item is where depends on the set of items, not on their order.
 */
export function divide<T extends ChunkItem>(items: readonly T[], capacity: number): Chunk<T>[] {
  return items.length === 0 ? [] : split(items, capacity, 0, { name: '' });
}

function split<T extends ChunkItem>(
  items: readonly T[],
  capacity: number,
  depth: number,
  self: { readonly name: string; readonly parent?: string },
): Chunk<T>[] {
  const size = sizeOf(items);
  // One item alone stays whole whatever its size, and so do items that no bit tells apart.
  if (size <= capacity || items.length === 1 || depth === HASH_BITS) {
    return [{ ...self, prefix: items[0]!.bits.slice(0, depth), items, size }];
  }
  const zeros = items.filter(({ bits }) => bits[depth] === '0');
  const ones = items.filter(({ bits }) => bits[depth] === '1');
  if (zeros.length === 0 || ones.length === 0) return split(items, capacity, depth + 1, self);
  const name = ones[0]!.bits.slice(0, depth + 1);
  return [...split(zeros, capacity, depth + 1, self), ...split(ones, capacity, depth + 1, { name, parent: self.name })];
}

/** Characters that items take together. */
export function sizeOf(items: readonly ChunkItem[]): number {
  return items.reduce((sum, { size }) => sum + size, 0);
}

const HASH_BITS = 64;

/** The bits that decide where an item goes. */
export function hashBits(id: string): string {
  const digest = createHash('sha256').update(id).digest();
  return [...digest.subarray(0, HASH_BITS / 8)].map((byte) => byte.toString(2).padStart(8, '0')).join('');
}
