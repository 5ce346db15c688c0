import { TerraformProvider, Token } from 'cdktf';
import { Construct } from 'constructs';
import type { IReadableSecret, ISecret } from './secret';
import { environmentName, nameFault } from '../contracts/names';
import { GrantError, SecretNameError } from '../errors';
import { Grant } from '../iam/grant';
import { IGrantee, roleOf } from '../iam/grantee';
import { Access } from '../iam/parameter-actions';
import { OwnKind } from '../terraform/own-kind';
import type { AdditionalKey } from '../vault/additional-key';
import type { IVault } from '../vault/vault';
import { VaultCore } from '../vault/vault-core';

/** Where a secret is: what every kind of secret is made from. */
export interface SecretAddress {
  /** The secret's type, as errors call it. @default - the name of its class */
  readonly type?: string;
  readonly vault: IVault;
  readonly service: string;
  readonly key: string;
}

/**
 * What all secrets have in common.
 *
 * @internal
 */
export abstract class SecretBase extends Construct implements ISecret {
  public readonly service: string;
  public readonly key: string;
  public readonly parameterName: string;

  /** @internal */
  public readonly _vault: VaultCore;
  /**
   * The secret's type, as errors call it.
   *
   * @internal
   */
  public readonly _type: string;

  constructor(scope: Construct, id: string, address: SecretAddress) {
    super(scope, id);
    // Before the first error may name it.
    this._type = address.type ?? this.constructor.name;
    const fault = Token.isUnresolved(address.service) || Token.isUnresolved(address.key) ? UNKNOWN_NAME : nameFault(address);
    if (fault) throw new SecretNameError(subjectOf(this, address), fault.problem, fault.remedy);
    this._vault = VaultCore.of(address.vault);
    this.service = address.service;
    this.key = address.key;
    this.parameterName = `/${address.service}/${address.key}`;
  }

  public get parameterArn(): string {
    return this._vault.parameterArn(this.parameterName);
  }

  public get environmentName(): string {
    return environmentName(this.key);
  }

  /**
   * Grants a use case's role to read it, or refuses to if the secret's own readers are decided elsewhere.
   *
   * @internal
   */
  public _grantReadFor(_grantee: IGrantee): void {
    throw new GrantError(
      subjectOf(this, this),
      'who reads a bootstrap secret is decided where it is declared',
      'Name the role in readers.',
    );
  }

  /**
   * The provider that leads to the secret, for other Coffer elements in some stack.
   *
   * @internal
   */
  public _providerIn(scope: Construct): TerraformProvider | undefined {
    return this._vault.settingsIn(scope, {
      subject: `EphemeralSecret of '${this.service}/${this.key}'`,
      needsCofferSince: 'it is read by the coffer provider',
      withoutCoffer: 'Read it by an EphemeralResource of the type aws_ssm_parameter.',
    }).provider;
  }

  /**
   * The version that this run leaves behind, as a token, if the program knows it.
   *
   * @internal
   */
  public _newestVersion(): number | undefined {
    return undefined;
  }

  /**
   * The key that encrypts the value, where it is not the vault's own.
   *
   * @internal
   */
  protected _additionalKey(): AdditionalKey | undefined {
    return undefined;
  }

  /**
   * KMS actions that writing a value takes.
   *
   * @internal
   */
  protected abstract _encryptActions(): readonly string[];

  /** @internal */
  public _grant(access: Access, grantee: IGrantee): Grant {
    const subject = subjectOf(this, this);
    return this._vault.allow(
      subject,
      roleOf(grantee, subject),
      access,
      {
        name: this.parameterName,
        arn: this.parameterArn,
        encryptActions: this._encryptActions(),
      },
      this._additionalKey(),
    );
  }
}

/**
 * What all secrets have in common that roles can be granted.
 *
 * @internal
 */
export abstract class ReadableSecret extends SecretBase implements IReadableSecret {
  /** @internal */
  public _grantReadFor(grantee: IGrantee): void {
    this.grantRead(grantee);
  }

  public grantRead(grantee: IGrantee): Grant {
    return this._grant(Access.READ, grantee);
  }

  public grantWrite(grantee: IGrantee): Grant {
    return this._grant(Access.WRITE, grantee);
  }
}

/** Secrets of this package. */
export const SECRETS = new OwnKind('secret', SecretBase);
/** Those of them that roles can be granted. */
export const READABLE_SECRETS = new OwnKind('secret that can be granted', ReadableSecret);

const UNKNOWN_NAME = {
  problem: 'the service or the key is known only at apply',
  remedy: 'Write both out, so that grants and checks can name the secret.',
};

/** A secret as errors call it: its type and `<service>/<key>`. */
export function subjectOf(secret: SecretBase, { service, key }: { readonly service: string; readonly key: string }): string {
  const unknown = Token.isUnresolved(service) || Token.isUnresolved(key);
  return `${secret._type} '${unknown ? '(token)' : `${service}/${key}`}'`;
}
