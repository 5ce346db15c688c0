/** The middle of some measurements; of an even number of them, halfway between the two in the middle. */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError('median: no values. Measure at least once.');
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** What one measurement gave, by name, such as `{ seconds: 1.2, calls: 30 }`. */
export type Sample<M extends string> = Readonly<Record<M, number>>;

/** Something to measure, as many times as asked. */
export interface Subject<S extends string, M extends string> {
  readonly name: S;
  measure(): Promise<Sample<M>>;
}

/**
 * Measures subjects in turn, several rounds, and gives each one's medians.
 *
 * In turn, so that a machine that slows down for a while slows all of them; and each round begins with another one,
 * so that none always follows the same neighbour.
 */
export async function alternate<S extends string, M extends string>(
  rounds: number,
  subjects: readonly Subject<S, M>[],
): Promise<Record<S, Sample<M>>> {
  const samples = new Map<S, Sample<M>[]>(subjects.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    const first = round % subjects.length;
    for (const subject of [...subjects.slice(first), ...subjects.slice(0, first)]) {
      samples.get(subject.name)!.push(await subject.measure());
    }
  }
  return Object.fromEntries([...samples].map(([name, taken]) => [name, medians(taken)])) as Record<S, Sample<M>>;
}

function medians<M extends string>(samples: readonly Sample<M>[]): Sample<M> {
  const measures = Object.keys(samples[0] ?? {}) as M[];
  return Object.fromEntries(measures.map((measure) => [measure, median(samples.map((sample) => sample[measure]))])) as Sample<M>;
}
