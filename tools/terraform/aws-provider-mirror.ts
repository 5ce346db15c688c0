import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';

/** Folders in which machines without a way to the registry keep providers. */
const PLACES = [process.env.TF_PLUGIN_CACHE_DIR, join(homedir(), '.terraform.d'), '/usr/share/terraform', '/usr/local/share/terraform', '/opt', '/var/lib/terraform'];
const SHAPE = /\/(?<host>[^/]+)\/hashicorp\/aws\/(?<version>5\.[^/]+)\/(?<platform>[^/]+)\/terraform-provider-aws_v5[^/]*$/;

/** The folder that holds the executable of hashicorp/aws 5 on this machine, or undefined where Terraform has to fetch it. */
export function findAwsProvider(): string | undefined {
  const places = PLACES.filter((place): place is string => place !== undefined && existsSync(place));
  if (places.length === 0) return undefined;
  const { stdout } = spawnSync('find', ['-L', ...places, '-maxdepth', '8', '-name', 'terraform-provider-aws_v5*'], { encoding: 'utf8' });
  const executable = (stdout ?? '').split('\n').find((line) => SHAPE.test(line));
  return executable && dirname(executable);
}

/**
 * Makes a home folder that holds nothing of Terraform's but hashicorp/aws, where this machine has a copy of it.
 *
 * Terraform looks into a home folder's `.terraform.d/plugins` by itself. It follows a link only at the last level.
 */
export function makeHome(home: string): string {
  mkdirSync(home, { recursive: true });
  const provider = findAwsProvider();
  if (provider) {
    const version = dirname(provider);
    const type = dirname(version);
    const namespace = dirname(type);
    const host = basename(dirname(namespace));
    const folder = join(home, '.terraform.d', 'plugins', host, basename(namespace), basename(type), basename(version));
    mkdirSync(folder, { recursive: true });
    if (!readdirSync(folder).includes(basename(provider))) symlinkSync(provider, join(folder, basename(provider)));
  }
  return home;
}
