import { reservedTagPrefix } from '../../../contracts/tags';
import type { ServiceName } from '../../aws/aws-settings';
import type { Diagnostics } from '../schema/diagnostics';
import { bool, listOfStrings, mapOfStrings, number, string, type Attributes, type Schema } from '../schema/schema';
import { isObject, Unknown, type CtyObject, type CtyValue } from '../schema/types';

type Fault = readonly [summary: string, detail: string] | undefined;

const ENDPOINTS: readonly ServiceName[] = ['ssm', 'kms', 's3', 'sts', 'resourcegroupstaggingapi'];
const PREFER = 'Prefer a profile, a role or the environment: whoever reads the configuration reads this.';

/** What every way of taking on a role has. */
const SESSION = {
  session_name: string({ optional: true, description: 'Name of the session, as CloudTrail shows it. Default: `coffer-` and the time.' }),
  duration: string({
    optional: true,
    description: 'How long the session lasts: `15m` to `12h`. Default: `1h`.',
    validate: (duration) =>
      duration === '' || (seconds(duration) >= 900 && seconds(duration) <= 43_200)
        ? undefined
        : ['Wrong duration', `'${duration}' is not a duration from 15m to 12h, such as 1h30m.`],
  }),
  policy: string({ optional: true, description: 'JSON policy that narrows the session further.' }),
  policy_arns: listOfStrings({ optional: true, description: 'ARNs of managed policies that narrow the session further.' }),
} satisfies Attributes;

