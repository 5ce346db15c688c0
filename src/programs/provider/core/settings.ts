import { HeldNames } from './held-names';
import { log } from './log';
import type { CallContext } from './resource';
import { seconds } from './settings-schema';
import { PROVIDER_VERSION } from './version';
import { CLAIM_TAG } from '../../../contracts/tags';
import type { AssumeRole, AwsSettings, WebIdentity } from '../../aws/aws-settings';
import { AwsClients } from '../../aws/clients';
import { KmsKeys } from '../../aws/kms-keys';
import { ObjectCatalog } from '../../aws/object-catalog';
import { ObjectStore } from '../../aws/object-store';
import { type Tags } from '../../aws/parameter';
import { ParameterCatalog } from '../../aws/parameter-catalog';
import { ParameterStore } from '../../aws/parameter-store';
import { isWhollyKnown, type CtyObject, type CtyValue } from '../schema/types';

export { SETTINGS, tagsFault, validateSettings } from './settings-schema';

export { CLAIM_TAG };

/** What every resource of the provider is given. */
export interface Coffer {
  readonly aws: AwsClients;
  readonly store: ParameterStore;
  readonly catalog: ParameterCatalog;
  readonly objects: ObjectStore;
  readonly objectCatalog: ObjectCatalog;
  readonly keys: KmsKeys;
  readonly defaultTags: Tags;
  /** Names of the parameters and objects that resources of this configuration have already: a create must not take one of them. */
  readonly names: HeldNames;
}

export type CofferContext = CallContext<Coffer>;

/** The ARN that a parameter of this name has, or will have. */
export async function parameterArn({ aws }: Coffer, name: string, signal: AbortSignal): Promise<string> {
  const { accountId, partition } = await aws.identity(signal);
  return `arn:${partition}:ssm:${await aws.region()}:${accountId}:parameter${name}`;
}

/**
 * Makes the settings into clients. With a setting still unknown there are none yet: `undefined`.
 *
 * @param terraformVersion for the user agent of the calls
 * @param overrides what settings cannot say, for tests: such as how long an answer may take
 */
export function configure(config: CtyObject, terraformVersion?: string, overrides: Partial<AwsSettings> = {}): Coffer | undefined {
  if (!isWhollyKnown(config)) return undefined;
  const aws = new AwsClients({ ...awsSettings(config, terraformVersion), ...overrides });
  const store = new ParameterStore(aws);
  return {
    aws,
    store,
    catalog: new ParameterCatalog(aws, store, CLAIM_TAG),
    objects: new ObjectStore(aws),
    objectCatalog: new ObjectCatalog(aws),
    keys: new KmsKeys(aws),
    names: new HeldNames(),
    defaultTags: textMap(blocks(config.default_tags)[0]?.tags) ?? {},
  };
}

/** The settings as the AWS layer takes them. Empty texts count as left out, as in hashicorp/aws. */
export function awsSettings(config: CtyObject, terraformVersion?: string): AwsSettings {
  const [accessKeyId, secretAccessKey] = [text(config.access_key), text(config.secret_key)];
  const [webIdentity] = blocks(config.assume_role_with_web_identity).filter(({ role_arn: arn }) => text(arn));
  return {
    region: text(config.region),
    stsRegion: text(config.sts_region),
    keys: accessKeyId && secretAccessKey ? { accessKeyId, secretAccessKey, sessionToken: text(config.token) } : undefined,
    profile: text(config.profile),
    sharedConfigFiles: texts(config.shared_config_files),
    sharedCredentialsFiles: texts(config.shared_credentials_files),
    webIdentity: webIdentity && webIdentityOf(webIdentity),
    assumeRoles: blocks(config.assume_role)
      .filter(({ role_arn: arn }) => text(arn))
      .map(assumeRole),
    withoutInstanceMetadata: text(config.skip_metadata_api_check) === undefined ? undefined : config.skip_metadata_api_check === 'true',
    allowedAccountIds: texts(config.allowed_account_ids),
    forbiddenAccountIds: texts(config.forbidden_account_ids),
    endpoints: textMap(blocks(config.endpoints)[0]),
    useFipsEndpoint: truth(config.use_fips_endpoint),
    useDualstackEndpoint: truth(config.use_dualstack_endpoint),
    s3UsePathStyle: truth(config.s3_use_path_style),
    // An empty https_proxy is not left out: it says that there is none.
    proxies: {
      http: text(config.http_proxy),
      https: typeof config.https_proxy === 'string' ? config.https_proxy : undefined,
      none: text(config.no_proxy),
    },
    caBundle: text(config.custom_ca_bundle),
    maxRetries: typeof config.max_retries === 'number' ? config.max_retries : undefined,
    userAgent: ['terraform-provider-coffer', PROVIDER_VERSION],
    terraformVersion,
    appendUserAgent: process.env.TF_APPEND_USER_AGENT,
    onCall: ({ operation, resource, ms, error }) => log('debug', 'AWS call', { operation, resource, ms, error }),
  };
}

function session(block: CtyObject) {
  const duration = text(block.duration);
  return {
    roleArn: text(block.role_arn)!,
    sessionName: text(block.session_name),
    durationSeconds: duration === undefined ? undefined : Math.floor(seconds(duration)),
    policy: text(block.policy),
    policyArns: texts(block.policy_arns),
  };
}

function assumeRole(block: CtyObject): AssumeRole {
  return {
    ...session(block),
    externalId: text(block.external_id),
    sourceIdentity: text(block.source_identity),
    tags: textMap(block.tags),
    transitiveTagKeys: texts(block.transitive_tag_keys),
  };
}

function webIdentityOf(block: CtyObject): WebIdentity {
  return { ...session(block), token: text(block.web_identity_token), tokenFile: text(block.web_identity_token_file) };
}

function blocks(value: CtyValue | undefined): readonly CtyObject[] {
  return Array.isArray(value) ? (value as CtyObject[]) : [];
}

function text(value: CtyValue | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function texts(value: CtyValue | undefined): string[] | undefined {
  const list = Array.isArray(value) ? (value as CtyValue[]).filter((item): item is string => typeof item === 'string' && item !== '') : [];
  return list.length === 0 ? undefined : list;
}

function truth(value: CtyValue | undefined): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined;
}

function textMap(value: CtyValue | undefined): Record<string, string> | undefined {
  return value
    ? Object.fromEntries(Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'))
    : undefined;
}
