import type { AwsCredentialIdentity } from '@smithy/types';
import { AwsSettingError, type AwsSettings } from './aws-settings';
import type { Roles } from './roles';
import type { Profile, SharedConfig } from './shared-config';
import type { Transport } from './transport';

const NEVER = new AbortController().signal;
/** Credentials are renewed so long before they expire, as the SDK does it: calls that are under way may still use them. */
const RENEWED_BEFORE_MS = 300_000;
/** Some sources hand out what is about to expire, or cannot renew it yet: they are not asked before every call. */
const ASKED_AGAIN_AFTER_MS = 30_000;

/**
 * The identity that calls are made as, found once for all clients, and again before it expires.
 *
 * Sources and their order are those of hashicorp/aws: the SDK for JavaScript has AWS_PROFILE win over keys in the
 * environment, where both are set, and would be somebody else than the AWS provider in the same run.
 */
export class Credentials {
  private current: { readonly identity: AwsCredentialIdentity; readonly since: number } | undefined;
  private finding: Promise<AwsCredentialIdentity> | undefined;
  private asked = 0;

  constructor(
    private readonly settings: AwsSettings,
    private readonly files: SharedConfig,
    private readonly roles: Roles,
    private readonly transport: Transport,
    /** Told of an identity that takes the place of another one, before it makes a call; what it throws, the caller gets. */
    private readonly admit: (identity: AwsCredentialIdentity, signal: AbortSignal) => Promise<void>,
  ) {}

  /** The identity, as the SDK's clients ask for it before every request. */
  public async identity(signal: AbortSignal = NEVER): Promise<AwsCredentialIdentity> {
    const left = timeLeft(this.current?.identity);
    if (this.current && (left > RENEWED_BEFORE_MS || (left > 0 && Date.now() - this.asked < ASKED_AGAIN_AFTER_MS))) {
      return this.current.identity;
    }
    try {
      return await this.find(signal);
    } catch (error) {
      // What cannot be renewed yet, or only by what is of another account, still counts until it expires.
      if (this.current && left > 0) return this.current.identity;
      throw error;
    }
  }

  /** Finds the identity again where AWS refused, as expired, one that was there at a point in time (`Date.now()`). */
  public async renew(refusedAt: number, signal: AbortSignal): Promise<void> {
    if (this.current && this.current.since > refusedAt) return;
    this.files.forget();
    await this.find(signal);
  }

  private find(signal: AbortSignal): Promise<AwsCredentialIdentity> {
    this.asked = Date.now();
    this.finding ??= this.resolve(signal)
      .then(async (identity) => {
        if (this.current && this.current.identity.accessKeyId !== identity.accessKeyId) await this.admit(identity, signal);
        this.current = { identity, since: Date.now() };
        return identity;
      })
      .finally(() => {
        this.finding = undefined;
      });
    return this.finding;
  }

  private async resolve(signal: AbortSignal): Promise<AwsCredentialIdentity> {
    const { webIdentity, assumeRoles = [] } = this.settings;
    let identity = webIdentity ? await this.roles.withWebIdentity(webIdentity, signal) : await this.own(signal);
    for (const role of assumeRoles) identity = await this.roles.assume(role, identity, signal);
    return identity;
  }