/** The provider's settings: names and meanings are those of hashicorp/aws. */
export const SETTINGS = {
  description:
    'Puts secrets into their system of record, Parameter Store or an S3 bucket of AWS, ' +
    'without their values ever touching plan, state or logs. ' +
    'Programs read them as environment variables, by [chamber](https://github.com/segmentio/chamber) for example.\n\n' +
    'Needs Terraform 1.11 or newer. Settings follow `hashicorp/aws`; credentials come from the same environment variables ' +
    'and shared files, in the same order.',
  attributes: {
    region: string({ optional: true, description: "AWS region. Default: `AWS_REGION`, `AWS_DEFAULT_REGION`, or the profile's region." }),
    sts_region: string({ optional: true, description: 'AWS region of the calls to STS. Default: `region`.' }),
    profile: string({ optional: true, description: 'Profile in the shared AWS configuration files. Default: `AWS_PROFILE`.' }),
    shared_config_files: listOfStrings({
      optional: true,
      description: 'Shared configuration files. A later one wins. Default: `AWS_CONFIG_FILE`, or `~/.aws/config`.',
    }),
    shared_credentials_files: listOfStrings({
      optional: true,
      description: 'Shared credentials files. A later one wins. Default: `AWS_SHARED_CREDENTIALS_FILE`, or `~/.aws/credentials`.',
    }),
    access_key: string({
      optional: true,
      sensitive: true,
      description: `Id of an access key. Needs \`secret_key\`. ${PREFER} Default: \`AWS_ACCESS_KEY_ID\`.`,
    }),
    secret_key: string({
      optional: true,
      sensitive: true,
      description: `Secret of the access key. ${PREFER} Default: \`AWS_SECRET_ACCESS_KEY\`.`,
    }),
    token: string({
      optional: true,
      sensitive: true,
      description: `Session token of a temporary access key. ${PREFER} Default: \`AWS_SESSION_TOKEN\`.`,
    }),
    skip_metadata_api_check: string({
      optional: true,
      description:
        'Whether the credentials of an EC2 instance are out of the question: `true` or `false`. Default: ' +
        '`AWS_EC2_METADATA_DISABLED`, or `false`.',
      validate: (text) =>
        ['', 'true', 'false'].includes(text) ? undefined : ['Wrong skip_metadata_api_check', `'${text}' is neither true nor false.`],
    }),
    allowed_account_ids: listOfStrings({
      optional: true,
      description:
        'AWS accounts that may be called, and no other: asked of STS before the first call. Not together with `forbidden_account_ids`.',
      validate: accountsFault,
    }),
    forbidden_account_ids: listOfStrings({
      optional: true,
      description: 'AWS accounts that may not be called: asked of STS before the first call.',
      validate: accountsFault,
    }),
    max_retries: number({
      optional: true,
      description:
        "How often a call is made again that was throttled or failed on AWS's side, with growing random waits: 0 to 100. " +
        "Default: `25`, or one less than `AWS_MAX_ATTEMPTS` or the profile's `max_attempts`.",
      validate: (retries) =>
        Number.isInteger(retries) && retries >= 0 && retries <= 100
          ? undefined
          : ['Wrong max_retries', `max_retries is ${retries}; it must be a whole number from 0 to 100.`],
    }),
    s3_use_path_style: bool({
      optional: true,
      description:
        'Whether S3 is addressed as `https://s3.<region>.amazonaws.com/<bucket>/…`, as stand-ins for S3 need it, ' +
        'and not by a host of the bucket. Default: `false`.',
    }),
    use_fips_endpoint: bool({
      optional: true,
      description: "Whether AWS's FIPS endpoints are called. Default: `AWS_USE_FIPS_ENDPOINT`, or the profile's `use_fips_endpoint`.",
    }),
    use_dualstack_endpoint: bool({
      optional: true,
      description:
        "Whether AWS's dual-stack endpoints are called. Default: `AWS_USE_DUALSTACK_ENDPOINT`, or the profile's `use_dualstack_endpoint`.",
    }),
    http_proxy: string({
      optional: true,
      description: 'HTTP proxy of calls by http, and of those by https too if nothing else says theirs. Default: `HTTP_PROXY`.',
    }),
    https_proxy: string({ optional: true, description: 'HTTP proxy of calls by https. Empty for none. Default: `HTTPS_PROXY`.' }),
    no_proxy: string({
      optional: true,
      description:
        'Hosts, domains, addresses and ranges of addresses that are called without a proxy, with commas between them, ' +
        'or `*`. Default: `NO_PROXY`.',
    }),
    custom_ca_bundle: string({
      optional: true,
      description: 'File of the certificates (PEM) that are trusted in place of the usual ones. Default: `AWS_CA_BUNDLE`.',
    }),
  },
  blocks: {
    assume_role: {
      description:
        'An IAM role to assume before any call. Of several, each is assumed from the one before it, and the last makes the calls.',
      attributes: {
        role_arn: roleArn(),
        external_id: string({ optional: true, description: "External identifier that the role's trust policy asks for." }),
        ...SESSION,
        source_identity: string({ optional: true, description: 'Source identity of the session.' }),
        tags: mapOfStrings({ optional: true, description: 'Session tags.' }),
        transitive_tag_keys: listOfStrings({ optional: true, description: 'Keys of session tags that go on to further sessions.' }),
      },
    },
    assume_role_with_web_identity: {
      description:
        "An IAM role to assume with a token of an identity provider, such as a CI's, in place of credentials. " +
        'Roles of `assume_role` are assumed from it.',
      maxItems: 1,
      attributes: {
        role_arn: roleArn(),
        ...SESSION,
        web_identity_token: string({
          optional: true,
          sensitive: true,
          description: 'The token. Either this or `web_identity_token_file`, which is to be preferred.',
        }),
        web_identity_token_file: string({ optional: true, description: 'File that holds the token. It is read again for every session.' }),
      },
    },
    default_tags: {
      description: 'Tags for every parameter and object.',
      maxItems: 1,
      attributes: {
        tags: mapOfStrings({ optional: true, description: 'Tags by their keys. Those of a resource win.', validate: tagsFault }),
      },
    },
    endpoints: {
      description:
        "Endpoints to use in place of AWS's own. Default: `AWS_ENDPOINT_URL_<SERVICE>` or `AWS_ENDPOINT_URL`, or those of the profile.",
      maxItems: 1,
      attributes: Object.fromEntries(
        ENDPOINTS.map((service) => [
          service,
          string({
            optional: true,
            description: `Endpoint of ${service}, as a URL.`,
            validate: (url) =>
              url === '' || /^https?:\/\/[^/]/.test(url)
                ? undefined
                : ['Wrong endpoint', `'${url}' is not an address that begins with https:// or http://.`],
          }),
        ]),
      ),
    },
  },
} satisfies Schema;

