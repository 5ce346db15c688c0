import { Construct } from 'constructs';
import { GrantError } from '../errors';
import { SecretAddress, SecretBase, subjectOf } from './secret-base';
import type { Grant } from '../iam/grant';
import { IGrantee } from '../iam/grantee';
import { type Access, encryptActions } from '../iam/parameter-actions';

/**
 * A secret known by its name only, since another program declares it: what it is granted by.
 *
 * @internal
 */
export class NamedSecret extends SecretBase {
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
 * writes: a grant from elsewhere would be denied there.
 *
 * @internal
 */
export class NamedBootstrapSecret extends NamedSecret {
  /** @internal */
  public _grant(_access: Access, _grantee: IGrantee): Grant {
    throw new GrantError(
      subjectOf(this, this),
      'the policy of its key denies it to all but the readers that its own program names, ' +
        "and a grant of this program's would have no effect",
      'Name the role in readers, where the secret is declared.',
    );
  }
}
