import type { RotationRecipe } from './recipe';
import { RotationSchedule } from './rotation-schedule';
import type { CompleteCertificateSettings } from '../contracts/rotation/certificate';
import { RotationError } from '../errors';
import type { IReadableSecret } from '../secret/secret';

/** How a certificate is renewed: the same key, with a new certificate before the old one ends, so that both are good for a time. */
export interface RenewalProps {
  /**
   * When it is renewed.
   *
   * @default - when it has lived for two thirds of its validity
   */
  readonly schedule?: RotationSchedule;
}

/** What the rotator has to know to sign a certificate; may hold tokens. */
export interface CertificateToRenew extends Omit<CompleteCertificateSettings, 'keyParameter'> {
  readonly privateKey: IReadableSecret;
}

export function renewalRecipe(props: RenewalProps, { privateKey, ...certificate }: CertificateToRenew): RotationRecipe {
  const { validityDays } = certificate;
  const days = Math.max(1, Math.floor((validityDays * 2) / 3));
  const schedule = props.schedule ?? RotationSchedule.afterDays(days);
  if (schedule._promisedDays >= validityDays) {
    throw new RotationError(
      'TlsCertificate',
      `it would be renewed after ${schedule._promisedDays} days, and is valid for ${validityDays}`,
      `Renew it earlier, such as after ${days} days.`,
    );
  }
  return {
    spec: { strategy: 'certificate', settings: { keyParameter: privateKey.parameterName, ...certificate } },
    schedule,
    replaces: ['TlsCertificate'],
    makesFirst: true,
    reads: [privateKey],
    largePlan: true,
  };
}
