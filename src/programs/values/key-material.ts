import { createHash, createPrivateKey, createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { isOpensshPrivateKey, opensshPrivateKey, parseOpensshPrivateKey, publicKeyInOpenssh, sshPublicKey } from './openssh-key';
import { PlainError } from './plain-error';
import { CURVES, type KeyFormat, type KeySpec } from '../../contracts/key-algorithm';

export {
  ALGORITHMS,
  CURVES,
  DEFAULT_CURVE,
  DEFAULT_RSA_BITS,
  KEY_FORMATS,
  type KeyFormat,
  type KeySpec,
} from '../../contracts/key-algorithm';

/** What people may know of a key, in the forms in which other tools take it; null where OpenSSH has no keys of its kind. */
export interface PublicHalf {
  /** SubjectPublicKeyInfo in PEM. */
  readonly pem: string;
  /** The one line of authorized_keys, without a comment and without a line end. */
  readonly openssh: string | null;
  /** `SHA256:…`, as ssh-keygen -l prints it. */
  readonly sha256: string | null;
  /** Hex pairs with colons, as ssh-keygen -l -E md5 prints it. */
  readonly md5: string | null;
}

const OPENSSL_CURVES = { P256: 'prime256v1', P384: 'secp384r1', P521: 'secp521r1' } as const;

/** A new key, from the operating system's random numbers. @param format PKCS#8 in PEM, or OpenSSH's own */
export async function generatePrivateKey(spec: KeySpec, format: KeyFormat = 'PKCS8'): Promise<string> {
  const { privateKey } = await generate(spec);
  if (format === 'OPENSSH') return opensshPrivateKey(privateKey);
  return privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
}

/**
 * The public half of a private key, as base64 of its SubjectPublicKeyInfo. @throws Error where it is no private key; the message holds
 * nothing of it
 */
export function publicKeyOf(privatePem: string): string {
  return spkiOf(createPublicKey(parsePrivateKey(privatePem)));
}

/** The line of authorized_keys that lets a private key in, without a comment; undefined where the text tells of none. */
export function opensshLineOf(privatePem: string): string | undefined {
  try {
    // The public half of OpenSSH's own format is in the clear, also where a passphrase is on the private one.
    const half = isOpensshPrivateKey(privatePem) ? spkiOf(publicKeyInOpenssh(privatePem)) : publicKeyOf(privatePem);
    return describePublicKey(half).openssh ?? undefined;
  } catch {
    return undefined;
  }
}

/** Whether a text says of itself that it is a private key, whatever its form. */
export function looksLikePrivateKey(text: string): boolean {
  return /-----BEGIN [A-Z0-9 ]*PRIVATE KEY/.test(text) || /^(---- BEGIN SSH2 ENCRYPTED|PuTTY-User-Key-File)/m.test(text);
}

/** @param pem PKCS#8, PKCS#1, SEC1, or OpenSSH's own format */

export function parsePrivateKey(pem: string): KeyObject {
  try {
    return isOpensshPrivateKey(pem) ? parseOpensshPrivateKey(pem) : createPrivateKey(pem);
  } catch {
    throw new PlainError('not an unencrypted private key in PEM');
  }
}

/** The base64 of the SubjectPublicKeyInfo in a PEM block, or undefined where there is none. */
export function publicKeyFromPem(pem: string): string | undefined {
  try {
    return spkiOf(createPublicKey(pem));
  } catch {
    return undefined;
  }
}

/** @param spki base64 of a SubjectPublicKeyInfo */
export function describePublicKey(spki: string): PublicHalf {
  const key = createPublicKey({ key: Buffer.from(spki, 'base64'), type: 'spki', format: 'der' });
  const ssh = sshPublicKey(key);
  return {
    pem: key.export({ type: 'spki', format: 'pem' }) as string,
    openssh: ssh ? `${ssh.type} ${ssh.blob.toString('base64')}` : null,
    sha256: ssh ? `SHA256:${createHash('sha256').update(ssh.blob).digest('base64').replace(/=+$/, '')}` : null,
    md5: ssh
      ? createHash('md5')
          .update(ssh.blob)
          .digest('hex')
          .replace(/..(?=.)/g, '$&:')
      : null,
  };
}

/** The kinds of keys that Coffer takes, as errors name them. */
const KINDS = 'RSA, ECDSA on P-256, P-384 or P-521, and Ed25519';

/** What is wrong with the kind of a public key, as the end of a sentence; undefined for the kinds that Coffer takes. */
export function kindFault(spki: string): string | undefined {
  const key = createPublicKey({ key: Buffer.from(spki, 'base64'), type: 'spki', format: 'der' });
  if (sshPublicKey(key)) return undefined;
  const { namedCurve } = key.asymmetricKeyDetails ?? {};
  const kind = `${key.asymmetricKeyType ?? 'unknown'}${namedCurve === undefined ? '' : ` (${namedCurve})`}`;
  return `of the kind ${kind}; the kinds taken are ${KINDS}`;
}

/**
 * A public key that somebody wrote down, as base64 of its SubjectPublicKeyInfo; undefined where it is none, or of a kind that is not taken.
 */
export function takenPublicKey(spki: string | undefined): string | undefined {
  try {
    return spki === undefined || kindFault(spki) !== undefined ? undefined : spki;
  } catch {
    return undefined;
  }
}

/** The fewest bits of an RSA key that a certificate may have (NIST SP 800-131A; CA/Browser Forum: Baseline Requirements, 6.1.5). */
const LEAST_RSA_BITS = 2048;

/** Why a public key is too weak for a certificate, as the end of a sentence; undefined where it is not. */
export function weakness(spki: string): string | undefined {
  const { algorithm, rsaBits = 0 } = specOf(spki) ?? {};
  return algorithm === 'RSA' && rsaBits < LEAST_RSA_BITS
    ? `an RSA key of ${rsaBits} bits; a certificate takes ${LEAST_RSA_BITS} or more`
    : undefined;
}

/** What a public key is, in the words of a declaration. */
export function specOf(spki: string): (Partial<KeySpec> & Pick<KeySpec, 'algorithm'>) | undefined {
  const key = createPublicKey({ key: Buffer.from(spki, 'base64'), type: 'spki', format: 'der' });
  const { modulusLength, namedCurve } = key.asymmetricKeyDetails ?? {};
  switch (key.asymmetricKeyType) {
    case 'rsa':
      return { algorithm: 'RSA', rsaBits: modulusLength };
    case 'ed25519':
      return { algorithm: 'ED25519' };
    case 'ec':
      return { algorithm: 'ECDSA', curve: CURVES.find((curve) => OPENSSL_CURVES[curve] === namedCurve) };
    default:
      return undefined;
  }
}

function generate({ algorithm, rsaBits, curve }: KeySpec): Promise<{ privateKey: KeyObject }> {
  switch (algorithm) {
    case 'RSA':
      return promisify(generateKeyPair)('rsa', { modulusLength: rsaBits });
    case 'ECDSA':
      return promisify(generateKeyPair)('ec', { namedCurve: OPENSSL_CURVES[curve] });
    case 'ED25519':
      return promisify(generateKeyPair)('ed25519', {});
  }
}

function spkiOf(key: KeyObject): string {
  return key.export({ type: 'spki', format: 'der' }).toString('base64');
}
