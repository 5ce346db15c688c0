import { X509Certificate } from 'node:crypto';
import type { CertificateState } from './certificate-schema';
import { firstCertificate, SUBJECT_PARTS } from '../../../values/certificates';

/** What Node prints for the kinds of names of a certificate. */
const KINDS = { DNS: 'dns_names', 'IP Address': 'ip_addresses', URI: 'uris', email: 'email_addresses' } as const;

/** What a certificate itself says of what it was made for, or undefined where the text holds none. */
export function parseCertificate(pem: string): Partial<CertificateState> | undefined {
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(firstCertificate(pem));
  } catch {
    return undefined;
  }
  const subject = Object.fromEntries(attributesOf(certificate));
  const parts = Object.entries(SUBJECT_PARTS).map(([name, type]) => [name, subject[nodeName(name, type)] ?? null]);
  return {
    public_key_pem: certificate.publicKey.export({ type: 'spki', format: 'pem' }) as string,
    subject: Object.fromEntries(parts) as CertificateState['subject'],
    ...alternativeNames(certificate.subjectAltName ?? ''),
    is_ca_certificate: certificate.ca,
  };
}

/** The parts of a certificate's subject that no configuration can say, such as DC, or the first of two OU; empty where there are none. */
export function inexpressible(certificate: X509Certificate): string[] {
  const known = Object.entries(SUBJECT_PARTS).map(([name, type]) => nodeName(name, type));
  const attributes = attributesOf(certificate);
  return attributes
    .filter(([type], index) => !known.includes(type) || attributes.slice(index + 1).some(([later]) => later === type))
    .map(([type, value]) => `${type}=${value}`);
}

/** Names of other kinds that a certificate is for, such as directory names, which no configuration can say. */
export function otherNames(certificate: X509Certificate): string[] {
  const kinds = (certificate.subjectAltName ?? '')
    .replace(/"(?:[^"\\]|\\.)*"/g, '')
    .split(', ')
    .map((name) => name.split(':')[0]!);
  return [...new Set(kinds)].filter((kind) => kind !== '' && !(kind in KINDS));
}

// One line for each set of parts, of which most have one (Node.js: x509.subject).
function attributesOf(certificate: X509Certificate): (readonly [type: string, value: string])[] {
  return (certificate.subject ?? '')
    .split('\n')
    .flatMap((line) => line.split(/(?<!\\) \+ (?=[A-Za-z0-9.]+=)/))
    .filter((part) => part.includes('='))
    .map((part) => [part.slice(0, part.indexOf('=')), unescaped(part.slice(part.indexOf('=') + 1))] as const);
}

function nodeName(name: string, type: string): string {
  return name === 'serial_number' ? 'serialNumber' : type;
}

// Node.js prints a name as RFC 2253 has it: special characters behind a backslash, control characters as two hex digits.
function unescaped(text: string): string {
  return text.replace(/\\([0-9A-F]{2}|.)/g, (_, escaped: string) =>
    escaped.length === 2 ? String.fromCharCode(parseInt(escaped, 16)) : escaped,
  );
}

function alternativeNames(text: string): Pick<CertificateState, 'dns_names' | 'ip_addresses' | 'uris' | 'email_addresses'> {
  const names: Record<string, string[] | null> = { dns_names: null, ip_addresses: null, uris: null, email_addresses: null };
  // A name that holds a comma or a quote is printed as a JSON string (Node.js: x509.subjectAltName).
  for (const [, kind, quoted, plain] of text.matchAll(/(DNS|IP Address|URI|email):(?:"((?:[^"\\]|\\.)*)"|([^,]*))/g)) {
    const member = KINDS[kind as keyof typeof KINDS];
    (names[member] ??= []).push(quoted === undefined ? plain! : (JSON.parse(`"${quoted}"`) as string));
  }
  return names as ReturnType<typeof alternativeNames>;
}
