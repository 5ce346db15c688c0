import { RANDOM_VALUE, valueFormat } from './random-schema';
import { MAX_VALUE_BYTES } from './secret-schema';
import { formatFault, randomValue } from '../../../values/random-value';
import type { EphemeralResource } from '../../core/resource';
import type { Coffer } from '../../core/settings';
import { number, string, type Schema, type State } from '../../schema/schema';
import { Unknown } from '../../schema/types';

const MAX_BYTES = MAX_VALUE_BYTES.Advanced!;

const RANDOM = {
  description:
    "A random value, from the operating system's random numbers, for as long as one Terraform operation. " +
    'Nothing of it is in plan or state.\n\n' +
    '**Every plan and every apply opens it again, and makes another value.** So it is for write-only arguments that come with ' +
    'a version, such as `password_wo` of an `aws_db_instance` ' +
    'and `value_wo` of a `coffer_secret`: both take the value of the apply in which their versions go up, and no other. ' +
    'What has no version would change at every apply. ' +
    'For a secret alone, `generate` of `coffer_secret` is simpler.\n\n' +
    'Asks nobody: it needs no credentials and no permission.',
  attributes: {
    ...RANDOM_VALUE,
    length: number({
      ...RANDOM_VALUE.length,
      description:
        `Characters of a \`password\` (8 to 8,192), or random bytes of \`hex\` (16 to 4,096) and \`base64\` (16 to 6,144); ` +
        `of no use to a \`uuid\`. Default: \`${RANDOM_VALUE.length.default}\`.`,
    }),
    value: string({ computed: true, sensitive: true, description: 'The value: another one at every opening.' }),
  },
} satisfies Schema;

type RandomAttributes = typeof RANDOM.attributes;

/** A value that nobody has had before, without a trace in plan or state. */
export const randomEphemeral: EphemeralResource<RandomAttributes, Coffer> = {
  typeName: 'coffer_random',
  schema: RANDOM,

  validate(config, diagnostics) {
    if (Object.values(config).some((value: unknown) => value instanceof Unknown)) return; // Terraform asks again before it opens one
    const fault = formatFault(valueFormat(config as State<RandomAttributes>), MAX_BYTES);
    if (fault) diagnostics.error(`Wrong ${fault.member}`, `${fault.problem}.`, [fault.member]);
  },

  async open(config) {
    const { excludeCharacters: exclude_characters, ...rest } = valueFormat(config);
    return { ...rest, exclude_characters, value: randomValue({ excludeCharacters: exclude_characters, ...rest }) };
  },
};
