import { createHash } from 'node:crypto';
import { copyFileSync, linkSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand, ToolError } from '../terraform/terraform';

/** What the registry reads of the protocol that the provider speaks (Terraform: Publish providers). */
export const MANIFEST = `${JSON.stringify({ version: 1, metadata: { protocol_versions: ['6.0'] } }, null, 2)}\n`;

/** The name under which a repository keeps its manifest for those who make its releases. */
export const REPOSITORY_MANIFEST = 'terraform-registry-manifest.json';

export interface ReleaseFile {
  readonly name: string;
  readonly content: Buffer;
}

/** What a release folder holds of a file, for people to look at. */
export interface Listed {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
}

/**
 * Lays out a release of the provider as registries want it: packages, manifest, checksums of all of them, and the
 * checksums' signature.
 *
 * @param folder emptied first
 * @param signingKey the GnuPG key that signs the checksums; without it they stay unsigned
 * @returns all files of the release
 */
export function layRelease(folder: string, version: string, packages: readonly ReleaseFile[], signingKey?: string): Promise<Listed[]> {
  const prefix = `terraform-provider-coffer_${version}`;
  return laySummed(folder, prefix, [...packages, { name: `${prefix}_manifest.json`, content: Buffer.from(MANIFEST) }], signingKey);
}

/**
 * Lays out files with their checksums, and the checksums' signature.
 *
 * @param folder emptied first
 * @param prefix what the name of the checksums begins with
 * @param signingKey the GnuPG key that signs the checksums; without it they stay unsigned
 * @returns all files of the folder but the signature
 */
export async function laySummed(folder: string, prefix: string, files: readonly ReleaseFile[], signingKey?: string): Promise<Listed[]> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const sums = { name: `${prefix}_SHA256SUMS`, content: Buffer.from(checksums(files)) };
  for (const { name, content } of [...files, sums]) writeFileSync(join(folder, name), content);
  const listed = [...files, sums].map(({ name, content }) => ({ name, bytes: content.length, sha256: sha256(content) }));
  if (signingKey) await sign(join(folder, sums.name), signingKey);
  return listed;
}

/** Lines as `sha256sum` writes and checks them, by name. */
export function checksums(files: readonly ReleaseFile[]): string {
  const sorted = [...files].sort((a, b) => (a.name < b.name ? -1 : 1));
  return sorted.map(({ name, content }) => `${sha256(content)}  ${name}\n`).join('');
}

/**
 * Lays out packages of a release as a mirror that Terraform installs from (Terraform: CLI Configuration, filesystem_mirror,
 * packed layout).
 *
 * @param folder emptied first; the path that the configuration names
 */
export function layMirror(folder: string, address: string, release: string, packages: readonly string[]): void {
  rmSync(folder, { recursive: true, force: true });
  const target = join(folder, ...address.split('/'));
  mkdirSync(target, { recursive: true });
  for (const name of packages) {
    try {
      linkSync(join(release, name), join(target, name));
    } catch {
      copyFileSync(join(release, name), join(target, name)); // A file system without hard links.
    }
  }
}

/** Signs a file beside itself, as registries want it: detached, and not as text. */
async function sign(file: string, key: string): Promise<void> {
  const args = ['--batch', '--yes', '--local-user', key, '--output', `${file}.sig`, '--detach-sign', file];
  const { code, output } = await runCommand('gpg', args, { cwd: '.', env: process.env });
  if (code !== 0) throw new ToolError(`gpg could not sign ${file} with key ${key}: ${output.trim().slice(-500)}`);
}

function sha256(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}