/** What is wrong with the settings taken together. Values may be unknown. */
export function validateSettings(config: CtyObject, diagnostics: Diagnostics): void {
  const given = (value: CtyValue | undefined) =>
    value !== null && value !== undefined && value !== '' && !(Array.isArray(value) && value.length === 0);
  // Terraform shows the line that an error points at: never one with a secret in it.
  const lonely = (name: string, without: string) => {
    if (given(config[name]) && !given(config[without])) {
      diagnostics.error(`${name} without ${without}`, `An access key is both. Give ${without} too, or leave out ${name}.`, [without]);
    }
  };
  lonely('access_key', 'secret_key');
  lonely('secret_key', 'access_key');
  lonely('token', 'access_key');
  if (given(config.allowed_account_ids) && given(config.forbidden_account_ids)) {
    diagnostics.error(
      'allowed_account_ids with forbidden_account_ids',
      'Accounts that are not allowed are forbidden. Leave out one of the two.',
      ['forbidden_account_ids'],
    );
  }
  const blocks = config.assume_role_with_web_identity;
  (Array.isArray(blocks) ? (blocks as CtyValue[]) : []).forEach((block, index) => {
    if (!isObject(block)) return;
    const [token, file] = [block.web_identity_token, block.web_identity_token_file];
    const at = (name: string) => ['assume_role_with_web_identity', index, name];
    if (given(token) && given(file) && !(token instanceof Unknown) && !(file instanceof Unknown)) {
      diagnostics.error(
        'Two web identity tokens',
        'Give web_identity_token or web_identity_token_file, not both.',
        at('web_identity_token_file'),
      );
    } else if (!given(token) && !given(file)) {
      diagnostics.error('No web identity token', 'Give web_identity_token_file, or web_identity_token.', at('web_identity_token_file'));
    }
  });
}

/** What is wrong with tags that people give. */
export function tagsFault(tags: Record<string, string>): Fault {
  const reserved = Object.keys(tags).find((key) => reservedTagPrefix(key) !== undefined);
  if (reserved !== undefined) {
    return ['Wrong tags', `Tag '${reserved}' begins with a reserved prefix (aws: or coffer:). Name it otherwise.`];
  }
  const empty = Object.entries(tags).find(([, value]: [string, unknown]) => value === null);
  return empty && ['Wrong tags', `Tag '${empty[0]}' is null. Leave it out, or give it a value (which may be empty).`];
}

/** Seconds of a duration as Go writes it; NaN for anything else. */
export function seconds(duration: string): number {
  if (!/^(\d+(\.\d+)?(h|m|s|ms|us|µs|ns))+$/.test(duration)) return NaN;
  return [...duration.matchAll(/([\d.]+)([a-zµ]+)/g)].reduce(
    (sum, [, amount, unit]) => sum + Number(amount) * SECONDS[unit as keyof typeof SECONDS],
    0,
  );
}

const SECONDS = { h: 3600, m: 60, s: 1, ms: 1e-3, us: 1e-6, µs: 1e-6, ns: 1e-9 };

function accountsFault(ids: readonly unknown[]): Fault {
  const wrong = ids.find((id) => typeof id === 'string' && !/^\d{12}$/.test(id));
  return wrong === undefined
    ? undefined
    : ['Wrong account', `'${String(wrong)}' is not the number of an AWS account: 12 digits, in quotes.`];
}

function roleArn() {
  return string({
    required: true,
    description: 'ARN of the role. Empty for none.',
    validate: (arn) =>
      arn === '' || /^arn:[^:]+:iam::\d{12}:role\/.+/.test(arn)
        ? undefined
        : ['Wrong role_arn', `'${arn}' is not the ARN of an IAM role, such as arn:aws:iam::123456789012:role/deploy.`],
  });
}
