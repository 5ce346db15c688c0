import { TerraformProvider, TerraformStack } from 'cdktf';
import { Construct } from 'constructs';
import { CofferProvider } from '../bindings/provider';

/** Settings of the AWS provider that Coffer's has too: the whole setting, or those parts of a block. */
const INHERITED: { readonly [setting: string]: readonly string[] | true } = {
  region: true,
  profile: true,
  max_retries: true,
  s3_use_path_style: true,
  assume_role: [
    'role_arn', 'session_name', 'external_id', 'duration', 'policy', 'policy_arns', 'tags', 'transitive_tag_keys', 'source_identity',
  ],
  default_tags: ['tags'],
  endpoints: ['ssm', 'kms', 's3', 'sts', 'resourcegroupstaggingapi'],
};

/** Settings of the AWS provider that decide who calls AWS, and which Coffer's does not have. */
const NOT_INHERITED: readonly string[] = [
  'access_key', 'secret_key', 'token', 'shared_config_files', 'shared_credentials_files', 'assume_role_with_web_identity',
  'allowed_account_ids', 'forbidden_account_ids',
];

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
    const several = Array.isArray(settings.assume_role) && settings.assume_role.length > 1 ? ['assume_role (more than one)'] : [];
    return [...NOT_INHERITED.filter((name) => settings[name] !== undefined), ...several];
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
    result[name] = parts === true ? value : blockOf(value, parts);
  }
  return defined(result);
}

/**
 * One block of those parts. The AWS provider spreads `endpoints` over any number of blocks; a role that is assumed
 * through another one cannot be put in one block, and is warned about.
 */
function blockOf(value: unknown, parts: readonly string[]): unknown {
  if (Array.isArray(value)) return Object.assign({}, ...value.map((block: unknown) => blockOf(block, parts)));
  if (!isPlainObject(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([name, part]) => parts.includes(name) && part !== undefined));
}

function isPlainObject(value: unknown): value is Settings {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

function defined(settings: Settings): Settings {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
}
