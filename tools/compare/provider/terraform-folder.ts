import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from '../../terraform/terraform';

/** What Terraform says of something that it does not like. */
export interface Diagnostic {
  readonly severity: string;
  readonly summary: string;
  readonly detail: string;
  readonly address?: string;
  readonly range?: { readonly filename: string; readonly start: { readonly line: number } };
}

/** A line of `-json`. */
export interface Line {
  readonly type: string;
  readonly diagnostic?: Diagnostic;
  readonly outputs?: Record<string, { readonly value?: unknown }>;
  readonly change?: { readonly action: string; readonly resource: { readonly addr: string } };
  readonly hook?: { readonly action?: string; readonly resource: { readonly addr: string } };
}

/** A folder in which Terraform uses the provider that was bundled in a checkout. */
export class TerraformFolder {
  /** What every configuration begins with. */
  public readonly head: string;
  private readonly folder: string;
  private readonly cliConfig: string;

  constructor(
    checkout: string,
    scratch: string,
    name: string,
    private readonly environment: NodeJS.ProcessEnv = {},
  ) {
    const { address } = JSON.parse(readFileSync(join(checkout, 'assets', 'provider.json'), 'utf8')) as { address: string };
    this.head = `terraform {\n  required_providers {\n    coffer = {\n      source = "${address}"\n    }\n  }\n}\n`;
    this.folder = join(scratch, name);
    this.cliConfig = join(scratch, `${name}.rc`);
    mkdirSync(this.folder);
    const override = `    "${address}" = ${JSON.stringify(join(checkout, 'assets'))}\n`;
    writeFileSync(this.cliConfig, `provider_installation {\n  dev_overrides {\n${override}  }\n}\n`);
    this.write('terraform.tf', this.head);
  }

  public write(file: string, hcl: string): void {
    writeFileSync(join(this.folder, file), hcl);
  }

  public delete(file: string): void {
    rmSync(join(this.folder, file));
  }

  /** The state as Terraform keeps it. */
  public state(): string {
    return readFileSync(join(this.folder, 'terraform.tfstate'), 'utf8');
  }

  public async run(...args: string[]): Promise<{ readonly code: number; readonly stdout: string }> {
    return runCommand('terraform', args, {
      cwd: this.folder,
      env: { ...process.env, ...this.environment, TF_CLI_CONFIG_FILE: this.cliConfig },
    });
  }

  /** One JSON document. */
  public async json<T>(...args: string[]): Promise<T> {
    return JSON.parse((await this.run(...args)).stdout) as T;
  }

  /** One JSON document a line. */
  public async lines(...args: string[]): Promise<{ readonly code: number; readonly lines: readonly Line[] }> {
    const { code, stdout } = await this.run(...args, '-json');
    return {
      code,
      lines: stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Line),
    };
  }
}
