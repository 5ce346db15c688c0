import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describePublicKey, generatePrivateKey, opensshLineOf, publicKeyOf, type KeySpec } from '../../../src/programs/values/key-material';
import { sshInteger } from '../../../src/programs/values/openssh-wire';

const folder = mkdtempSync(join(tmpdir(), 'coffer-openssh-'));
const socket = join(folder, 'agent');
let agent: ChildProcess;

beforeAll(async () => {
  agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: 'ignore' });
  for (let tries = 0; tries < 100 && !existsSync(socket); tries++) await sleep(50);
});
afterAll(() => {
  agent.kill();
  rmSync(folder, { recursive: true, force: true });
});

const SPECS: [string, KeySpec][] = [
  ['RSA of 2048 bits', { algorithm: 'RSA', rsaBits: 2048, curve: 'P256' }],
  ['RSA of 4096 bits', { algorithm: 'RSA', rsaBits: 4096, curve: 'P256' }],
  ['ECDSA on P-256', { algorithm: 'ECDSA', rsaBits: 0, curve: 'P256' }],
  ['ECDSA on P-384', { algorithm: 'ECDSA', rsaBits: 0, curve: 'P384' }],
  ['ECDSA on P-521', { algorithm: 'ECDSA', rsaBits: 0, curve: 'P521' }],
  ['Ed25519', { algorithm: 'ED25519', rsaBits: 0, curve: 'P256' }],
];

describe.each(SPECS)('a key that Coffer makes for SSH, %s,', (_name, spec) => {
  let pem: string;
  let file: string;
  let line: string;
  beforeAll(async () => {
    pem = await generatePrivateKey(spec, 'OPENSSH');
    file = keyFile('made', pem);
    line = describePublicKey(publicKeyOf(pem)).openssh!;
  }, 60_000);

  test("is in OpenSSH's own format, and fits the standard tier of Parameter Store", () => {
    expect(pem).toMatch(/^-----BEGIN OPENSSH PRIVATE KEY-----\n(.{70}\n)*.{1,70}\n-----END OPENSSH PRIVATE KEY-----\n$/);
    expect(Buffer.byteLength(pem)).toBeLessThanOrEqual(4096);
  });

  test('is read by ssh-keygen, which finds the same public half', () => {
    expect(ssh('-y', '-f', file).trim()).toBe(line);
    expect(opensshLineOf(pem)).toBe(line);
  });

  test('is loaded into ssh-agent, which lists it', () => {
    const env = { ...process.env, SSH_AUTH_SOCK: socket };
    const added = spawnSync('ssh-add', [file], { env, encoding: 'utf8' });
    expect({ code: added.status, said: added.status === 0 ? '' : added.stderr }).toEqual({ code: 0, said: '' });
    expect(execFileSync('ssh-add', ['-L'], { env, encoding: 'utf8' })).toContain(line);
  });

  test('signs: what ssh-keygen signs with it is vouched for by its public half', () => {
    const [message, signers] = [join(folder, 'message'), join(folder, 'signers')];
    writeFileSync(message, 'CANARY-message');
    writeFileSync(signers, `deploy ${line}\n`);
    rmSync(`${message}.sig`, { force: true });
    ssh('-Y', 'sign', '-f', file, '-n', 'file', message);
    const verified = spawnSync('ssh-keygen', ['-Y', 'verify', '-f', signers, '-I', 'deploy', '-n', 'file', '-s', `${message}.sig`], {
      input: readFileSync(message),
    });
    expect(verified.status).toBe(0);
  });
});

describe.each([
  ['ed25519', ''],
  ['ecdsa', '256'],
  ['ecdsa', '384'],
  ['ecdsa', '521'],
  ['rsa', '3072'],
])('a key that ssh-keygen made, %s %s,', (type, bits) => {
  const size = bits === '' ? [] : ['-b', bits];

  test.each([
    ['OpenSSH', []],
    ['PKCS#8', ['-m', 'PKCS8']],
    ['PKCS#1 or SEC1', ['-m', 'PEM']],
  ] as [string, string[]][])('is read in %s', (_form, format) => {
    const file = join(folder, `found-${type}${bits}-${format.join('')}`);
    ssh('-q', '-t', type, ...size, ...format, '-N', '', '-C', 'alice@example.com', '-f', file);
    const line = readFileSync(`${file}.pub`, 'utf8').split(' ').slice(0, 2).join(' ');
    const pem = readFileSync(file, 'utf8');
    expect(opensshLineOf(pem)).toBe(line);
    expect(describePublicKey(publicKeyOf(pem)).openssh).toBe(line);
  });

  test('tells its line also where it has a passphrase, and no more', () => {
    const file = join(folder, `locked-${type}${bits}`);
    ssh('-q', '-t', type, ...size, '-N', 'CANARY-passphrase', '-f', file);
    const pem = readFileSync(file, 'utf8');
    expect(opensshLineOf(pem)).toBe(readFileSync(`${file}.pub`, 'utf8').split(' ').slice(0, 2).join(' '));
    expect(() => publicKeyOf(pem)).toThrow(/^not an unencrypted private key in PEM$/);
  });
});

test('a key whose numbers begin with zeros is read as it was written', async () => {
  // One in 256 keys has such a number: enough are made that a lost zero would show.
  for (let count = 0; count < 600; count++) {
    const pem = await generatePrivateKey({ algorithm: 'ECDSA', rsaBits: 0, curve: 'P256' }, 'OPENSSH');
    expect(describePublicKey(publicKeyOf(pem)).openssh).toBe(opensshLineOf(pem));
  }
});

test('integers have no leading zeros but the one that keeps them positive', () => {
  expect(sshInteger(Buffer.from([0, 0, 1])).toString('hex')).toBe('0000000101');
  expect(sshInteger(Buffer.from([0, 0x80])).toString('hex')).toBe('000000020080');
  expect(sshInteger(Buffer.from([0])).toString('hex')).toBe('00000000');
});

test.each([
  '',
  'CANARY',
  Buffer.from('openssh-key-v1\0').toString('base64'),
  Buffer.from('openssh-key-v1\0\0\0\0\x7fnone').toString('base64'),
])('a damaged key is told of without a word of it (%#)', (content) => {
  const pem = `-----BEGIN OPENSSH PRIVATE KEY-----\n${content}\n-----END OPENSSH PRIVATE KEY-----\n`;
  expect(() => publicKeyOf(pem)).toThrow(/^not an unencrypted private key in PEM$/);
  expect(opensshLineOf(pem)).toBeUndefined();
});

function keyFile(name: string, pem: string): string {
  const file = join(folder, name);
  rmSync(file, { force: true });
  writeFileSync(file, pem, { mode: 0o600 });
  return file;
}

function ssh(...args: string[]): string {
  return execFileSync('ssh-keygen', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
}
