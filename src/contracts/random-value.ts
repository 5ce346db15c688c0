/** How a random value is written. */
export const FORMATS = ['password', 'hex', 'base64', 'uuid'] as const;
export type RandomFormat = (typeof FORMATS)[number];

/** What a random value looks like, every member set. */
export interface ValueFormat {
  readonly format: RandomFormat;
  /** Characters of a password; random bytes of hex and base64; of no use to a UUID. */
  readonly length: number;
  readonly lower: boolean;
  readonly upper: boolean;
  readonly digits: boolean;
  readonly symbols: boolean;
  /** Characters that a password must not have. */
  readonly excludeCharacters: string;
}

/** What a member is where it is left out. */
export const DEFAULT_VALUE_FORMAT = {
  format: 'password', length: 32, lower: true, upper: true, digits: true, symbols: false, excludeCharacters: '',
} as const satisfies ValueFormat;

export const MIN_PASSWORD_LENGTH = 8;
export const MIN_RANDOM_BYTES = 16;

/** The lengths that can neither be guessed nor outgrow what holds the value: least and most. */
export function lengthRange(format: RandomFormat, maximumBytes: number): readonly [number, number] {
  switch (format) {
    case 'hex': return [MIN_RANDOM_BYTES, Math.floor(maximumBytes / 2)];
    case 'base64': return [MIN_RANDOM_BYTES, Math.floor(maximumBytes / 4) * 3];
    default: return [MIN_PASSWORD_LENGTH, maximumBytes];
  }
}
