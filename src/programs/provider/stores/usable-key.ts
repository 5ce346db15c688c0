import { AwsCallError } from '../../aws/errors';
import { eventually } from '../../aws/eventually';
import type { CofferContext } from '../core/settings';

/** Shorter than AWS may take elsewhere: a key that is named wrongly is more often what is the matter. */
const KNOWN_WITHIN_MS = 5_000;

/** Makes sure that a KMS key can be used. One that the same apply has just made is not known everywhere at once. */
export async function requireKey(keyId: string, { provider: { keys }, signal }: CofferContext): Promise<void> {
  const usable = async () => {
    await keys.requireUsable(keyId, signal);
    return true;
  };
  await eventually(usable, signal, {
    missing: (error) => error instanceof AwsCallError && error.code === 'NotFoundException',
    withinMs: KNOWN_WITHIN_MS,
  });
}
