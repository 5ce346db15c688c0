import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  describePublicKey,
  generatePrivateKey,
  publicKeyFromPem,
  publicKeyOf,
  specOf,
  type KeySpec,
} from '../../../src/programs/values/key-material';
import { publicKeyIn, publicKeyTags } from '../../../src/programs/values/public-key-tags';

const folder = mkdtempSync(join(tmpdir(), 'coffer-keys-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const SPECS: [string, KeySpec, RegExp][] = [
  ['RSA of 2048 bits', { algorithm: 'RSA', rsaBits: 2048, curve: 'P256' }, /^ssh-rsa /],
  ['RSA of 4096 bits', { algorithm: 'RSA', rsaBits: 4096, curve: 'P256' }, /^ssh-rsa /],
  ['ECDSA on P-256', { algorithm: 'ECDSA', rsaBits: 0, curve: 'P256' }, /^ecdsa-sha2-nistp256 /],
  ['ECDSA on P-384', { algorithm: 'ECDSA', rsaBits: 0, curve: 'P384' }, /^ecdsa-sha2-nistp384 /],
  ['ECDSA on P-521', { algorithm: 'ECDSA', rsaBits: 0, curve: 'P521' }, /^ecdsa-sha2-nistp521 /],
  ['Ed25519', { algorithm: 'ED25519', rsaBits: 0, curve: 'P256' }, /^ssh-ed25519 /],
];

describe.each(SPECS)('%s', (_name, spec, form) => {
  let pem: string;
  let publicKey: string;
  beforeAll(async () => {
    pem = await generatePrivateKey(spec);
    publicKey = publicKeyOf(pem);
  }, 60_000);

  test('is PKCS#8 in PEM, and fits the standard tier of Parameter Store', () => {
    expect(pem).toMatch(/^-----BEGIN PRIVATE KEY-----\n/);
    expect(Buffer.byteLength(pem)).toBeLessThanOrEqual(4096);
  });

  test('has the public half and the fingerprints that openssl and ssh-keygen find', () => {
    const described = describePublicKey(publicKey);
    expect(described.openssh).toMatch(form);
    const file = join(folder, 'key.pub');
    writeFileSync(file, `${described.openssh}\n`);
    expect(ssh('-l', '-E', 'sha256', '-f', file)).toContain(` ${described.sha256} `);
    expect(ssh('-l', '-E', 'md5', '-f', file)).toContain(` MD5:${described.md5} `);
    const privateFile = join(folder, 'key.pem');
    writeFileSync(privateFile, pem);
    chmodSync(privateFile, 0o600);
    expect(execFileSync('openssl', ['pkey', '-in', privateFile, '-pubout'], { encoding: 'utf8' })).toBe(described.pem);
    // What OpenSSH itself reads out of the same PEM: PKCS#8 of Ed25519 is beyond some versions of it.
    if (spec.algorithm !== 'ED25519') expect(ssh('-y', '-f', privateFile).trim()).toBe(described.openssh);
  });

  test('is known again by its public half', () => {
    expect(publicKeyFromPem(describePublicKey(publicKey).pem)).toBe(publicKey);
    expect(specOf(publicKey)).toEqual({
      algorithm: spec.algorithm,
      ...(spec.algorithm === 'RSA' ? { rsaBits: spec.rsaBits } : {}),
      ...(spec.algorithm === 'ECDSA' ? { curve: spec.curve } : {}),
    });
  });

  test('has tags that tell its public half of one version only, also where a longer key came before', () => {
    const longer = 'A'.repeat(1000);
    const tags = { ...publicKeyTags(longer, 1), ...publicKeyTags(publicKey, 2) };
    expect(publicKeyIn(tags, 2)).toBe(publicKey);
    expect(publicKeyIn(tags, 1)).toBeUndefined();
    expect(publicKeyIn(tags, 3)).toBeUndefined();
    for (const value of Object.values(tags)) expect(value).toMatch(/^[\w +\-=.:/@]{1,256}$/);
  });
});

test('an error about a key that cannot be read holds nothing of it', () => {
  expect(() => publicKeyOf('-----BEGIN PRIVATE KEY-----\nCANARY-not-a-key\n-----END PRIVATE KEY-----')).toThrow(
    /^not an unencrypted private key in PEM$/,
  );
});

test.each([
  ['no base64', '!!'],
  ['no key', Buffer.from('CANARY').toString('base64')],
  ['a key of another kind', generateKeyPairSync('ed448').publicKey.export({ type: 'spki', format: 'der' }).toString('base64')],
])('what tags say is not taken where it is %s', (_what, text) => {
  expect(publicKeyIn(publicKeyTags(text, 1), 1)).toBeUndefined();
});

test('a private key is not taken for a public one by its tags', () => {
  expect(publicKeyIn({}, 1)).toBeUndefined();
});

function ssh(...args: string[]): string {
  return execFileSync('ssh-keygen', args, { encoding: 'utf8' });
}
