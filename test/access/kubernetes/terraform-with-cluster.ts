import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Cluster, kubernetesProvider } from './cluster';
import { cofferProvider } from '../../../src/programs/provider/coffer-provider';
import { PROVIDER_ADDRESS } from '../../../src/programs/provider/core/version';
import { serveInProcess } from '../../../src/programs/provider/serve';
import { runCommand, terraformEnvironment, type CommandResult } from '../../../tools/terraform/terraform';
import { temporaryFolder, type Configuration } from '../../support/synth';

/** Real Terraform with what a program synthesizes; the coffer provider and that of a cluster are served by this process. */
export class TerraformWithCluster {
  /** @param options.realKubernetes leaves hashicorp/kubernetes to Terraform, which has to find it */
  public static async start(cluster: Cluster, options: { readonly realKubernetes?: boolean } = {}): Promise<TerraformWithCluster> {
    const kubernetes = options.realKubernetes ? undefined : await serveInProcess(kubernetesProvider(cluster));
    return new TerraformWithCluster(await serveInProcess(cofferProvider), kubernetes);
  }

  public readonly folder = temporaryFolder();

  private constructor(
    private readonly coffer: Awaited<ReturnType<typeof serveInProcess>>,
    private readonly kubernetes?: Awaited<ReturnType<typeof serveInProcess>>,
  ) {}

  /** Writes the configuration of a stack. Its backend and versions go: both would want `terraform init`. */
  public configure({ terraform, ...configuration }: Configuration): void {
    const required = Object.entries(terraform!.required_providers).map(([name, { source }]) => [name, { source }]);
    writeFileSync(
      join(this.folder, 'main.tf.json'),
      JSON.stringify({ ...configuration, terraform: { required_providers: Object.fromEntries(required) as object } }),
    );
  }

  public run(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<CommandResult> {
    const providers = {
      [PROVIDER_ADDRESS]: this.coffer.reattach,
      ...(this.kubernetes && { 'registry.terraform.io/hashicorp/kubernetes': this.kubernetes.reattach }),
    };
    return runCommand('terraform', args, {
      cwd: this.folder,
      env: terraformEnvironment({ TF_REATTACH_PROVIDERS: JSON.stringify(providers), ...env }),
    });
  }

  public async apply(env: NodeJS.ProcessEnv = {}): Promise<string> {
    const result = await this.run(['apply', '-auto-approve', '-no-color'], env);
    if (result.code !== 0) throw new Error(`terraform apply failed:\n${result.output}`);
    return result.output;
  }

  /** Plans: 'none' where nothing changes, else what Terraform shows. */
  public async plan(...args: string[]): Promise<string> {
    const result = await this.run(['plan', '-detailed-exitcode', '-no-color', ...args]);
    return result.code === 0 ? 'none' : result.output;
  }

  public stop(): void {
    this.coffer.close();
    this.kubernetes?.close();
  }
}
