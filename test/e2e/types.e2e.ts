import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { IAMClient, ListAccessKeysCommand } from '@aws-sdk/client-iam';
import { PutParameterCommand } from '@aws-sdk/client-ssm';
import { decryptions, Deployment } from './deployment';
import { pemLines } from './pem-lines';
import { runCommand } from '../../tools/terraform/terraform';

jest.setTimeout(900_000);

// All are deployed at once: the AWS provider waits for most of the time, a minute for the lifecycle of a bucket alone.
// Only what has a bucket is destroyed here: the rest is, with one of everything, by everything.e2e.ts.
let bootstrap: Deployment;
let tls: Deployment;
let credentials: Deployment;
beforeAll(async () => {
  [bootstrap, tls, credentials] = await Promise.all([
    Deployment.of('bootstrap-secrets'),
    Deployment.of('tls-keys', { role: 'acme-dev-terraform' }),
    Deployment.of('aws-credentials'),
  ]);
  for (const each of [bootstrap, tls, credentials]) each.begin();
});
afterAll(() => Promise.all([bootstrap?.close(), tls?.close(), credentials?.close()]));

describe('bootstrap secrets', () => {
  let deployment: Deployment;
  beforeAll(() => {
    deployment = bootstrap;
  });

  test('are deployed without a value being read, and the next plan is empty', async () => {
    expect(await deployment.deployed()).toContain('Apply complete');
    expect((await deployment.plan()).stdout).toContain('No changes');
    expect(decryptions(deployment.aws)).toEqual([]);
    expect((await deployment.outputs()).backup_public_key).toMatch(/BEGIN PUBLIC KEY/);
  });

  test('leave the plan empty once a person wrote them, and are nowhere else', async () => {
    await deployment.ssm.send(
      new PutParameterCommand({
        Name: '/bootstrap/hashicorp-vault/root_token',
        Value: 'CANARY-root-token-9b1',
        Type: 'SecureString',
        KeyId: 'alias/acme-prod-bootstrap',
        Description: '1',
      }),
    );
    expect((await deployment.plan()).code).toBe(0);
    const pem = await deployment.object('hashicorp-vault/backup.pem');
    expect(pemLines(pem).length).toBeGreaterThan(30);
    expect(deployment.leaks(['CANARY-root-token-9b1', ...pemLines(pem)])).toEqual([]);
  });

  test('are destroyed once their protection is off', async () => {
    expect((await deployment.plan('-destroy')).stderr).toContain('is protected from deletion');
    await deployment.destroy();
    expect(await deployment.values('/bootstrap/hashicorp-vault')).toEqual({});
  });
});

describe('TLS keys', () => {
  let deployment: Deployment;
  beforeAll(() => {
    deployment = tls;
  });

  test('are deployed, the chain is good, and the next plan is empty and reads nothing', async () => {
    expect(await deployment.deployed()).toContain('Apply complete');
    const { tls_cert: chain, tls_key: key, tls_ca: root } = await deployment.values('/api');
    const folder = mkdtempSync(join(tmpdir(), 'coffer-chain-'));
    for (const [name, pem] of Object.entries({ root, chain, key })) writeFileSync(join(folder, name), pem!);
    const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, encoding: 'utf8' });
    expect(
      openssl(
        'verify',
        '-x509_strict',
        '-purpose',
        'sslserver',
        '-verify_hostname',
        'api.acme.example',
        '-CAfile',
        'root',
        '-untrusted',
        'chain',
        'chain',
      ),
    ).toContain('OK');
    expect(openssl('x509', '-in', 'chain', '-noout', '-pubkey')).toBe(openssl('pkey', '-in', 'key', '-pubout'));
    rmSync(folder, { recursive: true });
    deployment.aws.clearRequests();
    expect((await deployment.plan()).stdout).toContain('No changes');
    expect(decryptions(deployment.aws)).toEqual([]);
  });

  test('are in no state, plan, output or log', async () => {
    const values = [...Object.entries(await deployment.values('/api')), ...Object.entries(await deployment.values('/ci'))];
    const keys = values.filter(([name]) => name.endsWith('_key')).map(([, pem]) => pem);
    expect(keys).toHaveLength(3);
    expect(deployment.leaks(keys.flatMap(pemLines))).toEqual([]);
  });
});

describe('AWS credentials', () => {
  let deployment: Deployment;
  beforeAll(() => {
    deployment = credentials;
  });

  test('have a first key that the deploy had made, and that Terraform never saw', async () => {
    expect(await deployment.deployed()).toContain('Apply complete');
    const { aws_credentials: value } = await deployment.values('/artifacts');
    const { AccessKeyId, SecretAccessKey } = JSON.parse(value!) as { AccessKeyId: string; SecretAccessKey: string };
    const iam = new IAMClient({ region: 'eu-west-1', endpoint: deployment.aws.endpoint, credentials: deployment.aws.credentials });
    expect((await iam.send(new ListAccessKeysCommand({ UserName: 'acme-prod-artifacts-aws_credentials' }))).AccessKeyMetadata).toEqual([
      expect.objectContaining({ AccessKeyId, Status: 'Active' }),
    ]);
    iam.destroy();
    expect((await deployment.plan()).stdout).toContain('No changes');
    expect(deployment.leaks([SecretAccessKey])).toEqual([]);
  });
});

// Used by the runner's own checks: an example without a test would be one that nobody knows to work.
test('every example of a type of secrets is deployed by a test', async () => {
  const listed = await runCommand('ls', [join(__dirname, '..', '..', 'examples')], { cwd: __dirname, env: process.env });
  expect(
    listed.stdout
      .split('\n')
      .filter((name) => name !== '' && name !== 'terraform')
      .sort(),
  ).toEqual(expect.arrayContaining(['application-secrets', 'aws-credentials', 'bootstrap-secrets', 'tls-keys']));
});
