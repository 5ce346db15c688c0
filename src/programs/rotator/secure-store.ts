import { RotationError } from './rotation-error';
import { ParameterStore, type RevealedVersion } from '../aws/parameter-store';

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
}

/** @throws RotationError where it is no SecureString */
export function requireSecure(name: string, type: string | undefined): void {
  if (type === 'SecureString') return;
  throw new RotationError(
    'NotEncrypted', `${name} is of type ${type}, and the rotator takes nothing but a SecureString under the key of its vault. Nothing was done by it. `
    + 'Find out who wrote it (CloudTrail: PutParameter), delete it, and deploy the stack again.',
  );
}
