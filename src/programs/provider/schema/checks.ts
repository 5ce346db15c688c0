/** What is wrong with a value, as attributes' checks say it; undefined where nothing is. */
type Fault = readonly [summary: string, detail: string] | undefined;

/** The fault of a word that has to be one of a few. */
export function oneOf(name: string, words: readonly string[], given: string): Fault {
  return words.includes(given) ? undefined : [`Wrong ${name}`, `${name} is '${given}'; it must be one of ${words.join(', ')}.`];
}

/** The fault of a number that counts something, from 1. */
export function countingNumber(name: string, given: number): Fault {
  return Number.isInteger(given) && given >= 1 ? undefined : [`Wrong ${name}`, `${name} is ${given}; it must be a whole number from 1.`];
}
