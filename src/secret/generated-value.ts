import { Token } from 'cdktf';
import {
  DEFAULT_VALUE_FORMAT,
  lengthRange,
  MIN_PASSWORD_BITS,
  MIN_PASSWORD_LENGTH,
  tooFewBits,
  type ValueFormat,
} from '../contracts/random-value';
import { SecretSourceError } from '../errors';

/** How a generated value is written. */
export enum SecretFormat {
  /** Characters of the chosen classes, at least one of each. */
  PASSWORD = 'password',
  /** Random bytes as lowercase hexadecimal digits. */
  HEX = 'hex',
  /** Random bytes as Base64. */
  BASE64 = 'base64',
  /** A random UUID (version 4). */
  UUID = 'uuid',
}

/** What a random value looks like. */
export interface RandomValueProps {
  /**
   * How the value is written.
   *
   * @default SecretFormat.PASSWORD
   */
  readonly format?: SecretFormat;

  /**
   * How long the value is. A password has 8 to 4096 characters, HEX 16 to 2048 random bytes, BASE64 16 to 3072 of them. The tiers above
   * standard take twice as much. Not for UUID.
   *
   * @default 32
   */
  readonly length?: number;

  /**
   * Lowercase letters. Passwords only.
   *
   * @default true
   */
  readonly lower?: boolean;

  /**
   * Capital letters. Passwords only.
   *
   * @default true
   */
  readonly upper?: boolean;

  /**
   * Digits. Passwords only.
   *
   * @default true
   */
  readonly digits?: boolean;

  /**
   * Symbols: those of `!%*+-.:=@^_~`, which shells, URLs and dotenv files take as they are. Passwords only.
   *
   * @default false
   */
  readonly symbols?: boolean;

  /**
   * Characters never to use, such as those a connection string would have to escape. Passwords only.
   *
   * @default - none
   */
  readonly excludeCharacters?: string;
}

/** A value that the provider generates in memory, and that nobody but its readers ever sees. */
export interface GeneratedSecretProps extends RandomValueProps {
  /**
   * Number of the value, from 1. Raise it to have a new value made; any other change leaves the value as it is.
   *
   * @default 1
   */
  readonly generation?: number;
}

const CLASSES = ['lower', 'upper', 'digits', 'symbols'] as const;

/** Bytes that a generated value takes. */
export function bytesOf({ format = SecretFormat.PASSWORD, length = DEFAULT_VALUE_FORMAT.length }: GeneratedSecretProps): number {
  switch (format) {
    case SecretFormat.HEX:
      return length * 2;
    case SecretFormat.BASE64:
      return Math.ceil(length / 3) * 4;
    case SecretFormat.UUID:
      return 36;
    default:
      return length;
  }
}

/** @throws SecretSourceError where no such value can be made. */
export function checkGenerated(subject: string, props: GeneratedSecretProps): void {
  const { format = SecretFormat.PASSWORD } = props;
  if (format === SecretFormat.PASSWORD) checkClasses(subject, props);
  else refusePasswordOptions(subject, format, props);
  checkNumber(subject, 'generation', props.generation ?? 1);
}

/** @throws SecretSourceError where a number that counts is none. */
export function checkNumber(subject: string, name: string, value: number): void {
  if (Number.isSafeInteger(value) && value >= 1) return;
  throw new SecretSourceError(subject, `${name} is ${value}`, 'Write a whole number from 1.');
}

/** @throws SecretSourceError where a value of that length could be guessed, or outgrows the tier. */
export function checkLength(subject: string, format: SecretFormat, length: number | undefined, maximumBytes: number): void {
  if (length === undefined) return;
  if (format === SecretFormat.UUID) {
    throw new SecretSourceError(subject, `length is ${length}, and a UUID has a length of its own`, 'Leave length out.');
  }
  const [least, most] = lengthRange(`${format}`, maximumBytes);
  if (Number.isInteger(length) && length >= least && length <= most) return;
  const unit = format === SecretFormat.PASSWORD ? 'characters' : 'random bytes';
  throw new SecretSourceError(
    subject,
    `length is ${length}`,
    `Write a whole number of ${unit} from ${least} to ${most}, for format ${format} in this tier.`,
  );
}

function checkClasses(subject: string, props: GeneratedSecretProps): void {
  const { lower = true, upper = true, digits = true, symbols = false } = props;
  if (!(lower || upper || digits || symbols)) {
    throw new SecretSourceError(
      subject,
      'lower, upper, digits and symbols are all false, which leaves no characters',
      'Turn one of them on.',
    );
  }
  const given = Object.fromEntries(Object.entries(props).filter(([, value]) => value !== undefined && !Token.isUnresolved(value)));
  const bits = tooFewBits({ ...DEFAULT_VALUE_FORMAT, ...given } as ValueFormat);
  // A length that no value may have is told of by checkLength().
  if (bits === undefined || !((props.length ?? MIN_PASSWORD_LENGTH) >= MIN_PASSWORD_LENGTH)) return;
  throw new SecretSourceError(
    subject,
    `such a value has ${bits} bits, which can be guessed`,
    `Write a length and classes of characters that give ${MIN_PASSWORD_BITS} or more.`,
  );
}

function refusePasswordOptions(subject: string, format: SecretFormat, props: GeneratedSecretProps): void {
  const given = [...CLASSES, 'excludeCharacters' as const].filter((name) => props[name] !== undefined);
  if (given.length > 0) {
    throw new SecretSourceError(
      subject,
      `${given.join(', ')} given with format ${format}`,
      'Leave them out, or use SecretFormat.PASSWORD.',
    );
  }
}
