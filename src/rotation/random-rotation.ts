import type { RotationRecipe } from './recipe';
import { type RotationProps, scheduleOf } from './rotation-props';
import { DEFAULT_VALUE_FORMAT } from '../contracts/random-value';
import type { RandomSettings } from '../contracts/rotation/random';
import { bytesOf, checkGenerated, type RandomValueProps, SecretFormat } from '../secret/generated-value';

/**
 * A random value in place of another one. Its record is staged beside it, so that the lengths are less: a password has at
 * most 3496 characters, HEX 1748 bytes and BASE64 2622; the tiers above standard take more than twice as much.
 */
export interface RandomRotationProps extends RotationProps, RandomValueProps {}

/** How a value looks, for the function. */
export function formatSettings(props: RandomValueProps): RandomSettings {
  const { format, length, lower, upper, digits, symbols, excludeCharacters } = props;
  const otherwise = DEFAULT_VALUE_FORMAT;
  return {
    format: `${format ?? otherwise.format}`,
    length: format === SecretFormat.UUID ? undefined : length ?? otherwise.length,
    lower,
    upper,
    digits,
    symbols,
    excludeCharacters,
  };
}

export function randomRecipe(props: RandomRotationProps): RotationRecipe {
  checkGenerated('Rotation.random', props);
  return {
    spec: { strategy: 'random', settings: formatSettings(props) },
    schedule: scheduleOf(props),
    replaces: ['ApplicationSecret'],
    makesFirst: true,
    bytes: bytesOf(props),
  };
}
