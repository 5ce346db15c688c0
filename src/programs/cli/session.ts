import { awsClients, requireRegion } from './aws';
import { type Arguments, CommandError, text } from './command';
import { byName, chooseVault, type Place } from './vault/choose-vault';
import { findManifest, type FoundManifest, MANIFEST_VARIABLE } from './vault/find-manifest';
import { requireVault, type RequiredVault } from './vault/require-vault';
import { VAULT_VARIABLE } from '../../contracts/function-environment';
import type { AwsSettings } from '../aws/aws-settings';
import type { AwsClients } from '../aws/clients';

/** What a command works with: AWS as the options say, and the vault that it was told of, if it was. */
export interface Session {
  readonly aws: AwsClients;
  readonly region: string;
  /** The key that encrypts what is written, as an alias, an id or an ARN. Chamber's default if nothing names one. */
  readonly keyId: string;
  /** The vault, if --vault or a manifest says which; it is in the account and region that the calls go to. */
  readonly vault?: RequiredVault;
  readonly manifest?: FoundManifest;
}

/** What a session may need beyond the options of the command. */
export interface SessionSettings extends Pick<AwsSettings, 'assumeRoles'> {
  /** How long an answer may take, in milliseconds. @default - as for every call */
  readonly requestTimeoutMs?: number;
  /** Whether the key of the vault is looked up. @default true */
  readonly looksUpKey?: boolean;
}

/** How chamber calls the key if nothing is said (chamber: CHAMBER_KMS_KEY_ALIAS). */
const CHAMBERS_KEY = 'alias/parameter_store_key';

/**
 * Opens what a command works with. Nothing of a secret is read or written before it has returned.
 *
 * @throws CommandError if the vault that was named is in another account or region, or has another key
 */
export async function openSession(args: Arguments, settings: SessionSettings = {}): Promise<Session> {
  const { options, signal } = args;
  const named = text(options.vault) ?? text(process.env[VAULT_VARIABLE]);
  const manifest = findManifest(text(options.manifest) ?? text(process.env[MANIFEST_VARIABLE]), process.cwd());
  const { requestTimeoutMs, looksUpKey = true, ...more } = settings;
  const aws = awsClients(options, requestTimeoutMs, more);
  const region = await requireRegion(aws);
  const chambers = chambersKey(text(process.env.CHAMBER_KMS_KEY_ALIAS));
  if (named === undefined && !manifest) return { aws, region, keyId: chambers ?? CHAMBERS_KEY };
  // Its key tells nothing that counts, and without a manifest there is nothing else to compare the place with.
  if (!manifest && !looksUpKey) return { aws, region, ...withKey(byName(named!)) };
  const place: Place = { account: (await aws.identity(signal)).accountId, region };
  const chosen = chooseVault(named, manifest, place);
  if (!chosen) return { aws, region, keyId: chambers ?? CHAMBERS_KEY, manifest };
  if (chambers !== undefined && chambers !== chosen.keyAlias) {
    throw new CommandError(
      `CHAMBER_KMS_KEY_ALIAS is ${chambers}, and the key of vault ${chosen.name} is ${chosen.keyAlias}. Nothing was read or written. ` +
        'Unset the variable, or name another vault.',
    );
  }
  const vault = looksUpKey ? await requireVault(chosen, aws, place, signal) : chosen;
  return { aws, region, manifest, ...withKey(vault) };
}

function withKey(vault: RequiredVault): Pick<Session, 'keyId' | 'vault'> {
  return { keyId: vault.keyAlias, vault };
}

/** As chamber reads it: the prefix may be left out. */
function chambersKey(given: string | undefined): string | undefined {
  if (given === undefined) return undefined;
  return given.startsWith('alias/') || given.startsWith('arn:') ? given : `alias/${given}`;
}
