import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { GROUPS, type Group } from './groups';

const ROOT = resolve(__dirname, '..', '..');

export const JEST = join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js');

/** Arguments by which jest finds the end-to-end tests in place of the others. */
export const END_TO_END: readonly string[] = ['--testMatch', '<rootDir>/test/e2e/**/*.e2e.ts'];

/**
 * The files of tests that a run without these groups leaves out, as absolute paths.
 *
 * @param selection the arguments by which jest finds the files to choose from; none for its own configuration
 */
export function filesLeftOut(without: readonly Group[], selection: readonly string[] = []): string[] {
  if (without.includes('e2e') && selection === END_TO_END) return list(selection);
  const modules = without.flatMap((group) => GROUPS[group].modules);
  // By the imports, since a list would leave out what it does not know.
  return modules.length === 0 ? [] : list([...selection, '--findRelatedTests', ...modules]);
}

/** Arguments by which jest runs no test of these files. */
export function ignoring(files: readonly string[]): string[] {
  if (files.length === 0) return [];
  // These arguments take the place of jest's own setting.
  const patterns = files.map((file) => `^${file.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`);
  return ['/node_modules/', ...patterns].map((pattern) => `--testPathIgnorePatterns=${pattern}`);
}

function list(args: readonly string[]): string[] {
  const { status, stdout, stderr } = spawnSync(process.execPath, [JEST, '--listTests', '--json', ...args], { cwd: ROOT, encoding: 'utf8' });
  if (status !== 0) throw new Error(`jest does not list the tests to leave out: ${stderr}`);
  return (JSON.parse(stdout) as string[]).sort();
}
