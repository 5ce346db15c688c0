import { DEFAULT_VALUE_FORMAT, FORMATS, type ValueFormat } from '../../../../contracts/random-value';
import { CHARACTER_CLASSES } from '../../../values/random-value';
import { oneOf } from '../../schema/checks';
import { bool, number, string, type State } from '../../schema/schema';

/** The attributes that say what a random value looks like, wherever one is made. */
export const RANDOM_VALUE = {
  format: string({
    description: `What a value looks like: ${FORMATS.map((format) => `\`${format}\``).join(', ')}. Default: \`password\`.`,
    default: DEFAULT_VALUE_FORMAT.format,
    validate: (format) => oneOf('format', FORMATS, format),
  }),
  length: number({
    description:
      `Characters of a \`password\` (8 to 4,096), or random bytes of \`hex\` (16 to 2,048) and \`base64\` (16 to 3,072). ` +
      `The advanced tier takes twice as much. Default: \`${DEFAULT_VALUE_FORMAT.length}\`.`,
    default: DEFAULT_VALUE_FORMAT.length,
  }),
  lower: bool({ description: 'Whether a password has lower case letters. Default: `true`.', default: DEFAULT_VALUE_FORMAT.lower }),
  upper: bool({ description: 'Whether a password has upper case letters. Default: `true`.', default: DEFAULT_VALUE_FORMAT.upper }),
  digits: bool({ description: 'Whether a password has digits. Default: `true`.', default: DEFAULT_VALUE_FORMAT.digits }),
  symbols: bool({
    description: `Whether a password has symbols: \`${CHARACTER_CLASSES.symbols}\`. Default: \`false\`.`,
    default: DEFAULT_VALUE_FORMAT.symbols,
  }),
  exclude_characters: string({
    description: 'Characters that a password must not have. Default: none.',
    default: DEFAULT_VALUE_FORMAT.excludeCharacters,
  }),
};

/** The format that such attributes stand for. Those that are null have their default. */
export function valueFormat(attributes: State<typeof RANDOM_VALUE>): ValueFormat {
  const otherwise = DEFAULT_VALUE_FORMAT;
  return {
    format: (attributes.format ?? otherwise.format) as ValueFormat['format'],
    length: attributes.length ?? otherwise.length,
    lower: attributes.lower ?? otherwise.lower,
    upper: attributes.upper ?? otherwise.upper,
    digits: attributes.digits ?? otherwise.digits,
    symbols: attributes.symbols ?? otherwise.symbols,
    excludeCharacters: attributes.exclude_characters ?? otherwise.excludeCharacters,
  };
}
