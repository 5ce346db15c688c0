import { createHash } from 'crypto';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'fs';
import * as path from 'path';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { App, Lazy, TerraformStack } from 'cdktf';
import { strToU8, zipSync } from 'fflate';
import { type ExecutablesOptions, ProviderInstallation, SecretVault } from '../../src';
import { CofferProvider } from '../../src/bindings/provider';
import { thrownBy } from '../support/errors';
import { newStack, temporaryFolder } from '../support/synth';

const VERSION = new CofferProvider(newStack(), 'any').terraformGeneratorMetadata!.providerVersion!;
const ADDRESS = 'registry.terraform.io/cdktf-coffer/coffer';
const NAME = `terraform-provider-coffer_v${VERSION}`;

const sha256 = (content: string | Uint8Array) => createHash('sha256').update(content).digest('hex');
/** By the definition of h1: the checksum of the lines that sha256sum writes of the files, by name. */
const h1 = (files: { readonly [name: string]: string }) =>
  `h1:${createHash('sha256')
    .update(
      Object.keys(files)
        .sort()
        .map((name) => `${sha256(files[name]!)}  ${name}\n`)
        .join(''),
    )
    .digest('base64')}`;

const contents = (platform: string) => ({
  LICENSE: 'text',
  [`${NAME}${platform.startsWith('windows') ? '.exe' : ''}`]: `\x7fELF ${platform}`,
});
const zipName = (platform: string, version = VERSION) => `terraform-provider-coffer_${version}_${platform}.zip`;

function writeZip(folder: string, platform: string, files: { readonly [name: string]: string } = contents(platform), version = VERSION) {
  mkdirSync(folder, { recursive: true });
  // A fixed time: the same contents have the same checksum, whenever they are written.
  const content = zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)])), { mtime: '2026-01-01' });
  writeFileSync(path.join(folder, zipName(platform, version)), content);
  return content;
}

/** A mirror as `npx projen package:provider` lays it. */
function mirror(...platforms: readonly string[]): string {
  const folder = temporaryFolder();
  for (const platform of platforms) writeZip(path.join(folder, ADDRESS), platform);
  return folder;
}

/** Executables as an unpacked mirror has them. */
function unpacked(folder: string, ...platforms: readonly string[]): string {
  for (const platform of platforms) {
    mkdirSync(path.join(folder, platform), { recursive: true });
    writeFileSync(path.join(folder, platform, NAME), `\x7fELF ${platform}`, { mode: 0o644 });
    writeFileSync(path.join(folder, platform, 'LICENSE'), 'text');
  }
  return folder;
}

interface Synthesized {
  readonly folder: string;
  readonly provider: string;
  readonly lock: string;
  readonly outdir: string;
  readonly warnings: readonly string[];
}

function synthesize(installation: ProviderInstallation, outdir = temporaryFolder(), adjust?: (stack: TerraformStack) => void): Synthesized {
  const app = new App({ outdir });
  const stack = new TerraformStack(app, 'dev');
  new AwsProvider(stack, 'aws', { region: 'eu-west-1' });
  new SecretVault(stack, 'vault', { namespace: 'acme', stage: 'dev', installation });
  adjust?.(stack);
  app.synth();
  const folder = path.join(outdir, 'stacks', 'dev');
  const { stacks } = JSON.parse(readFileSync(path.join(outdir, 'manifest.json'), 'utf8')) as {
    stacks: { dev: { annotations: { message: string }[] } };
  };
  return {
    folder,
    outdir,
    provider: path.join(folder, 'terraform.d', 'plugins', ADDRESS),
    lock: readFileSync(path.join(folder, '.terraform.lock.hcl'), 'utf8'),
    warnings: stacks.dev.annotations.map(({ message }) => message),
  };
}

const executables = (folder: string, options?: ExecutablesOptions) => ProviderInstallation.executables(folder, options);
const hashesIn = (lock: string) =>
  [...new RegExp(`"${ADDRESS}" \\{[^}]*\\}`).exec(lock)![0].matchAll(/"((?:h1|zh):[^"]+)"/g)].map(([, hash]) => hash);

