import type { RotationRecipe } from './recipe';
import { RotationSchedule } from './rotation-schedule';
import { bytesOf, checkGenerated, RandomValueProps, SecretFormat } from '../secret/generated-value';

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

/**
 * A random value in place of another one. Its record is staged beside it, so that the lengths are less: a password has at
 * most 3496 characters, HEX 1748 bytes and BASE64 2622; the tiers above standard take more than twice as much.
 */
export interface RandomRotationProps extends RotationProps, RandomValueProps {}

export function scheduleOf(props: RotationProps, days = 30): RotationSchedule {
  return props.schedule ?? RotationSchedule.afterDays(props.afterDays ?? days);
}

/** How a value looks, for the function. */
export function formatSettings(props: RandomValueProps): { readonly [name: string]: unknown } {
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
