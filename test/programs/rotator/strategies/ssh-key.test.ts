import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AwsClients } from '../../../../src/programs/aws/clients';
import { describePublicKey, generatePrivateKey, publicKeyOf } from '../../../../src/programs/values/key-material';
import { TerraformInProcess } from '../../provider/faults/terraform-in-process';
import { Account } from '../faults/account';
import { RotatorUnderTest } from '../rotator-under-test';

const under = RotatorUnderTest.forThisFile();
const SECRET = '/ci/deploy_key';
const KEYS = '/ci/deploy_key_authorized_keys';
const ALICE = 'from="10.0.0.0/8",command="ls -l" ssh-ed25519 AAAAsomebody alice@example.com';
let account: Account;

beforeAll(() => {
  account = new Account(under.aws);
});
afterEach(() => jest.restoreAllMocks());
afterAll(() => account.close());

const plan = () => under.plan(SECRET, 'ssh-key', { algorithm: 'ED25519', authorizedKeys: KEYS, graceDays: 2 });
const pem = () => generatePrivateKey({ algorithm: 'ED25519', rsaBits: 0, curve: 'P256' });
const halfOf = (key: string) => describePublicKey(publicKeyOf(key)).openssh!;
const lines = async () => (await under.version(KEYS))!.value.trimEnd().split('\n');
const now = async () => (await under.version(SECRET))!.value;
/** What happens once, when the rotator writes the lines: before it takes effect, or after. */
const atWriteOfKeys = (moment: 'before' | 'after', fn: () => Promise<void>) =>
  under.proxy.inject({
    operation: ({ operation, name }) => operation === 'PutParameter' && name === KEYS,
    times: 1,
    [moment]: { kind: 'call', fn },
  });

describe('rotating a key pair', () => {
  let first: string;

  beforeEach(async () => {
    await plan();
    first = await pem();
    await under.write(SECRET, first);
    await under.write(KEYS, `${halfOf(first)}\n${ALICE}\n`);
  });

  test('publishes the new public half beside the old one, and leaves the lines of others', async () => {
    await under.invoke({ rotate: SECRET });
    expect(await lines()).toEqual([`${halfOf(first)} coffer:${SECRET}`, ALICE, `${halfOf(await now())} coffer:${SECRET}`]);
    expect(await under.chamberVersion(KEYS)).toBe('2');
  });

  test('takes the old halves out when the time of grace is over, also of keys that were replaced twice', async () => {
    await under.invoke({ rotate: SECRET });
    await under.invoke({ rotate: SECRET });
    await under.invoke({ check: true });
    expect(await lines()).toHaveLength(4);
    jest.spyOn(AwsClients.prototype, 'serverTime').mockReturnValue(new Date(Date.now() + 3 * 86_400_000));
    expect(await under.invoke({ check: true })).toMatchObject({ failed: 0 });
    expect(await lines()).toEqual([ALICE, `${halfOf(await now())} coffer:${SECRET}`]);
  });

  test('loses no line that somebody adds at the very same time', async () => {
    atWriteOfKeys('before', async () => {
      await under.write(KEYS, `${halfOf(first)}\n${ALICE}\nssh-rsa AAAAbob bob@example.com\n`, 2);
    });
    await under.invoke({ rotate: SECRET });
    expect(await lines()).toEqual([
      `${halfOf(first)} coffer:${SECRET}`,
      ALICE,
      'ssh-rsa AAAAbob bob@example.com',
      `${halfOf(await now())} coffer:${SECRET}`,
    ]);
  });

  test('loses no line of several people who wrote at the same time, and over each other', async () => {
    atWriteOfKeys('before', async () => {
      await under.write(KEYS, `${halfOf(first)}\n${ALICE}\nssh-rsa AAAAbob bob@example.com\n`, 2);
      await under.write(KEYS, `${halfOf(first)}\n${ALICE}\nssh-rsa AAAAcarol carol@example.com\n`, 2);
    });
    await under.invoke({ rotate: SECRET });
    expect((await lines()).sort()).toEqual(
      [
        `${halfOf(first)} coffer:${SECRET}`,
        ALICE,
        'ssh-rsa AAAAbob bob@example.com',
        'ssh-rsa AAAAcarol carol@example.com',
        `${halfOf(await now())} coffer:${SECRET}`,
      ].sort(),
    );
  });

  test('refuses, and tells of, a text that somebody wrote meanwhile and that is no key', async () => {
    atWriteOfKeys('after', async () => {
      await under.write(SECRET, 'CANARY-no-key', 2);
    });
    expect(await under.invoke({ rotate: SECRET })).toMatchObject({ outcome: 'rotated', version: 3, refused: 2 });
    expect(await account.history(SECRET)).toContain('CANARY-no-key');
  });
});

