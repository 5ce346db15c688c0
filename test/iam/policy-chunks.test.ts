import * as fc from 'fast-check';
import { type ChunkItem, divide, hashBits } from '../../src/iam/policy-chunks';

interface Item extends ChunkItem {
  readonly id: string;
}

const CAPACITY = 1000;

const items = fc
  .uniqueArray(fc.record({ id: fc.string({ minLength: 1, maxLength: 12 }), size: fc.integer({ min: 1, max: CAPACITY }) }), {
    selector: ({ id }) => id,
    minLength: 1,
    maxLength: 80,
  })
  .map((all) => all.map(({ id, size }): Item => ({ id, size, bits: hashBits(id) })));

function contents(all: readonly Item[]): { [name: string]: string[] } {
  return Object.fromEntries(divide(all, CAPACITY).map((chunk) => [chunk.name, chunk.items.map(({ id }) => id).sort()]));
}

describe('dividing permissions into policies', () => {
  test('puts every item into exactly one chunk, and no chunk is over capacity or empty', () => {
    fc.assert(
      fc.property(items, (all) => {
        const chunks = divide(all, CAPACITY);
        expect(chunks.flatMap((chunk) => chunk.items.map(({ id }) => id)).sort()).toEqual(all.map(({ id }) => id).sort());
        expect(new Set(chunks.map(({ name }) => name)).size).toBe(chunks.length);
        for (const chunk of chunks) {
          expect(chunk.items.length).toBeGreaterThan(0);
          expect(chunk.size).toBe(chunk.items.reduce((sum, { size }) => sum + size, 0));
          expect(chunk.size).toBeLessThanOrEqual(CAPACITY);
          expect(chunk.items.every(({ bits }) => bits.startsWith(chunk.prefix))).toBe(true);
        }
      }),
    );
  });

  test('gives the same chunks in whatever order the items come', () => {
    const orders = items.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })));
    fc.assert(
      fc.property(orders, ([all, shuffled]) => {
        expect(contents(shuffled)).toEqual(contents(all));
      }),
    );
  });

  test('moves items only out of the chunk that an added item overfills', () => {
    fc.assert(
      fc.property(items, (all) => {
        const [added, ...before] = all;
        fc.pre(before.length > 0);
        const [then, now] = [contents(before), contents([added!, ...before])];
        const changed = Object.keys(then).filter(
          (name) => JSON.stringify(then[name]) !== JSON.stringify(now[name]?.filter((id) => id !== added!.id)),
        );
        expect(changed.length).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('names the chunk that a new one was split from', () => {
    fc.assert(
      fc.property(items, (all) => {
        for (const { name, parent } of divide(all, CAPACITY)) {
          expect(parent === undefined).toBe(name === '');
          if (parent !== undefined) expect(name.startsWith(parent)).toBe(true);
        }
      }),
    );
  });
});
