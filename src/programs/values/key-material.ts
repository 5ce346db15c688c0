import { createHash, createPrivateKey, createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { PlainError } from './plain-error';
import { CURVES, type KeySpec } from '../../contracts/key-algorithm';

export { ALGORITHMS, CURVES, DEFAULT_CURVE, DEFAULT_RSA_BITS, type KeySpec } from '../../contracts/key-algorithm';

/** What people may know of a key, in the forms in which other tools take it. */
export interface PublicHalf {
  /** SubjectPublicKeyInfo in PEM. */
  readonly pem: string;
  /** The one line of authorized_keys, without a comment and without a line end. */
  readonly openssh: string;
  /** `SHA256:…`, as ssh-keygen -l prints it. */
  readonly sha256: string;
  /** Hex pairs with colons, as ssh-keygen -l -E md5 prints it. */
  readonly md5: string;
}

const OPENSSL_CURVES = { P256: 'prime256v1', P384: 'secp384r1', P521: 'secp521r1' } as const;
const SSH_CURVES: Readonly<Record<string, string>> = { 'prime256v1': 'nistp256', 'P-256': 'nistp256', 'secp384r1': 'nistp384', 'secp521r1': 'nistp521' };

/** A new key in PEM (PKCS#8), from the operating system's random numbers. */
export async function generatePrivateKey(spec: KeySpec): Promise<string> {
  const { privateKey } = await generate(spec);
  return privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
}

/** The public half of a private key, as base64 of its SubjectPublicKeyInfo. @throws Error where it is no private key; the message holds nothing of it */
export function publicKeyOf(privatePem: string): string {
  return createPublicKey(parsePrivateKey(privatePem)).export({ type: 'spki', format: 'der' }).toString('base64');
}

export function parsePrivateKey(pem: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch {
    throw new PlainError('not an unencrypted private key in PEM');
  }
}

/** The base64 of the SubjectPublicKeyInfo in a PEM block, or undefined where there is none. */
export function publicKeyFromPem(pem: string): string | undefined {
  try {
    return createPublicKey(pem).export({ type: 'spki', format: 'der' }).toString('base64');
  } catch {
    return undefined;
  }
}

/** @param spki base64 of a SubjectPublicKeyInfo */
export function describePublicKey(spki: string): PublicHalf {
  const key = createPublicKey({ key: Buffer.from(spki, 'base64'), type: 'spki', format: 'der' });
  const { type, blob } = sshPublicKey(key);
  return {
    pem: key.export({ type: 'spki', format: 'pem' }) as string,
    openssh: `${type} ${blob.toString('base64')}`,
    sha256: `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`,
    md5: createHash('md5').update(blob).digest('hex').replace(/..(?=.)/g, '$&:'),
  };
}

/** What a public key is, in the words of a declaration. */
export function specOf(spki: string): Partial<KeySpec> & Pick<KeySpec, 'algorithm'> | undefined {
  const key = createPublicKey({ key: Buffer.from(spki, 'base64'), type: 'spki', format: 'der' });
  const { modulusLength, namedCurve } = key.asymmetricKeyDetails ?? {};
  switch (key.asymmetricKeyType) {
    case 'rsa': return { algorithm: 'RSA', rsaBits: modulusLength };
    case 'ed25519': return { algorithm: 'ED25519' };
    case 'ec': return { algorithm: 'ECDSA', curve: CURVES.find((curve) => OPENSSL_CURVES[curve] === namedCurve) };
    default: return undefined;
  }
}

function generate({ algorithm, rsaBits, curve }: KeySpec): Promise<{ privateKey: KeyObject }> {
  switch (algorithm) {
    case 'RSA': return promisify(generateKeyPair)('rsa', { modulusLength: rsaBits });
    case 'ECDSA': return promisify(generateKeyPair)('ec', { namedCurve: OPENSSL_CURVES[curve] });
    case 'ED25519': return promisify(generateKeyPair)('ed25519', {});
  }
}

// RFC 4253 (ssh-rsa), RFC 5656 (ecdsa-sha2-*) and RFC 8709 (ssh-ed25519), all in the encoding of RFC 4251.
function sshPublicKey(key: KeyObject): { type: string; blob: Buffer } {
  const jwk = key.export({ format: 'jwk' });
  const bytes = (member: string | undefined) => Buffer.from(member ?? '', 'base64url');
  switch (key.asymmetricKeyType) {
    case 'rsa':
      return { type: 'ssh-rsa', blob: Buffer.concat([sshString('ssh-rsa'), sshInteger(bytes(jwk.e)), sshInteger(bytes(jwk.n))]) };
    case 'ed25519':
      return { type: 'ssh-ed25519', blob: Buffer.concat([sshString('ssh-ed25519'), sshString(bytes(jwk.x))]) };
    case 'ec': {
      const curve = SSH_CURVES[key.asymmetricKeyDetails?.namedCurve ?? ''];
      if (curve === undefined) break;
      const point = Buffer.concat([Buffer.from([4]), bytes(jwk.x), bytes(jwk.y)]);
      return { type: `ecdsa-sha2-${curve}`, blob: Buffer.concat([sshString(`ecdsa-sha2-${curve}`), sshString(curve), sshString(point)]) };
    }
    default:
  }
  throw new PlainError(`a ${key.asymmetricKeyType} key has no OpenSSH form here`);
}

function sshString(content: string | Buffer): Buffer {
  const bytes = Buffer.from(content as string);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

// Two's complement: a leading bit that is set would make it negative.
function sshInteger(bytes: Buffer): Buffer {
  return sshString(bytes[0]! >= 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes);
}
