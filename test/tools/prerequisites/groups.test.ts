import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { GROUPS, parseArguments, UsageError } from '../../../tools/prerequisites/groups';
import { END_TO_END, filesLeftOut, ignoring } from '../../../tools/prerequisites/left-out';

const ROOT = resolve(__dirname, '..', '..', '..');

describe('the arguments of a run of tests', () => {
  test('name groups to leave out, each once, and leave the others for jest in their order', () => {
    expect(parseArguments(['-t', 'a name', '--without-e2e', 'test/vault.test.ts', '--without-databases', '--without-e2e'], false)).toEqual({
      without: ['databases', 'e2e'],
      rest: ['-t', 'a name', 'test/vault.test.ts'],
    });
  });

  test('leave nothing out by themselves', () => {
    expect(parseArguments([], false)).toEqual({ without: [], rest: [] });
  });

  test('are refused where they name no group, with all that there are', () => {
    expect(() => parseArguments(['--without-mariadb'], false)).toThrow(
      new UsageError('--without-mariadb: there is no such group of tests. Write --without-databases, --without-compose, --without-e2e.'),
    );
  });

  test('leave nothing out in CI, where that would count as a pass', () => {
    expect(() => parseArguments(['--without-compose'], true)).toThrow(
      new UsageError(
        '--without-compose is not accepted where CI is set: a run without these tests has not passed. Install what is missing.',
      ),
    );
    expect(parseArguments(['test/vault.test.ts'], true)).toEqual({ without: [], rest: ['test/vault.test.ts'] });
  });
});

describe('a run without a group', () => {
  const within = (files: readonly string[]) => files.map((file) => file.slice(ROOT.length + 1));

  test('knows the group by modules that are there', () => {
    const modules = Object.values(GROUPS).flatMap((group) => group.modules);
    expect(modules.filter((module) => !existsSync(join(ROOT, module)))).toEqual([]);
    expect(modules).not.toEqual([]);
  });

  test('leaves out every file that starts a database, and no other', () => {
    const files = within(filesLeftOut(['databases']));
    expect(files.length).toBeGreaterThan(3);
    expect(files.every((file) => file.includes('strategies/databases'))).toBe(true);
    expect(within(filesLeftOut(['databases'], END_TO_END))).toEqual([expect.stringMatching(/rotation\.e2e\.ts$/)]);
  });

  test('leaves out every file that runs docker compose, whoever reads .env files in it', () => {
    const files = within(filesLeftOut(['compose']));
    const readers = [/dotenv\.test\.ts$/, /edge-cases\.test\.ts$/].map((name) => expect.stringMatching(name));
    expect(files).toEqual(expect.arrayContaining(readers));
    expect(filesLeftOut(['compose'], END_TO_END)).toEqual([]);
  });

  test('without end-to-end tests leaves out all of these, and no other', () => {
    const files = within(filesLeftOut(['e2e'], END_TO_END));
    expect(files.length).toBeGreaterThan(9);
    expect(files.every((file) => file.endsWith('.e2e.ts'))).toBe(true);
    expect(filesLeftOut(['e2e'])).toEqual([]);
  });

  test('tells jest the very files, beside what it ignores anyway', () => {
    expect(ignoring([])).toEqual([]);
    expect(ignoring(['/clone (1)/test/a.test.ts'])).toEqual([
      '--testPathIgnorePatterns=/node_modules/',
      '--testPathIgnorePatterns=^/clone \\(1\\)/test/a\\.test\\.ts$',
    ]);
  });
});
