import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cofferProvider } from '../../../src/programs/provider/coffer-provider';
import type { ProviderDefinition } from '../../../src/programs/provider/core/definition';
import { PROVIDER_ADDRESS } from '../../../src/programs/provider/core/version';
import { serveInProcess } from '../../../src/programs/provider/serve';
import { runCommand, terraformEnvironment, type CommandResult } from '../../../tools/terraform/terraform';

/** Real Terraform in a folder of its own, with the provider served by this very process. */
export class TerraformWithCoffer {
  public static async start(endpoint: string): Promise<TerraformWithCoffer> {
    return new TerraformWithCoffer(endpoint, await serveInProcess(cofferProvider));
  }

  public readonly folder = mkdtempSync(join(tmpdir(), 'coffer-reattach-'));

  private constructor(
    private endpoint: string,
    private served: Awaited<ReturnType<typeof serveInProcess>>,
  ) {}

  /** Serves another provider under the same address from the next command on. */
  public async serve<P>(definition: ProviderDefinition<P>): Promise<void> {
    this.served.close();
    this.served = await serveInProcess(definition);
  }

  /** Sends the provider to another endpoint from the next command on. */
  public connectTo(endpoint: string): void {
    this.endpoint = endpoint;
  }

  /** Writes the configuration: HCL, with the provider block added. */
  public configure(hcl: string, settings = ''): void {
    writeFileSync(
      join(this.folder, 'main.tf'),
      `
      terraform {
        required_providers {
          coffer = {
            source = "${PROVIDER_ADDRESS}"
          }
        }
      }
      provider "coffer" {
        region            = "eu-west-1"
        s3_use_path_style = true
        ${settings}
        endpoints {
          ssm = "${this.endpoint}"
          kms = "${this.endpoint}"
          s3  = "${this.endpoint}"
          sts = "${this.endpoint}"
          resourcegroupstaggingapi = "${this.endpoint}"
        }
      }
      ${hcl}`,
    );
  }

  public run(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<CommandResult> {
    return runCommand('terraform', args, {
      cwd: this.folder,
      env: terraformEnvironment({ TF_REATTACH_PROVIDERS: JSON.stringify({ [PROVIDER_ADDRESS]: this.served.reattach }), ...env }),
    });
  }

  /** Applies; fails the test where Terraform fails. */
  public async apply(...args: string[]): Promise<CommandResult> {
    return succeeded(await this.run(['apply', '-auto-approve', '-no-color', ...args]));
  }

  /** Applies what should fail, and gives what it says: Terraform's error box without its frame. */
  public async applyError(...args: string[]): Promise<string> {
    const result = await this.run(['apply', '-auto-approve', '-no-color', ...args]);
    if (result.code === 0) throw new Error(`terraform apply succeeded, and should not have:\n${result.output}`);
    return unframed(result.stderr);
  }

  /** Plans: 'none' where nothing changes, else what Terraform shows. */
  public async plan(...args: string[]): Promise<string> {
    const result = await this.run(['plan', '-detailed-exitcode', '-no-color', ...args]);
    return result.code === 0 ? 'none' : result.code === 2 ? result.stdout : unframed(result.stderr);
  }

  /** The values of the state's resources, by address. */
  public async state(): Promise<Record<string, Record<string, unknown>>> {
    const { stdout } = succeeded(await this.run(['show', '-json']));
    const { values } = JSON.parse(stdout) as {
      values?: { root_module: { resources?: { address: string; values: Record<string, unknown> }[] } };
    };
    return Object.fromEntries((values?.root_module.resources ?? []).map(({ address, values: attributes }) => [address, attributes]));
  }

  /** Forgets the state, as if every answer to an apply had been lost. */
  public loseState(): void {
    rmSync(join(this.folder, 'terraform.tfstate'), { force: true });
  }

  /** Changes the attributes of every resource in the state file, as another version of the provider may have left them. */
  public editState(edit: (attributes: Record<string, unknown>) => void): void {
    const file = join(this.folder, 'terraform.tfstate');
    const state = JSON.parse(readFileSync(file, 'utf8')) as { resources: { instances: { attributes: Record<string, unknown> }[] }[] };
    for (const { instances } of state.resources) for (const { attributes } of instances) edit(attributes);
    writeFileSync(file, JSON.stringify(state));
  }

  public stop(): void {
    this.served.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function succeeded(result: CommandResult): CommandResult {
  if (result.code !== 0) throw new Error(`terraform failed with exit code ${result.code}:\n${result.output}`);
  return result;
}

/** Terraform's errors as plain sentences: wrapped lines joined, without the excerpt of the configuration. */
function unframed(stderr: string): string {
  return stderr
    .slice(stderr.indexOf('Error: '))
    .split('\n')
    .filter((line) => !/^\s+(on|with) |^\s+\d+:/.test(line))
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join(' ');
}
