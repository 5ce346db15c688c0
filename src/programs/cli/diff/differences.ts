import { compareTexts } from '../../../contracts/compare-texts';

/** One side of a comparison: versions by key, null where a secret is declared and its version is not known. */
export type Side = ReadonlyMap<string, number | null>;

/** A key that is not the same on both sides. */
export interface Difference {
  readonly key: string;
  /** Chamber's version number; undefined where the key is not there. */
  readonly left: number | null | undefined;
  readonly right: number | null | undefined;
}

/** What differs between two sides, by names and versions: values are not looked at. */
export function differences(left: Side, right: Side): Difference[] {
  return [...new Set([...left.keys(), ...right.keys()])]
    .sort(compareTexts)
    .map((key): Difference => ({ key, left: left.get(key), right: right.get(key) }))
    .filter(
      ({ left: one, right: other }) => one !== other && ((one !== null && other !== null) || one === undefined || other === undefined),
    );
}
