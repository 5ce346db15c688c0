import { setMaxListeners } from 'node:events';
import type { KMSClient } from '@aws-sdk/client-kms';
import type { ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api';
import type { S3Client } from '@aws-sdk/client-s3';
import type { SSMClient } from '@aws-sdk/client-ssm';
import type { STSClient } from '@aws-sdk/client-sts';
import type { AwsCredentialIdentity } from '@smithy/types';
import { limitsAccounts, requireAllowedAccount, requireSameAccount, type CallerIdentity } from './accounts';
import { AwsSettingError, defined, type AwsSettings, type ServiceName } from './aws-settings';
import { REGION_MISSING } from './connection-errors';
import { Credentials } from './credentials';
import { AwsCallError, awsCallError } from './errors';
import type { AwsOperation } from './operation';
import { DEFAULT_RETRY_POLICY, isExpired, retry, type FailureKind, type RetryPolicy } from './retry';
import { Roles } from './roles';
import { SharedConfig } from './shared-config';
import { Transport } from './transport';

export type { CallerIdentity } from './accounts';
export type { AssumeRole, AwsSettings, ServiceName, WebIdentity } from './aws-settings';

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
  private readonly transport: Transport;
  private readonly files: SharedConfig;
  private readonly credentials: Credentials;
  private readonly made = new Map<ServiceName, Promise<unknown>>();
  private retryPolicy: Promise<RetryPolicy> | undefined;
  private callerIdentity: Promise<CallerIdentity> | undefined;
  /** Whom somebody was told of, and may have decided by. */
  private known: CallerIdentity | undefined;
  private ownRegion: Promise<string | undefined> | undefined;

  constructor(private readonly settings: AwsSettings) {
    this.transport = new Transport(settings);
    this.files = new SharedConfig(settings);
    const roles = new Roles({
      client: (identity) => this.stsClient(identity),
      call: (call, signal, run, secrets) => this.attempts(call, signal, run, { secrets }),
    });
    this.credentials = new Credentials(settings, this.files, roles, this.transport, (identity, signal) => this.admit(identity, signal));
  }

  public ssm(): Promise<SSMClient> {
    return this.client('ssm', async (config) => new (await import('@aws-sdk/client-ssm')).SSMClient(config));
  }

  public kms(): Promise<KMSClient> {
    return this.client('kms', async (config) => new (await import('@aws-sdk/client-kms')).KMSClient(config));
  }

  public s3(): Promise<S3Client> {
    return this.client(
      's3',
      async (config) =>
        new (await import('@aws-sdk/client-s3')).S3Client({
          ...config,
          ...defined({ forcePathStyle: this.settings.s3UsePathStyle }),
          // A bucket of another region is a mistake to tell of, not to follow: keys and policies are regional.
          followRegionRedirects: false,
          // Objects here are small: waiting for leave to send one costs a round trip, and 6 s where a stand-in or proxy gives none.
          expectContinueHeader: false,
          // Checksums stay as the SDK has them (sent and checked where supported, AWS_REQUEST_CHECKSUM_CALCULATION to change it):
          // a put into a bucket with object lock needs one.
        }),
    );
  }

  public tagging(): Promise<ResourceGroupsTaggingAPIClient> {
    return this.client(
      'resourcegroupstaggingapi',
      async (config) => new (await import('@aws-sdk/client-resource-groups-tagging-api')).ResourceGroupsTaggingAPIClient(config),
    );
  }

  /**
   * The time by AWS's own clock, as its last answer told it, to the second: dates that AWS wrote are compared with this
   * one, since the clock of the machine may jump.
   */
  public serverTime(): Date {
    return this.transport.serverTime();
  }

  /** The region that calls go to. */
  public async region(): Promise<string> {
    return (await this.ssm()).config.region();
  }

  /** The client of a service, made on first use: `create` loads its code and gives it these settings. */
  public client<C>(service: ServiceName, create: (config: object) => Promise<C>): Promise<C> {
    let client = this.made.get(service) as Promise<C> | undefined;
    if (!client) {
      // Each client would keep its own copy of the identity; marked as kept already, they ask for it every time.
      const credentials = Object.assign(() => this.credentials.identity(), { memoized: true });
      client = this.config(service).then((config) => create({ ...config, credentials }));
      this.made.set(service, client);
    }
    return client;
  }

  /** Asked once, and again of credentials that take the place of others. */
  public identity(signal: AbortSignal): Promise<CallerIdentity> {
    this.callerIdentity ??= this.findIdentity(signal).catch((error) => {
      this.callerIdentity = undefined;
      throw error;
    });
    return this.callerIdentity;
  }

  /**
   * Runs one call under the retry policy, and puts its failure into words.
   *
   * @throws AwsCallError where it fails for good
   * @throws AwsSettingError where nothing can be called with the settings, or the account is not allowed
   */
  public async call<T>(
    call: AwsOperation,
    signal: AbortSignal,
    run: (signal: AbortSignal) => Promise<T>,
    options: CallOptions<T> = {},
  ): Promise<T> {
    if (limitsAccounts(this.settings)) requireAllowedAccount(await this.identity(signal), this.settings);
    return this.attempts(call, signal, (aborted) => this.asCaller(run, aborted), options);
  }

  private async attempts<T>(
    call: AwsOperation,
    signal: AbortSignal,
    run: (signal: AbortSignal) => Promise<T>,
    options: CallOptions<T> = {},
  ): Promise<T> {
    // As many listen to it as are made at once, and Node.js warns of more than ten.
    setMaxListeners(0, signal);
    const started = Date.now();
    let retries = -1;
    let failed: string | undefined;
    try {
      const policy = await this.policy();
      const limited = { ...policy, maxRetries: Math.min(policy.maxRetries, options.maxRetries ?? Infinity) };
      return await retry(
        (aborted) => {
          retries++;
          return run(aborted);
        },
        limited,
        signal,
        options.beforeRetry,
      );
    } catch (error) {
      const told =
        error instanceof AwsCallError || error instanceof AwsSettingError
          ? error
          : awsCallError(error, call, Math.max(retries, 0), options.secrets);
      failed = told instanceof AwsCallError ? told.code : told.name;
      throw told;
    } finally {
      this.settings.onCall?.({ operation: call.operation, resource: call.resource, ms: Date.now() - started, error: failed });
    }
  }

  // The identity is found here and not in the SDK's client, which would not stop finding it when it is asked to.
  private async asCaller<T>(run: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<T> {
    await this.credentials.identity(signal);
    const sent = Date.now();
    try {
      return await run(signal);
    } catch (error) {
      if (!isExpired(error) || signal.aborted) throw error;
      // Refused, so it had no effect: with other credentials it can be made again as it was, once.
      await this.credentials.renew(sent, signal);
      return run(signal);
    }
  }

  private async findIdentity(signal: AbortSignal): Promise<CallerIdentity> {
    const { STSClient: Client } = await import('@aws-sdk/client-sts');
    const client = await this.client<STSClient>('sts', (config) => Promise.resolve(new Client(config)));
    this.known = await this.askIdentity(client, signal, (run, aborted) => this.asCaller(run, aborted));
    return this.known;
  }

  /**
   * Asks whose credentials are that take the place of others, if it was asked of those. A profile may have been changed on
   * the disk meanwhile, or somebody logged in elsewhere: names of secrets carry no stage, and what was checked before the
   * first call has to hold for the last one.
   */
  private async admit(identity: AwsCredentialIdentity, signal: AbortSignal): Promise<void> {
    if (!this.known) return;
    const now = await this.askIdentity(await this.stsClient(identity), signal, (run, aborted) => run(aborted));
    requireSameAccount(this.known, now);
    this.known = now;
    this.callerIdentity = Promise.resolve(now);
  }

  private async askIdentity(
    client: STSClient,
    signal: AbortSignal,
    as: <T>(run: (signal: AbortSignal) => Promise<T>, signal: AbortSignal) => Promise<T>,
  ): Promise<CallerIdentity> {
    const { GetCallerIdentityCommand } = await import('@aws-sdk/client-sts');
    const call = { operation: 'GetCallerIdentity', resource: 'the credentials', actions: ['sts:GetCallerIdentity'] };
    const answer = await this.attempts(call, signal, (aborted) =>
      as((abortSignal) => client.send(new GetCallerIdentityCommand({}), { abortSignal }), aborted),
    );
    return { accountId: answer.Account!, arn: answer.Arn!, partition: answer.Arn!.split(':')[1]! };
  }

  private policy(): Promise<RetryPolicy> {
    this.retryPolicy ??= (async () => {
      const attempts = this.settings.maxRetries === undefined ? await this.files.maxAttempts() : this.settings.maxRetries + 1;
      return { ...DEFAULT_RETRY_POLICY, ...defined({ maxRetries: attempts === undefined ? undefined : attempts - 1 }) };
    })();
    return this.retryPolicy;
  }

  private async stsClient(identity: AwsCredentialIdentity | undefined): Promise<STSClient> {
    const { STSClient: Client } = await import('@aws-sdk/client-sts');
    return new Client({ ...(await this.config('sts')), ...defined({ credentials: identity }) });
  }

  /** Found once: a profile that was changed on the disk meanwhile would lead clients that are made later elsewhere. */
  private regionOfAll(): Promise<string | undefined> {
    this.ownRegion ??= this.files.region();
    return this.ownRegion;
  }

  private async config(service: ServiceName): Promise<object> {
    const { profile, stsRegion } = this.settings;
    const endpoint = await this.files.endpoint(service);
    const region = service === 'sts' && stsRegion !== undefined ? stsRegion : await this.regionOfAll();
    return {
      ...defined({ profile, endpoint }),
      region: region ?? noRegion,
      ...(endpoint === undefined ? await this.files.kindsOfEndpoint() : { useFipsEndpoint: false, useDualstackEndpoint: false }),
      maxAttempts: 1, // retries are ours: they have to look first whether a write took effect
      requestHandler: this.transport,
    };
  }
}

/** In place of the SDK's own error, which only its text tells from others. */
function noRegion(): Promise<string> {
  return Promise.reject(Object.assign(new Error('Region is missing'), { name: REGION_MISSING }));
}
