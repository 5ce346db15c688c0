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
  format: 'password',
  length: 32,
  lower: true,
  upper: true,
  digits: true,
  symbols: false,
  excludeCharacters: '',
} as const satisfies ValueFormat;

export const MIN_PASSWORD_LENGTH = 8;
export const MIN_RANDOM_BYTES = 16;

/**
 * The character classes of a password, by the name of their setting. Symbols leave out what shells, URLs and dotenv files read as syntax.
 */
export const CHARACTER_CLASSES = {
  lower: 'abcdefghijklmnopqrstuvwxyz',
  upper: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
  digits: '0123456789',
  symbols: '!%*+-.:=@^_~',
} as const;

/** Fewer are tried out in no time, also over a network. */
export const MIN_PASSWORD_BITS = 32;

/** How many bits somebody has to guess, in whole ones, where a password has so few that it can be guessed. */
export function tooFewBits({ length, excludeCharacters, ...format }: ValueFormat): number | undefined {
  const names = Object.keys(CHARACTER_CLASSES) as (keyof typeof CHARACTER_CLASSES)[];
  const characters = names
    .filter((name) => format[name])
    .flatMap((name) => [...CHARACTER_CLASSES[name]])
    .filter((character) => !excludeCharacters.includes(character));
  const bits = Math.floor(length * Math.log2(Math.max(characters.length, 1)));
  return bits < MIN_PASSWORD_BITS ? bits : undefined;
}

/** The lengths that can neither be guessed nor outgrow what holds the value: least and most. */
export function lengthRange(format: RandomFormat, maximumBytes: number): readonly [number, number] {
  switch (format) {
    case 'hex':
      return [MIN_RANDOM_BYTES, Math.floor(maximumBytes / 2)];
    case 'base64':
      return [MIN_RANDOM_BYTES, Math.floor(maximumBytes / 4) * 3];
    default:
      return [MIN_PASSWORD_LENGTH, maximumBytes];
  }
}
