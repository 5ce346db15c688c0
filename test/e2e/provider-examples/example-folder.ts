import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Example } from '../../../tools/docs/provider/examples';
import { layBundledProvider } from '../../../tools/terraform/bundled-provider';
import { runCommand, terraformEnvironment, type CommandResult } from '../../../tools/terraform/terraform';

/** What is kept from one example to the next, so that the provider is installed once. */
const KEPT = ['terraform.d', '.terraform', '.terraform.lock.hcl', 'home', 'bin'];

/** A folder with the bundled provider in which examples are applied one after the other. */
export class ExampleFolder {
  public readonly folder = mkdtempSync(join(tmpdir(), 'coffer-examples-'));

  constructor() {
    layBundledProvider(this.folder);
    for (const name of ['home', 'bin']) mkdirSync(join(this.folder, name));
  }

  public open({ source }: Example): void {
    for (const name of readdirSync(this.folder)) if (!KEPT.includes(name)) rmSync(this.path(name), { recursive: true });
    this.write('main.tf', source);
  }

  public path(name: string): string {
    return join(this.folder, name);
  }

  public write(name: string, text: string): void {
    writeFileSync(this.path(name), text);
  }

  public read(name: string): string {
    return readFileSync(this.path(name), 'utf8');
  }

  /** Puts a program on PATH that writes its arguments, and the variables whose names are given, to `<name>.called`. */
  public standInFor(program: string, ...variables: string[]): void {
    const print = ['"$*"', ...variables.map((name) => `"${name}=$${name}"`)].join(' ');
    this.write(join('bin', program), `#!/bin/sh\nprintf '%s\\n' ${print} > '${this.path(`${program}.called`)}'\n`);
    chmodSync(this.path(join('bin', program)), 0o755);
  }

  /** Takes deletion protection off, and all tags: what an owner would do before a destroy. @returns whether anything has it */
  public unprotect({ source }: Example): boolean {
    const protectedOnes = [...source.matchAll(/^resource "(coffer_secret|coffer_private_key)" "(\w+)"/gm)];
    const blocks = protectedOnes.map(([, type, name]) => `resource "${type}" "${name}" {\n  deletion_protection = false\n  tags = {}\n}\n`);
    this.write('unprotect_override.tf', blocks.join('\n'));
    return blocks.length > 0;
  }

  public run(args: readonly string[], env: NodeJS.ProcessEnv): Promise<CommandResult> {
    return runCommand('terraform', [...args, '-no-color'], {
      cwd: this.folder,
      env: terraformEnvironment({
        HOME: this.path('home'),
        PATH: `${this.path('bin')}:${process.env.PATH}`,
        TF_IN_AUTOMATION: '1',
        ...env,
      }),
    });
  }

  /** Values of the outputs, and attributes of the resources by address, as the state has them. */
  public state(): { outputs: Record<string, unknown>; resources: Record<string, Record<string, unknown>> } {
    const { outputs, resources } = JSON.parse(this.read('terraform.tfstate')) as {
      outputs: Record<string, { value: unknown }>;
      resources: { mode: string; type: string; name: string; instances: { attributes: Record<string, unknown> }[] }[];
    };
    return {
      outputs: Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value])),
      resources: Object.fromEntries(
        resources.map(({ mode, type, name, instances }) => [`${mode === 'data' ? 'data.' : ''}${type}.${name}`, instances[0]!.attributes]),
      ),
    };
  }

  public forgetState(): void {
    rmSync(this.path('terraform.tfstate'));
  }

  /** All files of Terraform's that stay behind: state, its backups. */
  public leftovers(): string {
    return readdirSync(this.folder)
      .filter((name) => name.startsWith('terraform.tfstate'))
      .map((name) => this.read(name))
      .join('\n');
  }

  public remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