const environment = process.env.TF_CLI_CONFIG_FILE;
beforeEach(() => {
  process.env.TF_CLI_CONFIG_FILE = path.join(__dirname, 'no-such-file');
});
afterAll(() => {
  process.env.TF_CLI_CONFIG_FILE = environment;
});

describe('executables', () => {
  test('of a mirror lie packed where Terraform looks by itself, with checksums of all platforms in the lock file', () => {
    const source = mirror('linux_amd64', 'darwin_arm64');
    const { provider, lock, warnings } = synthesize(executables(source));
    expect(readdirSync(provider).sort()).toEqual([zipName('darwin_arm64'), zipName('linux_amd64')]);
    for (const name of readdirSync(provider)) {
      expect(readFileSync(path.join(provider, name)).equals(readFileSync(path.join(source, ADDRESS, name)))).toBe(true);
    }
    const expected = ['darwin_arm64', 'linux_amd64'].flatMap((platform) => [
      h1(contents(platform)),
      `zh:${sha256(readFileSync(path.join(source, ADDRESS, zipName(platform))))}`,
    ]);
    expect(hashesIn(lock)).toEqual(expected.sort());
    expect(lock).toContain('provider "registry.terraform.io/hashicorp/aws"');
    expect(warnings).toEqual([]);
  });

  test.each<[string, (folder: string) => string]>([
    ['by platform', (folder) => folder],
    ['as an unpacked mirror', (folder) => path.join(folder, ADDRESS, VERSION)],
  ])('%s lie unpacked and may be run, without what stands beside them', (_, below) => {
    const source = temporaryFolder();
    unpacked(below(source), 'linux_amd64');
    const { provider, lock } = synthesize(executables(source));
    const folder = path.join(provider, VERSION, 'linux_amd64');
    expect(readdirSync(folder)).toEqual([NAME]);
    expect((statSync(path.join(folder, NAME)).mode % 0o1000).toString(8)).toBe('755');
    expect(hashesIn(lock)).toEqual([h1({ [NAME]: '\x7fELF linux_amd64' })]);
  });

  test('of a release folder are found, and are held to its checksums', () => {
    const source = temporaryFolder();
    const content = writeZip(source, 'linux_amd64');
    const sums = path.join(source, `terraform-provider-coffer_${VERSION}_SHA256SUMS`);
    writeFileSync(sums, `${sha256(content)}  ${zipName('linux_amd64')}\n`);
    expect(readdirSync(synthesize(executables(source)).provider)).toEqual([zipName('linux_amd64')]);
    // Another folder, since what was read of the first one is kept.
    const other = temporaryFolder();
    writeZip(other, 'linux_amd64');
    writeFileSync(path.join(other, path.basename(sums)), `${'0'.repeat(64)}  ${zipName('linux_amd64')}\n`);
    expect(thrownBy(() => synthesize(executables(other)))).toEqual({
      name: 'ProviderInstallationError',
      message:
        `ProviderInstallation.executables(): ${path.join(other, zipName('linux_amd64'))} has checksum ${sha256(content)}, ` +
        `and ${path.basename(sums)} says ${'0'.repeat(64)}. Fetch or package it again.`,
    });
  });

  test('of the named platforms alone are laid, and others from before are gone', () => {
    const source = mirror('linux_amd64', 'linux_arm64', 'windows_amd64');
    const { outdir, provider } = synthesize(executables(source));
    expect(readdirSync(provider)).toHaveLength(3);
    const { lock } = synthesize(executables(source, { platforms: ['linux_arm64'] }), outdir);
    expect(readdirSync(provider)).toEqual([zipName('linux_arm64')]);
    expect(hashesIn(lock)[0]).toBe(h1(contents('linux_arm64')));
    expect(hashesIn(lock)).toHaveLength(2);
  });

  test('take the place of the script and give way to it, each with its own checksum', () => {
    const { outdir, provider } = synthesize(ProviderInstallation.bundled());
    const laid = unpacked(temporaryFolder(), 'linux_amd64', 'windows_amd64');
    synthesize(executables(laid), outdir);
    expect(readdirSync(path.join(provider, VERSION)).sort()).toEqual(['linux_amd64', 'windows_amd64']);
    const back = synthesize(ProviderInstallation.bundled(), outdir);
    expect(readdirSync(path.join(provider, VERSION)).sort()).toEqual(['darwin_amd64', 'darwin_arm64', 'linux_amd64', 'linux_arm64']);
    expect(readdirSync(path.join(provider, VERSION, 'linux_amd64'))).toEqual([NAME]);
    expect(readFileSync(path.join(provider, VERSION, 'linux_amd64', NAME), 'utf8').slice(0, 2)).toBe('#!');
    expect(back.lock).not.toContain(h1({ [NAME]: '\x7fELF linux_amd64' }));
    expect(back.warnings.join()).toContain('Its checksum is taken out of the lock file');
  });

  test('give way to a registry, with their checksums', () => {
    const { outdir, provider } = synthesize(executables(mirror('linux_amd64')));
    const { lock } = synthesize(ProviderInstallation.registry(), outdir);
    expect(() => readdirSync(provider)).toThrow('ENOENT');
    expect(lock).not.toContain(ADDRESS);
  });

  test('packaged again under one version are said so, and the lock file has the new checksums', () => {
    const { outdir } = synthesize(executables(mirror('linux_amd64')));
    const rebuilt = temporaryFolder();
    writeZip(rebuilt, 'linux_amd64', { [NAME]: '\x7fELF rebuilt' });
    const { lock, warnings } = synthesize(executables(rebuilt), outdir);
    expect(hashesIn(lock)[0]).toBe(h1({ [NAME]: '\x7fELF rebuilt' }));
    expect(warnings).toEqual([expect.stringContaining(`had checksum ${h1(contents('linux_amd64'))}, and the executables of ${rebuilt}`)]);
  });

  test('leave the lock file alone where that is turned off, but for checksums that init would refuse', () => {
    const outdir = temporaryFolder();
    mkdirSync(path.join(outdir, 'stacks', 'dev'), { recursive: true });
    const entry = `provider "${ADDRESS}" {\n  version     = "${VERSION}"\n  constraints = "${VERSION}"\n`;
    writeFileSync(path.join(outdir, 'stacks', 'dev', '.terraform.lock.hcl'), `${entry}  hashes = [\n    "h1:other",\n  ]\n}\n`);
    expect(synthesize(executables(mirror('linux_amd64'), { lockEntries: false }), outdir).lock).toBe(`${entry}}\n`);
  });
});

