import { CreateAliasCommand, CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import type { LocalAws } from '../../../tools/local-aws/local-aws';

/** Settings for clients of the tests' own, in the region of the account. */
export interface AccountSettings {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string; readonly sessionToken?: string };
}

export function settingsOf(aws: LocalAws): AccountSettings {
  return { endpoint: aws.endpoint, region: 'us-east-1', credentials: aws.credentials };
}

/** Makes one key with these aliases, as vaults have them. */
export async function makeKey(aws: LocalAws, ...aliases: string[]): Promise<string> {
  const kms = new KMSClient(settingsOf(aws));
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
  const keyId = KeyMetadata!.KeyId!;
  for (const AliasName of aliases) await kms.send(new CreateAliasCommand({ AliasName, TargetKeyId: keyId }));
  kms.destroy();
  return keyId;
}

/** Sets variables of this process; undefined takes one away. */
export function useEnvironment(environment: NodeJS.ProcessEnv): void {
  for (const [name, value] of Object.entries(environment)) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
}
