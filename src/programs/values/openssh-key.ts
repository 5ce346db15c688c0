import { createPrivateKey, createPublicKey, randomBytes, type JsonWebKey, type KeyObject } from 'node:crypto';
import { sshInteger, SshReader, sshString, uint32 } from './openssh-wire';
import { PlainError } from './plain-error';

const MAGIC = Buffer.from('openssh-key-v1\0');
const PEM = /-----BEGIN OPENSSH PRIVATE KEY-----([A-Za-z0-9+/=\s]+)-----END OPENSSH PRIVATE KEY-----/;
/** As ssh-keygen breaks lines. */
const LINE = /.{1,70}/g;
/** Of the cipher `none`. */
const BLOCK = 8;

/** Curves of ECDSA in SSH (RFC 5656, 10.1): OpenSSL's name, SSH's, JOSE's, and the bytes of a coordinate. */
const SSH_CURVES = [
  { openssl: 'prime256v1', ssh: 'nistp256', jose: 'P-256', bytes: 32 },
  { openssl: 'secp384r1', ssh: 'nistp384', jose: 'P-384', bytes: 48 },
  { openssl: 'secp521r1', ssh: 'nistp521', jose: 'P-521', bytes: 66 },
] as const;

export interface SshPublicKey {
  readonly type: string;
  readonly blob: Buffer;
}

/** A public key as SSH has it (RFC 4253, RFC 5656, RFC 8709), or undefined where it has none of this kind. */
export function sshPublicKey(key: KeyObject): SshPublicKey | undefined {
  const kind = key.asymmetricKeyType;
  const curve = SSH_CURVES.find(({ openssl }) => openssl === key.asymmetricKeyDetails?.namedCurve);
  if (kind !== 'rsa' && kind !== 'ed25519' && !(kind === 'ec' && curve)) return undefined;
  const jwk = key.export({ format: 'jwk' });
  if (kind === 'rsa') {
    return { type: 'ssh-rsa', blob: Buffer.concat([sshString('ssh-rsa'), sshInteger(bytes(jwk.e)), sshInteger(bytes(jwk.n))]) };
  }
  if (kind === 'ed25519') return { type: 'ssh-ed25519', blob: Buffer.concat([sshString('ssh-ed25519'), sshString(bytes(jwk.x))]) };
  const type = `ecdsa-sha2-${curve!.ssh}`;
  return { type, blob: Buffer.concat([sshString(type), sshString(curve!.ssh), sshString(pointOf(jwk))]) };
}

/**
 * A private key in OpenSSH's own format, without a passphrase (OpenSSH: PROTOCOL.key). Every OpenSSH since 6.5 reads it,
 * and before 9.6 no other format of an Ed25519 key.
 *
 * Own code, since it is short: libraries that write it bring parsers of everything else that SSH has into each bundle.
 */
export function opensshPrivateKey(key: KeyObject): string {
  const half = sshPublicKey(createPublicKey(key));
  if (half === undefined) throw new PlainError(`a ${key.asymmetricKeyType} key has no OpenSSH form`);
  // Both numbers are the same, so that a reader knows a right passphrase from a wrong one.
  const check = randomBytes(4);
  const plain = Buffer.concat([check, check, sshString(half.type), privateMembers(key.export({ format: 'jwk' })), sshString('')]);
  const padding = Buffer.from(Array.from({ length: (BLOCK - (plain.length % BLOCK)) % BLOCK }, (_, index) => index + 1));
  const whole = Buffer.concat([
    MAGIC,
    sshString('none'),
    sshString('none'),
    sshString(''),
    uint32(1),
    sshString(half.blob),
    sshString(Buffer.concat([plain, padding])),
  ]);
  return `-----BEGIN OPENSSH PRIVATE KEY-----\n${whole.toString('base64').match(LINE)!.join('\n')}\n-----END OPENSSH PRIVATE KEY-----\n`;
}

/** Whether a text is in OpenSSH's own format. */
export function isOpensshPrivateKey(pem: string): boolean {
  return PEM.test(pem);
}

/** The private key in OpenSSH's own format. @throws Error where there is none, or a passphrase is needed */
export function parseOpensshPrivateKey(pem: string): KeyObject {
  const { cipher, secret } = envelope(pem);
  if (cipher !== 'none') throw new PlainError('encrypted');
  const reader = new SshReader(secret);
  if (reader.uint32() !== reader.uint32()) throw new PlainError('damaged');
  return createPrivateKey({ key: jwkIn(reader), format: 'jwk' });
}

