import { randomBytes, webcrypto, X509Certificate, type KeyObject } from 'node:crypto';
import type { Extension, JsonGeneralName, JsonNameParams, X509Certificate as X509 } from '@peculiar/x509';
import { parsePrivateKey, publicKeyFromPem, publicKeyOf, specOf, weakness } from './key-material';
import { PlainError } from './plain-error';
import { canonicalIp } from '../../contracts/certificate-names';
import type { SubjectParts } from '../../contracts/rotation/certificate';

/** Clocks differ: a certificate that is valid from this very second on is refused by some for a moment. */
const BACKDATED_MS = 5 * 60_000;

/** What a key may be used for, in the words of hashicorp/tls: the flag or the purpose it stands for (RFC 5280, 4.2.1.3 and 4.2.1.12). */
export const KEY_USAGES = {
  digital_signature: 1,
  content_commitment: 2,
  key_encipherment: 4,
  data_encipherment: 8,
  key_agreement: 16,
  cert_signing: 32,
  crl_signing: 64,
  encipher_only: 128,
  decipher_only: 256,
} as const;
export const EXTENDED_KEY_USAGES = {
  server_auth: '1.3.6.1.5.5.7.3.1',
  client_auth: '1.3.6.1.5.5.7.3.2',
  code_signing: '1.3.6.1.5.5.7.3.3',
  email_protection: '1.3.6.1.5.5.7.3.4',
  timestamping: '1.3.6.1.5.5.7.3.8',
  ocsp_signing: '1.3.6.1.5.5.7.3.9',
} as const;
/** The parts of a subject, with their names in X.509, in the order in which they are written. */
export const SUBJECT_PARTS = {
  country: 'C',
  province: 'ST',
  locality: 'L',
  organization: 'O',
  organizational_unit: 'OU',
  common_name: 'CN',
  serial_number: '2.5.4.5',
} as const satisfies Readonly<Record<keyof SubjectParts, string>>;

/** What a certificate is to say. Names are those of the state of coffer_certificate; null where there is none. */
export interface CertificateRequest {
  readonly subject: Readonly<Partial<Record<keyof typeof SUBJECT_PARTS, string | null>>> | null;
  readonly dns_names: readonly string[] | null;
  readonly ip_addresses: readonly string[] | null;
  readonly uris: readonly string[] | null;
  readonly email_addresses: readonly string[] | null;
  readonly is_ca_certificate: boolean | null;
  readonly max_path_length: number | null;
  readonly allowed_uses: readonly string[] | null;
  readonly public_key_pem: string | null;
  /** Certificate of the authority that signs, first in the text; null for a self-signed one. */
  readonly ca_certificate_pem: string | null;
  readonly validityMs: number;
  /**
   * The certificate before, of the same subject, where there is one: its subject is kept to the byte, since what it vouched
   * for names it so (RFC 5280, 7.1), and so is the id of its key.
   */
  readonly renews?: string;
}

/**
 * Signs a certificate (RFC 5280). The signing key is used here and kept nowhere.
 *
 * @param signingKeyPem private key in PEM
 * @returns the certificate in PEM
 */
export async function issueCertificate(request: CertificateRequest, signingKeyPem: string, now: Date): Promise<string> {
  await import('reflect-metadata');
  const x509 = await import('@peculiar/x509');
  x509.cryptoProvider.set(webcrypto as never);
  const spki = publicKeyFromPem(request.public_key_pem!)!;
  const publicKey = Buffer.from(spki, 'base64');
  const issuer = request.ca_certificate_pem === null ? undefined : new x509.X509Certificate(firstCertificate(request.ca_certificate_pem));
  const signer = await signingKey(parsePrivateKey(signingKeyPem));
  const fault = weakness(spki) ?? weakness(publicKeyOf(signingKeyPem));
  if (fault !== undefined) throw new PlainError(`one of the keys is ${fault}`);
  const before = request.renews === undefined ? undefined : new x509.X509Certificate(firstCertificate(request.renews));
  const subject = before?.subjectName ?? new x509.Name(distinguishedName(request.subject));
  const hasSubject = subject.toJSON().length > 0;
  const keyId = before && Buffer.from(before.publicKey.rawData).equals(publicKey) ? keyIdOf(x509, before) : undefined;
  const ownId = keyId
    ? new x509.SubjectKeyIdentifierExtension(keyId)
    : await x509.SubjectKeyIdentifierExtension.create(new x509.PublicKey(publicKey));
  const issuerId = issuer ? keyIdOf(x509, issuer) : ownId.keyId;
  const names = alternativeNames(request);
  const { flags, purposes } = usages(request);
  const extensions: Extension[] = [
    new x509.BasicConstraintsExtension(
      request.is_ca_certificate === true,
      request.is_ca_certificate === true ? (request.max_path_length ?? undefined) : undefined,
      true,
    ),
    new x509.KeyUsagesExtension(flags, true),
    ...(purposes.length > 0 ? [new x509.ExtendedKeyUsageExtension(purposes)] : []),
    // Without a subject, the alternative names are all there is, and every program has to understand them.
    ...(names.length > 0 ? [new x509.SubjectAlternativeNameExtension(names, !hasSubject)] : []),
    ownId,
    issuerId === undefined
      ? await x509.AuthorityKeyIdentifierExtension.create(issuer!.publicKey)
      : new x509.AuthorityKeyIdentifierExtension(issuerId),
  ];
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: serialNumber(),
    subject,
    issuer: issuer ? issuer.subjectName : subject,
    notBefore: wholeSeconds(now.getTime() - BACKDATED_MS),
    notAfter: wholeSeconds(now.getTime() + request.validityMs),
    signingAlgorithm: signer.algorithm as never,
    publicKey: new x509.PublicKey(publicKey),
    signingKey: signer.key as never,
    extensions,
  });
  return `${certificate.toString('pem')}\n`;
}

