import { createHash } from 'crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'fs';
import * as path from 'path';
import { unzipSync } from 'fflate';
import { packageHash } from './dependency-lock';
import { PROVIDER_ADDRESS } from './stack-folder';
import { ProviderInstallationError } from '../errors';

const SUBJECT = 'ProviderInstallation.executables()';
const PLATFORM = /^(?:linux|darwin|windows|freebsd)_(?:amd64|arm64|arm|386)$/;
const PACKAGE = /^terraform-provider-coffer_(.+)_([a-z0-9]+_[a-z0-9]+)\.zip$/;
const EXECUTABLE = /^terraform-provider-coffer_v(.+?)(?:\.exe)?$/;

/** The provider for one platform: a zip as releases and packed mirrors have it, or the executable of an unpacked mirror. */
export interface ExecutablePackage {
  readonly version: string;
  /** Such as `linux_amd64`. */
  readonly platform: string;
  readonly file: string;
  readonly packed: boolean;
}

/** Checksums of a package, as Terraform's lock file has them (Terraform: Dependency Lock File, h1 and zh). */
export interface PackageHashes {
  readonly h1: string;
  readonly zh?: string;
}

/**
 * The provider's packages in a folder: that of a release, of a mirror for Terraform's `filesystem_mirror`, packed or
 * unpacked, or one folder for each platform with the executable in it.
 *
 * @throws ProviderInstallationError if there is no such folder, or none of these is in it
 */
export function findPackages(folder: string): readonly ExecutablePackage[] {
  if (!existsSync(folder) || !statSync(folder).isDirectory()) {
    throw new ProviderInstallationError(
      SUBJECT,
      `there is no folder ${folder}`,
      "Make it by 'npx projen package:provider' in a checkout of cdktf-coffer, or unpack a release's packages there.",
    );
  }
  const mirror = path.join(folder, ...PROVIDER_ADDRESS.split('/'));
  const found = [folder, mirror, ...foldersIn(mirror).map((version) => path.join(mirror, version))].flatMap(packagesIn);
  if (found.length > 0) return found;
  throw new ProviderInstallationError(
    SUBJECT,
    `folder ${folder} has no package of the coffer provider: neither terraform-provider-coffer_<version>_<platform>.zip nor ` +
      '<platform>/terraform-provider-coffer_v<version>',
    "Give it the folder that 'npx projen package:provider' writes: dist/provider/mirror.",
  );
}

const known = new Map<string, PackageHashes>();

/**
 * Checksums of a package. Worked out once for all stacks of an app, since executables with Node.js in them are large.
 *
 * @throws ProviderInstallationError if it is damaged, or is the script that needs Node.js
 */
export function hashesOf(found: ExecutablePackage): PackageHashes {
  const { mtimeMs, size } = statSync(found.file);
  const id = `${found.file}\n${mtimeMs}\n${size}`;
  const hashes = known.get(id) ?? (found.packed ? packedHashes(found) : executableHashes(found));
  known.set(id, hashes);
  return hashes;
}

function packagesIn(folder: string): ExecutablePackage[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry): ExecutablePackage[] => {
    const [, version, platform] = PACKAGE.exec(entry.name) ?? [];
    if (platform !== undefined && PLATFORM.test(platform)) {
      return [{ version: version!, platform, file: path.join(folder, entry.name), packed: true }];
    }
    if (!PLATFORM.test(entry.name) || !entry.isDirectory()) return [];
    return readdirSync(path.join(folder, entry.name)).flatMap((name) => {
      const executable = EXECUTABLE.exec(name)?.[1];
      const file = path.join(folder, entry.name, name);
      return executable === undefined ? [] : [{ version: executable, platform: entry.name, file, packed: false }];
    });
  });
}

function foldersIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? entry.name : []));
}

function packedHashes(found: ExecutablePackage): PackageHashes {
  const archive = readFileSync(found.file);
  const zh = sha256(archive);
  checkSum(found, zh);
  let entries: { [name: string]: Uint8Array };
  try {
    entries = unzipSync(archive);
  } catch (error) {
    throw damaged(found, `is no zip archive that can be read (${(error as Error).message})`);
  }
  const executable = Object.entries(entries).find(([name]) => EXECUTABLE.exec(name)?.[1] === found.version);
  if (!executable) throw damaged(found, `holds no terraform-provider-coffer_v${found.version}`);
  refuseScript(found, executable[1]);
  const files = Object.entries(entries).map(([name, content]) => ({ name, sha256: sha256(content) }));
  return { h1: packageHash(files), zh: `zh:${zh}` };
}

function executableHashes(found: ExecutablePackage): PackageHashes {
  const content = readFileSync(found.file);
  refuseScript(found, content);
  // The executable alone is laid, whatever stands beside it.
  return { h1: packageHash([{ name: path.basename(found.file), sha256: sha256(content) }]) };
}

/** What a release says of its packages holds here too: a download that was cut off, or changed, is found out. */
function checkSum(found: ExecutablePackage, actual: string): void {
  const sums = path.join(path.dirname(found.file), `terraform-provider-coffer_${found.version}_SHA256SUMS`);
  if (!existsSync(sums)) return;
  const lines = readFileSync(sums, 'utf8').split('\n');
  const stated = lines.map((line) => line.split(/\s+/)).find(([, name]) => name === path.basename(found.file))?.[0];
  if (stated !== actual) throw damaged(found, `has checksum ${actual}, and ${path.basename(sums)} says ${stated ?? 'nothing of it'}`);
}

function refuseScript({ file }: ExecutablePackage, content: Uint8Array): void {
  if (content[0] !== 0x23 || content[1] !== 0x21) return;
  throw new ProviderInstallationError(
    SUBJECT,
    `${file} is the provider as a script, which needs Node.js where Terraform runs`,
    'Give it the folder of the executables, dist/provider/mirror; or use ProviderInstallation.bundled(), which lays the script.',
  );
}

function damaged({ file }: ExecutablePackage, fault: string): ProviderInstallationError {
  return new ProviderInstallationError(SUBJECT, `${file} ${fault}`, 'Fetch or package it again.');
}

function sha256(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
