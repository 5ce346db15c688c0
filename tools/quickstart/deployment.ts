import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Commands, failureOf, RunOptions } from './commands';
import { CdktfProgress } from './progress';
import { Deployed, deployedIn } from './secrets';
import { ExampleProject } from '../terraform/example-project';
import type { InstalledTerraform } from '../terraform/installed';

const EXAMPLE = 'application-secrets';

export interface DeploymentOptions {
  /** The clone, built. */
  readonly root: string;
  /** A folder for all that the deployment writes. */
  readonly folder: string;
  readonly commands: Commands;
  readonly environment: NodeJS.ProcessEnv;
  readonly terraform: InstalledTerraform;
}

/** Says where a command is at. */
type At = (detail: string) => void;

/** The example, deployed from a copy of its own: `cdktf` keeps output and state beside the program, and the clone stays clean. */
export class Deployment {
  public readonly project: ExampleProject;
  private readonly plans: string;
  private readonly cdktf: string;

  constructor(private readonly options: DeploymentOptions) {
    this.project = new ExampleProject(EXAMPLE, join(options.folder, EXAMPLE));
    this.cdktf = join(options.root, 'node_modules', '.bin', 'cdktf');
    this.plans = join(options.folder, 'plans');
    mkdirSync(this.plans);
  }

  public async deploy(at: At, more: NodeJS.ProcessEnv = {}): Promise<void> {
    await this.options.commands.succeed(this.cdktf, ['deploy', '--auto-approve'], this.inProject(at, more));
  }

  /** Destroys what was synthesized last. */
  public async destroy(at: At): Promise<void> {
    // OpenTofu drops the lock entry of Terraform's registry that synth wrote. cdktf looks for it, and would ask registries.
    const unlocked = this.options.terraform.product === 'OpenTofu' ? ['--skip-provider-lock'] : [];
    await this.options.commands.succeed(this.cdktf, ['destroy', '--auto-approve', '--skip-synth', ...unlocked], this.inProject(at));
  }

  /** What the state says is there. */
  public deployed(): Deployed {
    const file = this.project.stateFiles().find((each) => each.endsWith('.tfstate'));
    if (!file) throw new Error(`cdktf deploy left no state in ${this.project.folder}. Run with --verbose to see what it did.`);
    return deployedIn(readFileSync(file, 'utf8'));
  }

  /** Plans, and keeps the plan. @returns whether there is anything to change */
  public async planHasChanges(name: string): Promise<boolean> {
    const args = ['plan', '-detailed-exitcode', '-input=false', '-no-color', `-out=${join(this.plans, `${name}.tfplan`)}`];
    const result = await this.options.commands.run(this.options.terraform.command, args, this.inStack());
    if (result.code !== 0 && result.code !== 2) throw failureOf(this.options.terraform.command, args, result);
    return result.code === 2;
  }

  /** Writes a plan out as JSON, beside it. */
  public async showPlan(name: string): Promise<void> {
    const { stdout } = await this.options.commands.succeed(
      this.options.terraform.command,
      ['show', '-json', join(this.plans, `${name}.tfplan`)],
      this.inStack(),
    );
    writeFileSync(join(this.plans, `${name}.json`), stdout);
  }

  /** Asks for the destruction of everything. @returns Terraform's first objection; undefined where it has none */
  public async refusalOfDestroy(): Promise<string | undefined> {
    const result = await this.options.commands.run(
      this.options.terraform.command,
      ['plan', '-destroy', '-input=false', '-no-color'],
      this.inStack(),
    );
    return result.code === 0 ? undefined : (/Error: (.*)/.exec(result.stderr)?.[1] ?? 'for a reason that it does not give');
  }

  /** Everything that the deployment wrote: output folder, state and its backups, plans. */
  public get written(): string[] {
    return [join(this.project.folder, 'cdktf.out'), ...this.project.stateFiles(), this.plans];
  }

  private inProject(at: At, more: NodeJS.ProcessEnv = {}): RunOptions {
    const progress = new CdktfProgress(at);
    return { cwd: this.project.folder, env: { ...this.options.environment, ...more }, onLine: (line) => progress.read(line) };
  }

  private inStack(): RunOptions {
    return { cwd: this.project.stackFolder, env: this.options.environment };
  }
}
