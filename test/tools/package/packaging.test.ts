import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readCommand } from '../../../tools/package/command';
import { packageProvider, readBundle, type BundledScript } from '../../../tools/package/packaging';
import { MANIFEST } from '../../../tools/package/release';
import { parseTargets } from '../../../tools/package/targets';
import { zipEntries } from '../../../tools/quickstart/zip';
import { thrownBy } from '../../support/errors';

const SCRIPT: BundledScript = {
  address: 'registry.example.com/team/coffer',
  version: '1.2.3',
  content: Buffer.from('#!/usr/bin/env node\n"CANARY-script";\n'),
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'coffer-packaging-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const scripts = (output: string, targets?: string) =>
  packageProvider({ script: SCRIPT, targets: parseTargets(targets), kinds: ['script'], output, scratch: folder });

test('scripts are packaged for all systems that start one, as a release and as a mirror', async () => {
  const [packaged] = await scripts(folder);
  const zips = ['darwin_amd64', 'darwin_arm64', 'linux_amd64', 'linux_arm64'].map((name) => `terraform-provider-coffer_1.2.3_${name}.zip`);
  expect(readdirSync(folder).sort()).toEqual(['script', 'script-mirror', 'terraform-registry-manifest.json']);
  expect(readFileSync(join(folder, 'terraform-registry-manifest.json'), 'utf8')).toBe(MANIFEST);
  expect(
    readdirSync(packaged!.release)
      .filter((name) => name.endsWith('.zip'))
      .sort(),
  ).toEqual(zips);
  expect(readdirSync(join(packaged!.mirror, 'registry.example.com', 'team', 'coffer')).sort()).toEqual(zips);
});

test('a script stands alone in its package, as in the folder that the constructs lay', async () => {
  const [packaged] = await scripts(folder, 'linux_amd64');
  const entries = zipEntries(readFileSync(join(packaged!.release, 'terraform-provider-coffer_1.2.3_linux_amd64.zip')));
  expect(entries).toEqual([{ name: 'terraform-provider-coffer_v1.2.3', content: SCRIPT.content }]);
});

test('two runs make the same release, byte for byte', async () => {
  const [[first], [second]] = [await scripts(join(folder, 'first')), await scripts(join(folder, 'second'))];
  expect(first!.files.length).toBe(6);
  expect(first!.files).toEqual(second!.files);
});

test('only what is asked for is made', async () => {
  const told: string[] = [];
  await packageProvider({
    script: SCRIPT,
    targets: parseTargets('darwin_arm64'),
    kinds: ['script'],
    output: folder,
    scratch: folder,
    onPackage: (kind, { name }) => told.push(`${kind} ${name}`),
  });
  expect(told).toEqual(['script darwin_arm64']);
  expect(await scripts(folder, 'windows_amd64')).toEqual([]);
});

describe('a bundle', () => {
  function write(content: string, sha256: string): void {
    writeFileSync(join(folder, 'terraform-provider-coffer'), content);
    writeFileSync(join(folder, 'provider.json'), JSON.stringify({ address: SCRIPT.address, version: SCRIPT.version, sha256 }));
  }

  test('is read as it was made', () => {
    write(SCRIPT.content.toString(), createHash('sha256').update(SCRIPT.content).digest('hex'));
    expect(readBundle(folder)).toEqual(SCRIPT);
  });

  test('that is not what its description says is refused: another one is being made', () => {
    write('half of it', createHash('sha256').update(SCRIPT.content).digest('hex'));
    expect(thrownBy(() => readBundle(folder)).message).toMatch(
      /terraform-provider-coffer is not what .*provider\.json says: run npx projen bundle again\.$/,
    );
  });

  test('that was not made is asked for', () => {
    expect(thrownBy(() => readBundle(folder))).toEqual({
      name: 'ToolError',
      message: `${folder} does not hold the bundled provider: run npx projen bundle.`,
    });
  });
});

describe('the bundled command', () => {
  const file = () => join(folder, 'coffer.js');

  test('has the version that it tells itself, whatever package.json says', async () => {
    writeFileSync(file(), 'console.log(process.argv[2] === "--version" ? "9.8.7" : "CANARY-other");');
    expect(await readCommand(file())).toEqual({ version: '9.8.7', content: readFileSync(file()) });
  });

  test('that does not start is refused', async () => {
    writeFileSync(file(), 'throw new Error("CANARY-broken");');
    await expect(readCommand(file())).rejects.toThrow(/coffer\.js does not tell its version: .*-broken.*Run npx projen bundle again\.$/s);
  });

  test('that was not made is asked for', async () => {
    await expect(readCommand(file())).rejects.toThrow(`${file()} is not there: run npx projen bundle.`);
  });
});