  /** The identity before any role of the settings. */
  private async own(signal: AbortSignal): Promise<AwsCredentialIdentity> {
    const { keys, profile } = this.settings;
    if (keys) return { ...keys };
    if (profile === undefined) {
      const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_WEB_IDENTITY_TOKEN_FILE, AWS_ROLE_ARN } = process.env;
      const { fromEnv } = await import('@aws-sdk/credential-providers');
      if (AWS_ACCESS_KEY_ID && AWS_SECRET_ACCESS_KEY) return fromEnv()();
      if (AWS_WEB_IDENTITY_TOKEN_FILE && AWS_ROLE_ARN) {
        return this.roles.withWebIdentity(
          { roleArn: AWS_ROLE_ARN, sessionName: process.env.AWS_ROLE_SESSION_NAME, tokenFile: AWS_WEB_IDENTITY_TOKEN_FILE },
          signal,
        );
      }
    }
    const profiles = await this.files.profiles();
    const found = profiles[this.files.profileName];
    if (!found && this.files.named) throw this.noProfile(this.files.profileName);
    return found && hasCredentials(found) ? this.ofProfile(this.files.profileName, signal) : this.ofMachine();
  }

  private async ofProfile(name: string, signal: AbortSignal, asking: readonly string[] = []): Promise<AwsCredentialIdentity> {
    const profile = (await this.files.profiles())[name];
    if (!profile) throw this.noProfile(name, asking.at(-1));
    if (asking.includes(name)) {
      throw new AwsSettingError(
        'Profiles that lead in a circle',
        `source_profile leads from ${[...asking, name].map(quoted).join(' to ')}. Let one of them have credentials.`,
      );
    }
    const { role_arn: roleArn, source_profile: source } = profile;
    // The SDK's reader of profiles would look for the source of an SSO profile in the usual files only.
    if (roleArn !== undefined && source !== undefined && source !== name) {
      if (profile.mfa_serial !== undefined) throw needsMfa(name);
      return this.roles.assume(roleOf(profile), await this.ofProfile(source, signal, [...asking, name]), signal);
    }
    const { fromIni, fromSSO } = await import('@aws-sdk/credential-providers');
    const init = { ...(await this.files.locations()), profile: name, ignoreCache: true, clientConfig: { requestHandler: this.transport } };
    if (profile.sso_session !== undefined || profile.sso_start_url !== undefined) {
      return fromSSO(init)().catch((error: Error) => {
        throw ssoFault(name, error);
      });
    }
    if (profile.mfa_serial !== undefined && roleArn !== undefined) throw needsMfa(name);
    return fromIni({ ...init, ...this.roles.forSdk(signal) })().catch((error: Error) => {
      throw profileFault(name, error);
    });
  }

  /** The identity of the container or the instance that Terraform runs on. */
  private async ofMachine(): Promise<AwsCredentialIdentity> {
    const { createCredentialChain, fromContainerMetadata, fromHttp, fromInstanceMetadata } = await import('@aws-sdk/credential-providers');
    const { AWS_CONTAINER_CREDENTIALS_FULL_URI, AWS_CONTAINER_CREDENTIALS_RELATIVE_URI, AWS_EC2_METADATA_DISABLED } = process.env;
    if (AWS_CONTAINER_CREDENTIALS_FULL_URI || AWS_CONTAINER_CREDENTIALS_RELATIVE_URI) {
      return createCredentialChain(fromHttp(), fromContainerMetadata())();
    }
    if (this.settings.withoutInstanceMetadata ?? (AWS_EC2_METADATA_DISABLED ?? 'false').toLowerCase() !== 'false') {
      throw new NoCredentials('the instance metadata service is switched off');
    }
    try {
      return await fromInstanceMetadata({ maxRetries: 1 })();
    } catch (error) {
      throw new NoCredentials(`no instance metadata either: ${(error as Error).message}`);
    }
  }

  private noProfile(name: string, asking?: string): AwsSettingError {
    const where =
      (this.settings.sharedConfigFiles ?? this.settings.sharedCredentialsFiles)
        ? [...(this.settings.sharedConfigFiles ?? []), ...(this.settings.sharedCredentialsFiles ?? [])].join(', ')
        : `${process.env.AWS_CONFIG_FILE ?? '~/.aws/config'} or ${process.env.AWS_SHARED_CREDENTIALS_FILE ?? '~/.aws/credentials'}`;
    return new AwsSettingError(
      `No AWS profile '${name}'`,
      `${
        asking === undefined ? '' : `Profile '${asking}' names it as source_profile. `
      }It is not in ${where}. Correct the provider's profile or AWS_PROFILE, or write the profile.`,
    );
  }
}

/** No source has credentials. */
export class NoCredentials extends Error {
  public override readonly name = 'CredentialsProviderError';
}

function timeLeft(identity: AwsCredentialIdentity | undefined): number {
  return identity?.expiration === undefined ? Infinity : identity.expiration.getTime() - Date.now();
}

const SOURCES = [
  'aws_access_key_id',
  'role_arn',
  'credential_process',
  'sso_session',
  'sso_start_url',
  'login_session',
  'web_identity_token_file',
];

function hasCredentials(profile: Profile): boolean {
  return SOURCES.some((name) => profile[name] !== undefined);
}

function roleOf(profile: Profile): { roleArn: string; sessionName?: string; externalId?: string; durationSeconds?: number } {
  return {
    roleArn: profile.role_arn!,
    sessionName: profile.role_session_name,
    externalId: profile.external_id,
    durationSeconds: profile.duration_seconds === undefined ? undefined : Number(profile.duration_seconds),
  };
}

function needsMfa(profile: string): AwsSettingError {
  return new AwsSettingError(
    `Profile '${profile}' asks for a code (mfa_serial)`,
    'Terraform has nobody to ask. Get a session first (aws sts get-session-token --serial-number …) and export its keys, ' +
      'or use a profile of IAM Identity Center.',
  );
}

// Of a process that fails, only the first line: the rest is what it wrote itself.
function profileFault(profile: string, error: Error): Error {
  if (error.name !== 'CredentialsProviderError') return error;
  return new AwsSettingError(
    `Profile '${profile}' gave no credentials`,
    `${error.message.split('\n')[0]!.replace(/\.+$/, '')}. Correct the profile, or name another one.`,
  );
}

function ssoFault(profile: string, error: Error): AwsSettingError {
  const said = error.message.replace(/\.?\s*To refresh this SSO session.*$/s, '').replace(/\.+$/, '');
  if (/ForbiddenException|no access/i.test(said)) {
    return new AwsSettingError(
      `Profile '${profile}' may not use its role`,
      `IAM Identity Center says: ${said}. Correct sso_account_id and sso_role_name, or have the permission set assigned.`,
    );
  }
  if (/expired|invalid|not found|Unauthorized|Cannot refresh/i.test(said)) {
    const why = /Cannot refresh/.test(said) ? 'Its token has expired, and cannot be renewed without a person' : said;
    return new AwsSettingError(`Profile '${profile}' is not logged in`, `${why}. Run aws sso login --profile ${profile}, and apply again.`);
  }
  return new AwsSettingError(
    `IAM Identity Center gave no credentials for profile '${profile}'`,
    `${said}. Check the profile's sso_region and the network, or log in again: aws sso login --profile ${profile}.`,
  );
}

function quoted(name: string): string {
  return `'${name}'`;
}
