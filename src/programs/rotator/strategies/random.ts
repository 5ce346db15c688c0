import { DEFAULT_LENGTH, FORMATS, formatFault, randomValue, type ValueFormat } from '../../values/random-value';
import type { Settings } from '../plan';
import { RotationError } from '../rotation-error';
import type { Strategy } from '../strategy';

/** How a random value looks, as the stack says. */
export function formatOf(settings: Settings): ValueFormat {
  const format: ValueFormat = {
    format: settings.choice('format', FORMATS, 'password'),
    length: settings.number('length', DEFAULT_LENGTH),
    lower: settings.flag('lower', true),
    upper: settings.flag('upper', true),
    digits: settings.flag('digits', true),
    symbols: settings.flag('symbols', false),
    excludeCharacters: settings.optionalText('excludeCharacters') ?? '',
  };
  const fault = formatFault(format, 8192);
  if (fault) throw new RotationError('WrongPlan', `${fault.problem}.`);
  return format;
}

/** A random value that nothing but its readers knows: a signing key, or a password that both sides read from here. */
export function random(settings: Settings): Strategy {
  const format = formatOf(settings);
  return { create: async () => ({ value: randomValue(format) }) };
}
