import { RANDOM_VALUE } from './random-schema';
import { DEFAULT_KEY } from '../../../aws/kms-keys';
import { isReference } from '../../../aws/parameter';
import { tagsFault } from '../../core/settings';
import { countingNumber, oneOf } from '../../schema/checks';
import { bool, mapOfStrings, number, object, string, type Schema, type State } from '../../schema/schema';
import { claimFault, DEFAULT_CLAIM } from '../../stores/ownership';
import { PARAMETER_NAME } from '../../stores/parameter-name';

export const TIERS = ['Standard', 'Advanced', 'Intelligent-Tiering'] as const;

/** What each tier takes, in bytes of UTF-8 (AWS: Managing parameter tiers). */
export const MAX_VALUE_BYTES: Readonly<Record<string, number>> = { Standard: 4096, Advanced: 8192, 'Intelligent-Tiering': 8192 };

/** What Parameter Store would refuse a value for. */
export function referenceFault(value: string): string | undefined {
  return isReference(value)
    ? 'It has {{ and }}, which Parameter Store takes for a reference to another parameter and refuses. ' +
        'Store the value in another form, such as base64, or write it without them.'
    : undefined;
}

const GENERATE = {
  ...RANDOM_VALUE,
  generation: number({
    description: 'Raise it to have a new value made; any other change of `generate` keeps the value that is there.',
    default: 1,
    validate: (generation) => countingNumber('generation', generation),
  }),
};

export const SECRET = {
  description:
    'A secret in Parameter Store, as a SecureString that [chamber](https://github.com/segmentio/chamber) can read. Its value ' +
    "is generated in the provider's memory (`generate`), " +
    'or given (`value_wo`), or awaited from somebody else (neither); it is never in plan, state or logs, and never read back.',
  attributes: {
    name: string({ ...PARAMETER_NAME, required: true, requiresReplace: true }),
    kms_key_id: string({
      description:
        'KMS key: an alias, an id or an ARN. Chamber writes by alias, so an alias is best. It takes effect with a new value ' +
        'only. Default: `alias/aws/ssm`.',
      default: DEFAULT_KEY,
      validate: (key) =>
        key === '' ? ['Wrong kms_key_id', 'kms_key_id is empty. Leave it out for the default key, alias/aws/ssm.'] : undefined,
    }),
    tier: string({
      description:
        `Parameter tier: ${TIERS.map((tier) => `\`${tier}\``).join(', ')}. Standard takes 4,096 bytes, the others 8,192. It ` +
        'takes effect with a new value only. Default: `Standard`.',
      default: 'Standard',
      validate: (tier) => oneOf('tier', TIERS, tier),
    }),
    generate: object(GENERATE, { optional: true, description: 'Have a value generated.' }),
    value_wo: string({
      optional: true,
      sensitive: true,
      writeOnly: true,
      description: 'The value. Write-only: it reaches the provider at apply and is kept nowhere. Needs `value_wo_version`.',
    }),
    value_wo_version: number({
      optional: true,
      description:
        'Raise it to have `value_wo` written again. After an import or an adoption, the first number is recorded and the value ' +
        'that is there is kept.',
      validate: (version) => countingNumber('value_wo_version', version),
    }),
    adopt: bool({
      description: 'Take over the parameter if it is there already, without touching its value. Default: `false`.',
      default: false,
    }),
    deletion_protection: bool({ description: 'Refuse to delete the parameter. Default: `true`.', default: true }),
    claim: string({
      description:
        'Who declares this secret, such as the stack and the resource; kept as the tag `coffer:claim`. A create that was cut ' +
        'off is resumed only under the same claim, and not under the default one, which any configuration may have. ' +
        'Default: `terraform`.',
      default: DEFAULT_CLAIM,
      validate: claimFault,
    }),
    tags: mapOfStrings({
      optional: true,
      description: "Tags of the parameter. They win over the provider's `default_tags`.",
      validate: tagsFault,
    }),
    tags_all: mapOfStrings({ computed: true, description: "All tags, with the provider's `default_tags`." }),
    arn: string({ computed: true, stable: true, description: 'ARN of the parameter, also while it awaits its first value.' }),
    version: number({ computed: true, stable: true, description: "Parameter Store's version of the value; 0 while it is awaited." }),
    status: string({ computed: true, stable: true, description: '`current`, or `awaiting value` while nobody has written one.' }),
  },
} satisfies Schema;

export type SecretAttributes = typeof SECRET.attributes;
export type SecretState = State<SecretAttributes>;
