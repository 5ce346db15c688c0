import type { RotationRecipe } from './recipe';
import { type RotationProps, scheduleOf } from './rotation-props';
import { maximumBytes, ParameterTier } from '../contracts/parameter-tier';
import { DEFAULT_VALUE_FORMAT } from '../contracts/random-value';
import type { RandomSettings } from '../contracts/rotation/random';
import { RECORD_BYTES } from '../contracts/rotation-names';
import { bytesOf, checkGenerated, checkLength, type RandomValueProps, SecretFormat } from '../secret/generated-value';

/**
 * A random value in place of another one. Its record is staged beside it, so that the lengths are less: a password has at
 * most 3496 characters, HEX 1748 bytes and BASE64 2622; the tiers above standard take more than twice as much.
 */
export interface RandomRotationProps extends RotationProps, RandomValueProps {}

/** Bytes of the largest value that is staged beside its record, in any tier. */
export const MAXIMUM_STAGED_BYTES = maximumBytes(ParameterTier.ADVANCED) - RECORD_BYTES;

/** How a value looks, for the function. */
export function formatSettings(props: RandomValueProps): RandomSettings {
  const { format, length, lower, upper, digits, symbols, excludeCharacters } = props;
  const otherwise = DEFAULT_VALUE_FORMAT;
  return {
    format: `${format ?? otherwise.format}`,
    length: format === SecretFormat.UUID ? undefined : (length ?? otherwise.length),
    lower,
    upper,
    digits,
    symbols,
    excludeCharacters,
  };
}

export function randomRecipe(props: RandomRotationProps): RotationRecipe {
  checkGenerated('Rotation.random', props);
  checkLength('Rotation.random', props.format ?? SecretFormat.PASSWORD, props.length, MAXIMUM_STAGED_BYTES);
  return {
    spec: { strategy: 'random', settings: formatSettings(props) },
    schedule: scheduleOf(props),
    replaces: ['ApplicationSecret'],
    makesFirst: true,
    bytes: bytesOf(props),
  };
}
