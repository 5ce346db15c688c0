/** The order of two texts by their code units, which no locale of a machine changes. */
export function compareTexts(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
