import { TerraformProvider, TerraformStack } from 'cdktf';
import { Construct } from 'constructs';
import { CofferProvider } from '../bindings/provider';

const SESSION = ['role_arn', 'session_name', 'duration', 'policy', 'policy_arns'];

/** Settings of the AWS provider that Coffer's has too: the whole setting, or those parts of a block. */
const INHERITED: { readonly [setting: string]: readonly string[] | true } = {
  region: true,
  sts_region: true,
  profile: true,
  shared_config_files: true,
  shared_credentials_files: true,
  access_key: true,
  secret_key: true,
  token: true,
  skip_metadata_api_check: true,
  allowed_account_ids: true,
  forbidden_account_ids: true,
  max_retries: true,
  s3_use_path_style: true,
  use_fips_endpoint: true,
  use_dualstack_endpoint: true,
  http_proxy: true,
  https_proxy: true,
  no_proxy: true,
  custom_ca_bundle: true,
  assume_role: [...SESSION, 'external_id', 'tags', 'transitive_tag_keys', 'source_identity'],
  assume_role_with_web_identity: [...SESSION, 'web_identity_token', 'web_identity_token_file'],
  default_tags: ['tags'],
  endpoints: ['ssm', 'kms', 's3', 'sts', 'resourcegroupstaggingapi'],
};

/** Blocks whose order means something; others may be spread over any number of blocks, and are one here. */
const IN_ORDER = new Set(['assume_role']);

/** Settings of the AWS provider that decide who calls AWS, and which Coffer's does not have. */
const NOT_INHERITED: readonly string[] = ['ec2_metadata_service_endpoint', 'ec2_metadata_service_endpoint_mode'];

interface Settings {
  readonly [setting: string]: unknown;
}

/**
 * The coffer provider of a stack, with the settings of the stack's AWS provider, so that both call the same
 * account as the same role and nothing has to be said twice.
 *
 * The settings are read when they are written out, since the AWS provider may be declared, or changed, later.
 */
export class InheritingCofferProvider extends CofferProvider {
  constructor(scope: Construct, id: string) {
    super(scope, id);
  }

  /** Settings of the stack's AWS provider which decide who calls AWS, and which are not taken over. */
  public get notInherited(): readonly string[] {
    const aws = awsProvider(TerraformStack.of(this));
    const settings = aws ? settingsOf(aws.toTerraform()) : {};
    return NOT_INHERITED.filter((name) => settings[name] !== undefined);
  }

  protected synthesizeAttributes(): { [name: string]: any } {
    const aws = awsProvider(TerraformStack.of(this));
    return { ...(aws ? inherited(settingsOf(aws.toTerraform())) : {}), ...defined(super.synthesizeAttributes()) };
  }
}

/** The AWS provider of a stack that resources use unless told otherwise. */
function awsProvider(stack: TerraformStack): TerraformProvider | undefined {
  return stack.allProviders().find((provider) => provider.terraformResourceType === 'aws' && provider.alias === undefined);
}

function settingsOf(synthesized: { provider: { aws: Settings[] } }): Settings {
  return synthesized.provider.aws[0] ?? {};
}

function inherited(settings: Settings): Settings {
  const result: { [setting: string]: unknown } = {};
  for (const [name, parts] of Object.entries(INHERITED)) {
    const value = settings[name];
    if (value === undefined) continue;
    result[name] = parts === true ? value : blockOf(value, parts, IN_ORDER.has(name));
  }
  return defined(result);
}

/** A block of those parts; a list of them where the order counts. */
function blockOf(value: unknown, parts: readonly string[], inOrder: boolean): unknown {
  if (Array.isArray(value)) {
    const blocks = value.map((block: unknown) => blockOf(block, parts, inOrder));
    return inOrder ? blocks : Object.assign({}, ...blocks);
  }
  if (!isPlainObject(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([name, part]) => parts.includes(name) && part !== undefined));
}

function isPlainObject(value: unknown): value is Settings {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

function defined(settings: Settings): Settings {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
}
