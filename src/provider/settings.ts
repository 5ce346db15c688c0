import { log } from './plugin/log';
import type { CallContext } from './resource';
import { bool, listOfStrings, mapOfStrings, number, string, type Schema } from './schema/schema';
import { isWhollyKnown, type CtyObject, type CtyValue } from './schema/types';
import { PROVIDER_VERSION } from './version';
import { AwsClients, type AssumeRole, type ServiceName } from '../aws/clients';
import { KmsKeys } from '../aws/kms-keys';
import { ParameterCatalog } from '../aws/parameter-catalog';
import { ParameterStore, type Tags } from '../aws/parameter-store';

/** The tag that says who declares a secret. Every parameter that Coffer writes has it. */
export const CLAIM_TAG = 'coffer:claim';

/** What every resource of the provider is given. */
export interface Coffer {
  readonly aws: AwsClients;
  readonly store: ParameterStore;
  readonly catalog: ParameterCatalog;
  readonly keys: KmsKeys;
  readonly defaultTags: Tags;
  /** Names of the parameters that resources of this configuration have already: a create must not take one of them. */
  readonly owned: Set<string>;
  /** Names of the parameters that resources without a state want to create. */
  readonly wanted: Set<string>;
}

export type CofferContext = CallContext<Coffer>;

/** The ARN that a parameter of this name has, or will have. */
export async function parameterArn({ aws }: Coffer, name: string, signal: AbortSignal): Promise<string> {
  const { accountId, partition } = await aws.identity(signal);
  return `arn:${partition}:ssm:${await aws.region()}:${accountId}:parameter${name}`;
}

const ENDPOINTS: readonly ServiceName[] = ['ssm', 'kms', 's3', 'sts', 'resourcegroupstaggingapi'];

/** The provider's settings: names and meanings are those of hashicorp/aws. */
export const SETTINGS = {
  description: 'Puts secrets into their system of record without their values ever touching plan, state or logs. Settings follow `hashicorp/aws`; '
    + 'credentials come from the same environment variables and shared files.',
  attributes: {
    region: string({ optional: true, description: 'AWS region. Default: `AWS_REGION`, `AWS_DEFAULT_REGION`, or the profile\'s region.' }),
    profile: string({ optional: true, description: 'Profile in the shared AWS configuration files. Default: `AWS_PROFILE`.' }),
    max_retries: number({
      optional: true,
      description: 'How often a call is made again that was throttled or failed on AWS\'s side, with growing random waits: 0 to 100. Default: `25`.',
      validate: (retries) => (Number.isInteger(retries) && retries >= 0 && retries <= 100
        ? undefined
        : ['Wrong max_retries', `max_retries is ${retries}; it must be a whole number from 0 to 100.`]),
    }),
    s3_use_path_style: bool({
      optional: true,
      description: 'Whether S3 is addressed as `https://s3.<region>.amazonaws.com/<bucket>/…`, as stand-ins for S3 need it, and not by a host of the bucket. Default: `false`.',
    }),
  },
  blocks: {
    assume_role: {
      description: 'An IAM role to assume before any call.',
      maxItems: 1,
      attributes: {
        role_arn: string({
          required: true,
          description: 'ARN of the role.',
          validate: (arn) => (/^arn:[^:]+:iam::\d{12}:role\/.+/.test(arn) ? undefined : ['Wrong role_arn', `'${arn}' is not the ARN of an IAM role, such as arn:aws:iam::123456789012:role/deploy.`]),
        }),
        session_name: string({ optional: true, description: 'Name of the session, as CloudTrail shows it. Default: `coffer-` and the time.' }),
        external_id: string({ optional: true, description: 'External identifier that the role\'s trust policy asks for.' }),
        duration: string({
          optional: true,
          description: 'How long the session lasts: `15m` to `12h`. Default: `1h`.',
          validate: (duration) => (seconds(duration) >= 900 && seconds(duration) <= 43_200 ? undefined : ['Wrong duration', `'${duration}' is not a duration from 15m to 12h, such as 1h30m.`]),
        }),
        policy: string({ optional: true, description: 'JSON policy that narrows the session further.' }),
        policy_arns: listOfStrings({ optional: true, description: 'ARNs of managed policies that narrow the session further.' }),
        source_identity: string({ optional: true, description: 'Source identity of the session.' }),
        tags: mapOfStrings({ optional: true, description: 'Session tags.' }),
        transitive_tag_keys: listOfStrings({ optional: true, description: 'Keys of session tags that go on to further sessions.' }),
      },
    },
    default_tags: {
      description: 'Tags for every parameter.',
      maxItems: 1,
      attributes: { tags: mapOfStrings({ optional: true, description: 'Tags; those of a resource win.', validate: tagsFault }) },
    },
    endpoints: {
      description: 'Endpoints to use in place of AWS\'s own. Default: `AWS_ENDPOINT_URL_<SERVICE>` or `AWS_ENDPOINT_URL`.',
      maxItems: 1,
      attributes: Object.fromEntries(ENDPOINTS.map((service) => [service, string({ optional: true, description: `Endpoint of ${service}, as a URL.` })])),
    },
  },
} satisfies Schema;

