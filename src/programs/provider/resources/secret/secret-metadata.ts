import { chamberVersion, type ParameterDescription, type Tags } from '../../../aws/parameter';
import { CLAIM_TAG, parameterArn, type CofferContext } from '../../core/settings';
import { mapOfStrings, number, string, type State } from '../../schema/schema';
import { visibleTags } from '../../stores/ownership';

const MS_PER_DAY = 24 * 60 * 60 * 1000;

/** What Parameter Store says of a parameter, as data sources give it. Nothing of its value, not even its length. */
export const SECRET_METADATA = {
  arn: string({ computed: true, description: 'ARN of the parameter.' }),
  version: number({ computed: true, description: "Parameter Store's version of the value, from 1." }),
  chamber_version: number({
    computed: true,
    description: "Chamber's own version number, from the parameter's description; 0 where that is no number, as chamber counts it.",
  }),
  tier: string({ computed: true, description: '`Standard`, `Advanced` or `Intelligent-Tiering`.' }),
  kms_key_id: string({
    computed: true,
    description:
      'KMS key that the value was last written under, as its writer named it: an alias, an id or an ARN. ' +
      'Null if the parameter is not encrypted.',
  }),
  type: string({ computed: true, description: '`SecureString`; `String` or `StringList` if somebody wrote it without encryption.' }),
  tags: mapOfStrings({ computed: true, description: 'Tags, without those of AWS (`aws:`) and of Coffer (`coffer:`).' }),
  claim: string({
    computed: true,
    description: 'Who declares the secret (the tag `coffer:claim`). Null if no `coffer_secret` does, as with what `chamber write` made.',
  }),
  last_modified: string({ computed: true, description: 'When the value was last written, or the parameter changed, in UTC (RFC 3339).' }),
  age_days: number({
    computed: true,
    description:
      'Whole days since `last_modified`, at the time of the read. It grows by itself: ' +
      'what depends on it changes without a change of the configuration.',
  }),
};

export type SecretMetadata = State<typeof SECRET_METADATA>;

/** @param now milliseconds since 1970 */
export async function secretMetadata(
  parameter: ParameterDescription,
  tags: Tags,
  now: number,
  { provider, signal }: CofferContext,
): Promise<SecretMetadata> {
  const { lastModified } = parameter;
  return {
    arn: parameter.arn ?? (await parameterArn(provider, parameter.name, signal)),
    version: parameter.version,
    chamber_version: chamberVersion(parameter.description),
    tier: parameter.tier,
    kms_key_id: parameter.keyId ?? null,
    type: parameter.type,
    tags: visibleTags(tags),
    claim: tags[CLAIM_TAG] ?? null,
    last_modified: lastModified ? lastModified.toISOString().replace(/\.\d+Z$/, 'Z') : null,
    // A clock that runs behind AWS's makes no negative age.
    age_days: lastModified ? Math.max(0, Math.floor((now - lastModified.getTime()) / MS_PER_DAY)) : null,
  };
}
