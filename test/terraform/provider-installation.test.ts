import { createHash } from 'crypto';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'fs';
import * as path from 'path';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { App, TerraformStack } from 'cdktf';
import { ProviderInstallation, SecretVault } from '../../src';
import { CofferProvider } from '../../src/bindings/provider';
import { BundledProvider } from '../../src/terraform/bundled-provider';
import { packageHash } from '../../src/terraform/dependency-lock';
import { thrownBy } from '../support/errors';
import { newStack, temporaryFolder } from '../support/synth';

/** The version that the bindings require: the bundle of the same build has it too. */
const VERSION = new CofferProvider(newStack(), 'any').terraformGeneratorMetadata!.providerVersion!;
const COFFER = 'registry.terraform.io/cdktf-coffer/coffer';
const AWS = 'registry.terraform.io/hashicorp/aws';
const NO_CLI_CONFIGURATION = path.join(__dirname, 'no-such-file');

/** The package's assets with an executable of these bytes, not executable as npm may leave it. */
function assets(content = '#!/usr/bin/env node\n', sha256?: string): string {
  const folder = temporaryFolder();
  writeFileSync(path.join(folder, 'terraform-provider-coffer'), content);
  chmodSync(path.join(folder, 'terraform-provider-coffer'), 0o644);
  const actual = createHash('sha256').update(content).digest('hex');
  writeFileSync(path.join(folder, 'provider.json'), JSON.stringify({ version: VERSION, sha256: sha256 ?? actual }));
  return folder;
}

function hashOf(content: string): string {
  return packageHash([{ name: `terraform-provider-coffer_v${VERSION}`, sha256: createHash('sha256').update(content).digest('hex') }]);
}

interface Synthesis {
  readonly outdir?: string;
  readonly installation?: ProviderInstallation;
  readonly adjust?: (stack: TerraformStack) => void;
}

/** Synthesizes an app with a vault, as `cdktf synth` does, and returns the folder where Terraform runs. */
function synthesize({ outdir = temporaryFolder(), installation, adjust }: Synthesis = {}): {
  folder: string;
  outdir: string;
  warnings: string[];
} {
  const app = new App({ outdir });
  const stack = new TerraformStack(app, 'dev');
  new AwsProvider(stack, 'aws', { region: 'eu-west-1' });
  new SecretVault(stack, 'vault', { namespace: 'acme', stage: 'dev', installation: installation ?? bundled() });
  new SecretVault(stack, 'second', { namespace: 'second', stage: 'dev' });
  adjust?.(stack);
  app.synth();
  const { stacks } = JSON.parse(readFileSync(path.join(outdir, 'manifest.json'), 'utf8')) as {
    stacks: { dev: { annotations: { message: string }[] } };
  };
  return { folder: path.join(outdir, 'stacks', 'dev'), outdir, warnings: stacks.dev.annotations.map(({ message }) => message) };
}

function bundled(folder = assets(), lockEntries = true): ProviderInstallation {
  return ProviderInstallation._by(new BundledProvider(lockEntries, folder));
}

function lockOf(folder: string): string {
  return readFileSync(path.join(folder, '.terraform.lock.hcl'), 'utf8');
}

function entry(address: string, version: string, hashes: readonly string[] = []): string {
  const lines = hashes.length === 0 ? '' : `  hashes = [\n${hashes.map((hash) => `    "${hash}",\n`).join('')}  ]\n`;
  return `provider "${address}" {\n  version     = "${version}"\n  constraints = "${version}"\n${lines}}\n`;
}

/** A folder with a lock file in it, as an earlier synth and `terraform init` would have left it. */
function outdirWithLock(...entries: readonly string[]): string {
  const outdir = temporaryFolder();
  mkdirSync(path.join(outdir, 'stacks', 'dev'), { recursive: true });
  writeFileSync(path.join(outdir, 'stacks', 'dev', '.terraform.lock.hcl'), `# Kept.\n\n${entries.join('\n')}`);
  return outdir;
}

