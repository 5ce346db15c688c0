import { execFileSync } from 'node:child_process';
import { createPublicKey, generateKeyPairSync, X509Certificate } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { CreateBucketCommand, PutBucketVersioningCommand, S3Client } from '@aws-sdk/client-s3';
import { issueCertificate } from '../../../../../src/programs/values/certificates';
import { generatePrivateKey } from '../../../../../src/programs/values/key-material';
import { LocalAwsForProvider } from '../../local-aws-for-provider';

jest.setTimeout(120_000);

const local = LocalAwsForProvider.forThisFile();
const WEAK = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({ type: 'spki', format: 'pem' }) as string;
let kmsKey: string;

beforeEach(async () => {
  const [s3, kms] = [
    new S3Client({ region: 'eu-west-1', endpoint: local.aws.endpoint, forcePathStyle: true }),
    new KMSClient({ region: 'eu-west-1', endpoint: local.aws.endpoint }),
  ];
  await s3.send(new CreateBucketCommand({ Bucket: 'master-keys', CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' } }));
  await s3.send(new PutBucketVersioningCommand({ Bucket: 'master-keys', VersioningConfiguration: { Status: 'Enabled' } }));
  kmsKey = (await kms.send(new CreateKeyCommand({}))).KeyMetadata!.Arn!;
  s3.destroy();
  kms.destroy();
  local.aws.clearRequests();
});

const keys = (rootGeneration = 1) => `
  resource "coffer_private_key" "root" {
    algorithm           = "ECDSA"
    bucket              = "master-keys"
    key                 = "ca/root.pem"
    kms_key_id          = "${kmsKey}"
    generation          = ${rootGeneration}
    deletion_protection = false
  }
  resource "coffer_private_key" "api" {
    algorithm           = "ED25519"
    name                = "/api/tls_key"
    deletion_protection = false
  }`;

const root = (body = '') => `
  resource "coffer_certificate" "root" {
    signing_key       = { bucket = coffer_private_key.root.bucket, key = coffer_private_key.root.key }
    public_key_pem    = coffer_private_key.root.public_key_pem
    subject           = { common_name = "Acme Root", organization = "Acme" }
    is_ca_certificate = true
    ${/validity/.test(body) ? '' : 'validity = "87600h"'}
    ${body}
  }`;

const leaf = (body = '', ca = 'coffer_certificate.root.certificate_pem') => `
  resource "coffer_certificate" "api" {
    signing_key        = { bucket = coffer_private_key.root.bucket, key = coffer_private_key.root.key }
    ca_certificate_pem = ${ca}
    public_key_pem     = coffer_private_key.api.public_key_pem
    ${/dns_names/.test(body) ? '' : 'dns_names = ["api.example.com"]'}
    ${/validity/.test(body) ? '' : 'validity = "2160h"'}
    ${body}
  }`;

const certificate = async (name: string) => (await local.terraform.state())[`coffer_certificate.${name}`]!;
const reads = () =>
  local.aws.requests().filter(({ operation, withDecryption }) => operation === 'GetObject' || withDecryption === true).length;

test('an authority and a certificate of it are made in one apply, and openssl accepts the chain', async () => {
  local.terraform.configure(keys() + root() + leaf('dns_names = ["api.example.com"]\n ip_addresses = ["10.0.0.1"]'));
  await local.terraform.apply();
  const [ca, api] = [await certificate('root'), await certificate('api')];
  const file = join(local.terraform.folder, 'ca.pem');
  writeFileSync(file, String(ca.certificate_pem));
  const verified = execFileSync(
    'openssl',
    ['verify', '-x509_strict', '-purpose', 'sslserver', '-verify_hostname', 'api.example.com', '-CAfile', file],
    { input: String(api.chain_pem), encoding: 'utf8' },
  );
  expect(verified).toContain('OK');
  expect(ca.chain_pem).toBe(ca.certificate_pem);
  expect(api.chain_pem).toBe(api.certificate_pem); // the root is left out
  const parsed = new X509Certificate(String(api.certificate_pem));
  expect(api).toMatchObject({
    serial_number: parsed.serialNumber.toLowerCase(),
    fingerprint_sha256: parsed.fingerprint256.replace(/:/g, '').toLowerCase(),
    ready_for_renewal: false,
  });
  expect(Date.parse(String(api.not_after)) - Date.parse(String(api.renew_at))).toBe(30 * 86_400_000); // a third of ninety days
  expect(await local.terraform.plan()).toBe('none');
});

test(
  'the signing key is read by an apply that signs, once for each certificate, and by nothing else; it is in neither plan, ' +
    'state nor log',
  async () => {
    local.terraform.configure(keys() + root() + leaf());
    const { output } = await local.terraform.apply();
    expect(reads()).toBe(2);
    local.aws.clearRequests();
    await local.terraform.plan();
    await local.terraform.apply('-refresh-only');
    local.terraform.configure(keys() + root('renew_before = "100h"') + leaf());
    await local.terraform.apply();
    await local.terraform.apply('-destroy');
    expect(reads()).toBe(0);
    expect(output + (await local.terraform.run(['state', 'pull'])).output).not.toContain('PRIVATE KEY-----');
  },
);

test('a change of what is signed takes a new signature; a change of the rest none', async () => {
  local.terraform.configure(keys() + root() + leaf());
  await local.terraform.apply();
  const before = await certificate('api');
  local.terraform.configure(keys() + root() + leaf('renew_before = "24h"'));
  await local.terraform.apply();
  const same = await certificate('api');
  expect(same.certificate_pem).toBe(before.certificate_pem);
  expect(Date.parse(String(same.not_after)) - Date.parse(String(same.renew_at))).toBe(86_400_000);

  local.terraform.configure(keys() + root() + leaf('dns_names = ["api.example.com", "www.example.com"]'));
  expect(await local.terraform.plan()).toContain('certificate_pem');
  await local.terraform.apply();
  const after = await certificate('api');
  expect(after.serial_number).not.toBe(before.serial_number);
  expect(new X509Certificate(String(after.certificate_pem)).subjectAltName).toBe('DNS:api.example.com, DNS:www.example.com');
  expect(await local.terraform.plan()).toBe('none');
});

test('a renewed authority of the same key leaves its certificates as they are; one of a new key has them signed again', async () => {
  local.terraform.configure(keys() + root() + leaf());
  await local.terraform.apply();
  const [ca, api] = [await certificate('root'), await certificate('api')];
  local.terraform.configure(keys() + root('validity = "96000h"') + leaf());
  await local.terraform.apply();
  expect((await certificate('root')).serial_number).not.toBe(ca.serial_number);
  expect((await certificate('api')).certificate_pem).toBe(api.certificate_pem);
  expect(await local.terraform.plan()).toBe('none');

  local.terraform.configure(keys(2) + root('validity = "96000h"') + leaf());
  await local.terraform.apply();
  const [renewedCa, renewedApi] = [await certificate('root'), await certificate('api')];
  expect(
    new X509Certificate(String(renewedApi.certificate_pem)).verify(new X509Certificate(String(renewedCa.certificate_pem)).publicKey),
  ).toBe(true);
  expect(await local.terraform.plan()).toBe('none');
});

test('within renew_before of its end a plan shows the renewal, and the next apply makes it', async () => {
  const now = jest.spyOn(Date, 'now');
  try {
    local.terraform.configure(keys() + root() + leaf('renew_before = "240h"'));
    await local.terraform.apply();
    const before = await certificate('api');
    now.mockReturnValue(Date.parse(String(before.renew_at)) - 60_000);
    expect(await local.terraform.plan()).toBe('none');
    now.mockReturnValue(Date.parse(String(before.renew_at)) + 60_000);
    const plan = await local.terraform.plan();
    expect(plan).toMatch(/ready_for_renewal\s+= true -> false/);
    expect(plan).toContain('1 to change');
  } finally {
    now.mockRestore();
  }
});

test('one that is due is renewed by a saved plan', async () => {
  local.terraform.configure(keys() + root() + leaf('validity = "2h"\n renew_before = "1h59m59s"'));
  await local.terraform.apply();
  const before = await certificate('api');
  await new Promise((done) => setTimeout(done, 1500));
  const plan = await local.terraform.run(['plan', '-out=plan', '-no-color']);
  expect(plan.stdout).toMatch(/ready_for_renewal\s+= true -> false/);
  await local.terraform.run(['apply', '-no-color', 'plan']);
  const after = await certificate('api');
  expect(after.serial_number).not.toBe(before.serial_number);
  expect(Date.parse(String(after.not_after))).toBeGreaterThan(Date.parse(String(before.not_after)));
});

test('a certificate that is there is imported by its PEM, and not signed again', async () => {
  const key = await generatePrivateKey({ algorithm: 'ECDSA', rsaBits: 0, curve: 'P256' });
  await local.chamberWrite('/ca/root_key', key, 1);
  const public_key_pem = createPublicKey(key).export({ type: 'spki', format: 'pem' }) as string;
  const nothing = { country: null, province: null, locality: null, organizational_unit: null, serial_number: null };
  const pem = await issueCertificate(
    {
      subject: { ...nothing, common_name: 'Old Root', organization: 'Acme' },
      is_ca_certificate: true,
      public_key_pem,
      ca_certificate_pem: null,
      dns_names: null,
      ip_addresses: null,
      uris: null,
      email_addresses: null,
      max_path_length: null,
      allowed_uses: null,
      validityMs: 3650 * 86_400_000,
    },
    key,
    new Date(),
  );
  writeFileSync(join(local.terraform.folder, 'old.pem'), pem);
  writeFileSync(join(local.terraform.folder, 'public.pem'), public_key_pem);
  local.terraform.configure(`
    import {
      to = coffer_certificate.old
      id = file("old.pem")
    }
    resource "coffer_certificate" "old" {
      signing_key       = { name = "/ca/root_key" }
      public_key_pem    = file("public.pem")
      subject           = { common_name = "Old Root", organization = "Acme" }
      is_ca_certificate = true
      validity          = "3650d"
    }`);
  await local.terraform.apply();
  expect((await certificate('old')).certificate_pem).toBe(`${pem.trim()}\n`);
  expect(reads()).toBe(0);
  expect(await local.terraform.plan()).toBe('none');
});

test('an imported authority that openssl made with DC and two OU keeps its subject at renewal, and its leaves', async () => {
  const at = (name: string) => join(local.terraform.folder, name);
  execFileSync('openssl', ['ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', at('old.key')]);
  execFileSync('openssl', [
    'req',
    '-x509',
    '-new',
    '-key',
    at('old.key'),
    '-days',
    '30',
    '-subj',
    '/DC=com/DC=example/OU=Security/OU=PKI/CN=Old Root',
    '-addext',
    'keyUsage=critical,keyCertSign',
    '-out',
    at('old.pem'),
  ]);
  writeFileSync(at('public.pem'), execFileSync('openssl', ['pkey', '-in', at('old.key'), '-pubout']));
  await local.chamberWrite('/ca/root_key', readFileSync(at('old.key'), 'utf8'), 1);
  const old = (subject: string, validity: string) => `
    import {
      to = coffer_certificate.old
      id = file("old.pem")
    }
    resource "coffer_certificate" "old" {
      signing_key       = { name = "/ca/root_key" }
      public_key_pem    = file("public.pem")
      subject           = { ${subject} }
      is_ca_certificate = true
      validity          = "${validity}"
    }`;
  const said = 'organizational_unit = "PKI", common_name = "Old Root"';
  local.terraform.configure(old(said, '30d'));
  await local.terraform.apply();
  expect(await local.terraform.plan()).toBe('none');
  local.terraform.configure(old(said, '400d'));
  await local.terraform.apply();
  const { certificate_pem: renewed } = await certificate('old');
  expect(renewed).not.toBe(readFileSync(at('old.pem'), 'utf8'));
  expect(new X509Certificate(renewed as string).subject).toBe(new X509Certificate(readFileSync(at('old.pem'))).subject);
  local.terraform.configure(old('common_name = "New Root"', '400d'));
  expect(await local.terraform.applyError()).toContain(
    'The subject of an imported certificate would be lost It has DC=com, DC=example, OU=Security too, which subject cannot say.',
  );
});

test('an imported certificate with names that cannot be said is refused', async () => {
  const at = (name: string) => join(local.terraform.folder, name);
  execFileSync(
    'openssl',
    [
      'req',
      '-x509',
      '-newkey',
      'ed25519',
      '-nodes',
      '-keyout',
      at('x.key'),
      '-subj',
      '/CN=x',
      '-addext',
      'subjectAltName=RID:1.2.3.4',
      '-out',
      at('x.pem'),
    ],
    { stdio: 'ignore' },
  );
  writeFileSync(at('public.pem'), execFileSync('openssl', ['pkey', '-in', at('x.key'), '-pubout']));
  local.terraform.configure(`
    import {
      to = coffer_certificate.x
      id = file("x.pem")
    }
    resource "coffer_certificate" "x" {
      signing_key    = { name = "/ca/root_key" }
      public_key_pem = file("public.pem")
      dns_names      = ["x"]
      validity       = "30d"
    }`);
  expect(await local.terraform.applyError()).toContain('It has names of the kind Registered ID, which would be lost at its renewal.');
});

describe('what cannot be is refused', () => {
  const key = 'signing_key = { name = "/ca/key" }\n public_key_pem = file("public.pem")';
  const cases: [string, string, string][] = [
    [
      'a server certificate without names',
      `${key}\n subject = { common_name = "api" }\n validity = "90d"`,
      'Error: A certificate without names No program accepts a server whose certificate has no alternative names (RFC 6125), ' +
        'whatever its common_name. Give dns_names, ip_addresses or uris.',
    ],
    [
      'a certificate of nobody',
      `${key}\n allowed_uses = ["client_auth"]\n validity = "90d"`,
      'Error: A certificate without names It says neither who nor what it is for. Give subject.common_name, dns_names, ' +
        'ip_addresses, uris or email_addresses.',
    ],
    [
      'an authority without a name',
      `${key}\n is_ca_certificate = true\n validity = "90d"`,
      'Error: An authority without a name The certificate of an authority is found by its subject: give subject = { common_name = "…" }.',
    ],
    [
      'a wrong name',
      `${key}\n dns_names = ["api.example.com", "bad name"]\n validity = "90d"`,
      "Error: Wrong dns_names 'bad name' is not a DNS name.",
    ],
    [
      'an address with a zone',
      `${key}\n ip_addresses = ["fe80::1%eth0"]\n validity = "90d"`,
      "Error: Wrong ip_addresses 'fe80::1%eth0' is an IP address with a zone, which certificates do not have: " +
        'leave out what begins with %.',
    ],
    [
      'an address among DNS names',
      `${key}\n dns_names = ["192.0.2.1"]\n validity = "90d"`,
      "Error: Wrong dns_names '192.0.2.1' is an IP address, which no program looks for among DNS names: write it as one.",
    ],
    [
      'an RSA key under 2048 bits',
      `${key.replace('file("public.pem")', `<<-EOT\n${WEAK}EOT`)}\n dns_names = ["a"]\n validity = "90d"`,
      'Error: Wrong public_key_pem public_key_pem is an RSA key of 1024 bits; a certificate takes 2048 or more.',
    ],
    [
      'a private key beside the certificate of an authority',
      `${key}\n ca_certificate_pem = "-----BEGIN CERTIFICATE-----x-----BEGIN EC PRIVATE KEY-----CANARY"\n dns_names = ` +
        `["a"]\n validity = "90d"`,
      'Error: Wrong ca_certificate_pem ca_certificate_pem holds a private key, and is in plans and in the state. ' +
        'Give the certificates alone; if this was planned or applied before, consider the key as known to others, and make a new one.',
    ],
    [
      'a wrong duration',
      `${key}\n dns_names = ["a"]\n validity = "90 days"`,
      "Error: Wrong validity validity is '90 days'; it must be a duration from 1h to 100 years, such as 90d or 2160h.",
    ],
    [
      'a renewal at every apply',
      `${key}\n dns_names = ["a"]\n validity = "90d"\n renew_before = "90d"`,
      "Error: Wrong renew_before renew_before is '90d' and validity '90d': the certificate would be renewed by every apply. " +
        'Make it shorter than validity.',
    ],
    [
      'a leaf that signs',
      `${key}\n dns_names = ["a"]\n validity = "90d"\n allowed_uses = ["cert_signing", "server_auth"]`,
      'Error: cert_signing of no authority Only an authority may sign certificates: set is_ca_certificate = true, ' +
        'or leave cert_signing out.',
    ],
    [
      'a signing key in two places',
      'signing_key = { name = "/ca/key", bucket = "some-bucket" }\n public_key_pem = file("public.pem")\n dns_names = ' +
        '["a"]\n validity = "90d"',
      'Error: Wrong signing_key signing_key has name and bucket. Give name for a parameter, or bucket and key for an object.',
    ],
  ];

  test.each(cases)('%s', async (_name, body, message) => {
    const pem = createPublicKey(await generatePrivateKey({ algorithm: 'ED25519', rsaBits: 0, curve: 'P256' })).export({
      type: 'spki',
      format: 'pem',
    }) as string;
    writeFileSync(join(local.terraform.folder, 'public.pem'), pem);
    local.terraform.configure(`resource "coffer_certificate" "c" {\n ${body}\n}`);
    expect(await local.terraform.applyError()).toBe(message);
    expect(local.aws.requests()).toEqual([]);
  });

  test('a certificate that would outlive its authority', async () => {
    local.terraform.configure(keys() + root('validity = "1000h"') + leaf('validity = "999h"'));
    await local.terraform.apply();
    local.terraform.configure(keys() + root('validity = "1000h"') + leaf('validity = "1001h"'));
    expect(await local.terraform.applyError()).toMatch(
      /^Error: The certificate would outlive its authority With validity = '1001h' it would end at .* Shorten validity, or renew the authority first\.$/,
    );
    // Also where the authority is only known at apply.
    local.terraform.configure(keys() + root('validity = "1010h"') + leaf('validity = "1020h"'));
    expect(await local.terraform.applyError()).toContain('The certificate would outlive its authority');
  });

  test('a signing key that is another, is none, or is not there', async () => {
    local.terraform.configure(keys() + root().replace('coffer_private_key.root.public_key_pem', 'coffer_private_key.api.public_key_pem'));
    expect(await local.terraform.applyError()).toContain(
      'Error: The signing key is another one The key in s3://master-keys/ca/root.pem is not that of public_key_pem.',
    );
    await local.chamberWrite('/ca/other', 'CANARY-no-key', 1);
    local.terraform.configure(keys() + root().replace(/signing_key .*/, 'signing_key = { name = "/ca/other" }'));
    const error = await local.terraform.applyError();
    expect(error).toContain('Error: There is no private key in /ca/other What is there is not an unencrypted private key in PEM.');
    expect(error).not.toContain('CANARY');
  });
});