/** What is wrong with tags that people give. */
export function tagsFault(tags: Record<string, string>): readonly [string, string] | undefined {
  const reserved = Object.keys(tags).find((key) => /^(aws|coffer):/i.test(key));
  if (reserved !== undefined) return ['Wrong tags', `Tag '${reserved}' begins with a reserved prefix (aws: or coffer:). Name it otherwise.`];
  const empty = Object.entries(tags).find(([, value]: [string, unknown]) => value === null);
  return empty && ['Wrong tags', `Tag '${empty[0]}' is null. Leave it out, or give it a value (which may be empty).`];
}

/** Makes the settings into clients. With a setting still unknown there are none yet: `undefined`. */
export function configure(config: CtyObject): Coffer | undefined {
  if (!isWhollyKnown(config)) return undefined;
  const role = firstBlock(config.assume_role);
  const aws = new AwsClients({
    region: text(config.region),
    profile: text(config.profile),
    s3UsePathStyle: config.s3_use_path_style === true || undefined,
    maxRetries: config.max_retries === null ? undefined : Number(config.max_retries),
    assumeRole: role && assumeRole(role),
    endpoints: textMap(firstBlock(config.endpoints)),
    userAgent: ['terraform-provider-coffer', PROVIDER_VERSION],
    onCall: ({ operation, resource, ms, error }) => log('debug', 'AWS call', { operation, resource, ms, error }),
  });
  const store = new ParameterStore(aws);
  return {
    aws,
    store,
    catalog: new ParameterCatalog(aws, store, CLAIM_TAG),
    keys: new KmsKeys(aws),
    owned: new Set(),
    wanted: new Set(),
    defaultTags: textMap(firstBlock(config.default_tags)?.tags as CtyObject | null | undefined) ?? {},
  };
}

function assumeRole(block: CtyObject): AssumeRole {
  return {
    roleArn: text(block.role_arn)!,
    sessionName: text(block.session_name),
    externalId: text(block.external_id),
    durationSeconds: text(block.duration) === undefined ? undefined : seconds(text(block.duration)!),
    policy: text(block.policy),
    policyArns: (block.policy_arns as string[] | null) ?? undefined,
    sourceIdentity: text(block.source_identity),
    tags: textMap(block.tags as CtyObject | null),
    transitiveTagKeys: (block.transitive_tag_keys as string[] | null) ?? undefined,
  };
}

function firstBlock(blocks: CtyValue | undefined): CtyObject | undefined {
  return Array.isArray(blocks) ? blocks[0] as CtyObject | undefined : undefined;
}

function text(value: CtyValue | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function textMap(value: CtyObject | null | undefined): Record<string, string> | undefined {
  return value ? Object.fromEntries(Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string')) : undefined;
}

/** Seconds of a duration as Go writes it, of hours, minutes and seconds; NaN for anything else. */
function seconds(duration: string): number {
  const match = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/.exec(duration);
  return match && duration !== '' ? Number(match[1] ?? 0) * 3600 + Number(match[2] ?? 0) * 60 + Number(match[3] ?? 0) : NaN;
}