describe('are refused', () => {
  test.each<[string, () => unknown, string]>([
    [
      'an empty folder name',
      () => executables(' '),
      "folder is empty. Write it out, such as executables('dist/provider/mirror', { platforms: ['linux_amd64'] }).",
    ],
    [
      'a platform that only apply knows',
      () => executables('dist', { platforms: [Lazy.stringValue({ produce: () => 'linux_amd64' })] }),
      "a platform is a token. Write it out, such as executables('dist/provider/mirror', { platforms: ['linux_amd64'] }).",
    ],
    [
      'no platform',
      () => executables('dist', { platforms: [] }),
      'platforms is empty, so that Terraform would find no provider. ' +
        "Name those where Terraform runs, such as platforms: ['linux_amd64'], or leave it out.",
    ],
  ])('at once: %s', (_, run, message) => {
    expect(thrownBy(run)).toEqual({ name: 'ProviderInstallationError', message: `ProviderInstallation.executables(): ${message}` });
  });

  test.each<[string, (folder: string) => ExecutablesOptions | void, (folder: string) => string]>([
    [
      'a missing folder',
      () => undefined,
      (folder) =>
        `there is no folder ${path.join(folder, 'missing')}. ` +
        "Make it by 'npx projen package:provider' in a checkout of cdktf-coffer, or unpack a release's packages there.",
    ],
    [
      'a folder without executables',
      (folder) => mkdirSync(path.join(folder, 'missing'), { recursive: true }) as undefined,
      (folder) =>
        `folder ${path.join(folder, 'missing')} has no package of the coffer provider: neither ` +
        'terraform-provider-coffer_<version>_<platform>.zip nor <platform>/terraform-provider-coffer_v<version>. ' +
        "Give it the folder that 'npx projen package:provider' writes: dist/provider/mirror.",
    ],
    [
      'another version',
      (folder) => void writeZip(path.join(folder, 'missing'), 'linux_amd64', { [NAME]: '' }, '99.0.0'),
      (folder) =>
        `stack 'dev' requires version ${VERSION} of the coffer provider, and folder ${path.join(folder, 'missing')} has 99.0.0. ` +
        "Package the provider of the installed cdktf-coffer again, by 'npx projen package:provider', or require that version.",
    ],
    [
      'no executable for hosted runners',
      (folder) => void ['darwin_arm64', 'darwin_amd64'].map((platform) => writeZip(path.join(folder, 'missing'), platform)),
      (folder) =>
        `folder ${path.join(folder, 'missing')} has no executable for linux_amd64, only for darwin_amd64, darwin_arm64. ` +
        "Package it, by 'npx projen package:provider --kind executable --targets linux_amd64', " +
        'or name the platforms where Terraform runs in platforms.',
    ],
    [
      'a missing platform that is named',
      (folder) => {
        writeZip(path.join(folder, 'missing'), 'linux_amd64');
        return { platforms: ['linux_amd64', 'linux_arm64'] };
      },
      (folder) =>
        `folder ${path.join(folder, 'missing')} has no executable for linux_arm64, only for linux_amd64. ` +
        "Package it, by 'npx projen package:provider --kind executable --targets linux_arm64', or leave it out of platforms.",
    ],
    [
      'the script, which needs Node.js',
      (folder) => void writeZip(path.join(folder, 'missing'), 'linux_amd64', { [NAME]: '#!/bin/sh\n' }),
      (folder) =>
        `${path.join(folder, 'missing', zipName('linux_amd64'))} is the provider as a script, which needs Node.js where Terraform runs. ` +
        'Give it the folder of the executables, dist/provider/mirror; or use ProviderInstallation.bundled(), which lays the script.',
    ],
    [
      'an archive without the executable',
      (folder) => void writeZip(path.join(folder, 'missing'), 'linux_amd64', { LICENSE: 'text' }),
      (folder) => `${path.join(folder, 'missing', zipName('linux_amd64'))} holds no ${NAME}. Fetch or package it again.`,
    ],
    [
      'an archive that is cut off',
      (folder) => {
        const content = writeZip(path.join(folder, 'missing'), 'linux_amd64');
        writeFileSync(path.join(folder, 'missing', zipName('linux_amd64')), content.subarray(0, 40));
      },
      (folder) =>
        `${path.join(folder, 'missing', zipName('linux_amd64'))} is no zip archive that can be read (invalid zip data). ` +
        'Fetch or package it again.',
    ],
  ])('at synth: %s', (_, make, message) => {
    const folder = temporaryFolder();
    const options = make(folder) ?? undefined;
    expect(
      thrownBy(() => synthesize(executables(path.join(folder, 'missing'), typeof options === 'object' ? options : undefined))),
    ).toEqual({
      name: 'ProviderInstallationError',
      message: `ProviderInstallation.executables(): ${message(folder)}`,
    });
  });

  test('at synth, a stack that requires no one version', () => {
    const source = mirror('linux_amd64');
    writeZip(source, 'linux_amd64', { [NAME]: '' }, '99.0.0');
    const adjust = (stack: TerraformStack) => stack.addOverride('terraform.required_providers.coffer.version', '>= 0.0.0');
    expect(thrownBy(() => synthesize(executables(source), undefined, adjust)).message).toContain(
      `stack 'dev' requires no one version of the coffer provider, and folder ${source} has ${[VERSION, '99.0.0'].sort().join(' and ')}.`,
    );
  });
});
