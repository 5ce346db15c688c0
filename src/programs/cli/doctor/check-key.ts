import { type Finding, note, ok, problem, unknown } from './finding';
import type { AwsClients } from '../../aws/clients';
import { AwsCallError } from '../../aws/errors';
import { KmsKeys } from '../../aws/kms-keys';
import type { ChosenVault } from '../vault/choose-vault';

const CHECK = 'key';

/** Whether there is the key that values are written under, and whether it can be used. */
export async function checkKey(
  aws: AwsClients,
  keyId: string,
  vault: ChosenVault | undefined,
  here: string,
  signal: AbortSignal,
): Promise<Finding> {
  const keys = new KmsKeys(aws);
  try {
    const arn = await keys.arnOf(keyId, signal);
    if (arn === undefined) {
      const todo = 'Get kms:DescribeKey on the key. Who only reads secrets can do without.';
      return unknown(CHECK, `the caller may not look up ${keyId}`, todo);
    }
    await keys.requireUsable(keyId, signal);
    return ok(CHECK, `${keyId} is ${arn}`);
  } catch (error) {
    if (!(error instanceof AwsCallError)) throw error;
    if (error.code === 'NotFoundException') return noKey(keyId, vault, here);
    if (error.code === 'PendingDeletion') {
      const todo = `aws kms cancel-key-deletion --key-id ${keyId}, then enable-key. Once it is deleted, every value under it is lost.`;
      return problem(CHECK, `${keyId} is scheduled for deletion`, todo);
    }
    if (error.code !== 'Disabled') throw error;
    return problem(CHECK, `${keyId} is disabled, so nothing under it can be read or written`, `aws kms enable-key --key-id ${keyId}.`);
  }
}

function noKey(keyId: string, vault: ChosenVault | undefined, here: string): Finding {
  if (vault) {
    const todo = 'Use another --profile or --region, or deploy the vault.';
    return problem(CHECK, `vault ${vault.name} is not in ${here}: there is no key ${keyId}`, todo);
  }
  const todo = 'Name the vault with --vault or a manifest, or the key with CHAMBER_KMS_KEY_ALIAS. Reading works without it.';
  return note(CHECK, `there is no key ${keyId} in ${here}, and nothing names another one`, todo);
}