const providerFolder = (folder: string) => path.join(folder, 'terraform.d', 'plugins', ...COFFER.split('/'));

const environment = process.env.TF_CLI_CONFIG_FILE;
beforeEach(() => {
  process.env.TF_CLI_CONFIG_FILE = NO_CLI_CONFIGURATION;
});
afterAll(() => {
  process.env.TF_CLI_CONFIG_FILE = environment;
});

describe('the bundled provider', () => {
  test('lies where Terraform looks by itself, executable, for Linux and macOS on Intel and Arm', () => {
    const { folder } = synthesize();
    const version = path.join(providerFolder(folder), VERSION);
    expect(readdirSync(version).sort()).toEqual(['darwin_amd64', 'darwin_arm64', 'linux_amd64', 'linux_arm64']);
    for (const platform of readdirSync(version)) {
      expect(readdirSync(path.join(version, platform))).toEqual([`terraform-provider-coffer_v${VERSION}`]);
      const { mode } = statSync(path.join(version, platform, `terraform-provider-coffer_v${VERSION}`));
      expect((mode % 0o1000).toString(8)).toBe('755');
    }
  });

  test('takes the room of one file, and leaves the one in the package as it is', () => {
    const source = assets();
    const { folder } = synthesize({ installation: bundled(source) });
    const inode = (platform: string) =>
      statSync(path.join(providerFolder(folder), VERSION, platform, `terraform-provider-coffer_v${VERSION}`)).ino;
    const original = statSync(path.join(source, 'terraform-provider-coffer'));
    expect(new Set(['linux_amd64', 'linux_arm64', 'darwin_amd64', 'darwin_arm64'].map(inode)).size).toBe(1);
    expect(inode('linux_amd64')).not.toBe(original.ino);
    expect((original.mode % 0o1000).toString(8)).toBe('644');
  });

  test('stays where it is when it is current, and is replaced when it is not', () => {
    const source = assets('one');
    const { outdir, folder } = synthesize({ installation: bundled(source) });
    const file = path.join(providerFolder(folder), VERSION, 'darwin_arm64', `terraform-provider-coffer_v${VERSION}`);
    const before = statSync(file).ino;
    synthesize({ outdir, installation: bundled(source) });
    expect(statSync(file).ino).toBe(before);
    synthesize({ outdir, installation: bundled(assets('two')) });
    expect(readFileSync(file, 'utf8')).toBe('two');
  });

  test('takes the place of other versions of it', () => {
    const outdir = temporaryFolder();
    const stale = path.join(providerFolder(path.join(outdir, 'stacks', 'dev')), '0.0.9', 'linux_amd64');
    mkdirSync(stale, { recursive: true });
    const { folder } = synthesize({ outdir });
    expect(readdirSync(providerFolder(folder))).toEqual([VERSION]);
  });

  test('may be synthesized to a folder named from where the program runs', () => {
    const before = process.cwd();
    process.chdir(temporaryFolder());
    try {
      const { folder } = synthesize({ outdir: 'cdktf.out' });
      expect(existsSync(providerFolder(path.resolve(folder)))).toBe(true);
    } finally {
      process.chdir(before);
    }
  });

  test('is refused where the package is incomplete or damaged', () => {
    expect(thrownBy(() => synthesize({ installation: bundled(temporaryFolder()) }))).toEqual({
      name: 'ProviderInstallationError',
      message:
        "ProviderInstallation.bundled(): the provider's executable is missing from the cdktf-coffer package. " +
        'Install the package again; in a checkout of it, build it first.',
    });
    const actual = createHash('sha256').update('bytes').digest('hex');
    expect(thrownBy(() => synthesize({ installation: bundled(assets('bytes', 'abc')) }))).toEqual({
      name: 'ProviderInstallationError',
      message:
        `ProviderInstallation.bundled(): the provider's executable has checksum ${actual}, and was built with abc. ` +
        `Install the cdktf-coffer package again.`,
    });
  });

  test('is refused where the stack requires another version', () => {
    const adjust = (stack: TerraformStack) => stack.addOverride('terraform.required_providers.coffer.version', '99.0.0');
    expect(thrownBy(() => synthesize({ adjust }))).toEqual({
      name: 'ProviderInstallationError',
      message:
        `ProviderInstallation.bundled(): stack 'dev' requires version 99.0.0 of the coffer provider, ` +
        `and the cdktf-coffer package has ${VERSION}. ` +
        'Require that version, or use ProviderInstallation.registry().',
    });
  });

  test('warns where the CLI configuration names other places to look', () => {
    const file = path.join(temporaryFolder(), 'terraformrc');
    process.env.TF_CLI_CONFIG_FILE = file;
    const warningsWith = (configuration: string) => {
      writeFileSync(file, configuration);
      return synthesize();
    };
    const { warnings, folder } = warningsWith('provider_installation {\n  direct {}\n}\n');
    const plugins = path.join(folder, 'terraform.d', 'plugins');
    expect(warnings).toEqual([
      `${file} has a provider_installation block, so Terraform looks for providers only where it says. ` +
        `Add filesystem_mirror { path = "${plugins}" } ` +
        'to the block for the bundled coffer provider, or use ProviderInstallation.registry().',
    ]);
    expect(warningsWith(`provider_installation {\n  filesystem_mirror { path = "${plugins}" }\n}\n`).warnings).toEqual([]);
    expect(warningsWith('# provider_installation {}\nplugin_cache_dir = "/x"\n').warnings).toEqual([]);
  });

  test('warns on Windows, where its first line means nothing', () => {
    const platform = Object.getOwnPropertyDescriptor(process, 'platform')!;
    Object.defineProperty(process, 'platform', { ...platform, value: 'win32' });
    try {
      expect(synthesize().warnings).toEqual([
        'The bundled coffer provider does not run on Windows. This output deploys on Linux and macOS; ' +
          'to deploy from Windows, use ProviderInstallation.registry().',
      ]);
    } finally {
      Object.defineProperty(process, 'platform', platform);
    }
  });
});

