import { aptLine } from './apt';
import { flagOf, type Group } from './groups';
import type { Missing } from './need';

/** The command that was asked for. */
export interface Command {
  /** As it is typed, such as `npm test`. */
  readonly line: string;
  /** Whether it takes the flags of groups of tests. */
  readonly takesFlags: boolean;
}

/** Names all that is missing: what needs it, how to get it, and what can be done without it. */
export function report(missing: readonly Missing[], command: Command): string[] {
  const lines = [`\`${command.line}\` has not begun, since something is missing on this machine:`, ''];
  for (const { problem, packages, need } of missing) {
    lines.push(`  ${problem}`, `    It is for ${need.neededBy}.`);
    const onDebian = packages.length > 0 ? ` (Debian, Ubuntu: apt-get install ${packages.join(' ')})` : '';
    lines.push(`    To get it: ${need.get}${onDebian}.`, '');
  }
  const packages = packagesOf(missing);
  if (packages.length > 0) {
    lines.push('Debian and Ubuntu have packages; run by root there, the same command installs them:', `  ${aptLine(packages)}`, '');
  }
  const groups = groupsOf(missing);
  if (command.takesFlags && groups !== undefined) {
    lines.push('To run all other tests:', `  ${command.line} -- ${groups.map(flagOf).join(' ')}`, '');
  }
  return lines.slice(0, -1);
}

/** The packages that mend what they can, each once. */
export function packagesOf(missing: readonly Missing[]): string[] {
  return [...new Set(missing.flatMap(({ packages }) => packages))];
}

/** The groups of tests that would have to be left out; undefined where something is needed by all. */
function groupsOf(missing: readonly Missing[]): Group[] | undefined {
  const groups = missing.map(({ need }) => need.group);
  return groups.includes(undefined) ? undefined : [...new Set(groups as Group[])];
}
