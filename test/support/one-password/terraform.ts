import { readFileSync, writeFileSync } from 'fs';
import * as path from 'path';
import { OnePasswordStandIn } from './stand-in';
import { cofferProvider } from '../../../src/programs/provider/coffer-provider';
import { PROVIDER_ADDRESS } from '../../../src/programs/provider/core/version';
import { serveInProcess } from '../../../src/programs/provider/serve';
import { runCommand, terraformEnvironment, type CommandResult } from '../../../tools/terraform/terraform';
import { type Configuration, temporaryFolder } from '../synth';

/** Real Terraform in a folder of its own, with Coffer's provider and the stand-in for 1Password's served by this process. */
export class TerraformWithOnePassword {
  public static async start(options: { readonly connect?: boolean } = {}): Promise<TerraformWithOnePassword> {
    return new TerraformWithOnePassword(await OnePasswordStandIn.start(options), await serveInProcess(cofferProvider));
  }

  public readonly folder = temporaryFolder();

  private constructor(
    public readonly onePassword: OnePasswordStandIn,
    private readonly coffer: Awaited<ReturnType<typeof serveInProcess>>,
  ) {}

  /** Writes a synthesized stack, with its state in this folder. */
  public configure({ terraform, ...rest }: Configuration): void {
    const { required_providers } = terraform!;
    writeFileSync(path.join(this.folder, 'cdk.tf.json'), JSON.stringify({ terraform: { required_providers }, ...rest }));
  }

  public run(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<CommandResult> {
    const attached = { ...this.onePassword.reattach, [PROVIDER_ADDRESS]: this.coffer.reattach };
    return runCommand('terraform', args, {
      cwd: this.folder,
      env: terraformEnvironment({ TF_REATTACH_PROVIDERS: JSON.stringify(attached), ...env }),
    });
  }

  /** Applies; fails the test where Terraform fails. */
  public async apply(env: NodeJS.ProcessEnv = {}): Promise<string> {
    const { code, output } = await this.run(['apply', '-auto-approve', '-no-color'], env);
    if (code !== 0) throw new Error(`terraform apply failed:\n${output}`);
    return output;
  }

  /** Plans: 'none' where nothing changes, else what Terraform shows, or says is wrong, with its lines joined. */
  public async plan(env: NodeJS.ProcessEnv = {}): Promise<string> {
    const { code, output } = await this.run(['plan', '-detailed-exitcode', '-no-color'], env);
    return code === 0 ? 'none' : output.replace(/[│\s]+/g, ' ');
  }

  /** Everything that Terraform keeps: the state and its backup, as text. */
  public kept(): string {
    return ['terraform.tfstate', 'terraform.tfstate.backup'].map((name) => read(path.join(this.folder, name))).join('\n');
  }

  public stop(): void {
    this.coffer.close();
    this.onePassword.close();
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
