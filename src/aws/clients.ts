import type { KMSClient } from '@aws-sdk/client-kms';
import type { ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api';
import type { S3Client } from '@aws-sdk/client-s3';
import type { SSMClient } from '@aws-sdk/client-ssm';
import type { STSClient } from '@aws-sdk/client-sts';
import type { AwsCredentialIdentityProvider } from '@smithy/types';
import { AwsCallError, awsCallError, type AwsOperation } from './errors';
import { DEFAULT_RETRY_POLICY, retry, type FailureKind, type RetryPolicy } from './retry';

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

export type ServiceName = 'ssm' | 'kms' | 's3' | 'sts' | 'resourcegroupstaggingapi';

/** How to reach AWS. What is left out comes from the environment, as for every AWS tool. */
export interface AwsSettings {
  readonly region?: string;
  readonly profile?: string;
  readonly assumeRole?: AssumeRole;
  readonly endpoints?: Readonly<Partial<Record<ServiceName, string>>>;
  /** Whether S3 buckets are named in the path of addresses instead of the host. */
  readonly s3UsePathStyle?: boolean;
  readonly maxRetries?: number;
  /** What the calls say they come from, beside the SDK's own words. */
  readonly userAgent: readonly [name: string, version: string];
  /** Told of every call that ended, for logs. */
  readonly onCall?: (call: { operation: string; resource: string; ms: number; error?: string }) => void;
}

/** Who Terraform is to AWS. */
export interface CallerIdentity {
  readonly accountId: string;
  readonly partition: string;
  readonly arn: string;
}

export interface CallOptions<T> {
  /** Values that the call sends: cut out of whatever AWS says. */
  readonly secrets?: readonly string[];
  /** Finds out, before a retry, whether the failed attempt took effect after all; its answer then stands. */
  readonly beforeRetry?: (failure: FailureKind) => Promise<T | undefined>;
  /** At most so many retries, where there is another way. @default - as the settings say */
  readonly maxRetries?: number;
}

/**
 * The one way to AWS: one credential chain, one retry policy, one form of errors.
 *
 * Clients load on first use, since loading them costs more than the whole handshake with Terraform.
 */
export class AwsClients {
  private readonly policy: RetryPolicy;
  private readonly made = new Map<ServiceName, Promise<unknown>>();
  private credentials: Promise<AwsCredentialIdentityProvider | undefined> | undefined;
  private callerIdentity: Promise<CallerIdentity> | undefined;

  constructor(private readonly settings: AwsSettings) {
    this.policy = { ...DEFAULT_RETRY_POLICY, maxRetries: settings.maxRetries ?? DEFAULT_RETRY_POLICY.maxRetries };
  }

  public ssm(): Promise<SSMClient> {
    return this.client('ssm', async (config) => new (await import('@aws-sdk/client-ssm')).SSMClient(config));
  }

  public kms(): Promise<KMSClient> {
    return this.client('kms', async (config) => new (await import('@aws-sdk/client-kms')).KMSClient(config));
  }

  public s3(): Promise<S3Client> {
    return this.client('s3', async (config) => new (await import('@aws-sdk/client-s3')).S3Client({
      ...config,
      ...defined({ forcePathStyle: this.settings.s3UsePathStyle }),
      // A bucket of another region is a mistake to tell of, not to follow: keys and policies are regional.
      followRegionRedirects: false,
      // Objects here are small: waiting for leave to send one costs a round trip, and 6 s where a stand-in or proxy gives none.
      expectContinueHeader: false,
      // Checksums stay as the SDK has them (sent and checked where supported, AWS_REQUEST_CHECKSUM_CALCULATION to change it):
      // a put into a bucket with object lock needs one.
    }));
  }

  public tagging(): Promise<ResourceGroupsTaggingAPIClient> {
    return this.client('resourcegroupstaggingapi', async (config) => (
      new (await import('@aws-sdk/client-resource-groups-tagging-api')).ResourceGroupsTaggingAPIClient(config)
    ));
  }

  /** The region that calls go to. */
  public async region(): Promise<string> {
    return (await this.ssm()).config.region();
  }

  /** Asked once. */
  public identity(signal: AbortSignal): Promise<CallerIdentity> {
    this.callerIdentity ??= this.findIdentity(signal).catch((error) => {
      this.callerIdentity = undefined;
      throw error;
    });
    return this.callerIdentity;
  }

  /** Runs one call under the retry policy, and puts its failure into words. */
  public async call<T>(call: AwsOperation, signal: AbortSignal, run: (signal: AbortSignal) => Promise<T>, options: CallOptions<T> = {}): Promise<T> {
    const started = Date.now();
    let retries = -1;
    let failed: string | undefined;
    const policy = { ...this.policy, maxRetries: Math.min(this.policy.maxRetries, options.maxRetries ?? Infinity) };
    try {
      return await retry((aborted) => { retries++; return run(aborted); }, policy, signal, options.beforeRetry);
    } catch (error) {
      const told = error instanceof AwsCallError ? error : awsCallError(error, call, retries, options.secrets);
      failed = told.code;
      throw told;
    } finally {
      this.settings.onCall?.({ operation: call.operation, resource: call.resource, ms: Date.now() - started, error: failed });
    }
  }

  private async findIdentity(signal: AbortSignal): Promise<CallerIdentity> {
    const { GetCallerIdentityCommand, STSClient: Client } = await import('@aws-sdk/client-sts');
    const client = await this.client<STSClient>('sts', (config) => Promise.resolve(new Client(config)));
    const answer = await this.call({ operation: 'GetCallerIdentity', resource: 'the credentials', actions: ['sts:GetCallerIdentity'] }, signal, (abortSignal) => (
      client.send(new GetCallerIdentityCommand({}), { abortSignal })
    ));
    return { accountId: answer.Account!, arn: answer.Arn!, partition: answer.Arn!.split(':')[1]! };
  }

  private client<C>(service: ServiceName, create: (config: object) => Promise<C>): Promise<C> {
    let client = this.made.get(service) as Promise<C> | undefined;
    if (!client) {
      client = this.config(service).then(create);
      this.made.set(service, client);
    }
    return client;
  }

  private async config(service: ServiceName): Promise<object> {
    const { region, profile, endpoints, userAgent } = this.settings;
    const { NodeHttpHandler } = await import('@smithy/node-http-handler');
    this.credentials ??= this.resolveCredentials();
    const credentials = await this.credentials;
    const endpoint = endpoints?.[service];
    return {
      // AWS_DEFAULT_REGION is what Terraform's people set; the SDK for JavaScript knows AWS_REGION only.
      ...defined({ region: region ?? process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION, profile, credentials, endpoint }),
      customUserAgent: [[...userAgent]],
      maxAttempts: 1, // retries are ours: they have to look first whether a write took effect
      requestHandler: new NodeHttpHandler({ connectionTimeout: 10_000, requestTimeout: 60_000, throwOnRequestTimeout: true }),
    };
  }

  private async resolveCredentials(): Promise<AwsCredentialIdentityProvider | undefined> {
    const { profile, assumeRole, region, endpoints, userAgent } = this.settings;
    if (!assumeRole) return undefined; // the client's own chain, which knows the profile
    const { fromNodeProviderChain, fromTemporaryCredentials } = await import('@aws-sdk/credential-providers');
    return fromTemporaryCredentials({
      masterCredentials: fromNodeProviderChain(defined({ profile })),
      clientConfig: defined({
        region: region ?? process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION, endpoint: endpoints?.sts, customUserAgent: [[...userAgent]],
      }),
      params: {
        RoleArn: assumeRole.roleArn,
        RoleSessionName: assumeRole.sessionName ?? `coffer-${Date.now()}`,
        ...defined({
          ExternalId: assumeRole.externalId,
          DurationSeconds: assumeRole.durationSeconds,
          Policy: assumeRole.policy,
          PolicyArns: assumeRole.policyArns?.map((arn) => ({ arn })),
          SourceIdentity: assumeRole.sourceIdentity,
          Tags: assumeRole.tags && Object.entries(assumeRole.tags).map(([Key, Value]) => ({ Key, Value })),
          TransitiveTagKeys: assumeRole.transitiveTagKeys && [...assumeRole.transitiveTagKeys],
        }),
      },
    }) as AwsCredentialIdentityProvider;
  }
}

/** Without the members that are undefined: the SDK takes an explicit undefined for a setting. */
function defined<T extends object>(members: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined && value !== null)) as { [K in keyof T]?: NonNullable<T[K]> };
}
