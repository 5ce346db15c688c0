import { Token } from 'cdktf';

/** Which numbers a property takes. */
export interface WholeNumberRange {
  /** The property, as errors call it. */
  readonly name: string;
  readonly least: number;
  /** @default - any number from `least` */
  readonly most?: number;
  /** What is counted, such as days. @default - it goes without saying */
  readonly unit?: string;
  /** Whether synth calculates with it, so that it has to be known there. @default false - tokens pass, since only apply knows them */
  readonly knownAtSynth?: boolean;
}

/**
 * Checks that a property is a whole number in its range.
 *
 * @returns the value
 * @throws whatever `refuse` makes of the problem and the remedy
 */
export function checkWholeNumber(
  value: number,
  { name, least, most, unit, knownAtSynth = false }: WholeNumberRange,
  refuse: (problem: string, remedy: string) => Error,
): number {
  const unknown = Token.isUnresolved(value);
  if (unknown && !knownAtSynth) return value;
  if (!unknown && Number.isSafeInteger(value) && value >= least && (most === undefined || value <= most)) return value;
  const range = most === undefined ? `from ${least}` : `from ${least} to ${most}`;
  throw refuse(
    `${name} is ${unknown ? 'known only at apply' : value}`,
    `Write a whole number${unit === undefined ? '' : ` of ${unit}`} ${range}.`,
  );
}
