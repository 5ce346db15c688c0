import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import {
  CertificateAuthority,
  CertificateUse,
  KeyAlgorithm,
  SecretVault,
  SshKeyPair,
  TlsCertificate,
  type TlsCertificateProps,
} from '../../../src';
import { thrownBy } from '../../support/errors';
import { DeployedStack } from '../../support/iam';
import { type Block, newApp, newStack, only, synthesize } from '../../support/synth';

const DEPLOYMENT = { account: '111122223333', region: 'eu-west-1', keyId: '11111111-1111-1111-1111-111111111111' };
const BREAK_GLASS = 'arn:aws:iam::111122223333:role/break-glass';

function declare(more: Partial<TlsCertificateProps> = {}) {
  const stack = newStack(newApp(), 'prod');
  const vault = new SecretVault(stack, 'vault', {
    namespace: 'acme',
    stage: 'prod',
    breakGlass: [BREAK_GLASS],
    deployers: ['arn:aws:iam::111122223333:role/deploy'],
  });
  const root = new CertificateAuthority(stack, 'root', { vault, key: 'root', subject: { commonName: 'Acme Root' } });
  const issuing = new CertificateAuthority(stack, 'issuing', {
    vault,
    key: 'issuing',
    subject: { commonName: 'Acme Issuing' },
    parent: root,
    validityDays: 1825,
  });
  const certificate = new TlsCertificate(stack, 'api', {
    vault,
    service: 'api',
    key: 'tls',
    authority: issuing,
    dnsNames: ['api.example.com'],
    ...more,
  });
  return { stack, vault, root, issuing, certificate };
}

const byId = (blocks: { readonly [id: string]: Block } | undefined, part: string): Block =>
  Object.entries(blocks!).find(([id]) => id.includes(part))![1];

describe('a TLS certificate', () => {
  const { stack, certificate } = declare();
  const task = new IamRole(stack, 'task', { name: 'task', assumeRolePolicy: '{}' });
  certificate.grantRead(task);
  const configuration = synthesize(stack);
  const { resource } = configuration;

  test('is three parameters, which programs read as TLS_KEY, TLS_CERT and TLS_CA', () => {
    expect([certificate.privateKey, certificate.certificate, certificate.authority].map(({ environmentName }) => environmentName)).toEqual([
      'TLS_KEY',
      'TLS_CERT',
      'TLS_CA',
    ]);
    expect(byId(resource.coffer_private_key, 'api_key')).toMatchObject({ name: '/api/tls_key', algorithm: 'ECDSA' });
    expect(
      Object.values(resource.coffer_secret!)
        .map(({ name }) => name as string)
        .sort(),
    ).toEqual(['/api/tls_ca', '/api/tls_cert']);
  });

  test('is signed by its authority, whose key is in the bucket, and trusted by the root', () => {
    const leaf = Object.values(resource.coffer_certificate!).find((each) => each.dns_names)!;
    expect(leaf).toMatchObject({ dns_names: ['api.example.com'], validity: '90d', allowed_uses: ['digital_signature', 'server_auth'] });
    expect(leaf.signing_key).toEqual({
      bucket: expect.stringContaining('issuing_key') as string,
      key: expect.stringContaining('issuing_key') as string,
    });
    expect(leaf.ca_certificate_pem).toMatch(/^\$\{coffer_certificate\.issuing\w*\.chain_pem\}$/);
    const ca = Object.values(resource.coffer_secret!).find(({ name }) => name === '/api/tls_ca')!;
    expect(ca.value_wo).toMatch(/^\$\{coffer_certificate\.root\w*\.certificate_pem\}$/);
  });

  test('has a number in its parameters that goes up with every new certificate', () => {
    const cert = Object.values(resource.coffer_secret!).find(({ name }) => name === '/api/tls_cert')!;
    expect(cert.value_wo_version).toMatch(/^\$\{parseint\(formatdate\("YYYYMMDDhhmmss", coffer_certificate\.api\w*\.not_before\), 10\)\}$/);
  });

  test('is read by a role that was granted it, all three parts and nothing else', async () => {
    const deployed = new DeployedStack(configuration, DEPLOYMENT);
    const policies = deployed.policiesOf('task');
    const reads = (name: string) =>
      deployed.decide({ principal: deployed.roleArn('task'), policies, action: 'ssm:GetParameter', resource: deployed.parameterArn(name) });
    expect(await Promise.all(['/api/tls_key', '/api/tls_cert', '/api/tls_ca'].map(reads))).toEqual(['Allowed', 'Allowed', 'Allowed']);
    expect(await reads('/api/other')).toBe('ImplicitlyDenied');
    expect(
      await deployed.decide({
        principal: deployed.roleArn('task'),
        policies,
        action: 's3:GetObject',
        resource: 'arn:aws:s3:::acme-prod-master-keys-111122223333/pki/root.pem',
      }),
    ).toBe('ImplicitlyDenied');
  });

  test('has an authority that is valid by default as long as its own one is when that is renewed', () => {
    const { stack: own, vault, root } = declare();
    const below = (id: string, parent: CertificateAuthority, validityDays?: number) =>
      new CertificateAuthority(own, id, { vault, key: id, subject: { commonName: id }, parent, validityDays });
    const second = below('second', root);
    expect([second.validityDays, below('third', second).validityDays, below('fourth', below('short', root, 60)).validityDays]).toEqual([
      1216, 405, 30,
    ]);
  });

  test('has an authority that may stand for no further one, unless it is the root', () => {
    const authorities = Object.values(resource.coffer_certificate!).filter(({ is_ca_certificate: isCa }) => isCa === true);
    expect(authorities.map(({ subject, max_path_length: length }) => [(subject as Block).common_name, length])).toEqual([
      ['Acme Issuing', 0],
      ['Acme Root', undefined],
    ]);
  });
});

