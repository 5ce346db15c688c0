import { copyFileSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Commands, failureOf } from '../quickstart/commands';
import { layBundledProvider } from '../terraform/bundled-provider';
import { terraformEnvironment, ToolError } from '../terraform/terraform';

const LOCK = '.terraform.lock.hcl';
const MOST_ATTEMPTS = 4;

/** The provider that a folder's secrets are made with. */
export interface ProviderUnderTest {
  /** Name in figures. */
  readonly name: 'coffer' | 'aws';
  /** Such as `hashicorp/aws`. */
  readonly source: string;
  readonly version: string;
  readonly settings: object;
  /** The resources that keep secrets of these names: by type, and by the name of each block. */
  resources(names: readonly string[]): Readonly<Record<string, Readonly<Record<string, object>>>>;
}

/** Resources of one type, a block for each name. */
export function oneFor(names: readonly string[], block: (name: string) => object): Record<string, object> {
  return Object.fromEntries(names.map((name, index) => [`s${index}`, block(name)]));
}

/** What the folders of one benchmark have in common. */
export interface Workbench {
  /** A folder of the benchmark's own. */
  readonly scratch: string;
  /** Variables that lead to Local AWS, and Terraform to its providers. */
  readonly environment: NodeJS.ProcessEnv;
  readonly commands: Commands;
}

/** A folder with a Terraform configuration of some secrets, all of one provider. */
export class TerraformFolder {
  private readonly folder: string;
  private readonly dataFolder: string;

  /** @param names names of the parameters, as `/<service>/<key>` */
  constructor(
    private readonly workbench: Workbench,
    private readonly provider: ProviderUnderTest,
    id: string,
    names: readonly string[],
  ) {
    this.folder = join(workbench.scratch, `${provider.name}-${id}`);
    // Shared by all folders of a provider: it is installed once, since that can mean a download of 150 MB.
    this.dataFolder = join(workbench.scratch, `${provider.name}-data`);
    mkdirSync(this.folder, { recursive: true });
    const { source, version, settings } = provider;
    writeFileSync(
      join(this.folder, 'main.tf.json'),
      JSON.stringify(
        {
          terraform: { required_providers: { [provider.name]: { source, version } } },
          provider: { [provider.name]: settings },
          resource: provider.resources(names),
          // In lines of their own: an error shows the line that it is about.
        },
        null,
        1,
      ),
    );
  }

  /** The provider's executable, once it is installed. */
  public get executable(): string {
    const providers = join(this.dataFolder, 'providers');
    const found = readdirSync(providers, { recursive: true, encoding: 'utf8' }).find((path) => /terraform-provider-[^/]+$/.test(path));
    // A package that was linked is not looked into by readdir.
    return join(providers, found ?? this.packageExecutable(providers));
  }

  /** Installs the provider, or takes over what another folder installed. */
  public async init(): Promise<void> {
    const lock = join(this.dataFolder, LOCK);
    if (existsSync(lock)) {
      copyFileSync(lock, join(this.folder, LOCK));
      return;
    }
    if (this.provider.name === 'coffer') layBundledProvider(this.folder);
    await this.workbench.commands.succeed('terraform', ['init', '-input=false', '-no-color'], this.options);
    copyFileSync(join(this.folder, LOCK), lock);
  }

  /** Creates the secrets. @returns how often it took: figures of a repeated apply are of no use */
  public async apply(): Promise<{ seconds: number; attempts: number }> {
    const start = performance.now();
    const args = ['apply', '-auto-approve', '-input=false', '-no-color'];
    for (let attempts = 1; ; attempts++) {
      const result = await this.workbench.commands.run('terraform', args, this.options);
      if (result.code === 0) return { seconds: secondsSince(start), attempts };
      // moto cannot list parameters while one is being created, which a thousand creations at once run into.
      const isMoto = /moto failed|ParameterAlreadyExists|StatusCode: 50\d/.test(result.output);
      if (!isMoto || attempts === MOST_ATTEMPTS) throw failureOf('terraform', args, result);
    }
  }

  /** Plans, and makes sure that there is nothing to do. */
  public async plan(): Promise<{ seconds: number }> {
    const start = performance.now();
    const args = ['plan', '-detailed-exitcode', '-input=false', '-no-color'];
    const result = await this.workbench.commands.run('terraform', args, this.options);
    const seconds = secondsSince(start);
    if (result.code === 2) {
      throw new ToolError(
        `A plan with ${this.provider.source} wants changes right after apply, so it cannot be compared:\n${result.stdout.slice(-1500)}`,
      );
    }
    if (result.code !== 0) throw failureOf('terraform', args, result);
    return { seconds };
  }

  /** What `terraform` takes as options here. */
  private get options() {
    return {
      cwd: this.folder,
      env: terraformEnvironment({ ...this.workbench.environment, TF_DATA_DIR: this.dataFolder }),
      timeoutMs: 900_000,
    };
  }

  private packageExecutable(providers: string): string {
    const { source, version } = this.provider;
    const folder = join('registry.terraform.io', source, version);
    const platform = readdirSync(join(providers, folder))[0]!;
    const file = readdirSync(join(providers, folder, platform)).find((name) => name.startsWith('terraform-provider-'))!;
    return join(folder, platform, file);
  }
}

function secondsSince(start: number): number {
  return (performance.now() - start) / 1000;
}