describe('lock entries', () => {
  test('are written for every provider, so that cdktf deploy asks no registry', () => {
    const lock = lockOf(synthesize().folder);
    expect(lock).toContain(entry(AWS, '5.100.0'));
    expect(lock).toContain(entry(COFFER, VERSION));
  });

  test('are left as they are where they fit, with their checksums', () => {
    const [aws, coffer] = [entry(AWS, '5.100.0', ['h1:abc=', 'zh:def']), entry(COFFER, VERSION, [hashOf('one')])];
    const outdir = outdirWithLock(aws, coffer);
    const { folder } = synthesize({ outdir, installation: bundled(assets('one')) });
    expect(lockOf(folder)).toBe(`# Kept.\n\n${aws}\n${coffer}`);
  });

  test('of other bytes under the same version lose their checksum, which init would refuse', () => {
    const aws = entry(AWS, '5.100.0', ['h1:abc=']);
    const { folder, warnings } = synthesize({
      outdir: outdirWithLock(aws, entry(COFFER, VERSION, [hashOf('one')])),
      installation: bundled(assets('two')),
    });
    expect(warnings).toEqual([
      `The coffer provider ${VERSION} of the lock file had checksum ${hashOf('one')}, and that of the cdktf-coffer package has ${hashOf(
        'two',
      )}: another build of one version, or one that a registry had. ` +
        'Its checksum is taken out of the lock file, and terraform init puts in the new one. ' +
        'Where nobody has changed the package or the installation of the provider, find out why the bytes have changed before you deploy.',
    ]);
    expect(lockOf(folder)).toContain(aws);
    expect(lockOf(folder)).toContain(entry(COFFER, VERSION));
    expect(lockOf(folder)).not.toContain(hashOf('one'));
  });

  test('of another version give way, with checksums that are of no use', () => {
    const { folder } = synthesize({ outdir: outdirWithLock(entry(AWS, '5.99.1', ['h1:abc=']), entry(COFFER, '0.0.9', ['h1:def='])) });
    expect(lockOf(folder)).toBe(`# Kept.\n\n${entry(AWS, '5.100.0')}\n${entry(COFFER, VERSION)}`);
  });

  test('of a version range are kept, once init has made one', () => {
    const range = `provider "${AWS}" {\n  version     = "5.101.0"\n  constraints = ">= 5.100.0"\n  hashes = [\n    "h1:abc=",\n  ]\n}\n`;
    const adjust = (stack: TerraformStack) => stack.addOverride('terraform.required_providers.aws.version', '>= 5.100.0');
    const { folder } = synthesize({ outdir: outdirWithLock(range), adjust });
    expect(lockOf(folder)).toContain(range);
  });

  test.each([
    ["as '>= 5.100.0'", '>= 5.100.0'],
    ["as '~> 5.100'", '~> 5.100'],
    ['without a version', undefined],
  ])('cannot be made for a provider that is required %s', (words, version) => {
    const adjust = (stack: TerraformStack) => stack.addOverride('terraform.required_providers.aws', { source: 'hashicorp/aws', version });
    expect(thrownBy(() => synthesize({ adjust }))).toEqual({
      name: 'ProviderInstallationError',
      message:
        `Stack 'dev': provider ${AWS} is required ${words} and has no lock entry that fits, ` +
        `so 'cdktf deploy' would run 'terraform providers lock', which looks for the coffer provider ` +
        "in a registry and fails. Pin the provider to one exact version, or deploy by 'cdktf deploy --skip-provider-lock' " +
        'and give the vault ' +
        'installation: ProviderInstallation.bundled({ lockEntries: false }).',
    });
  });

  test('are not written where they are turned off', () => {
    const adjust = (stack: TerraformStack) => stack.addOverride('terraform.required_providers.aws.version', '>= 5.100.0');
    const { folder } = synthesize({ installation: bundled(assets(), false), adjust });
    expect(existsSync(path.join(folder, '.terraform.lock.hcl'))).toBe(false);
    expect(existsSync(providerFolder(folder))).toBe(true);
  });

  test('that are turned off still do not keep the provider from being replaced', () => {
    const aws = entry(AWS, '5.100.0', ['h1:abc=']);
    const { folder } = synthesize({
      outdir: outdirWithLock(aws, entry(COFFER, VERSION, [hashOf('one')])),
      installation: bundled(assets('two'), false),
    });
    expect(lockOf(folder)).not.toContain(hashOf('one'));
    expect(lockOf(folder)).toContain(aws);
  });
});

