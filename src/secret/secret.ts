import { IConstruct } from 'constructs';
import { Grant } from '../iam/grant';
import { IGrantee } from '../iam/grantee';
import type { IVault } from '../vault/vault';

/** What a secret is called, declared here or elsewhere. Never its value. */
export interface ISecret extends IConstruct {
  /** Service that the secret belongs to. */
  readonly service: string;
  /** Key of the secret within its service. */
  readonly key: string;
  /** Parameter that holds the value: `/<service>/<key>`. */
  readonly parameterName: string;
  /** ARN of the parameter, as a token. */
  readonly parameterArn: string;
  /** Environment variable that programs read the value from: the key in upper case, with '_' for '-'. */
  readonly environmentName: string;
}

/** A secret that roles can be granted, declared here or elsewhere. A bootstrap secret is none: it names its readers itself. */
export interface IReadableSecret extends ISecret {
  /**
   * Let a role read the value: this parameter and no other, decrypted through Parameter Store only.
   *
   * All that a role may read in a vault is in one managed policy, or in as few as IAM's limit allows.
   *
   * Throws a GrantError if the grantee is not a role, or is a role of another stage.
   *
   * @param grantee the role
   * @returns what was attached, to order what uses it after: `Grant.applyBefore()`
   */
  grantRead(grantee: IGrantee): Grant;

  /**
   * Let a role write a new value, and not read any. `chamber write` needs more, since it reads before it writes.
   *
   * Throws a GrantError if the grantee is not a role, or is a role of another stage.
   *
   * @param grantee the role
   * @returns what was attached, to order what uses it after: `Grant.applyBefore()`
   */
  grantWrite(grantee: IGrantee): Grant;
}

/** Names of a secret that exists, or that another program declares. */
export interface SecretNameProps {
  /** Vault that the secret is in: its account, region, key and stage. */
  readonly vault: IVault;

  /**
   * Service that the secret belongs to: lowercase letters, digits, '_', '-' and '.', with '/' between levels
   * (chamber: Services).
   */
  readonly service: string;

  /** Key within the service: lowercase letters, digits, '_' and '-', not beginning with a digit (chamber: Keys). */
  readonly key: string;
}
