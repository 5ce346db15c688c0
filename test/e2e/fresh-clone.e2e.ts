import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { runCommand, type CommandResult } from '../../tools/terraform/terraform';

jest.setTimeout(900_000);

const ROOT = resolve(__dirname, '..', '..');
const MISSING =
  /\[ProviderInstallationError: \w+: it is not bundled: .*rotator\.json is missing\. Run npx projen bundle, or install the published package\.\]/;

/** What git has, and the dependencies: nothing is built. In the order of the tests. */
describe('in a fresh clone', () => {
  const clone = mkdtempSync(join(tmpdir(), 'coffer-clone-'));
  const env = { ...process.env, CHECKPOINT_DISABLE: '1', CI: '1', JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '1' };
  const run = (command: string, args: readonly string[], cwd = clone): Promise<CommandResult> => runCommand(command, args, { cwd, env });

  beforeAll(() => {
    // As git would check it out, with what is not committed yet.
    const files = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
      cwd: ROOT,
      encoding: 'utf8',
    }).split('\0');
    for (const file of files.filter((name) => name !== '' && existsSync(join(ROOT, name)))) {
      mkdirSync(dirname(join(clone, file)), { recursive: true });
      cpSync(join(ROOT, file), join(clone, file));
    }
    symlinkSync(join(ROOT, 'node_modules'), join(clone, 'node_modules'));
  });
  afterAll(() => rmSync(clone, { recursive: true, force: true }));

  /** Commands in a column or a block of CONTRIBUTING.md and the README. */
  const documented = ['CONTRIBUTING.md', 'README.md'].flatMap((page) =>
    [...readFileSync(join(ROOT, page), 'utf8').matchAll(/`(npm [^`]*|npx projen(?: [^`]*)?)`/g)].map(([, line]) => line!),
  );

  test('every command that the pages name is one that the project has', () => {
    const { scripts } = JSON.parse(readFileSync(join(clone, 'package.json'), 'utf8')) as { scripts: Record<string, string> };
    const { tasks } = JSON.parse(readFileSync(join(clone, '.projen', 'tasks.json'), 'utf8')) as { tasks: Record<string, object> };
    const named = documented
      .flatMap((line) => line.split('&&'))
      .flatMap((line) => {
        const [, npm, projen] = /^\s*(?:npm (?:run (?:-s )?)?([\w:-]+)|npx projen ?([\w:-]*))/.exec(line)!;
        return npm !== undefined
          ? npm === 'install'
            ? []
            : [scripts[npm] ?? `no script: ${line}`]
          : [projen === '' || projen! in tasks ? 'projen' : `no task: ${line}`];
      });
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((each) => each.startsWith('no '))).toEqual([]);
  });

  test('the benchmark builds what it measures, and has one object of figures on standard output', async () => {
    expect(existsSync(join(clone, 'assets'))).toBe(false);
    const { code, stdout, stderr } = await run('npm', ['run', '-s', 'bench', '--', '--json', '--quick', '--only', 'rotator']);
    expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringMatching(/built the provider and the functions/) as string });
    expect(stderr).toContain('Cold start of the rotator');
    expect(JSON.parse(stdout)).toMatchObject({
      'rotator.zip.mb': expect.any(Number) as number,
      'rotator.bundled.loaded_ms': expect.any(Number) as number,
    });
  });

  test('an example whose functions are not built is told so in one line, by cdktf', async () => {
    for (const file of ['rotator.json', 'replicator.json']) rmSync(join(clone, 'assets', file));
    const example = join(clone, 'examples', 'rotation');
    mkdirSync(join(example, 'node_modules'));
    symlinkSync(clone, join(example, 'node_modules', 'cdktf-coffer'), 'dir');
    const { code, output } = await run(
      process.execPath,
      [join(clone, 'node_modules', 'cdktf-cli', 'bundle', 'bin', 'cdktf'), 'synth'],
      example,
    );
    expect(code).toBe(1);
    expect(output).toMatch(MISSING);
    expect(output).not.toMatch(/\n\s+at |Object creation stack|Resolution error/);
  });

  test('it is synthesized once they are', async () => {
    expect(await run('npx', ['projen', 'bundle'])).toMatchObject({ code: 0 });
    const { code, output } = await run(
      process.execPath,
      [join(clone, 'node_modules', 'cdktf-cli', 'bundle', 'bin', 'cdktf'), 'synth'],
      join(clone, 'examples', 'rotation'),
    );
    expect({ code, output }).toMatchObject({ code: 0 });
  });
});
