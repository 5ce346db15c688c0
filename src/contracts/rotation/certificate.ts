import type { Members } from './members';
import { CERTIFICATE_DAYS } from './periods';

/** The parts of a certificate's subject, by the names that plans and Terraform have for them (RFC 5280, 4.1.2.6). */
export const SUBJECT_PART_NAMES = [
  'country',
  'province',
  'locality',
  'organization',
  'organizational_unit',
  'common_name',
  'serial_number',
] as const;
export type SubjectParts = { readonly [part in (typeof SUBJECT_PART_NAMES)[number]]?: string };

/** What a certificate is for where nobody says: a server, whatever its key is. */
const SERVER_USES: readonly string[] = ['digital_signature', 'server_auth'];

/** Where the key of an authority is: an object in a bucket, or a parameter. */
export type AuthorityKey = { readonly bucket: string; readonly key: string } | { readonly parameter: string };

/** What the stack says of a certificate that is renewed. */
export interface CertificateSettings {
  /** Parameter that holds the private key, which stays. */
  readonly keyParameter: string;
  readonly authority: AuthorityKey;
  /** In PEM, with what it goes back to. */
  readonly authorityCertificate: string;
  readonly subject?: SubjectParts;
  readonly dnsNames?: readonly string[];
  readonly ipAddresses?: readonly string[];
  readonly uris?: readonly string[];
  /** In the words of hashicorp/tls. @default a server */
  readonly uses?: readonly string[];
  /** @default CERTIFICATE_DAYS */
  readonly validityDays?: number;
}

/** The same, with what was left out. */
export interface CompleteCertificateSettings extends CertificateSettings {
  readonly uses: readonly string[];
  readonly validityDays: number;
}

export function readCertificate(settings: Members): CompleteCertificateSettings {
  const subject = settings.optionalWithin('subject');
  return {
    keyParameter: settings.text('keyParameter'),
    authority: readAuthority(settings.within('authority')),
    authorityCertificate: settings.text('authorityCertificate'),
    subject: subject && readSubject(subject),
    dnsNames: settings.optionalTexts('dnsNames'),
    ipAddresses: settings.optionalTexts('ipAddresses'),
    uris: settings.optionalTexts('uris'),
    uses: settings.optionalTexts('uses') ?? SERVER_USES,
    validityDays: settings.number('validityDays', CERTIFICATE_DAYS),
  };
}

function readAuthority(authority: Members): AuthorityKey {
  if (authority.has('parameter')) return { parameter: authority.text('parameter') };
  return { bucket: authority.text('bucket'), key: authority.text('key') };
}

function readSubject(subject: Members): SubjectParts {
  return Object.fromEntries(SUBJECT_PART_NAMES.flatMap((part) => (subject.has(part) ? [[part, subject.text(part)]] : [])));
}
