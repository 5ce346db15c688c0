import type { Members } from './members';
import { DEFAULT_VALUE_FORMAT, FORMATS, type ValueFormat } from '../random-value';

/** What the stack says of a random value. */
export type RandomSettings = Partial<ValueFormat>;

export function readRandom(settings: Members): ValueFormat {
  const otherwise = DEFAULT_VALUE_FORMAT;
  return {
    format: settings.choice('format', FORMATS, otherwise.format),
    length: settings.number('length', otherwise.length),
    lower: settings.flag('lower', otherwise.lower),
    upper: settings.flag('upper', otherwise.upper),
    digits: settings.flag('digits', otherwise.digits),
    symbols: settings.flag('symbols', otherwise.symbols),
    excludeCharacters: settings.anyText('excludeCharacters', otherwise.excludeCharacters),
  };
}
