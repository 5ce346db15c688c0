import { setTimeout as sleep } from 'node:timers/promises';
import { AwsCallError } from '../../aws/errors';
import type { CofferContext } from '../settings';

const KNOWN_WITHIN_MS: readonly number[] = [500, 1500, 3000];

/** Makes sure that a KMS key can be used. One that the same apply has just made is not known everywhere at once. */
export async function requireKey(keyId: string, { provider: { keys }, signal }: CofferContext): Promise<void> {
  for (const wait of KNOWN_WITHIN_MS) {
    try {
      return await keys.requireUsable(keyId, signal);
    } catch (error) {
      if (!(error instanceof AwsCallError && error.code === 'NotFoundException')) throw error;
      await sleep(wait, undefined, { signal });
    }
  }
  return keys.requireUsable(keyId, signal);
}
