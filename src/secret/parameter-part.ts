import { Construct } from 'constructs';
import { declareParameterSecret } from './declare-secret';
import { checkGeneration, type KeyAlgorithm } from './key-algorithm';
import { ReadableSecret } from './secret-base';
import { PrivateKey } from '../bindings/private-key';
import { Secret, SecretConfig } from '../bindings/secret';
import type { KeyFormat } from '../contracts/key-algorithm';
import { ParameterTier } from '../contracts/parameter-tier';
import { encryptActions } from '../iam/parameter-actions';
import type { IVault } from '../vault/vault';

/** Why a private key in Parameter Store cannot do without the coffer provider. */
export const PRIVATE_KEY_IN_STATE = 'a private key that another provider makes is in the state';

/** What parts of one secret share. */
export interface PartProps {
  readonly vault: IVault;
  readonly service: string;
  readonly key: string;
  /** The type of the whole, as errors call it. */
  readonly type: string;
  /** Why the whole cannot do without the coffer provider, as the end of a sentence. */
  readonly needsCofferSince: string;
  readonly deletionProtection?: boolean;
  readonly tags?: { [key: string]: string };
}

/**
 * One parameter of a secret that is made of several, or of a private key.
 *
 * @internal
 */
export abstract class ParameterPart extends ReadableSecret {
  protected readonly common: Pick<SecretConfig, 'name' | 'kmsKeyId' | 'provider' | 'deletionProtection' | 'claim' | 'tags'>;

  constructor(scope: Construct, id: string, props: PartProps) {
    super(scope, id, props);
    const { claim, tags, settings } = declareParameterSecret(this, {
      subject: `${props.type} '${props.service}/${props.key}'`,
      needsCofferSince: props.needsCofferSince,
      tags: props.tags,
    });
    this.common = {
      name: this.parameterName,
      kmsKeyId: settings.kmsKeyId,
      provider: settings.provider,
      deletionProtection: props.deletionProtection,
      claim,
      tags,
    };
  }

  /** @internal */
  protected _encryptActions(): readonly string[] {
    return encryptActions(undefined, true);
  }
}

/**
 * A parameter whose value Terraform knows, since it is no secret, such as a certificate.
 *
 * @internal
 */
export class PublicPart extends ParameterPart {
  constructor(
    scope: Construct,
    id: string,
    props: PartProps & { readonly value: string; readonly version: number; readonly tier?: ParameterTier },
  ) {
    super(scope, id, props);
    new Secret(this, 'Default', { ...this.common, valueWo: props.value, valueWoVersion: props.version, tier: props.tier });
  }
}

/**
 * A parameter whose value comes from the vault's rotator.
 *
 * @internal
 */
export class RotatedPart extends ParameterPart {
  public readonly resource: Secret;

  constructor(scope: Construct, id: string, props: PartProps & { readonly tier?: ParameterTier }) {
    super(scope, id, props);
    this.resource = new Secret(this, 'Default', { ...this.common, tier: props.tier });
  }
}

/** A private key in a parameter. */
export interface KeyPartProps extends PartProps {
  readonly algorithm: KeyAlgorithm;
  /** @default PKCS8 */
  readonly format?: KeyFormat;
  readonly generation?: number;
  readonly adopt?: boolean;
  readonly publicKeyPem?: string;
}

/**
 * A private key in a parameter: its public half is the resource's.
 *
 * @internal
 */
export class KeyPart extends ParameterPart {
  public readonly resource: PrivateKey;

  constructor(scope: Construct, id: string, props: KeyPartProps) {
    super(scope, id, props);
    checkGeneration(`${props.type} '${props.service}/${props.key}'`, props.generation);
    this.resource = new PrivateKey(this, 'Default', {
      ...this.common,
      ...props.algorithm._arguments,
      privateKeyFormat: props.format,
      generation: props.generation,
      adopt: props.adopt,
      publicKeyPem: props.publicKeyPem,
    });
  }
}
