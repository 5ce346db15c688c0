import { ToolError } from '../terraform/terraform';

/** A platform, by the names that Terraform gives systems and processors. */
export interface Target {
  readonly os: 'linux' | 'darwin' | 'windows';
  readonly arch: 'amd64' | 'arm64';
  /** Such as `linux_amd64`. */
  readonly name: string;
}

/** What a package holds: the provider as a script that Node.js runs, or an executable that has Node.js in it. */
export type Kind = 'script' | 'executable';
export const KINDS: readonly Kind[] = ['script', 'executable'];

const target = (os: Target['os'], arch: Target['arch']): Target => ({ os, arch, name: `${os}_${arch}` });
export const TARGETS: readonly Target[] = [
  target('linux', 'amd64'),
  target('linux', 'arm64'),
  target('darwin', 'amd64'),
  target('darwin', 'arm64'),
  target('windows', 'amd64'),
];

/** Whether there is such a package: Windows starts no script by its first line. */
export function isPackaged(kind: Kind, { os }: Target): boolean {
  return kind === 'executable' || os !== 'windows';
}

/**
 * The targets of a list such as `linux_amd64,darwin_arm64`, each once and in the order of `TARGETS`.
 *
 * @param list all of them where it is left out
 * @throws ToolError where one is not known
 */
export function parseTargets(list: string | undefined): readonly Target[] {
  if (list === undefined) return TARGETS;
  const names = list.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !TARGETS.some((each) => each.name === name));
  if (unknown !== undefined) {
    throw new ToolError(`--targets ${list}: there is no target '${unknown}'. Write some of ${TARGETS.map(({ name }) => name).join(',')}.`);
  }
  return TARGETS.filter(({ name }) => names.includes(name));
}

/** The kinds of `--kind`: both where it is left out. @throws ToolError where it is not known */
export function parseKinds(kind: string | undefined): readonly Kind[] {
  if (kind === undefined) return KINDS;
  const found = KINDS.filter((each) => each === kind);
  if (found.length === 0) throw new ToolError(`--kind ${kind}: there is no such kind. Write ${KINDS.join(' or ')}.`);
  return found;
}

/** The target that runs on this machine. @throws ToolError where it is none of them */
export function thisMachine(platform: string = process.platform, arch: string = process.arch): Target {
  const os = platform === 'win32' ? 'windows' : platform;
  const found = TARGETS.find((each) => each.os === os && each.arch === (arch === 'x64' ? 'amd64' : arch));
  if (!found) {
    throw new ToolError(
      `This machine (${platform}, ${arch}) is none of the targets: ${TARGETS.map(({ name }) => name).join(', ')}. Run this on one of them.`,
    );
  }
  return found;
}

/** The file that Terraform starts, as it has to be named in a package. */
export function executableName(version: string, { os }: Target): string {
  return `terraform-provider-coffer_v${version}${os === 'windows' ? '.exe' : ''}`;
}

/** The package of a target (Terraform: Publish providers; Provider Network Mirror Protocol). */
export function packageName(version: string, { name }: Target): string {
  return `terraform-provider-coffer_${version}_${name}.zip`;
}
