import { RotationError } from './rotation-error';
import { AwsCallError, isRefused } from '../aws/errors';
import { type RevealedParameter, type RevealedVersion } from '../aws/parameter';
import { ParameterStore } from '../aws/parameter-store';

/** A parameter below a path, or why it cannot be read. */
export type FoundBelow = RevealedParameter | { readonly name: string; readonly refusal: unknown };

/**
 * Parameter Store, as the rotator reads it: nothing but SecureString parameters count. What is encrypted under another key
 * than the vault's is not decrypted, since the role's policy forbids it whatever that key's own policy says.
 *
 * So whoever may write parameters, and may not encrypt under the vault's key, cannot put a plan, a pending or supplied
 * value, or an administrator's credentials in the place of those that are there.
 */
export class SecureStore extends ParameterStore {
  /** @throws RotationError where one of them is no SecureString */
  public override async revealEach(names: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, RevealedVersion>> {
    const found = await super.revealEach(names, signal);
    for (const { name, type } of found.values()) requireSecure(name, type);
    return found;
  }

  /**
   * All parameters under a path. One that is under a foreign key has AWS refuse all that are asked for together with it:
   * then each is asked for by itself, so that nobody's parameter keeps the others from being read.
   */
  public async findBelow(path: string, signal: AbortSignal): Promise<FoundBelow[]> {
    try {
      return await this.revealAll(path, signal, true);
    } catch (error) {
      if (!isUnreadable(error)) throw error;
    }
    const found: FoundBelow[] = [];
    for (const name of await this.namesBelow(path, signal)) {
      try {
        found.push(...(await super.revealEach([name], signal)).values());
      } catch (refusal) {
        if (!isUnreadable(refusal)) throw refusal;
        found.push({ name, refusal });
      }
    }
    return found;
  }
}

/** That a key may not be used, or cannot: whoever has put a parameter under a key of their own may disable it, too. */
function isUnreadable(error: unknown): boolean {
  return isRefused(error) || (error instanceof AwsCallError && error.code === 'InvalidKeyId');
}

/** @throws RotationError where it is no SecureString */
export function requireSecure(name: string, type: string | undefined): void {
  if (type === 'SecureString') return;
  throw new RotationError(
    'NotEncrypted',
    `${name} is of type ${type}, and the rotator takes nothing but a SecureString under the key of its vault. Nothing was done by it. ` +
      'Find out who wrote it (CloudTrail: PutParameter), delete it, and deploy the stack again.',
  );
}
