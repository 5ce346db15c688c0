import type { ChosenVault, Place } from './choose-vault';
import type { AwsClients } from '../../aws/clients';
import { AwsCallError } from '../../aws/errors';
import { KmsKeys } from '../../aws/kms-keys';
import { CommandError } from '../command';

/** A vault that is known to be where the calls go to. */
export interface RequiredVault extends ChosenVault {
  /** The key that its alias means; undefined where the caller may not look that up. */
  readonly keyArn?: string;
}

/**
 * Makes sure that a vault is where the calls go to, by the alias of its key. Without it, a name such as /api/db_password
 * would read or write whatever another stage has under that name.
 *
 * @throws CommandError if there is no such alias here, or nothing at all tells whether the vault is here
 */
export async function requireVault(vault: ChosenVault, aws: AwsClients, place: Place, signal: AbortSignal): Promise<RequiredVault> {
  const here = `account ${place.account} in ${place.region}`;
  let keyArn: string | undefined;
  try {
    keyArn = await new KmsKeys(aws).arnOf(vault.keyAlias, signal);
  } catch (error) {
    if (!(error instanceof AwsCallError && error.code === 'NotFoundException')) throw error;
    throw new CommandError(
      `vault ${vault.name} is not in ${here}: there is no key ${vault.keyAlias}. Nothing was read or written. ` +
        'Use another --profile or --region, or deploy the vault.',
    );
  }
  // The account and the region of the manifest are proof enough: who reads secrets needs no permission to look up keys.
  if (keyArn === undefined && (vault.account === undefined || vault.region === undefined)) {
    throw new CommandError(
      `it is unknown whether vault ${vault.name} is in ${here}: ${
        vault.declared ? 'the manifest does not know its account or region' : 'there is no manifest'
      }, and looking up its key ${vault.keyAlias} is denied. Get kms:DescribeKey on the key, ${
        vault.declared ? 'or write allowedAccountIds and region of the AwsProvider' : 'or give --manifest'
      }.`,
    );
  }
  return { ...vault, keyArn };
}
