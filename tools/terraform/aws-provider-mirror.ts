import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { REGISTRIES, type Product } from './installed';

const ROOT = resolve(__dirname, '..', '..');

/** Where `fetchAwsProvider` keeps what it fetched. */
export const FETCHED = join(ROOT, 'node_modules', '.cache', 'coffer', 'providers');

/**
 * Whose copies each product takes, the best first. OpenTofu runs HashiCorp's build as it runs its own; Terraform is
 * not given one that its registry does not vouch for.
 */
const TAKES: Readonly<Record<Product, readonly Product[]>> = { Terraform: ['Terraform'], OpenTofu: ['OpenTofu', 'Terraform'] };

/** The version of hashicorp/aws that the bindings were made from: their stacks ask for exactly that. */
export function awsProviderVersion(): string {
  const bindings = JSON.parse(readFileSync(join(ROOT, 'node_modules', '@cdktf', 'provider-aws', 'package.json'), 'utf8'));
  const { cdktf } = bindings as { cdktf: { provider: { version: string } } };
  return cdktf.provider.version;
}

/** Folders in which machines without a way to the registry keep providers. */
function usualPlaces(): readonly string[] {
  const { TF_PLUGIN_CACHE_DIR } = process.env;
  const cache = TF_PLUGIN_CACHE_DIR ? [TF_PLUGIN_CACHE_DIR] : [];
  const home = join(process.env.HOME ?? homedir(), '.terraform.d');
  return [...cache, home, FETCHED, '/usr/share/terraform', '/usr/local/share/terraform', '/opt', '/var/lib/terraform'];
}

/**
 * The folder that holds the executable of hashicorp/aws for a product, in the bindings' version and for this machine.
 *
 * @returns undefined where the product has to fetch it
 */
export function findAwsProvider(product: Product, places: readonly string[] = usualPlaces()): string | undefined {
  const present = places.filter((place) => existsSync(place));
  if (present.length === 0) return undefined;
  const version = awsProviderVersion();
  const search = ['-L', ...present, '-maxdepth', '8', '-name', `terraform-provider-aws_v${version}*`];
  const { stdout } = spawnSync('find', search, { encoding: 'utf8' });
  const folders = (stdout ?? '')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => dirname(line));
  const copyOf = (each: Product) => {
    const address = join('/', REGISTRIES[each], 'hashicorp', 'aws', version, platform());
    return folders.find((folder) => folder.endsWith(address));
  };
  return TAKES[product].map(copyOf).find((folder) => folder !== undefined);
}

/**
 * Makes a home folder that holds nothing of Terraform's but hashicorp/aws, where this machine has a copy of it.
 *
 * Terraform looks into a home folder's `.terraform.d/plugins` by itself, and OpenTofu does. They follow a link only at
 * the last level.
 */
export function makeHome(home: string, product: Product = 'Terraform', places?: readonly string[]): string {
  mkdirSync(home, { recursive: true });
  const provider = findAwsProvider(product, places);
  if (provider) {
    // Under the product's own registry, wherever the copy is from: there it is looked for.
    const folder = join(home, '.terraform.d', 'plugins', REGISTRIES[product], 'hashicorp', 'aws', basename(dirname(provider)));
    mkdirSync(folder, { recursive: true });
    if (!readdirSync(folder).includes(basename(provider))) symlinkSync(provider, join(folder, basename(provider)));
  }
  return home;
}

/** This machine in the words of Terraform, such as `linux_amd64`. */
function platform(): string {
  return `${process.platform}_${process.arch === 'x64' ? 'amd64' : process.arch}`;
}
