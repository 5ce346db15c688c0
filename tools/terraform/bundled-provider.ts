import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ToolError } from './terraform';

const ASSETS = resolve(__dirname, '..', '..', 'assets');

/** What the bundle in assets/ says of itself. @throws ToolError where it was not built */
export function bundledProvider(): { address: string; version: string } {
  const description = join(ASSETS, 'provider.json');
  if (!existsSync(description)) throw new ToolError('assets/ is missing: run npx projen bundle.');
  return JSON.parse(readFileSync(description, 'utf8')) as { address: string; version: string };
}

/** Puts the bundled provider where Terraform looks by itself, as the constructs do. Returns the folder that holds it. */
export function layBundledProvider(folder: string): string {
  const { address, version } = bundledProvider();
  const target = join(
    folder,
    'terraform.d',
    'plugins',
    ...address.split('/'),
    version,
    `${process.platform}_${process.arch === 'x64' ? 'amd64' : process.arch}`,
  );
  mkdirSync(target, { recursive: true });
  const executable = join(target, `terraform-provider-coffer_v${version}`);
  copyFileSync(join(ASSETS, 'terraform-provider-coffer'), executable);
  chmodSync(executable, 0o755);
  return target;
}
