import { execFileSync } from 'node:child_process';
import { createPublicKey, X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseCertificate } from '../../../src/programs/provider/resources/certificate/parse';
import { issueCertificate, type CertificateRequest } from '../../../src/programs/values/certificates';
import { generatePrivateKey, type KeySpec } from '../../../src/programs/values/key-material';

const folder = mkdtempSync(join(tmpdir(), 'coffer-certificates-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const DAY = 86_400_000;
const SUBJECT = {
  country: null,
  province: null,
  locality: null,
  organization: null,
  organizational_unit: null,
  common_name: null,
  serial_number: null,
};
const NOTHING: Omit<CertificateRequest, 'public_key_pem'> = {
  subject: null,
  dns_names: null,
  ip_addresses: null,
  uris: null,
  email_addresses: null,
  is_ca_certificate: false,
  max_path_length: null,
  allowed_uses: null,
  ca_certificate_pem: null,
  validityMs: 30 * DAY,
};
const KINDS: [string, KeySpec][] = [
  ['RSA', { algorithm: 'RSA', rsaBits: 2048, curve: 'P256' }],
  ['P-256', { algorithm: 'ECDSA', rsaBits: 0, curve: 'P256' }],
  ['P-384', { algorithm: 'ECDSA', rsaBits: 0, curve: 'P384' }],
  ['P-521', { algorithm: 'ECDSA', rsaBits: 0, curve: 'P521' }],
  ['Ed25519', { algorithm: 'ED25519', rsaBits: 0, curve: 'P256' }],
];

const publicPem = (privatePem: string) => createPublicKey(privatePem).export({ type: 'spki', format: 'pem' }) as string;

async function authority(spec: KeySpec, more: Partial<CertificateRequest> = {}) {
  const key = await generatePrivateKey(spec);
  const certificate = await issueCertificate(
    {
      ...NOTHING,
      subject: { ...SUBJECT, common_name: 'Acme Root', organization: 'Acme, Inc. "R&D" + Co=1' },
      is_ca_certificate: true,
      public_key_pem: publicPem(key),
      ...more,
    },
    key,
    new Date(),
  );
  return { key, certificate };
}

describe.each(KINDS)('an authority with a %s key', (_name, spec) => {
  test('and a server certificate of it are accepted by openssl, for the names it is for', async () => {
    const ca = await authority(spec);
    const key = await generatePrivateKey(spec);
    const leaf = await issueCertificate(
      {
        ...NOTHING,
        dns_names: ['api.example.com', '*.api.example.com'],
        ip_addresses: ['10.0.0.1', '2001:db8::1'],
        public_key_pem: publicPem(key),
        ca_certificate_pem: ca.certificate,
      },
      ca.key,
      new Date(),
    );
    const [caFile, leafFile] = [join(folder, 'ca.pem'), join(folder, 'leaf.pem')];
    writeFileSync(caFile, ca.certificate);
    writeFileSync(leafFile, leaf);
    const verify = (...args: string[]) =>
      execFileSync('openssl', ['verify', '-x509_strict', '-purpose', 'sslserver', '-CAfile', caFile, ...args, leafFile], {
        encoding: 'utf8',
        stdio: 'pipe',
      });
    expect(verify('-verify_hostname', 'x.api.example.com')).toContain('OK');
    expect(verify('-verify_ip', '2001:db8::1')).toContain('OK');
    expect(() => verify('-verify_hostname', 'example.com')).toThrow();
  });
});

test('the certificate of an authority says what it may do, and names its own key', async () => {
  const { certificate } = await authority(KINDS[1]![1], { max_path_length: 0 });
  const text = execFileSync('openssl', ['x509', '-noout', '-text'], { input: certificate, encoding: 'utf8' });
  expect(text).toMatch(/Basic Constraints: critical\s+CA:TRUE, pathlen:0/);
  expect(text).toMatch(/Key Usage: critical\s+Digital Signature, Certificate Sign, CRL Sign/);
  expect(text).toContain('X509v3 Subject Key Identifier');
  expect(text).toContain('X509v3 Authority Key Identifier');
  expect(text).toContain('Acme, Inc.');
});

test('a certificate without a subject has critical names, one with uses has those and no others', async () => {
  const key = await generatePrivateKey(KINDS[4]![1]);
  const ca = await authority(KINDS[1]![1]);
  const leaf = await issueCertificate(
    {
      ...NOTHING,
      uris: ['spiffe://acme/api'],
      email_addresses: ['ops@example.com'],
      allowed_uses: ['digital_signature', 'client_auth'],
      public_key_pem: publicPem(key),
      ca_certificate_pem: ca.certificate,
    },
    ca.key,
    new Date(),
  );
  const text = execFileSync('openssl', ['x509', '-noout', '-text'], { input: leaf, encoding: 'utf8' });
  expect(text).toMatch(/Subject Alternative Name: critical\s+URI:spiffe:\/\/acme\/api, email:ops@example.com/);
  expect(text).toMatch(/Extended Key Usage:\s+TLS Web Client Authentication\n/);
});

test('it begins a little earlier than now, ends after its validity, and has a serial number of its own', async () => {
  const now = new Date('2030-05-01T12:00:00.700Z');
  const key = await generatePrivateKey(KINDS[4]![1]);
  const issue = () => issueCertificate({ ...NOTHING, dns_names: ['a'], public_key_pem: publicPem(key) }, key, now);
  const [one, other] = [new X509Certificate(await issue()), new X509Certificate(await issue())];
  expect(new Date(one.validFrom).toISOString()).toBe('2030-05-01T11:55:00.000Z');
  expect(new Date(one.validTo).toISOString()).toBe('2030-05-31T12:00:00.000Z');
  expect(one.serialNumber).toMatch(/^[4-7][0-9A-F]{31}$/);
  expect(one.serialNumber).not.toBe(other.serialNumber);
});

test('its parts are found again in it', async () => {
  const { key } = await authority(KINDS[1]![1]);
  const subject = {
    ...SUBJECT,
    country: 'DE',
    organization: 'Acme, Inc. = "best" + more',
    common_name: 'Ärzte & Söhne',
    serial_number: '42',
  };
  const names = {
    dns_names: ['a.example.com', 'b.example.com'],
    ip_addresses: ['10.0.0.1'],
    uris: ['spiffe://acme/a,b'],
    email_addresses: ['x@example.com'],
  };
  const pem = await issueCertificate({ ...NOTHING, subject, ...names, public_key_pem: publicPem(key) }, key, new Date());
  expect(parseCertificate(pem)).toEqual({ subject, ...names, is_ca_certificate: false, public_key_pem: publicPem(key) });
  expect(parseCertificate('no certificate')).toBeUndefined();
});
