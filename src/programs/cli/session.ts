import { awsClients, requireRegion } from './aws';
import { type Arguments, text } from './command';
import type { AwsSettings } from '../aws/aws-settings';
import type { AwsClients } from '../aws/clients';

/** What a command works with: AWS as the options say, and the vault that it was told of, if it was. */
export interface Session {
  readonly aws: AwsClients;
  readonly region: string;
  /** The key that encrypts what is written, as an alias, an id or an ARN. Chamber's default if nothing names one. */
  readonly keyId: string;
}

/** How chamber calls the key if nothing is said (chamber: CHAMBER_KMS_KEY_ALIAS). */
const CHAMBERS_KEY = 'alias/parameter_store_key';

/**
 * Opens what a command works with. Nothing of a secret is read or written before it has returned.
 *
 * @throws CommandError if the vault that was named is in another account or region, or has another key
 */
export async function openSession(args: Arguments, more: Pick<AwsSettings, 'assumeRoles'> = {}): Promise<Session> {
  const aws = awsClients(args.options, undefined, more);
  const region = await requireRegion(aws);
  return { aws, region, keyId: chambersKey(text(process.env.CHAMBER_KMS_KEY_ALIAS)) };
}

/** As chamber reads it: the prefix may be left out. */
function chambersKey(given: string | undefined): string {
  if (given === undefined) return CHAMBERS_KEY;
  return given.startsWith('alias/') || given.startsWith('arn:') ? given : `alias/${given}`;
}
