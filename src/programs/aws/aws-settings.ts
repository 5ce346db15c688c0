/** An IAM role to take on before any call (STS AssumeRole). */
export interface AssumeRole {
  readonly roleArn: string;
  readonly sessionName?: string;
  readonly externalId?: string;
  /** Seconds. */
  readonly durationSeconds?: number;
  readonly policy?: string;
  readonly policyArns?: readonly string[];
  readonly sourceIdentity?: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly transitiveTagKeys?: readonly string[];
}

/** An IAM role to take on with a token of an identity provider (STS AssumeRoleWithWebIdentity). */
export interface WebIdentity {
  readonly roleArn: string;
  readonly sessionName?: string;
  /** Seconds. */
  readonly durationSeconds?: number;
  readonly policy?: string;
  readonly policyArns?: readonly string[];
  /** The token itself, or else the file that holds it, which is read again for every session. */
  readonly token?: string;
  readonly tokenFile?: string;
}

/** Keys that are given outright, in place of all other sources. */
export interface StaticKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** Proxies that are given outright. What is left out comes from HTTPS_PROXY, HTTP_PROXY and NO_PROXY. */
export interface Proxies {
  readonly http?: string;
  /** Empty for none. */
  readonly https?: string;
  readonly none?: string;
}

export type ServiceName =
  | 'ssm'
  | 'kms'
  | 's3'
  | 'sts'
  | 'resourcegroupstaggingapi'
  | 'iam'
  | 'eventbridge'
  | 'sns'
  | 'lambda'
  | 'scheduler'
  | 'dynamodb'
  | 'cloudtrail'
  | 'logs'
  | 'athena';

/** How to reach AWS. What is left out comes from the environment, as for every AWS tool. */
export interface AwsSettings {
  readonly region?: string;
  /** Region of the calls to STS. @default - the region of all others */
  readonly stsRegion?: string;

  readonly keys?: StaticKeys;
  readonly profile?: string;
  /** In place of ~/.aws/config; what a later file says wins. */
  readonly sharedConfigFiles?: readonly string[];
  /** In place of ~/.aws/credentials; what a later file says wins. */
  readonly sharedCredentialsFiles?: readonly string[];
  readonly webIdentity?: WebIdentity;
  /** Roles to assume one from the other, the last of which makes the calls. */
  readonly assumeRoles?: readonly AssumeRole[];
  /** Whether the credentials of an instance are out of the question. */
  readonly withoutInstanceMetadata?: boolean;
  /** Accounts that may be called; no other. */
  readonly allowedAccountIds?: readonly string[];
  /** Accounts that may not be called. */
  readonly forbiddenAccountIds?: readonly string[];

  readonly endpoints?: Readonly<Partial<Record<ServiceName, string>>>;
  readonly useFipsEndpoint?: boolean;
  readonly useDualstackEndpoint?: boolean;
  /** Whether S3 buckets are named in the path of addresses instead of the host. */
  readonly s3UsePathStyle?: boolean;
  readonly proxies?: Proxies;
  /** File of the certificates that are trusted, as PEM, in place of the usual ones. @default - AWS_CA_BUNDLE */
  readonly caBundle?: string;

  readonly maxRetries?: number;
  /** How long an answer may take, in milliseconds. @default 60000 */
  readonly requestTimeoutMs?: number;
  /** What the calls say they come from, before the SDK's own words. */
  readonly userAgent: readonly [name: string, version: string];
  readonly terraformVersion?: string;
  /** Further words on where the calls come from. */
  readonly appendUserAgent?: string;
  /** Told of every call that ended, for logs. */
  readonly onCall?: (call: { operation: string; resource: string; ms: number; error?: string }) => void;
}

/** A setting, or a file that a setting names, with which nothing can be called. */
export class AwsSettingError extends Error {
  public override readonly name = 'AwsSettingError';

  constructor(
    public readonly summary: string,
    public readonly detail: string,
  ) {
    super(`${summary}: ${detail}`);
  }
}

/** The time that an answer may take, in milliseconds. */
export const REQUEST_TIMEOUT_MS = 60_000;

/** Without the members that are undefined: the SDK takes an explicit undefined for a setting. */
export function defined<T extends object>(members: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined && value !== null)) as {
    [K in keyof T]?: NonNullable<T[K]>;
  };
}