test('leaves a plan of Terraform without changes, where it declares the key', async () => {
  const endpoint = under.aws.endpoint;
  const terraform = new TerraformInProcess(
    { region: 'us-east-1', endpoints: [{ ssm: endpoint, kms: endpoint, s3: endpoint, sts: endpoint, resourcegroupstaggingapi: endpoint }] },
    {},
  );
  const configuration = { 'coffer_private_key.deploy': { name: SECRET, algorithm: 'RSA', rsa_bits: 2048 } };
  expect(await terraform.apply(configuration)).toMatchObject({ errors: [] });
  await under.write(KEYS, `${halfOf(await now())}\n`);
  await under.plan(SECRET, 'ssh-key', { algorithm: 'RSA', rsaBits: 2048, authorizedKeys: KEYS });
  expect(await under.invoke({ rotate: SECRET })).toMatchObject({ outcome: 'rotated', version: 2 });
  expect(await terraform.planned(configuration)).toBe('none');
  expect(await terraform.apply(configuration)).toMatchObject({ errors: [], warnings: [] });
  expect((await under.version(SECRET))!.version).toBe(2);
});

describe('rotating a key that was adopted', () => {
  const folder = mkdtempSync(join(tmpdir(), 'coffer-adopted-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const found = (type: string, ...args: string[]) => {
    const file = join(folder, `${type}-${args.join('')}`);
    execFileSync('ssh-keygen', [
      '-q',
      '-t',
      type,
      ...(args.includes('-N') ? [] : ['-N', '']),
      ...args,
      '-C',
      'alice@example.com',
      '-f',
      file,
    ]);
    return { pem: readFileSync(file, 'utf8'), line: readFileSync(`${file}.pub`, 'utf8').split(' ').slice(0, 2).join(' ') };
  };

  test.each([
    ['OpenSSH', ['ed25519']],
    ['OpenSSH with a passphrase', ['ed25519', '-N', 'CANARY-passphrase']],
    ['PKCS#8', ['ecdsa', '-m', 'PKCS8']],
    ['PKCS#1', ['rsa', '-m', 'PEM']],
    ['SEC1', ['ecdsa', '-b', '384', '-m', 'PEM']],
  ] as [string, [string, ...string[]]][])('takes its line out after the time of grace, from %s', async (_form, args) => {
    const { pem: adopted, line } = found(...args);
    await plan();
    await under.write(SECRET, adopted);
    await under.write(KEYS, `${line} alice@example.com\n${ALICE}\n`);
    expect(await under.invoke({ rotate: SECRET })).toMatchObject({ outcome: 'rotated' });
    expect(await now()).toMatch(/^-----BEGIN OPENSSH PRIVATE KEY-----/);
    jest.spyOn(AwsClients.prototype, 'serverTime').mockReturnValue(new Date(Date.now() + 3 * 86_400_000));
    expect(await under.invoke({ check: true })).toMatchObject({ failed: 0 });
    expect(await lines()).toEqual([ALICE, `${halfOf(await now())} coffer:${SECRET}`]);
  });

  test('is refused before anything changes, where its public half cannot be told', async () => {
    const { pem: locked, line } = found('rsa', '-m', 'PEM', '-N', 'CANARY-passphrase');
    await plan();
    await under.write(SECRET, locked);
    await under.write(KEYS, `${line}\n`);
    const answer = await under.invoke({ rotate: SECRET }).catch((error: Error) => error.message);
    expect(JSON.stringify(answer)).toContain('a private key whose public half cannot be told');
    expect(await now()).toBe(locked);
    expect(await lines()).toEqual([line]);
  });
});