describe('synth refuses', () => {
  test.each<[string, Partial<TlsCertificateProps>, string]>([
    [
      'a server without names',
      { dnsNames: undefined },
      "TlsCertificate 'api/tls': it has no names, and no program accepts a server by its common name (RFC 6125). " +
        'Give dnsNames, ipAddresses or uris.',
    ],
    [
      'a client that is nobody',
      { dnsNames: [], uses: [CertificateUse.CLIENT] },
      "TlsCertificate 'api/tls': it says neither who nor what it is for. Give subject: { commonName: … }, or uris.",
    ],
    [
      'a certificate for nothing',
      { uses: [] },
      "TlsCertificate 'api/tls': uses is empty, so that it could be shown for nothing. Leave it out, or write uses: " +
        '[CertificateUse.CLIENT].',
    ],
    [
      'an address with a zone',
      { ipAddresses: ['fe80::1%eth0'] },
      "TlsCertificate 'api/tls': 'fe80::1%eth0' in ipAddresses is an IP address with a zone, which certificates do not have: " +
        'leave out what begins with %. Write it as certificates have it, such as api.example.com, 2001:db8::1 or spiffe://example.com/api.',
    ],
    [
      'an address among DNS names',
      { dnsNames: ['192.0.2.1'] },
      "TlsCertificate 'api/tls': '192.0.2.1' in dnsNames is an IP address, which no program looks for among DNS names: " +
        'write it as one. Write it as certificates have it, such as api.example.com, 2001:db8::1 or spiffe://example.com/api.',
    ],
    [
      'one that is valid too long',
      { validityDays: 826 },
      "TlsCertificate 'api/tls': validityDays is 826. Write a whole number of days from 1 to 825.",
    ],
    [
      'one that is always renewed',
      { renewBeforeDays: 90 },
      "TlsCertificate 'api/tls': renewBeforeDays is 90. Write a whole number of days from 0 to 89.",
    ],
  ])('%s', (_name, props, message) => {
    expect(thrownBy(() => declare(props))).toEqual({ name: 'CertificateError', message });
  });

  test('a certificate that outlives its authority, and an authority that outlives its own', () => {
    const { stack, vault, root } = declare();
    const short = new CertificateAuthority(stack, 'short', { vault, key: 'short', subject: { commonName: 'Short' }, validityDays: 60 });
    expect(
      thrownBy(() => new TlsCertificate(stack, 'x', { vault, service: 'api', key: 'x', authority: short, dnsNames: ['x'] })).message,
    ).toBe(
      "TlsCertificate 'api/x': validityDays is 90, and its authority's certificate is valid for 60 from an earlier day on. " +
        'Make it shorter than that.',
    );
    expect(
      thrownBy(
        () =>
          new CertificateAuthority(stack, 'long', {
            vault,
            key: 'long',
            subject: { commonName: 'Long' },
            parent: root,
            validityDays: 4000,
          }),
      ).message,
    ).toBe(
      "CertificateAuthority 'pki/long': validityDays is 4000, and its authority's certificate is valid for 3650 from an " +
        'earlier day on. Make it shorter than that.',
    );
  });

  test('a certificate that is valid as long as its authority, which began earlier', () => {
    const { stack, vault, root } = declare();
    expect(
      thrownBy(
        () =>
          new CertificateAuthority(stack, 'same', {
            vault,
            key: 'same',
            subject: { commonName: 'Same' },
            parent: root,
            validityDays: 3650,
          }),
      ).message,
    ).toContain('Make it shorter than that.');
  });

  test.each([0, -1, 1.5])('a key of generation %d', (generation) => {
    const { stack, vault } = declare();
    const said = `generation is ${generation}. Write a whole number from 1.`;
    expect(thrownBy(() => new SshKeyPair(stack, 'ssh', { vault, service: 'ci', key: 'k', generation })).message).toBe(
      `SshKeyPair 'ci/k': ${said}`,
    );
    expect(
      thrownBy(() => new CertificateAuthority(stack, 'ca', { vault, key: 'k', subject: { commonName: 'K' }, generation })).message,
    ).toContain(said);
    expect(thrownBy(() => declare({ generation })).message).toContain(said);
  });

  test('an authority for less than none', () => {
    const { stack, vault } = declare();
    expect(
      thrownBy(() => new CertificateAuthority(stack, 'x', { vault, key: 'x', subject: { commonName: 'X' }, maxPathLength: -1 })).message,
    ).toBe("CertificateAuthority 'pki/x': maxPathLength is -1. Write a whole number from 0 to 100.");
  });

  test('an authority without a name', () => {
    const { stack, vault } = declare();
    expect(thrownBy(() => new CertificateAuthority(stack, 'x', { vault, key: 'x', subject: {} })).message).toContain(
      'subject is empty, and certificates name their authority by it',
    );
  });
});

