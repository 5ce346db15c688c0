import type { CertificateSubject as SubjectArguments } from '../../bindings/certificate';

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
export function subjectParts(subject: CertificateSubject): { readonly [name: string]: string } {
  const given = Object.entries(subject).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return Object.fromEntries(given.map(([name, value]) => [name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`), value]));
}