/**
 * The public key in OpenSSH's own format, which is in the clear where the private one has a passphrase.
 *
 * @throws Error where there is none, or it is of another kind
 */
export function publicKeyInOpenssh(pem: string): KeyObject {
  const reader = new SshReader(envelope(pem).half);
  const type = reader.text();
  if (type === 'ssh-rsa') {
    const [e, n] = [reader.string(), reader.string()];
    return createPublicKey({ key: { kty: 'RSA', n: digits(n), e: digits(e) }, format: 'jwk' });
  }
  if (type === 'ssh-ed25519') {
    return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: digits(reader.string(), false) }, format: 'jwk' });
  }
  return createPublicKey({ key: { ...curveIn(type, reader) }, format: 'jwk' });
}

function envelope(pem: string): { readonly cipher: string; readonly half: Buffer; readonly secret: Buffer } {
  const whole = Buffer.from(PEM.exec(pem)?.[1] ?? '', 'base64');
  if (!whole.subarray(0, MAGIC.length).equals(MAGIC)) throw new PlainError('no key');
  const reader = new SshReader(whole.subarray(MAGIC.length));
  const cipher = reader.text();
  reader.string(); // how a passphrase becomes a key,
  reader.string(); // and the options of that
  if (reader.uint32() !== 1) throw new PlainError('several keys');
  return { cipher, half: reader.string(), secret: reader.string() };
}

function privateMembers({ kty, n, e, d, p, q, qi, x, crv, y }: JsonWebKey): Buffer {
  if (kty === 'RSA') return Buffer.concat([n, e, d, qi, p, q].map((member) => sshInteger(bytes(member))));
  if (kty === 'OKP') return Buffer.concat([sshString(bytes(x)), sshString(Buffer.concat([bytes(d), bytes(x)]))]);
  const { ssh } = SSH_CURVES.find(({ jose }) => jose === crv)!;
  return Buffer.concat([sshString(ssh), sshString(pointOf({ x, y })), sshInteger(bytes(d))]);
}

function jwkIn(reader: SshReader): JsonWebKey {
  const type = reader.text();
  if (type === 'ssh-ed25519') {
    const [x, both] = [reader.string(), reader.string()];
    return { kty: 'OKP', crv: 'Ed25519', x: digits(x, false), d: digits(both.subarray(0, 32), false) };
  }
  if (type === 'ssh-rsa') {
    const [n, e, d, qi, p, q] = [reader.string(), reader.string(), reader.string(), reader.string(), reader.string(), reader.string()];
    // Which OpenSSH leaves out, and JSON Web Keys do not (RFC 7518, 6.3.2).
    return {
      kty: 'RSA',
      n: digits(n),
      e: digits(e),
      d: digits(d),
      p: digits(p),
      q: digits(q),
      dp: exponent(d, p),
      dq: exponent(d, q),
      qi: digits(qi),
    };
  }
  const curve = curveIn(type, reader);
  const size = SSH_CURVES.find(({ jose }) => jose === curve.crv)!.bytes;
  const d = reader.string();
  return {
    ...curve,
    d: Buffer.concat([Buffer.alloc(size), d])
      .subarray(-size)
      .toString('base64url'),
  };
}

function curveIn(type: string, reader: SshReader): JsonWebKey {
  const curve = SSH_CURVES.find(({ ssh }) => type === `ecdsa-sha2-${ssh}`);
  if (!curve || reader.text() !== curve.ssh) throw new PlainError('another kind of key');
  const point = reader.string();
  if (point[0] !== 4 || point.length !== 1 + 2 * curve.bytes) throw new PlainError('no point');
  return {
    kty: 'EC',
    crv: curve.jose,
    x: digits(point.subarray(1, 1 + curve.bytes), false),
    y: digits(point.subarray(1 + curve.bytes), false),
  };
}

function exponent(d: Buffer, prime: Buffer): string {
  const hex = (toBigInt(d) % (toBigInt(prime) - 1n)).toString(16);
  return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex').toString('base64url');
}

function toBigInt(value: Buffer): bigint {
  return BigInt(`0x${value.toString('hex')}`);
}

function pointOf({ x, y }: JsonWebKey): Buffer {
  return Buffer.concat([Buffer.from([4]), bytes(x), bytes(y)]);
}

function bytes(member: string | undefined): Buffer {
  return Buffer.from(member ?? '', 'base64url');
}

/** @param isInteger whether a leading zero is that of two's complement */
function digits(value: Buffer, isInteger = true): string {
  return (isInteger && value[0] === 0 ? value.subarray(1) : value).toString('base64url');
}
