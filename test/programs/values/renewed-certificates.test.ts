import { execFileSync } from 'node:child_process';
import { createPublicKey, generateKeyPairSync, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { comparable } from '../../../src/programs/provider/resources/certificate/meaning';
import { inexpressible, otherNames, parseCertificate } from '../../../src/programs/provider/resources/certificate/parse';
import { issueCertificate, type CertificateRequest } from '../../../src/programs/values/certificates';
import { generatePrivateKey } from '../../../src/programs/values/key-material';

const folder = mkdtempSync(join(tmpdir(), 'coffer-renewed-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const file = (name: string) => join(folder, name);
const openssl = (...args: string[]) => execFileSync('openssl', args, { encoding: 'utf8', stdio: 'pipe' });
const publicPem = (pem: string) => createPublicKey(pem).export({ type: 'spki', format: 'pem' }) as string;
const P256 = { algorithm: 'ECDSA', rsaBits: 0, curve: 'P256' } as const;

/** A certificate as openssl makes it, self-signed unless an authority is named. */
function made(name: string, subject: string, lines: readonly string[], args: readonly string[] = []): { pem: string; key: string } {
  writeFileSync(file(`${name}.cnf`), ['[req]', 'distinguished_name=dn', 'string_mask=default', '[dn]', '[ext]', ...lines].join('\n'));
  openssl('ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', file(`${name}.key`));
  openssl(
    'req',
    '-x509',
    '-new',
    '-key',
    file(`${name}.key`),
    '-subj',
    subject,
    '-multivalue-rdn',
    '-days',
    '30',
    '-config',
    file(`${name}.cnf`),
    '-extensions',
    'ext',
    '-out',
    file(`${name}.pem`),
    ...args,
  );
  return { pem: readFileSync(file(`${name}.pem`), 'utf8'), key: readFileSync(file(`${name}.key`), 'utf8') };
}

const request = (pem: string): CertificateRequest =>
  ({
    dns_names: null,
    ip_addresses: null,
    uris: null,
    email_addresses: null,
    max_path_length: null,
    allowed_uses: null,
    ...parseCertificate(pem),
    ca_certificate_pem: null,
    validityMs: 60 * 86_400_000,
  }) as CertificateRequest;

const CA = [
  'basicConstraints=critical,CA:TRUE',
  'keyUsage=critical,keyCertSign,cRLSign',
  'subjectKeyIdentifier=0102030405060708090a0b0c0d0e0f1011121314',
  'authorityKeyIdentifier=keyid',
];

test.each([
  ['domain components', '/DC=com/DC=example/O=Acme/CN=Acme Root'],
  ['two units', '/C=GB/O=Acme/OU=Security/OU=PKI/CN=Acme Root'],
  ['parts in another order', '/CN=Acme Root/O=Acme/C=GB'],
  ['a set of two parts', '/O=Acme/OU=PKI+CN=Acme Root'],
  ['printable strings', '/C=GB/O=Acme/CN=Acme Root'],
])('an authority that openssl made with %s still vouches for its leaves when it is renewed, and for new ones', async (_what, subject) => {
  const ca = made('ca', subject, CA);
  const leaf = made(
    'leaf',
    '/CN=api.example.com',
    ['subjectAltName=DNS:api.example.com', 'authorityKeyIdentifier=keyid:always'],
    ['-CA', file('ca.pem'), '-CAkey', file('ca.key')],
  );
  const renewed = await issueCertificate({ ...request(ca.pem), renews: ca.pem }, ca.key, new Date());
  const der = (pem: string) => openssl('x509', '-in', pem, '-noout', '-subject_hash', '-nameopt', 'RFC2253,show_type', '-subject');
  writeFileSync(file('renewed.pem'), renewed);
  expect(der(file('renewed.pem'))).toBe(der(file('ca.pem')));
  expect(openssl('verify', '-x509_strict', '-CAfile', file('renewed.pem'), file('leaf.pem'))).toContain('OK');
  expect(leaf.pem).toContain('BEGIN CERTIFICATE');

  const key = await generatePrivateKey(P256);
  const fresh = await issueCertificate(
    {
      ...request(leaf.pem),
      public_key_pem: publicPem(key),
      ca_certificate_pem: renewed,
      dns_names: ['new.example.com'],
      validityMs: 86_400_000,
    },
    ca.key,
    new Date(),
  );
  writeFileSync(file('fresh.pem'), fresh);
  for (const authority of ['ca.pem', 'renewed.pem']) {
    expect(openssl('verify', '-x509_strict', '-CAfile', file(authority), file('fresh.pem'))).toContain('OK');
  }
});

test('what a configuration cannot say of a subject is told', () => {
  const told = (subject: string) => inexpressible(new X509Certificate(made('told', subject, CA).pem));
  expect(told('/C=GB/O=Acme, Inc. + Co/OU=PKI/CN=Acme Root')).toEqual([]);
  expect(told('/O=Acme/OU=PKI+CN=Acme Root')).toEqual([]);
  expect(told('/DC=com/DC=example/CN=Acme Root')).toEqual(['DC=com', 'DC=example']);
  expect(told('/OU=Security/OU=PKI/CN=Acme Root')).toEqual(['OU=Security']);
});

test('names of other kinds are found, also beside quoted ones', () => {
  const of = (names: string) => otherNames(new X509Certificate(made('names', '/CN=x', [`subjectAltName=${names}`, '[dir]', 'CN=x']).pem));
  expect(of('DNS:a.example.com,IP:2001:db8::1,URI:spiffe://x/y,email:a@example.com')).toEqual([]);
  expect(of('DNS:a.example.com,RID:1.2.3.4,dirName:dir')).toEqual(['Registered ID', 'DirName']);
});

test('a certificate is for the very address that was asked for, in each spelling', async () => {
  const key = await generatePrivateKey(P256);
  const spelled = [
    '::ffff:192.0.2.1',
    '2001:DB8:0:0:0:0:0:1',
    '64:ff9b::192.0.2.33',
    '192.0.2.7',
    '::1',
    '::',
    'fe80::1',
    '1:2:3:4:5:6:7:8',
  ];
  const pem = await issueCertificate(
    { ...request(made('blank', '/CN=x', CA).pem), is_ca_certificate: false, public_key_pem: publicPem(key), ip_addresses: spelled },
    key,
    new Date(),
  );
  writeFileSync(file('addresses.pem'), pem);
  // What openssl itself makes of the same texts.
  const theirs = new X509Certificate(made('theirs', '/CN=x', [`subjectAltName=${spelled.map((ip) => `IP:${ip}`).join(',')}`]).pem);
  expect(new X509Certificate(pem).subjectAltName).toBe(theirs.subjectAltName);
  expect(new X509Certificate(pem).checkIP('192.0.2.1')).toBeUndefined();
});

test('names that mean the same are the same, and others are not', () => {
  const same = (name: string, a: string[], b: string[]) => JSON.stringify(comparable(a, name)) === JSON.stringify(comparable(b, name));
  expect(same('ip_addresses', ['2001:DB8:0:0:0:0:0:1', '::1'], ['::1', '2001:db8::1', '2001:db8::1'])).toBe(true);
  expect(same('ip_addresses', ['::ffff:192.0.2.1'], ['192.0.2.1'])).toBe(false);
  expect(same('dns_names', ['API.example.com'], ['api.example.com'])).toBe(true);
  expect(same('email_addresses', ['Ops@Example.com'], ['Ops@example.com'])).toBe(true);
  expect(same('email_addresses', ['Ops@example.com'], ['ops@example.com'])).toBe(false);
  expect(same('uris', ['spiffe://x/A'], ['spiffe://x/a'])).toBe(false);
});

test('a key of RSA under 2048 bits neither signs nor is signed', async () => {
  const pem = (bits: number) =>
    generateKeyPairSync('rsa', { modulusLength: bits }).privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
  const [weak, strong] = [pem(1024), pem(2048)];
  const blank = request(made('weak', '/CN=x', CA).pem);
  await expect(issueCertificate({ ...blank, public_key_pem: publicPem(weak) }, strong, new Date())).rejects.toThrow(
    'an RSA key of 1024 bits; a certificate takes 2048 or more',
  );
  await expect(issueCertificate({ ...blank, public_key_pem: publicPem(strong) }, weak, new Date())).rejects.toThrow(
    'an RSA key of 1024 bits; a certificate takes 2048 or more',
  );
});
