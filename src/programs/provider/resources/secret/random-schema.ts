import { CHARACTER_CLASSES, DEFAULT_LENGTH, FORMATS, type ValueFormat } from '../../../values/random-value';
import { oneOf } from '../../schema/checks';
import { bool, number, string, type State } from '../../schema/schema';

/** The attributes that say what a random value looks like, wherever one is made. */
export const RANDOM_VALUE = {
  format: string({
    description: `What a value looks like: ${FORMATS.map((format) => `\`${format}\``).join(', ')}. Default: \`password\`.`,
    default: 'password',
    validate: (format) => oneOf('format', FORMATS, format),
  }),
  length: number({
    description: `Characters of a \`password\` (8 to 4,096), or random bytes of \`hex\` (16 to 2,048) and \`base64\` (16 to 3,072). The advanced tier takes twice as much. Default: \`${DEFAULT_LENGTH}\`.`,
    default: DEFAULT_LENGTH,
  }),
  lower: bool({ description: 'Whether a password has lower case letters. Default: `true`.', default: true }),
  upper: bool({ description: 'Whether a password has upper case letters. Default: `true`.', default: true }),
  digits: bool({ description: 'Whether a password has digits. Default: `true`.', default: true }),
  symbols: bool({ description: `Whether a password has symbols: \`${CHARACTER_CLASSES.symbols}\`. Default: \`false\`.`, default: false }),
  exclude_characters: string({ description: 'Characters that a password must not have. Default: none.', default: '' }),
};

/** The format that such attributes stand for. Those that are null have their default. */
export function valueFormat(attributes: State<typeof RANDOM_VALUE>): ValueFormat {
  return {
    format: (attributes.format ?? RANDOM_VALUE.format.default) as ValueFormat['format'],
    length: attributes.length ?? DEFAULT_LENGTH,
    lower: attributes.lower ?? true,
    upper: attributes.upper ?? true,
    digits: attributes.digits ?? true,
    symbols: attributes.symbols ?? false,
    excludeCharacters: attributes.exclude_characters ?? '',
  };
}
