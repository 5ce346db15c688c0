import type { Construct } from 'constructs';
import { Secret } from '../../src/bindings/secret';
import { RotationError } from '../../src/errors';
import { encryptActions } from '../../src/iam/parameter-actions';
import { declareParameterSecret } from '../../src/secret/declare-secret';
import { SecretBase, subjectOf } from '../../src/secret/secret-base';
import type { IVault } from '../../src/vault/vault';

/** A license key that a vendor sends, and that ends after some days. */
export interface LicenseKeyProps {
  /** Vault that the key is in. */
  readonly vault: IVault;
  /** Product that it is for, which is the service. */
  readonly product: string;
  /** Days for which the vendor issues it. */
  readonly validDays: number;
  /** Who is reminded to renew it. Required if it is valid for more than 30 days, since nobody remembers so long. @default - nobody */
  readonly reminderTo?: string;
  /** @default - the vault's tags */
  readonly tags?: { [key: string]: string };
}

/** A whole new type of secret, by the steps of docs/design.md. */
export class LicenseKey extends SecretBase {
  constructor(scope: Construct, id: string, props: LicenseKeyProps) {
    super(scope, id, { vault: props.vault, service: props.product, key: 'license_key' });
    const subject = subjectOf(this, this);
    if (props.validDays > 30 && props.reminderTo === undefined) {
      throw new RotationError(subject, `it is valid for ${props.validDays} days, and nobody is reminded to renew it`, 'Write reminderTo: a person or a team.');
    }
    const tags = props.reminderTo === undefined ? props.tags : { ...props.tags, RemindedOwner: props.reminderTo };
    const declared = declareParameterSecret(this, { subject, tags, needsCofferSince: 'it awaits its first value' });
    new Secret(this, 'Default', {
      name: this.parameterName, kmsKeyId: declared.settings.kmsKeyId, provider: declared.settings.provider, claim: declared.claim, tags: declared.tags,
    });
  }

  /** @internal */
  protected _encryptActions(): readonly string[] {
    return encryptActions(undefined, true);
  }
}
