import { Construct } from 'constructs';
import { ReadableSecret, SecretAddress, SecretBase } from './secret-base';
import { encryptActions } from '../iam/parameter-actions';

/**
 * A secret known by its name only, since another program declares it: what it is granted by.
 *
 * @internal
 */
export class NamedSecret extends ReadableSecret {
  /** @param type the type that it was asked for by, as errors call it */
  constructor(scope: Construct, id: string, { vault, service, key }: SecretAddress, type: string) {
    super(scope, id, { vault, service, key, type: `${type}.fromName` });
  }

  /** @internal */
  protected _encryptActions(): readonly string[] {
    return encryptActions(undefined, true);
  }
}

/**
 * A bootstrap secret known by its name only. Who reads it stands in its key's policy, which the program that declares it
 * writes: a grant from elsewhere would be denied there, so that there is none.
 *
 * @internal
 */
export class NamedBootstrapSecret extends SecretBase {
  constructor(scope: Construct, id: string, { vault, service, key }: SecretAddress) {
    super(scope, id, { vault, service, key, type: 'BootstrapSecret.fromName' });
  }

  /** @internal */
  protected _encryptActions(): readonly string[] {
    return encryptActions(undefined, true);
  }
}
