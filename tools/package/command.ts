import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { executablePackages } from './executable-packages';
import { laySummed, type Listed } from './release';
import type { Target } from './targets';
import { runCommand, ToolError } from '../terraform/terraform';

const ROOT = resolve(__dirname, '..', '..');

/** The command as it was bundled. */
export interface BundledCommand {
  /** What `coffer --version` says. */
  readonly version: string;
  readonly content: Buffer;
}

export interface CommandPackagingOptions {
  readonly command: BundledCommand;
  readonly targets: readonly Target[];
  /** Folder that gets the packages and their checksums; emptied first. */
  readonly output: string;
  /** Folder for work, empty and given up by the caller afterwards. It takes some 350 MB. */
  readonly scratch: string;
  /** Folder that keeps the builds of Node.js. @default - one in node_modules, shared by all runs */
  readonly cache?: string;
  /** The GnuPG key that signs the checksums. @default - they stay unsigned */
  readonly signingKey?: string;
  /** Told of each package that is ready, and of how long it took. */
  readonly onPackage?: (target: Target, ms: number) => void;
}

export interface PackagedCommand {
  readonly files: readonly Listed[];
  /** What somebody who hands the packages on should know of them. */
  readonly remarks: readonly string[];
}

/** The bundle as the bundle task made it. @throws ToolError where there is none */
export async function readCommand(file = join(ROOT, 'assets', 'coffer.js')): Promise<BundledCommand> {
  if (!existsSync(file)) throw new ToolError(`${file} is not there: run npx projen bundle.`);
  // Asked, and not taken from package.json: a release raises that version, and the bundle has the one that it was made with.
  const { code, stdout, output } = await runCommand(process.execPath, [file, '--version'], { cwd: ROOT, env: process.env });
  if (code !== 0) throw new ToolError(`${file} does not tell its version: ${output.trim().slice(-500)}. Run npx projen bundle again.`);
  return { version: stdout.trim(), content: readFileSync(file) };
}

/**
 * Makes packages of the command, each with `coffer` as one executable.
 *
 * They are no part of the provider's release: a registry takes every package that its checksums name for one of the provider.
 */
export async function packageCommand({ command, output, signingKey, ...options }: CommandPackagingOptions): Promise<PackagedCommand> {
  const prefix = `coffer_${command.version}`;
  const program = {
    name: 'coffer',
    script: command.content,
    remarks: {
      darwin: ['signed ad hoc and not notarized: macOS asks about what a browser downloaded (xattr -d com.apple.quarantine coffer)'],
      // Windows has no execve.
      windows: ['coffer exec starts the program as a child, and does not become it'],
    },
  };
  const { packages, remarks } = await executablePackages(program, {
    ...options,
    nameOf: ({ name, os }) => ({ executable: os === 'windows' ? 'coffer.exe' : 'coffer', package: `${prefix}_${name}.zip` }),
  });
  return { files: await laySummed(output, prefix, packages, signingKey), remarks };
}
