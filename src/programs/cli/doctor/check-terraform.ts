import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { type Finding, note, ok, problem } from './finding';
import { cliConfigurationFile, foreignProviderInstallation } from '../../../contracts/provider-installation-block';

type Environment = Readonly<Record<string, string | undefined>>;
/** The version that a program says it has; undefined if it is not there, '' if it says none. */
export type AskVersion = (program: string, environment: Environment, signal: AbortSignal) => Promise<string | undefined>;

const CHECK = 'terraform';
/** Write-only arguments, which take values into resources, are in both from here on. */
const OLDEST: readonly [number, number] = [1, 11];
const TIMEOUT_MS = 10_000;

/** Whether Terraform or OpenTofu is there, new enough, and configured so that it finds the coffer provider. */
export async function checkTerraform(environment: Environment, signal: AbortSignal, ask: AskVersion = askVersion): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const [program, name] of [
    ['terraform', 'Terraform'],
    ['tofu', 'OpenTofu'],
  ] as const) {
    const version = await ask(program, environment, signal);
    if (version !== undefined) findings.push(ofVersion(name, version));
  }
  if (findings.length === 0) {
    findings.push(
      note(
        CHECK,
        'neither terraform nor tofu is on PATH',
        `Deploys need Terraform or OpenTofu ${OLDEST.join('.')} or newer; this command does not.`,
      ),
    );
  }
  return [...findings, ...ofConfiguration(environment)];
}

function ofVersion(name: string, version: string): Finding {
  const parts = /^(\d+)\.(\d+)\./.exec(version);
  if (!parts) return problem(CHECK, `${name} does not say its version`, `Run it by hand; it has to be ${OLDEST.join('.')} or newer.`);
  const [major, minor] = [Number(parts[1]), Number(parts[2])];
  const isNewEnough = major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]);
  if (isNewEnough) return ok(CHECK, `${name} ${version}`);
  return problem(
    CHECK,
    `${name} ${version} keeps values in its state, since it has no write-only arguments`,
    `Install ${OLDEST.join('.')} or newer.`,
  );
}

function ofConfiguration(environment: Environment): Finding[] {
  const named = environment.TF_CLI_CONFIG_FILE;
  if (named && !existsSync(named)) {
    return [
      note(CHECK, `TF_CLI_CONFIG_FILE names ${named}, which is not there, and Terraform goes on without it`, 'Correct it, or unset it.'),
    ];
  }
  const findings: Finding[] = [];
  const foreign = foreignProviderInstallation(environment);
  if (foreign !== undefined) {
    findings.push(
      problem(
        CHECK,
        `${foreign} has a provider_installation block that does not know the coffer provider`,
        'Add filesystem_mirror { path = "<the folder of the stack>/terraform.d/plugins" } to it, or use ProviderInstallation.registry().',
      ),
    );
  }
  if (environment.TF_REATTACH_PROVIDERS) {
    findings.push(
      note(CHECK, 'TF_REATTACH_PROVIDERS puts processes in the place of providers', 'Unset it, if nobody debugs a provider here.'),
    );
  }
  return findings.length > 0 ? findings : [ok(CHECK, `${cliConfigurationFile(environment)} keeps no provider out`)];
}

/** In an empty place, so that it reads no program's files; without asking for the newest version. */
const askVersion: AskVersion = (program, environment, signal) =>
  new Promise((resolve) => {
    const env = { ...environment, CHECKPOINT_DISABLE: '1' } as NodeJS.ProcessEnv;
    execFile(program, ['version', '-json'], { cwd: tmpdir(), env, timeout: TIMEOUT_MS, signal }, (error, output) => {
      if ((error as NodeJS.ErrnoException | null)?.code === 'ENOENT') return resolve(undefined);
      resolve(/"terraform_version":\s*"([^"]+)"/.exec(output)?.[1] ?? '');
    });
  });
