import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { App, LocalBackend, TerraformStack } from 'cdktf';
import { ApplicationSecret, ProviderInstallation, SecretSource, SecretVault } from '../../src';
import { packageHash } from '../../src/terraform/dependency-lock';
import { LocalAws } from '../../tools/local-aws/local-aws';
import { packageCommand, readCommand } from '../../tools/package/command';
import { CACHE } from '../../tools/package/executable-packages';
import { NodeDistributions } from '../../tools/package/node-distribution';
import { packageProvider, providerProgram, readBundle, type Packaged } from '../../tools/package/packaging';
import { SingleExecutables } from '../../tools/package/single-executable';
import { parseTargets, thisMachine, type Kind } from '../../tools/package/targets';
import { isWindowsExecutable } from '../../tools/package/windows-signature';
import { zipEntries } from '../../tools/quickstart/zip';
import { makeHome } from '../../tools/terraform/aws-provider-mirror';
import { runCommand, terraformEnvironment, type CommandResult } from '../../tools/terraform/terraform';

jest.setTimeout(900_000);

const NAME = '/api/packaged_key';
const MACHINE = thisMachine();

describe('the packages of the provider', () => {
  const script = readBundle();
  let aws: LocalAws;
  let ssm: SSMClient;
  let output: string;
  let packaged: Packaged[];
  let windowsExecutable: string;

  beforeAll(async () => {
    aws = await LocalAws.start();
    ssm = new SSMClient({ region: 'eu-west-1', endpoint: aws.endpoint, credentials: aws.credentials });
    output = mkdtempSync(join(tmpdir(), 'coffer-packages-'));
    const executables = await SingleExecutables.prepare(
      new NodeDistributions(CACHE),
      providerProgram(script.content),
      join(output, 'program'),
    );
    const [windows] = parseTargets('windows_amd64');
    [packaged, { path: windowsExecutable }] = await Promise.all([
      packageProvider({
        script,
        targets: [MACHINE],
        kinds: ['script', 'executable'],
        output: join(output, 'packages'),
        scratch: join(output, 'scratch'),
      }),
      executables.make(windows!, join(output, 'windows')),
    ]);
  });
  afterAll(async () => {
    ssm?.destroy();
    await aws?.stop();
    if (output) rmSync(output, { recursive: true, force: true });
  });

  const ofKind = (kind: Kind): Packaged => packaged.find((each) => each.kind === kind)!;

  async function parameter(name = NAME): Promise<{ value?: string; type?: string } | undefined> {
    try {
      const { Parameter } = await ssm.send(new GetParameterCommand({ Name: name, WithDecryption: true }));
      return { value: Parameter!.Value, type: Parameter!.Type };
    } catch (error) {
      if ((error as Error).name === 'ParameterNotFound') return undefined;
      throw error;
    }
  }

  test.each(['executable', 'script'] as const)(
    'Terraform installs the %s from its mirror, applies, plans no change and destroys',
    async (kind) => {
      const folder = mkdtempSync(join(tmpdir(), 'coffer-packaged-'));
      try {
        // The mirror is the only place where Terraform may look.
        writeFileSync(
          join(folder, 'cli.tfrc'),
          `provider_installation {\n  filesystem_mirror {\n    path = "${ofKind(kind).mirror}"\n  }\n}\n`,
        );
        writeFileSync(
          join(folder, 'main.tf.json'),
          JSON.stringify({
            terraform: { required_providers: { coffer: { source: script.address, version: script.version } } },
            provider: { coffer: { region: 'eu-west-1' } },
            resource: {
              coffer_secret: { packaged: { name: NAME, generate: { length: 24 }, claim: 'packaged', deletion_protection: false } },
            },
          }),
        );
        mkdirSync(join(folder, 'home'));
        const env = terraformEnvironment({
          ...aws.environment,
          HOME: join(folder, 'home'),
          TMPDIR: folder,
          TF_CLI_CONFIG_FILE: join(folder, 'cli.tfrc'),
          // The executable has to do without Node.js; the script finds it here.
          PATH: kind === 'script' ? `/usr/bin:/bin:${dirname(process.execPath)}` : join(folder, 'home'),
        });
        const terraform = (...args: string[]): Promise<CommandResult> =>
          runCommand(onPath('terraform'), args, { cwd: folder, env, timeoutMs: 300_000 });

        expect(failureOf(await terraform('init', '-no-color'))).toBe('');
        const installed = join(folder, '.terraform', 'providers', ...script.address.split('/'), script.version, MACHINE.name);
        const executable = readFileSync(join(installed, `terraform-provider-coffer_v${script.version}`));
        expect(executable.subarray(0, 2).toString() === '#!').toBe(kind === 'script');
        expect(readdirSync(installed).sort()).toEqual([
          ...(kind === 'script' ? [] : ['LICENSE', 'LICENSE.node', 'THIRD-PARTY-NOTICES.txt']),
          `terraform-provider-coffer_v${script.version}`,
        ]);
        if (kind === 'script') {
          // The checksum of the folder that the constructs lay: who changes from one to the other keeps the lock file.
          const { sha256 } = JSON.parse(readFileSync(join(__dirname, '..', '..', 'assets', 'provider.json'), 'utf8')) as { sha256: string };
          expect(readFileSync(join(folder, '.terraform.lock.hcl'), 'utf8')).toContain(
            packageHash([{ name: `terraform-provider-coffer_v${script.version}`, sha256 }]),
          );
        }

        expect(failureOf(await terraform('apply', '-auto-approve', '-no-color'))).toBe('');
        const { value, type } = (await parameter())!;
        expect({ length: value!.length, type }).toEqual({ length: 24, type: 'SecureString' });
        expect(failureOf(await terraform('plan', '-detailed-exitcode', '-no-color'))).toBe('');
        expect(failureOf(await terraform('destroy', '-auto-approve', '-no-color'))).toBe('');
        expect(await parameter()).toBeUndefined();
        // Every process of it has gone in order: none was killed, and left its socket.
        expect(readdirSync(folder).filter((entry) => entry.startsWith('coffer-plugin-'))).toEqual([]);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
  );

  test('a stack is applied by the executables beside it, with no node on PATH after synth and all checksums in the lock file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'coffer-hosted-'));
    try {
      const { mirror } = ofKind('executable');
      const stackFolder = synthesized(folder, ProviderInstallation.executables(mirror, { platforms: [MACHINE.name] }));
      const lock = join(stackFolder, '.terraform.lock.hcl');
      const ownEntry = (): string => /^provider "[^"]+\/cdktf-coffer\/coffer" \{[^}]*\}/m.exec(readFileSync(lock, 'utf8'))![0];
      const locked = ownEntry();
      const home = makeHome(join(folder, 'home'));
      const path = join(folder, 'empty');
      mkdirSync(path);
      // As the runner finds it: the synthesized folder, Terraform, and no program besides. In HOME is the AWS provider alone.
      const env = terraformEnvironment({ ...aws.environment, HOME: home, TMPDIR: folder, PATH: path });
      const terraform = (...args: string[]): Promise<CommandResult> =>
        runCommand(onPath('terraform'), args, { cwd: stackFolder, env, timeoutMs: 300_000 });

      expect(failureOf(await terraform('init', '-no-color'))).toBe('');
      expect(ownEntry()).toBe(locked);
      expect(failureOf(await terraform('apply', '-auto-approve', '-no-color'))).toBe('');
      const { value, type } = (await parameter('/api/hosted_key'))!;
      expect({ length: value!.length, type }).toEqual({ length: 24, type: 'SecureString' });
      expect(failureOf(await terraform('plan', '-detailed-exitcode', '-no-color'))).toBe('');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  test.each(['executable', 'script'] as const)('the checksums of the %s hold, by the tool that people check them with', (kind) => {
    const { release } = ofKind(kind);
    const [tool, ...args] = process.platform === 'darwin' ? (['shasum', '-a', '256'] as const) : (['sha256sum'] as const);
    const { status, stdout } = spawnSync(tool, [...args, '-c', `terraform-provider-coffer_${script.version}_SHA256SUMS`], {
      cwd: release,
      encoding: 'utf8',
    });
    const checked = readdirSync(release)
      .filter((name) => !name.endsWith('SHA256SUMS'))
      .sort();
    expect({ status, lines: stdout.trim().split('\n') }).toEqual({ status: 0, lines: checked.map((name) => `${name}: OK`) });
    expect(checked).toEqual([
      `terraform-provider-coffer_${script.version}_${MACHINE.name}.zip`,
      `terraform-provider-coffer_${script.version}_manifest.json`,
    ]);
  });

  test('the executable of the command needs no node: it reads secrets, becomes its program, and completes words', async () => {
    const release = join(output, 'command');
    const command = await readCommand();
    const { files } = await packageCommand({ command, targets: [MACHINE], output: release, scratch: join(output, 'command-scratch') });
    const zip = `coffer_${command.version}_${MACHINE.name}.zip`;
    expect(files.map(({ name }) => name)).toEqual([zip, `coffer_${command.version}_SHA256SUMS`]);
    const entries = zipEntries(readFileSync(join(release, zip)));
    expect(entries.map(({ name }) => name)).toEqual(['LICENSE', 'LICENSE.node', 'THIRD-PARTY-NOTICES.txt', 'coffer']);
    const coffer = join(output, 'coffer');
    writeFileSync(coffer, entries.find(({ name }) => name === 'coffer')!.content, { mode: 0o755 });

    await ssm.send(new PutParameterCommand({ Name: '/packaged/db-password', Value: 'CANARY-packaged', Type: 'SecureString' }));
    const empty = join(output, 'empty');
    mkdirSync(empty);
    const env = { ...aws.environment, AWS_REGION: 'eu-west-1', HOME: empty, PATH: empty, COFFER_MANIFEST: 'none' };
    const run = (...args: string[]) => {
      const { status, stdout, stderr, pid } = spawnSync(coffer, args, { cwd: empty, env, encoding: 'utf8' });
      return { status, stdout, stderr, pid };
    };
    expect(run('--version')).toMatchObject({ status: 0, stdout: `${command.version}\n`, stderr: '' });
    expect(run('list', 'packaged')).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/db-password +DB_PASSWORD +1 /) as string,
      stderr: '',
    });
    expect(run('completion', 'bash')).toMatchObject({ status: 0, stdout: expect.stringContaining('complete ') as string, stderr: '' });
    // Its own process is the program's, if GNU env is there to become it; its child's otherwise.
    const { pid, ...answer } = run('exec', 'packaged', '--', '/bin/sh', '-c', 'echo $DB_PASSWORD $$ >&2; exit 7');
    const becomes = spawnSync('/usr/bin/env', ['--default-signal=PIPE', '/bin/true']).status === 0;
    expect(answer).toEqual({
      status: 7,
      stdout: '',
      stderr: becomes ? `CANARY-packaged ${pid}\n` : (expect.stringMatching(/^CANARY-packaged \d+\n$/) as string),
    });
    expect(run('exec', 'none', '--', '/bin/true')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining("coffer exec: service 'none' has no parameters in region eu-west-1.") as string,
    });
  });

  test('the executable for Windows is one, and has the provider in it', () => {
    const executable = readFileSync(windowsExecutable);
    expect(isWindowsExecutable(executable)).toBe(true);
    expect(executable.includes(script.content)).toBe(true);
  });

  test('no path of the machine that made it is in an executable', () => {
    const archive = readFileSync(join(ofKind('executable').release, `terraform-provider-coffer_${script.version}_${MACHINE.name}.zip`));
    const executable = zipEntries(archive).find(({ name }) => name.startsWith('terraform-provider'))!.content;
    for (const path of [realpathSync(tmpdir()), realpathSync(join(__dirname, '..', '..'))]) {
      expect(executable.includes(`${path}/coffer`)).toBe(false);
    }
    expect(executable.includes(script.content)).toBe(true);
  });
});

/** A stack as `cdktf synth` writes it. @returns the folder where Terraform runs */
function synthesized(folder: string, installation: ProviderInstallation): string {
  const app = new App({ outdir: join(folder, 'cdktf.out') });
  const stack = new TerraformStack(app, 'hosted');
  new LocalBackend(stack, { path: join(folder, 'terraform.tfstate') });
  new AwsProvider(stack, 'aws', { region: 'eu-west-1' });
  const vault = new SecretVault(stack, 'vault', { namespace: 'hosted', stage: 'dev', installation });
  new ApplicationSecret(stack, 'key', { vault, service: 'api', key: 'hosted_key', source: SecretSource.generated({ length: 24 }) });
  app.synth();
  return join(folder, 'cdktf.out', 'stacks', 'hosted');
}

function onPath(program: string): string {
  const found = process.env
    .PATH!.split(delimiter)
    .map((folder) => join(folder, program))
    .find((path) => existsSync(path));
  if (!found) throw new Error(`${program} is not on PATH`);
  return found;
}

/** What a command said where it failed; else nothing. */
function failureOf({ code, output }: CommandResult): string {
  return code === 0 ? '' : `exit code ${code}: ${output}`;
}
