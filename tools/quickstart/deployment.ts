import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { Commands, failureOf, RunOptions } from './commands';
import { filesIn } from './leak-check';
import { Deployed, deployedIn } from './secrets';

const STACK = 'application-secrets';

export interface DeploymentOptions {
  /** The clone, built. */
  readonly root: string;
  /** A folder for all that the deployment writes. */
  readonly folder: string;
  readonly commands: Commands;
  readonly environment: NodeJS.ProcessEnv;
}

/** Says where a command is at. */
type At = (detail: string) => void;

/** The example, deployed from a copy of its own: `cdktf` keeps output and state beside the program, and the clone stays clean. */
export class Deployment {
  /** The copy of the example. */
  public readonly project: string;
  private readonly plans: string;
  private readonly cdktf: string;

  constructor(private readonly options: DeploymentOptions) {
    const { root, folder } = options;
    this.project = join(folder, STACK);
    this.plans = join(folder, 'plans');
    this.cdktf = join(root, 'node_modules', '.bin', 'cdktf');
    mkdirSync(this.plans, { recursive: true });
    // What somebody left in the example by deploying it there is no part of it.
    cpSync(join(root, 'examples', STACK), this.project, {
      recursive: true, filter: (source) => !/^(node_modules|cdktf\.out|terraform\..*\.tfstate.*)$/.test(basename(source)),
    });
    symlinkSync(join(root, 'node_modules'), join(this.project, 'node_modules'), 'dir');
  }

  /** Where Terraform runs. */
  public get stackFolder(): string {
    return join(this.project, 'cdktf.out', 'stacks', STACK);
  }

  public async deploy(at: At, more: NodeJS.ProcessEnv = {}): Promise<void> {
    await this.options.commands.succeed(this.cdktf, ['deploy', '--auto-approve'], this.inProject(at, more));
  }

  public async destroy(at: At, more: NodeJS.ProcessEnv = {}): Promise<void> {
    await this.options.commands.succeed(this.cdktf, ['destroy', '--auto-approve'], this.inProject(at, more));
  }

  /** What the state says is there. */
  public deployed(): Deployed {
    return deployedIn(readFileSync(this.stateFile, 'utf8'));
  }

  /** Plans, and keeps the plan. @returns whether there is anything to change */
  public async planHasChanges(name: string): Promise<boolean> {
    const args = ['plan', '-detailed-exitcode', '-input=false', '-no-color', `-out=${join(this.plans, `${name}.tfplan`)}`];
    const result = await this.options.commands.run('terraform', args, this.inStack());
    if (result.code !== 0 && result.code !== 2) throw failureOf('terraform', args, result);
    return result.code === 2;
  }

  /** Writes a plan out as JSON, beside it. */
  public async showPlan(name: string): Promise<void> {
    const file = join(this.plans, `${name}.tfplan`);
    const { stdout } = await this.options.commands.succeed('terraform', ['show', '-json', file], this.inStack());
    writeFileSync(join(this.plans, `${name}.json`), stdout);
  }

  /** Asks for the destruction of everything. @returns Terraform's first objection; undefined where it has none */
  public async refusalOfDestroy(): Promise<string | undefined> {
    const result = await this.options.commands.run('terraform', ['plan', '-destroy', '-input=false', '-no-color'], this.inStack());
    return result.code === 0 ? undefined : /Error: (.*)/.exec(result.stderr)?.[1] ?? 'for a reason that it does not give';
  }

  /** Every file that the deployment wrote, but for the programs in it: providers, and what npm installed. */
  public writtenFiles(): string[] {
    return filesIn([this.project, this.plans], (path) => {
      const inProject = relative(this.project, path);
      return inProject === 'node_modules' || inProject.endsWith(join('.terraform', 'providers'));
    });
  }

  private get stateFile(): string {
    const file = join(this.project, `terraform.${STACK}.tfstate`);
    if (!existsSync(file)) throw new Error(`cdktf deploy left no state at ${file}. Look for it with --verbose.`);
    return file;
  }

  private inProject(at: At, more: NodeJS.ProcessEnv): RunOptions {
    return { cwd: this.project, env: { ...this.options.environment, ...more }, onLine: (line) => tellProgress(line, at) };
  }

  private inStack(): RunOptions {
    return { cwd: this.stackFolder, env: this.options.environment };
  }
}

const PROGRESS: readonly [RegExp, (match: RegExpExecArray) => string][] = [
  [/Initializing provider plugins/, () => 'installing the providers'],
  [/Installing (\S+) v(\S+?)\.\.\./, ([, provider, version]) => `installing ${provider} ${version}`],
  [/Refreshing state|: Reading\.\.\./, () => 'planning'],
  [/(\w+)\.\S+(?: \([^)]*\))?: (Creating|Modifying|Destroying)\.\.\./, ([, type, what]) => `${what!.toLowerCase()} ${type}`],
  [/(\w+)\.\S+(?: \([^)]*\))?: Still (creating|destroying)/, ([, type, what]) => `${what} ${type} (AWS takes its time)`],
];

function tellProgress(line: string, at: At): void {
  for (const [pattern, text] of PROGRESS) {
    const match = pattern.exec(line);
    if (match) at(text(match));
  }
}
