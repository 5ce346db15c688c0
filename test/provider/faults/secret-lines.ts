const SHORTEST = 12;

/**
 * What must not be found anywhere: the values, and each line of those that have several (PEM), since lines may be
 * written apart. The words of a PEM block that are the same in all of them are left out.
 */
export function secretLines(values: readonly string[]): string[] {
  const lines = values.flatMap((value) => [value, ...value.split(/\r?\n/).filter((line) => line.length >= SHORTEST && !/^-----/.test(line))]);
  return [...new Set(lines)];
}
