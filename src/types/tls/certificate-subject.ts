import type { CertificateSubject as SubjectArguments } from '../../bindings/certificate';
import type { SubjectParts } from '../../contracts/rotation/certificate';

/** Who or what a certificate is for (RFC 5280, 4.1.2.6). */
export interface CertificateSubject {
  /**
   * Common name, at most 64 characters.
   *
   * @default - none
   */
  readonly commonName?: string;
  /**
   * Organization, at most 64 characters. Kubernetes takes it for the groups of a user.
   *
   * @default - none
   */
  readonly organization?: string;
  /**
   * Unit of the organization, at most 64 characters.
   *
   * @default - none
   */
  readonly organizationalUnit?: string;
  /**
   * Country, two letters.
   *
   * @default - none
   */
  readonly country?: string;
  /**
   * State or province, at most 128 characters.
   *
   * @default - none
   */
  readonly province?: string;
  /**
   * City, at most 128 characters.
   *
   * @default - none
   */
  readonly locality?: string;
}

/** A subject as the provider takes it. */
export function subjectArguments(subject: CertificateSubject | undefined): SubjectArguments | undefined {
  return subject && { ...subject };
}

/** A subject as the rotator takes it: the parts that are given, by the names that the provider has for them. */
export function subjectParts(subject: CertificateSubject): SubjectParts {
  const given = (Object.keys(subject) as (keyof CertificateSubject)[]).filter((name) => subject[name] !== undefined);
  return Object.fromEntries(given.map((name) => [PART_NAMES[name], subject[name]]));
}

const PART_NAMES: { readonly [name in keyof Required<CertificateSubject>]: keyof SubjectParts } = {
  commonName: 'common_name',
  organization: 'organization',
  organizationalUnit: 'organizational_unit',
  country: 'country',
  province: 'province',
  locality: 'locality',
};
