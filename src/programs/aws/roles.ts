import { readFile } from 'node:fs/promises';
import type { STSClient } from '@aws-sdk/client-sts';
import type { AwsCredentialIdentity } from '@smithy/types';
import { AwsSettingError, defined, type AssumeRole, type WebIdentity } from './aws-settings';
import type { AwsOperation } from './operation';

/** What roles are assumed with. */
export interface StsAccess {
  /** A client of STS that signs as this identity, or not at all. */
  client(identity: AwsCredentialIdentity | undefined): Promise<STSClient>;
  /** Runs one call under the retry policy, and puts its failure into words. */
  call<T>(call: AwsOperation, signal: AbortSignal, run: (signal: AbortSignal) => Promise<T>, secrets?: readonly string[]): Promise<T>;
}

interface SdkParams {
  readonly RoleArn: string | undefined;
  readonly RoleSessionName?: string | undefined;
  readonly DurationSeconds?: number | undefined;
}

interface Session {
  readonly Credentials?: {
    AccessKeyId: string | undefined;
    SecretAccessKey: string | undefined;
    SessionToken: string | undefined;
    Expiration: Date | undefined;
  };
  readonly AssumedRoleUser?: { Arn: string | undefined };
}

/** Takes on IAM roles, those of the settings and those of profiles. */
export class Roles {
  constructor(private readonly sts: StsAccess) {}

  public async assume(role: AssumeRole, source: AwsCredentialIdentity, signal: AbortSignal): Promise<AwsCredentialIdentity> {
    const { AssumeRoleCommand } = await import('@aws-sdk/client-sts');
    const client = await this.sts.client(source);
    const actions = [
      'sts:AssumeRole',
      ...(hasAny(role.tags) ? ['sts:TagSession'] : []),
      ...(role.sourceIdentity === undefined ? [] : ['sts:SetSourceIdentity']),
    ];
    const session = await this.sts.call(
      {
        operation: 'AssumeRole',
        resource: role.roleArn,
        actions,
      },
      signal,
      (abortSignal) =>
        client.send(
          new AssumeRoleCommand({
            ...parameters(role),
            ...defined({
              ExternalId: role.externalId,
              SourceIdentity: role.sourceIdentity,
              Tags: hasAny(role.tags) ? Object.entries(role.tags!).map(([Key, Value]) => ({ Key, Value })) : undefined,
              TransitiveTagKeys: role.transitiveTagKeys && [...role.transitiveTagKeys],
            }),
          }),
          { abortSignal },
        ),
    );
    return identityOf(session);
  }

  public async withWebIdentity(identity: WebIdentity, signal: AbortSignal): Promise<AwsCredentialIdentity> {
    const { AssumeRoleWithWebIdentityCommand } = await import('@aws-sdk/client-sts');
    const client = await this.sts.client(undefined);
    const WebIdentityToken = identity.token ?? (await readToken(identity.tokenFile!));
    const call = { operation: 'AssumeRoleWithWebIdentity', resource: identity.roleArn, actions: ['sts:AssumeRoleWithWebIdentity'] };
    const session = await this.sts.call(
      call,
      signal,
      (abortSignal) => client.send(new AssumeRoleWithWebIdentityCommand({ ...parameters(identity), WebIdentityToken }), { abortSignal }),
      [WebIdentityToken],
    );
    return identityOf(session);
  }

  /** For the SDK's reader of profiles: roles that it comes across are assumed here too. */
  public forSdk(signal: AbortSignal) {
    return {
      roleAssumer: (source: AwsCredentialIdentity, { ExternalId, ...params }: SdkParams & { readonly ExternalId?: string | undefined }) =>
        this.assume({ ...roleIn(params), externalId: ExternalId }, source, signal),
      roleAssumerWithWebIdentity: ({ WebIdentityToken, ...params }: SdkParams & { readonly WebIdentityToken: string | undefined }) =>
        this.withWebIdentity({ ...roleIn(params), token: WebIdentityToken }, signal),
    };
  }
}

function parameters(role: AssumeRole | WebIdentity) {
  return {
    RoleArn: role.roleArn,
    RoleSessionName: role.sessionName ?? `coffer-${Date.now()}`,
    ...defined({ DurationSeconds: role.durationSeconds, Policy: role.policy, PolicyArns: role.policyArns?.map((arn) => ({ arn })) }),
  };
}

function roleIn({ RoleArn, RoleSessionName, DurationSeconds }: SdkParams): {
  roleArn: string;
  sessionName?: string;
  durationSeconds?: number;
} {
  return { roleArn: RoleArn!, sessionName: RoleSessionName, durationSeconds: DurationSeconds };
}

async function readToken(file: string): Promise<string> {
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (error) {
    throw new AwsSettingError(
      'The web identity token cannot be read',
      `${(error as Error).message}. Correct web_identity_token_file, or AWS_WEB_IDENTITY_TOKEN_FILE.`,
    );
  }
}

function identityOf({ Credentials: keys, AssumedRoleUser: user }: Session): AwsCredentialIdentity {
  const accountId = user?.Arn?.split(':')[4];
  return {
    accessKeyId: keys!.AccessKeyId!,
    secretAccessKey: keys!.SecretAccessKey!,
    ...defined({ sessionToken: keys!.SessionToken, expiration: keys!.Expiration, accountId }),
  };
}

function hasAny(map: Readonly<Record<string, string>> | undefined): boolean {
  return map !== undefined && Object.keys(map).length > 0;
}
