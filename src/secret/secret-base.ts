import { TerraformProvider, Token } from 'cdktf';
import { Construct, IConstruct } from 'constructs';
import { environmentName, nameFault } from '../contracts/names';
import { SecretNameError } from '../errors';
import { IGrantee, roleOf } from '../iam/grantee';
import { Access } from '../iam/parameter-actions';
import type { SecretVault } from '../secret-vault';

/** A secret, declared here or elsewhere: what it is called and who may use it. Never its value. */
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

  /**
   * Let a role read the value: this parameter and no other, decrypted through Parameter Store only.
   *
   * All that a role may read in a vault is in one managed policy, or in as few as IAM's limit allows.
   *
   * @param grantee the role
   * @throws GrantError where it is no role, or is of another stage.
   */
  grantRead(grantee: IGrantee): void;

  /**
   * Let a role write a new value, and not read any. `chamber write` needs more, since it reads before it writes.
   *
   * @param grantee the role
   * @throws GrantError where it is no role, or is of another stage.
   */
  grantWrite(grantee: IGrantee): void;
}

/** Where a secret is: what every kind of secret is made from. */
export interface SecretAddress {
  /** The secret's type, as errors call it. @default - the name of its class */
  readonly type?: string;
  readonly vault: SecretVault;
  readonly service: string;
  readonly key: string;
}

/** A KMS key of a vault beside the vault's own. */
export interface KeyRing {
  /** What it is for, in names of policies, such as bootstrap. */
  readonly label: string;
  /** ARN of the key, as a token. */
  readonly keyArn: string;
  /** `ssm.<region>.<domain>`, where the key is in another region than the vault. */
  readonly parameterStore?: string;
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
  public readonly _vault: SecretVault;
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
    this._vault = address.vault;
    this.service = address.service;
    this.key = address.key;
    this.parameterName = `/${address.service}/${address.key}`;
    note(this);
  }

  public get parameterArn(): string {
    return this._vault._parameterArn(this.parameterName);
  }

  public get environmentName(): string {
    return environmentName(this.key);
  }

  public grantRead(grantee: IGrantee): void {
    this._grant(Access.READ, grantee);
  }

  public grantWrite(grantee: IGrantee): void {
    this._grant(Access.WRITE, grantee);
  }

  /**
   * The provider that leads to the secret, for other Coffer elements in some stack.
   *
   * @internal
   */
  public _providerIn(scope: Construct): TerraformProvider | undefined {
    return this._vault._settingsIn(scope, `EphemeralSecret of '${this.service}/${this.key}'`).provider;
  }

  /**
   * The key that encrypts the value, where it is not the vault's own.
   *
   * @internal
   */
  protected _keyRing(): KeyRing | undefined {
    return undefined;
  }

  /**
   * KMS actions that writing a value takes.
   *
   * @internal
   */
  protected abstract _encryptActions(): readonly string[];

  /** @internal */
  public _grant(access: Access, grantee: IGrantee): void {
    const subject = subjectOf(this, this);
    this._vault._allow(subject, roleOf(grantee, subject), access, {
      name: this.parameterName, arn: this.parameterArn, encryptActions: this._encryptActions(),
    }, this._keyRing());
  }
}

const UNKNOWN_NAME = { problem: 'the service or the key is known only at apply', remedy: 'Write both out, so that grants and checks can name the secret.' };

/** A secret as errors call it: its type and `<service>/<key>`. */
export function subjectOf(secret: SecretBase, { service, key }: { readonly service: string; readonly key: string }): string {
  const unknown = Token.isUnresolved(service) || Token.isUnresolved(key);
  return `${secret._type} '${unknown ? '(token)' : `${service}/${key}`}'`;
}

const SECRETS = Symbol.for('cdktf-coffer/secrets-by-service');

type SecretsByService = Map<string, SecretBase[]>;

/** The secrets of an app by their service, declared or known by name: to be asked often, of thousands. */
export function secretsByService(scope: IConstruct): ReadonlyMap<string, readonly SecretBase[]> {
  const root = scope.node.root as IConstruct & { [SECRETS]?: SecretsByService };
  if (!root[SECRETS]) Object.defineProperty(root, SECRETS, { value: new Map<string, SecretBase[]>() });
  return root[SECRETS]!;
}

function note(secret: SecretBase): void {
  const secrets = secretsByService(secret) as SecretsByService;
  const known = secrets.get(secret.service);
  if (known) known.push(secret);
  else secrets.set(secret.service, [secret]);
}
