import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { runCommand, type CommandOptions, type CommandResult } from './terraform';

const ROOT = resolve(__dirname, '..', '..');

/**
 * A copy of an example outside the clone, which keeps the clone clean of state and output.
 *
 * Its modules are the clone's, and `cdktf-coffer` among them is the clone itself: what `npm install` would make of it.
 */
export class ExampleProject {
  public readonly stackFolder: string;

  constructor(
    name: string,
    public readonly folder: string,
    private readonly stack = name,
  ) {
    cpSync(join(ROOT, 'examples', name), folder, {
      recursive: true,
      filter: (path) => !/\/(cdktf\.out|node_modules)$|\.tfstate/.test(path),
    });
    linkModules(join(folder, 'node_modules'));
    this.stackFolder = join(folder, 'cdktf.out', 'stacks', stack);
  }

  /** Runs cdktf as its users do. */
  public cdktf(args: readonly string[], options: Omit<CommandOptions, 'cwd'>): Promise<CommandResult> {
    return runCommand(process.execPath, [join(ROOT, 'node_modules', 'cdktf-cli', 'bundle', 'bin', 'cdktf'), ...args], {
      ...options,
      cwd: this.folder,
    });
  }

  /** Runs the program alone, without a check of its types: what cdktf does before it calls Terraform, in a third of its time. */
  public synth(options: Omit<CommandOptions, 'cwd'>): Promise<CommandResult> {
    const env = { ...options.env, CDKTF_OUTDIR: 'cdktf.out', CDKTF_CONTEXT_JSON: readFileSync(join(this.folder, 'cdktf.json'), 'utf8') };
    return runCommand(process.execPath, [join(ROOT, 'node_modules', 'ts-node', 'dist', 'bin.js'), '--transpile-only', 'main.ts'], {
      ...options,
      env,
      cwd: this.folder,
    });
  }

  /** Runs Terraform where cdktf runs it. */
  public terraform(args: readonly string[], options: Omit<CommandOptions, 'cwd'>): Promise<CommandResult> {
    return runCommand('terraform', args, { ...options, cwd: this.stackFolder });
  }

  /** The state, which cdktf keeps beside the project; more than one file where Terraform backed it up. */
  public stateFiles(): string[] {
    return readdirSync(this.folder)
      .filter((file) => file.startsWith(`terraform.${this.stack}.tfstate`))
      .map((file) => join(this.folder, file));
  }
}

function linkModules(modules: string): void {
  mkdirSync(modules);
  const installed = join(ROOT, 'node_modules');
  for (const name of readdirSync(installed).filter((each) => each !== 'cdktf-coffer')) {
    symlinkSync(join(installed, name), join(modules, name));
  }
  symlinkSync(ROOT, join(modules, 'cdktf-coffer'), 'dir');
}