describe('the provider from a registry', () => {
  test('is required by version, and nothing is laid or locked', () => {
    const { folder } = synthesize({ installation: ProviderInstallation.registry('~> 0.1') });
    const { terraform } = JSON.parse(readFileSync(path.join(folder, 'cdk.tf.json'), 'utf8')) as {
      terraform: { required_providers: { coffer: object } };
    };
    expect(terraform.required_providers.coffer).toEqual({ source: COFFER, version: '~> 0.1' });
    expect(readdirSync(folder)).toEqual(['cdk.tf.json']);
  });

  test('takes the place of the bundled one', () => {
    const { outdir, folder } = synthesize();
    synthesize({ outdir, installation: ProviderInstallation.registry() });
    expect(existsSync(providerFolder(folder))).toBe(false);
    expect(lockOf(folder)).toContain(entry(AWS, '5.100.0'));
    expect(lockOf(folder)).not.toContain(COFFER);
  });

  test('keeps the checksums that init has found there', () => {
    const own = entry(COFFER, VERSION, ['h1:registry=']);
    const { folder } = synthesize({ outdir: outdirWithLock(own), installation: ProviderInstallation.registry() });
    expect(lockOf(folder)).toContain(own);
  });

  test('is not required by an empty version', () => {
    expect(thrownBy(() => ProviderInstallation.registry(' '))).toEqual({
      name: 'ProviderInstallationError',
      message: "ProviderInstallation.registry(): version is ' '. Write one out, such as '0.1.0' or '~> 0.1', or leave it out.",
    });
  });
});
