import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { AwsSettingError, defined, type AwsSettings, type ServiceName } from './aws-settings';

/** One profile, by the names that its settings have in the files. */
export type Profile = Readonly<Record<string, string | undefined>>;

/** Where the SDK's own readers find the files. */
export interface FileLocations {
  readonly configFilepath?: string;
  readonly filepath?: string;
}

interface Files {
  readonly locations: FileLocations;
  readonly profiles: Readonly<Record<string, Profile | undefined>>;
  /** The `services` sections. */
  readonly services: Readonly<Record<string, Profile | undefined>>;
}

// As the SDK's clients name their services; in profiles these are in lower case, with underscores.
const SERVICE_IDS: Readonly<Record<ServiceName, string>> = {
  ssm: 'SSM',
  kms: 'KMS',
  s3: 'S3',
  sts: 'STS',
  resourcegroupstaggingapi: 'RESOURCE_GROUPS_TAGGING_API',
  iam: 'IAM',
  eventbridge: 'EVENTBRIDGE',
  sns: 'SNS',
  lambda: 'LAMBDA',
  scheduler: 'SCHEDULER',
  dynamodb: 'DYNAMODB',
  cloudtrail: 'CLOUDTRAIL',
  logs: 'CLOUDWATCH_LOGS',
  athena: 'ATHENA',
};

let merged = 0;

/**
 * The shared configuration files, and the profile of this run in them.
 *
 * The SDK for JavaScript reads one file of each kind, and its clients look at the profile of the environment only;
 * here several files and a named profile count for everything, as in hashicorp/aws.
 */
export class SharedConfig {
  /** Name of the profile. */
  public readonly profileName: string;
  /** Whether somebody named it, so that it has to be there. */
  public readonly named: boolean;
  private files: Promise<Files> | undefined;
  private readonly merges: { config?: string; credentials?: string } = {};

  constructor(private readonly settings: AwsSettings) {
    const named = settings.profile ?? process.env.AWS_PROFILE ?? process.env.AWS_DEFAULT_PROFILE ?? '';
    this.named = named !== '';
    this.profileName = named === '' ? 'default' : named;
  }

  /** The profile of this run; empty where nobody named one and there is no default. */
  public async profile(): Promise<Profile> {
    return (await this.load()).profiles[this.profileName] ?? {};
  }

  public async profiles(): Promise<Files['profiles']> {
    return (await this.load()).profiles;
  }

  public async locations(): Promise<FileLocations> {
    return (await this.load()).locations;
  }

  /** Has the files read again: somebody may have renewed the keys in them. */
  public forget(): void {
    this.files = undefined;
  }

  public async region(): Promise<string | undefined> {
    // AWS_DEFAULT_REGION is what Terraform's people set; the SDK for JavaScript knows AWS_REGION only.
    return this.settings.region || process.env.AWS_REGION || process.env.AWS_DEFAULT_REGION || (await this.profile()).region;
  }

  /** The address to call in place of AWS's own: of the settings, the environment, or the profile. */
  public async endpoint(service: ServiceName): Promise<string | undefined> {
    const given = this.settings.endpoints?.[service];
    if (given) return given;
    const profile = await this.profile();
    if (/^true$/i.test(process.env.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS ?? profile.ignore_configured_endpoint_urls ?? '')) return undefined;
    const id = SERVICE_IDS[service];
    const services = profile.services === undefined ? undefined : (await this.load()).services[profile.services];
    return (
      process.env[`AWS_ENDPOINT_URL_${id}`] ||
      process.env.AWS_ENDPOINT_URL ||
      services?.[`${id.toLowerCase()}.endpoint_url`] ||
      profile.endpoint_url
    );
  }

  /** Whether AWS's FIPS and dual-stack endpoints are called; what is left out, the SDK finds in the environment. */
  public async kindsOfEndpoint(): Promise<{ useFipsEndpoint?: boolean; useDualstackEndpoint?: boolean }> {
    const { use_fips_endpoint: fips, use_dualstack_endpoint: dualstack } = await this.profile();
    const chosen = (setting: boolean | undefined, variable: string | undefined, ofProfile: string | undefined) =>
      setting ?? (variable === undefined && ofProfile !== undefined ? ofProfile === 'true' : undefined);
    return defined({
      useFipsEndpoint: chosen(this.settings.useFipsEndpoint, process.env.AWS_USE_FIPS_ENDPOINT, fips),
      useDualstackEndpoint: chosen(this.settings.useDualstackEndpoint, process.env.AWS_USE_DUALSTACK_ENDPOINT, dualstack),
    });
  }

  /**
   * How often a call is made in all, as AWS_MAX_ATTEMPTS or the profile's max_attempts say.
   *
   * @throws AwsSettingError where that is no number from 1
   */
  public async maxAttempts(): Promise<number | undefined> {
    const text = process.env.AWS_MAX_ATTEMPTS || (await this.profile()).max_attempts;
    if (text === undefined || /^[1-9]\d{0,3}$/.test(text)) return text === undefined ? undefined : Number(text);
    throw new AwsSettingError(
      'Wrong AWS_MAX_ATTEMPTS',
      `AWS_MAX_ATTEMPTS, or the profile's max_attempts, is '${text}'; it must be a whole number from 1, which counts the first try too.`,
    );
  }

  private load(): Promise<Files> {
    this.files ??= this.read();
    return this.files;
  }

  private async read(): Promise<Files> {
    const { loadSharedConfigFiles } = await import('@smithy/core/config');
    const locations = {
      ...(await this.location('configFilepath', 'config', this.settings.sharedConfigFiles)),
      ...(await this.location('filepath', 'credentials', this.settings.sharedCredentialsFiles)),
    };
    const { configFile, credentialsFile } = await loadSharedConfigFiles({ ...locations, ignoreCache: true });
    const profiles: Record<string, Profile | undefined> = {};
    for (const [name, settings] of [...Object.entries(configFile), ...Object.entries(credentialsFile)]) {
      profiles[name] = { ...profiles[name], ...settings };
    }
    const services = Object.fromEntries(
      Object.entries(configFile)
        .filter(([name]) => name.startsWith('services.'))
        .map(([name, section]) => [name.slice('services.'.length), section]),
    );
    return { locations, profiles, services };
  }

  private async location(
    member: keyof FileLocations,
    kind: 'config' | 'credentials',
    paths: readonly string[] | undefined,
  ): Promise<FileLocations> {
    if (paths === undefined || paths.length === 0) return {};
    const texts = await Promise.all(paths.map((path) => readNamed(path, kind)));
    if (paths.length === 1) return { [member]: expand(paths[0]!) };
    // The SDK's readers take one file: they are given the texts as one, in memory, under a name that no file has.
    this.merges[kind] ??= `coffer:shared-${kind}-files-${++merged}`;
    const { externalDataInterceptor } = await import('@smithy/core/config');
    externalDataInterceptor.interceptFile(this.merges[kind], texts.join('\n'));
    return { [member]: this.merges[kind] };
  }
}

async function readNamed(path: string, kind: 'config' | 'credentials'): Promise<string> {
  try {
    return await readFile(expand(path), 'utf8');
  } catch (error) {
    throw new AwsSettingError(
      `The shared ${kind} file cannot be read`,
      `shared_${kind}_files names '${path}': ${(error as Error).message}. Correct the path, or leave it out.`,
    );
  }
}

function expand(path: string): string {
  return path.startsWith('~/') ? join(process.env.HOME || homedir(), path.slice(2)) : path;
}
