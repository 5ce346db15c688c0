import type { ReplicaKey } from './replica-key';
import { GrantError, VaultConfigurationError } from '../errors';
import { Grant } from '../iam/grant';
import { IGrantee, roleOf } from '../iam/grantee';
import { Access } from '../iam/parameter-actions';
import { SecretBase, subjectOf } from '../secret/secret-base';

/** A copy of a secret in another region: the same parameter name, read by those who are granted it there. */
export interface ISecretReplica {
  /** Region that the copy is in. */
  readonly region: string;
  /** Parameter that holds the copy: the name of the record. */
  readonly parameterName: string;
  /** ARN of the copy, as a token. */
  readonly parameterArn: string;

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
    private readonly bootstrap: boolean,
  ) {}

  public get parameterName(): string {
    return this.secret.parameterName;
  }

  public grantRead(grantee: IGrantee): Grant {
    const subject = subjectOf(this.secret, this.secret);
    if (this.bootstrap) {
      throw new GrantError(
        subject,
        'who reads a bootstrap secret and its copies is decided where it is declared',
        'Name the role in readers.',
      );
    }
    return this.allow(grantee);
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

/** @throws VaultConfigurationError where a secret has no copy there */
export function replicaIn(replicas: ReadonlyMap<string, ISecretReplica>, subject: string, region: string): ISecretReplica {
  const replica = replicas.get(region);
  if (replica) return replica;
  const regions = [...replicas.keys()];
  throw new VaultConfigurationError(
    subject,
    `it has no copy in '${region}'${regions.length === 0 ? '' : ` (its copies: ${regions.join(', ')})`}`,
    `Give it replicaRegions: ['${region}'].`,
  );
}
