import type { ReplicaKey } from './replica-key';
import { VaultConfigurationError } from '../errors';
import { Grant } from '../iam/grant';
import { IGrantee, roleOf } from '../iam/grantee';
import { Access } from '../iam/parameter-actions';
import { SecretBase, subjectOf } from '../secret/secret-base';

/** A copy of a secret in another region: what it is called. */
export interface ISecretReplica {
  /** Region that the copy is in. */
  readonly region: string;
  /** Parameter that holds the copy: the name of the record. */
  readonly parameterName: string;
  /** ARN of the copy, as a token. */
  readonly parameterArn: string;
}

/** A copy of a secret that roles can be granted. A copy of a bootstrap secret is none: the secret's `readers` read it. */
export interface IReadableSecretReplica extends ISecretReplica {
  /**
   * Let a role read the copy: this parameter in this region and no other. A grant of the secret itself does not reach its
   * copies, nor the other way round.
   *
   * Throws a GrantError if the grantee is not a role, is a role of another stage, or the copy is of a bootstrap secret.
   *
   * @param grantee the role
   * @returns what was attached, to order what uses it after: `Grant.applyBefore()`
   */
  grantRead(grantee: IGrantee): Grant;
}

/** @internal */
export class SecretReplica implements ISecretReplica {
  constructor(
    private readonly secret: SecretBase,
    public readonly region: string,
    public readonly parameterArn: string,
    private readonly key: ReplicaKey,
  ) {}

  public get parameterName(): string {
    return this.secret.parameterName;
  }

  /** @internal */
  public allow(grantee: IGrantee): Grant {
    const subject = subjectOf(this.secret, this.secret);
    return this.secret._vault.allow(
      subject,
      roleOf(grantee, subject),
      Access.READ,
      { name: this.parameterName, arn: this.parameterArn, encryptActions: [] },
      this.key,
    );
  }
}

/** @internal */
export class ReadableSecretReplica extends SecretReplica implements IReadableSecretReplica {
  public grantRead(grantee: IGrantee): Grant {
    return this.allow(grantee);
  }
}

/** @throws VaultConfigurationError where a secret has no copy there */
export function replicaIn<Replica>(replicas: ReadonlyMap<string, Replica>, subject: string, region: string): Replica {
  const replica = replicas.get(region);
  if (replica) return replica;
  const regions = [...replicas.keys()];
  throw new VaultConfigurationError(
    subject,
    `it has no copy in '${region}'${regions.length === 0 ? '' : ` (its copies: ${regions.join(', ')})`}`,
    `Give it replicaRegions: ['${region}'].`,
  );
}
