import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { awsProviderVersion, FETCHED, findAwsProvider } from '../terraform/aws-provider-mirror';
import { REGISTRIES, type InstalledTerraform } from '../terraform/installed';
import { runCommand, terraformEnvironment, ToolError } from '../terraform/terraform';

const DOWNLOAD_LIMIT_MS = 900_000;

/** Settings of Terraform's that say where providers come from. The others would change what `init` does. */
const OF_INSTALLATION = /^TF_(CLI_CONFIG_FILE|PLUGIN_CACHE|REGISTRY|TOKEN)/;

export interface FetchOptions {
  /** Told before it takes long. */
  readonly say: (line: string) => void;
  /** @default - where findAwsProvider looks */
  readonly places?: readonly string[];
  /** Where what was fetched is kept. @default - under node_modules/.cache of this project */
  readonly cache?: string;
}

/**
 * Makes sure that there is a copy of hashicorp/aws on this machine, and has Terraform fetch one where there is none:
 * asking for it is the only way to know that it is within reach, and each of the tests would fetch its own.
 *
 * @throws ToolError where Terraform cannot get it
 */
export async function fetchAwsProvider(terraform: InstalledTerraform, { say, places, cache = FETCHED }: FetchOptions): Promise<void> {
  if (findAwsProvider(terraform.product, places)) return;
  const version = awsProviderVersion();
  say(`Fetching hashicorp/aws ${version} by \`${terraform.command} init\`, once: about 150 MB …`);
  mkdirSync(cache, { recursive: true });
  // Made aside and moved into place, so that half a download is never found.
  const draft = mkdtempSync(join(cache, 'draft-'));
  try {
    const source = { aws: { source: 'hashicorp/aws', version } };
    writeFileSync(join(draft, 'main.tf.json'), JSON.stringify({ terraform: { required_providers: source } }));
    // In the user's own home, with the user's mirrors and credentials for registries.
    const installation = Object.fromEntries(Object.entries(process.env).filter(([name]) => OF_INSTALLATION.test(name)));
    const { code, output } = await runCommand(terraform.command, ['init', '-input=false', '-no-color'], {
      cwd: draft,
      env: terraformEnvironment(installation),
      timeoutMs: DOWNLOAD_LIMIT_MS,
    });
    const registry = REGISTRIES[terraform.product];
    const fetched = join(draft, '.terraform', 'providers', registry);
    if (code !== 0 || !existsSync(fetched)) {
      const where = `neither on this machine nor within reach of ${terraform.product}`;
      throw new ToolError(`hashicorp/aws ${version} is ${where}: ${reasonIn(output)}`);
    }
    rmSync(join(cache, registry), { recursive: true, force: true });
    renameSync(fetched, join(cache, registry));
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

/** What Terraform says from `Error:` on, without its advice, on one line. */
function reasonIn(output: string): string {
  const lines = output.split('\n').map((line) => line.replace(/^[│╷╵\s]+/, '').trim());
  const error = lines.slice(
    Math.max(
      0,
      lines.findIndex((line) => line.startsWith('Error')),
    ),
  );
  const text = error
    .join(' ')
    .replace(/\s+/g, ' ')
    .replace(/ To see which (modules|providers) .*/, '')
    .trim();
  return text.slice(0, 400) || 'it said nothing, or took longer than 15 minutes.';
}
