import type { Construct } from 'constructs';
import { Secret } from '../../../src/bindings/secret';
import { RotationError } from '../../../src/errors';
import { encryptActions } from '../../../src/iam/parameter-actions';
import { Rotation } from '../../../src/rotation/rotation';
import { SecretRotator } from '../../../src/rotation/secret-rotator';
import { declareParameterSecret } from '../../../src/secret/declare-secret';
import { NamedSecret } from '../../../src/secret/named-secret';
import type { IReadableSecret, SecretNameProps } from '../../../src/secret/secret';
import { ReadableSecret, subjectOf } from '../../../src/secret/secret-base';
import { checkWholeNumber } from '../../../src/terraform/whole-number';
import type { IVault } from '../../../src/vault/vault';

/** A license key that a vendor sends. */
export interface LicenseKeyProps {
  /** Vault that the key is in. */
  readonly vault: IVault;
  /** Product that it is for, which is the service. */
  readonly product: string;
  /** Days that the key may be in use before people replace it, 1 to 400. */
  readonly maximumAgeDays: number;
  /** Whether people are reminded when it is that old. Required above 30 days: nobody remembers that long. @default false */
  readonly reminder?: boolean;
  /** @default - the vault's tags */
  readonly tags?: { [key: string]: string };
}

/** A whole type of secret, by the steps of docs/design.md. In src/ it would be src/types/license-key/license-key.ts. */
export class LicenseKey extends ReadableSecret {
  /** A license key that another program declares, to grant access to it. */
  public static fromName(scope: Construct, id: string, { vault, product }: Pick<LicenseKeyProps, 'vault' | 'product'>): IReadableSecret {
    return new NamedSecret(scope, id, addressOf({ vault, product }), 'LicenseKey');
  }

  constructor(scope: Construct, id: string, props: LicenseKeyProps) {
    super(scope, id, addressOf(props));
    const subject = subjectOf(this, this);
    const refuse = (problem: string, remedy: string) => new RotationError(subject, problem, remedy);
    const range = { name: 'maximumAgeDays', least: 1, most: 400, unit: 'days', knownAtSynth: true };
    const afterDays = checkWholeNumber(props.maximumAgeDays, range, refuse);
    if (afterDays > 30 && !props.reminder) {
      throw refuse(`it may be ${afterDays} days old, and nobody is reminded to replace it`, 'Write reminder: true, or at most 30 days.');
    }
    const needsCofferSince = 'it awaits its first value';
    const { claim, tags, settings } = declareParameterSecret(this, { subject, tags: props.tags, needsCofferSince });
    const { kmsKeyId, provider } = settings;
    const resource = new Secret(this, 'Default', { name: this.parameterName, kmsKeyId, provider, claim, tags });
    if (props.reminder) {
      const rotated = { secret: this, subject, type: 'LicenseKey', kmsKeyId, awaitsFirst: false, resources: [resource] };
      SecretRotator._part.getOrCreate(this._vault)._add(rotated, Rotation.reminder({ afterDays }));
    }
  }

  /** @internal */
  protected _encryptActions(): readonly string[] {
    return encryptActions(undefined, false);
  }
}

function addressOf({ vault, product }: Pick<LicenseKeyProps, 'vault' | 'product'>): SecretNameProps {
  return { vault, service: product, key: 'license_key' };
}
