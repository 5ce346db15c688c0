import type { RotationRecipe } from './recipe';
import { RotationSchedule } from './rotation-schedule';
import { bytesOf, checkGenerated, GeneratedSecretProps, SecretFormat } from '../generated-value';

/** When a secret is replaced. */
export interface RotationProps {
  /**
   * Days after which a value is replaced, 1 to 365.
   *
   * @default 30
   */
  readonly afterDays?: number;

  /**
   * When it is replaced, in place of `afterDays`.
   *
   * @default RotationSchedule.afterDays(afterDays)
   */
  readonly schedule?: RotationSchedule;
}

/** A random value in place of another one. */
export interface RandomRotationProps extends RotationProps {
  /**
   * How the value is written.
   *
   * @default SecretFormat.PASSWORD
   */
  readonly format?: SecretFormat;

  /**
   * Length: characters of a password, 8 to 3400; random bytes of HEX, 16 to 1700, and of BASE64, 16 to 2550. Not for UUID.
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
   * Symbols: those of `!%*+-.:=@^_~`. Passwords only.
   *
   * @default false
   */
  readonly symbols?: boolean;

  /**
   * Characters never to use. Passwords only.
   *
   * @default - none
   */
  readonly excludeCharacters?: string;
}

export function scheduleOf(props: RotationProps, days = 30): RotationSchedule {
  return props.schedule ?? RotationSchedule.afterDays(props.afterDays ?? days);
}

/** How a value looks, for the function. */
export function formatSettings(props: GeneratedSecretProps): { readonly [name: string]: unknown } {
  const { format, length, lower, upper, digits, symbols, excludeCharacters } = props;
  return { format: format ?? SecretFormat.PASSWORD, length: format === SecretFormat.UUID ? undefined : length ?? 32, lower, upper, digits, symbols, excludeCharacters };
}

export function randomRecipe(props: RandomRotationProps): RotationRecipe {
  checkGenerated('Rotation.random', props);
  return {
    strategy: 'random',
    schedule: scheduleOf(props),
    replaces: ['ApplicationSecret'],
    makesFirst: true,
    bytes: bytesOf(props),
    settings: formatSettings(props),
  };
}
