import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checksums, layMirror, layRelease, MANIFEST } from '../../../tools/package/release';

// What `printf one | sha256sum` and `printf two | sha256sum` write.
const ONE = { name: 'one.zip', content: Buffer.from('one') };
const TWO = { name: 'two.zip', content: Buffer.from('two') };
const ONE_SHA256 = '7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed';
const TWO_SHA256 = '3fc4ccfe745870e2c0d99f71f30ff0656c8dedd41cc1d7d3d376b0dbe685e2f3';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'coffer-release-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('the manifest says that the provider speaks protocol 6', () => {
  expect(JSON.parse(MANIFEST)).toEqual({ version: 1, metadata: { protocol_versions: ['6.0'] } });
});

test('checksums are lines as sha256sum writes them, by name', () => {
  expect(checksums([TWO, ONE])).toBe(`${ONE_SHA256}  one.zip\n${TWO_SHA256}  two.zip\n`);
});

test('a release holds its packages, the manifest, and the checksums of all of them', async () => {
  const listed = await layRelease(folder, '1.2.3', [ONE, TWO]);
  const names = ['one.zip', 'terraform-provider-coffer_1.2.3_SHA256SUMS', 'terraform-provider-coffer_1.2.3_manifest.json', 'two.zip'];
  expect(readdirSync(folder).sort()).toEqual(names);
  expect(listed.map(({ name }) => name).sort()).toEqual(names);
  expect(listed).toContainEqual({ name: 'one.zip', bytes: 3, sha256: ONE_SHA256 });
  expect(readFileSync(join(folder, 'terraform-provider-coffer_1.2.3_manifest.json'), 'utf8')).toBe(MANIFEST);
  const sums = readFileSync(join(folder, 'terraform-provider-coffer_1.2.3_SHA256SUMS'), 'utf8').split('\n');
  expect(sums.map((line) => line.split('  ')[1])).toEqual([
    'one.zip',
    'terraform-provider-coffer_1.2.3_manifest.json',
    'two.zip',
    undefined,
  ]);
});

test('nothing of an earlier release stays in a folder', async () => {
  await layRelease(folder, '1.2.2', [ONE]);
  await layRelease(folder, '1.2.3', [TWO]);
  expect(readdirSync(folder).filter((name) => name.includes('1.2.2') || name === 'one.zip')).toEqual([]);
});

test('a mirror has the packages under the address of the provider', async () => {
  await layRelease(join(folder, 'release'), '1.2.3', [ONE, TWO]);
  mkdirSync(join(folder, 'mirror'));
  writeFileSync(join(folder, 'mirror', 'of-an-earlier-run'), '');
  layMirror(join(folder, 'mirror'), 'registry.example.com/team/coffer', join(folder, 'release'), ['one.zip', 'two.zip']);
  expect(readdirSync(join(folder, 'mirror'))).toEqual(['registry.example.com']);
  const packages = join(folder, 'mirror', 'registry.example.com', 'team', 'coffer');
  expect(readdirSync(packages)).toEqual(['one.zip', 'two.zip']);
  expect(readFileSync(join(packages, 'two.zip'), 'utf8')).toBe('two');
});

describe('signed checksums', () => {
  const user = 'coffer-test@coffer.invalid';
  // Keys in a folder of their own, and never among those of whoever runs this.
  const gpg = (...args: string[]) => spawnSync('gpg', ['--batch', '--quiet', '--homedir', keys, ...args], { encoding: 'utf8' });
  let keys: string;
  let before: string | undefined;

  beforeEach(() => {
    // A short path: gpg's agent listens on a socket in it.
    keys = mkdtempSync(join(tmpdir(), 'gpg-'));
    before = process.env.GNUPGHOME;
    process.env.GNUPGHOME = keys;
    const { status, stderr } = gpg('--passphrase', '', '--quick-generate-key', user, 'ed25519', 'sign', 'never');
    if (status !== 0) throw new Error(`gpg could not make a key for this test (Debian: gnupg): ${stderr}`);
  });
  afterEach(() => {
    spawnSync('gpgconf', ['--homedir', keys, '--kill', 'gpg-agent']);
    if (before === undefined) delete process.env.GNUPGHOME;
    else process.env.GNUPGHOME = before;
    rmSync(keys, { recursive: true, force: true });
  });

  test('have a detached signature beside them, which holds for them and for nothing else', async () => {
    await layRelease(folder, '1.2.3', [ONE], user);
    const sums = join(folder, 'terraform-provider-coffer_1.2.3_SHA256SUMS');
    const signature = readFileSync(`${sums}.sig`);
    expect(signature.toString('latin1')).not.toContain('BEGIN PGP');
    expect(gpg('--verify', `${sums}.sig`, sums).status).toBe(0);
    writeFileSync(sums, readFileSync(sums, 'utf8').replace(ONE_SHA256, TWO_SHA256));
    expect(gpg('--verify', `${sums}.sig`, sums).status).not.toBe(0);
  });

  test('are not silently left out: a key that is not there fails the release', async () => {
    await expect(layRelease(folder, '1.2.3', [ONE], 'nobody@coffer.invalid')).rejects.toThrow(
      /^gpg could not sign .*SHA256SUMS with key nobody@coffer\.invalid: /,
    );
    expect(existsSync(join(folder, 'terraform-provider-coffer_1.2.3_SHA256SUMS.sig'))).toBe(false);
  });
});
