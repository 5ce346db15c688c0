import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '..', '..');
/** Files of tests that take longer than this run only where they were changed themselves, in seconds. */
const LONG_SECONDS = 20;

/**
 * What the edit loop needs, in less than two minutes: types, and lint and tests of what was changed since a commit, HEAD by
 * default. The longest tests are left to `npm test`, and named.
 */
function main([since = 'HEAD', ...jestArguments]: readonly string[]): void {
  const changed = changedSince(since);
  if (changed.length === 0) {
    console.log(`Nothing was changed since ${since}. Name a commit to begin at: npm run test:quick -- main`);
    return;
  }
  const source = changed.filter((file) => file.endsWith('.ts'));
  step('Types', 'tsc', ['--noEmit', '--isolatedModules', 'false', '-p', 'test/tsconfig.json', '--incremental', '--tsBuildInfoFile', 'node_modules/.cache/coffer/types.tsbuildinfo']);
  const linted = source.filter((file) => /^(src|test|tools|examples|projenrc)\//.test(file) && !file.startsWith('src/bindings/'));
  if (linted.length > 0) step('Lint', 'eslint', ['--ext', '.ts', '--no-error-on-unmatched-pattern', ...linted], { ESLINT_USE_FLAT_CONFIG: 'false' });
  const tests = relatedTests(source);
  const seconds = Object.entries(JSON.parse(readFileSync(join(__dirname, 'durations.json'), 'utf8')) as Record<string, number>);
  const isLong = (file: string) => seconds.some(([end, long]) => long > LONG_SECONDS && file.endsWith(`/${end}`)) && !changed.some((each) => file === join(ROOT, each));
  const chosen = tests.filter((file) => !isLong(file));
  if (chosen.length > 0) step('Tests', 'jest', ['--runTestsByPath', '--maxWorkers', '2', ...jestArguments, ...chosen]);
  const left = tests.filter(isLong).map((file) => `  ${file.slice(ROOT.length + 1)}`);
  console.log([`\n${chosen.length} test files passed.`, ...(left.length > 0 ? ['Left out, since they take long:', ...left] : [])].join('\n'));
}

/** Paths from the root, with those that git does not know yet. */
function changedSince(commit: string): string[] {
  const git = (...args: string[]) => {
    const { status, stdout, stderr } = spawnSync('git', args, { cwd: ROOT, encoding: 'utf8' });
    if (status !== 0) throw new Error(`git ${args[0]} failed: ${stderr.trim()}`);
    return stdout.split('\n').filter((line) => line !== '');
  };
  return [...git('diff', '--name-only', commit), ...git('ls-files', '--others', '--exclude-standard')].filter((file) => existsSync(join(ROOT, file)));
}

function relatedTests(files: readonly string[]): string[] {
  if (files.length === 0) return [];
  const { stdout } = spawnSync(bin('jest'), ['--listTests', '--findRelatedTests', ...files], { cwd: ROOT, encoding: 'utf8' });
  return stdout.split('\n').filter((line) => line !== '');
}

function step(what: string, command: string, args: readonly string[], environment: NodeJS.ProcessEnv = {}): void {
  const started = Date.now();
  const { status } = spawnSync(bin(command), args, { cwd: ROOT, stdio: 'inherit', env: { ...process.env, ...environment } });
  console.log(`${what}: ${((Date.now() - started) / 1000).toFixed(0)} s`);
  if (status !== 0) process.exit(status ?? 1);
}

function bin(command: string): string {
  return join(ROOT, 'node_modules', '.bin', command);
}

main(process.argv.slice(2));
