import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { recorded } from './durations';
import { select } from './quick-selection';

const ROOT = resolve(__dirname, '..', '..');
/** Names of what was left out that are shown at most. */
const SHOWN = 12;

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
  step('Types', 'tsc', [
    '--noEmit',
    '--isolatedModules',
    'false',
    '-p',
    'test/tsconfig.json',
    '--incremental',
    '--tsBuildInfoFile',
    'node_modules/.cache/coffer/types.tsbuildinfo',
  ]);
  const linted = source.filter((file) => /^(src|test|tools|examples|projenrc)\//.test(file) && !file.startsWith('src/bindings/'));
  if (linted.length > 0) {
    step('Lint', 'eslint', ['--ext', '.ts', '--no-error-on-unmatched-pattern', ...linted], { ESLINT_USE_FLAT_CONFIG: 'false' });
  }
  const secondsOf = recorded();
  const { chosen, long, farther } = select(relatedTests(source), changed, (test) => secondsOf(`/${test}`));
  if (chosen.length > 0) step('Tests', 'jest', ['--runTestsByPath', '--maxWorkers', '2', ...jestArguments, ...chosen]);
  console.log(
    [
      `\n${chosen.length} test files passed.`,
      ...named('Left out, since they take long', long),
      ...named('Left out, since there is time for the nearest only', farther),
      ...named(
        'Nothing was run for these, of which jest knows no tests',
        changed.filter((file) => !source.includes(file)),
      ),
    ].join('\n'),
  );
}

function named(why: string, files: readonly string[]): string[] {
  if (files.length === 0) return [];
  const more = files.length > SHOWN ? [`  and ${files.length - SHOWN} more`] : [];
  return [`${why}:`, ...files.slice(0, SHOWN).map((file) => `  ${file}`), ...more];
}

/** Paths from the root, with those that git does not know yet. */
function changedSince(commit: string): string[] {
  const git = (...args: string[]) =>
    output('git', ['git', ...args])
      .split('\n')
      .filter((line) => line !== '');
  return [...git('diff', '--name-only', commit), ...git('ls-files', '--others', '--exclude-standard')].filter((file) =>
    existsSync(join(ROOT, file)),
  );
}

function relatedTests(files: readonly string[]): string[] {
  if (files.length === 0) return [];
  const listed = output('jest', [bin('jest'), '--listTests', '--findRelatedTests', ...files]);
  return listed
    .split('\n')
    .filter((line) => line !== '')
    .map((file) => relative(ROOT, file));
}

/** What a command says. Where it fails, so does this: an empty answer would read as nothing to do. */
function output(what: string, [command, ...args]: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync(command!, args, { cwd: ROOT, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  if (status === 0) return stdout;
  console.error(`${what} failed: ${error?.message ?? stderr.trim()}`);
  process.exit(1);
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