/** The id that a certificate gives its key, in hex: programs may have any (RFC 5280, 4.2.1.2). */
function keyIdOf(x509: typeof import('@peculiar/x509'), certificate: X509): string | undefined {
  return certificate.getExtension(x509.SubjectKeyIdentifierExtension)?.keyId;
}

/** What servers present: a certificate, and those of its authorities below the root, in PEM. */
export function chainOf(certificate: string, authorities: string): string {
  const above = certificatesIn(authorities).filter((each) => {
    const parsed = new X509Certificate(each);
    return parsed.subject !== parsed.issuer; // whoever trusts the root has it
  });
  return [certificate.trim(), ...above].map((each) => `${each}\n`).join('');
}

/** The certificates in a text, each in PEM. */
export function certificatesIn(pem: string): string[] {
  return pem.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g) ?? [];
}

export function firstCertificate(pem: string): string {
  return certificatesIn(pem)[0] ?? pem;
}

/** The uses that a certificate has where none are given. */
export function defaultUses(isCa: boolean, isRsa: boolean): string[] {
  if (isCa) return ['cert_signing', 'crl_signing', 'digital_signature'];
  return ['digital_signature', ...(isRsa ? ['key_encipherment'] : []), 'server_auth'];
}

function usages({ allowed_uses, is_ca_certificate, public_key_pem }: CertificateRequest): { flags: number; purposes: string[] } {
  const isRsa = specOf(publicKeyFromPem(public_key_pem!)!)?.algorithm === 'RSA';
  const uses = allowed_uses ?? defaultUses(is_ca_certificate === true, isRsa);
  const flags = uses.reduce((sum, use) => sum | (KEY_USAGES[use as keyof typeof KEY_USAGES] ?? 0), 0); // eslint-disable-line no-bitwise
  const purposes = uses.flatMap((use) => EXTENDED_KEY_USAGES[use as keyof typeof EXTENDED_KEY_USAGES] ?? []);
  return { flags, purposes };
}

// Each text with its type: a bare string is taken for a quoted one, or hex, where it looks like that. Two have to be printable ASCII (RFC
// 5280, Appendix A).
function distinguishedName(subject: CertificateRequest['subject']): JsonNameParams {
  return Object.entries(SUBJECT_PARTS).flatMap(([name, type]) => {
    const value = subject?.[name as keyof typeof SUBJECT_PARTS];
    if (value === null || value === undefined) return [];
    return [{ [type]: [name === 'country' || name === 'serial_number' ? { printableString: value } : { utf8String: value }] }];
  });
}

function alternativeNames({ dns_names, ip_addresses, uris, email_addresses }: CertificateRequest): JsonGeneralName[] {
  const kinds = [
    ['dns', dns_names],
    ['ip', ip_addresses],
    ['url', uris],
    ['email', email_addresses],
  ] as const;
  return kinds.flatMap(([type, values]) => (values ?? []).map((value) => ({ type, value: type === 'ip' ? addressOf(value) : value })));
}

// The library reads an address that ends in dots (::ffff:192.0.2.1) as another one.
function addressOf(text: string): string {
  const address = canonicalIp(text);
  if (address === undefined) throw new PlainError(`'${text}' is no IP address that a certificate can have`);
  return address;
}

async function signingKey(key: KeyObject): Promise<{ key: webcrypto.CryptoKey; algorithm: object }> {
  const algorithm = webAlgorithm(key);
  const pkcs8 = key.export({ type: 'pkcs8', format: 'der' });
  return { key: await webcrypto.subtle.importKey('pkcs8', pkcs8, algorithm as webcrypto.EcKeyImportParams, false, ['sign']), algorithm };
}

// The digest as strong as the curve (RFC 5480, 4).
function webAlgorithm(key: KeyObject): object {
  switch (key.asymmetricKeyType) {
    case 'rsa':
      return { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
    case 'ed25519':
      return { name: 'Ed25519' };
    case 'ec': {
      const curve = { prime256v1: ['P-256', 'SHA-256'], secp384r1: ['P-384', 'SHA-384'], secp521r1: ['P-521', 'SHA-512'] }[
        key.asymmetricKeyDetails?.namedCurve ?? ''
      ];
      if (curve) return { name: 'ECDSA', namedCurve: curve[0], hash: curve[1] };
      break;
    }
    default:
  }
  throw new PlainError(`a ${key.asymmetricKeyType} key cannot sign certificates here`);
}

// Positive, 127 random bits (CA/Browser Forum: at least 64), the first byte never zero so that every tool prints it alike.
function serialNumber(): string {
  const bytes = randomBytes(16);
  bytes[0] = (bytes[0]! & 0x3f) | 0x40; // eslint-disable-line no-bitwise
  return bytes.toString('hex');
}

function wholeSeconds(ms: number): Date {
  return new Date(Math.floor(ms / 1000) * 1000);
}