describe('an SSH key pair', () => {
  const stack = newStack();
  const vault = new SecretVault(stack, 'vault', { namespace: 'acme', stage: 'dev' });
  const pair = new SshKeyPair(stack, 'deploy', { vault, service: 'ci', key: 'deploy_key', ec2KeyPair: true });
  const plain = new SshKeyPair(stack, 'host', { vault, service: 'ci', key: 'host_key', algorithm: KeyAlgorithm.rsa(4096) });
  pair.grantRead(new IamRole(stack, 'ci', { assumeRolePolicy: '{}' }));
  const { resource } = synthesize(stack);

  test('has its private half in Parameter Store and its public half for EC2', () => {
    expect(byId(resource.coffer_private_key, 'deploy_key')).toMatchObject({
      name: '/ci/deploy_key',
      algorithm: 'ED25519',
      private_key_format: 'OPENSSH',
    });
    expect(byId(resource.coffer_private_key, 'host_key')).toMatchObject({
      algorithm: 'RSA',
      rsa_bits: 4096,
      private_key_format: 'OPENSSH',
    });
    expect(only(resource.aws_key_pair)).toMatchObject({
      key_name: 'acme-dev-ci-deploy_key',
      public_key: expect.stringMatching(/public_key_openssh\}$/) as string,
    });
    expect(plain.ec2KeyName).toBeUndefined();
    expect(Object.keys(resource.aws_iam_policy!)).toHaveLength(1);
  });

  test('refuses bits that no RSA key has', () => {
    expect(thrownBy(() => KeyAlgorithm.rsa(1024))).toEqual({
      name: 'VaultConfigurationError',
      message: 'KeyAlgorithm.rsa(): bits is 1024. Write 2048 to 4096, in steps of 8.',
    });
  });
});
