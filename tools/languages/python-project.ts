import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { generatePackages } from './generated-packages';
import { madeOnce } from './made-once';
import { runCommand, ToolError, type CommandResult } from '../terraform/terraform';

const MODULES = resolve(__dirname, '..', '..', 'node_modules');
const CACHE = join(MODULES, '.cache', 'coffer', 'languages');

const PIP = ['-m', 'pip', '--quiet', '--no-input', '--disable-pip-version-check', '--retries', '1'];

/** The package as a Python program has it: a wheel, installed beside what it depends on. */
export class PythonProject {
  /**
   * The package for Python, installed.
   *
   * @param folder an empty folder
   * @throws ToolError if Python, or the package index, is out of reach
   */
  public static async of(folder: string): Promise<PythonProject> {
    const [sources, wheel] = [join(folder, 'sources'), join(folder, 'wheel')];
    // pip builds where the sources are.
    cpSync(join(await generatePackages(), 'python'), sources, { recursive: true });
    mkdirSync(wheel);
    return PythonProject.install(sources, wheel);
  }

  /**
   * Builds the wheel and installs it. What it depends on is half a gigabyte, so that it is installed once for each set of
   * versions, into a virtual environment that is kept.
   *
   * @param sources what was generated for Python
   * @param folder an empty folder for the wheel
   */
  private static async install(sources: string, folder: string): Promise<PythonProject> {
    const dependencies = dependenciesOf(sources);
    const environment = join(CACHE, `python-${createHash('sha256').update(dependencies.join('\n')).digest('hex').slice(0, 16)}`);
    await madeOnce(environment, async (draft) => {
      await succeeds('python3', '-m', 'venv', draft);
      await pip(join(draft, 'bin', 'python3'), 'install', ...dependencies);
    });
    const python = join(environment, 'bin', 'python3');
    await pip(python, 'wheel', '--no-deps', '--wheel-dir', folder, sources);
    const [wheel] = readdirSync(folder).filter((name) => name.endsWith('.whl'));
    if (!wheel) throw new ToolError(`pip built no wheel in ${folder}.`);
    const modules = join(folder, 'modules');
    await pip(python, 'install', '--no-deps', '--target', modules, join(folder, wheel));
    return new PythonProject(python, modules);
  }

  private constructor(
    private readonly python: string,
    private readonly modules: string,
  ) {}

  public run(script: string, ...args: readonly string[]): Promise<CommandResult> {
    return runCommand(this.python, [script, ...args], {
      cwd: process.cwd(),
      env: { ...process.env, PYTHONPATH: this.modules },
      timeoutMs: 600_000,
    });
  }
}

/** What the generated setup.py has pip install, such as `cdktf>=0.21.0, <0.22.0`, and the bindings in the version that the tests have. */
function dependenciesOf(sources: string): string[] {
  const [, list] = /"install_requires": (\[[^\]]*\])/.exec(readFileSync(join(sources, 'setup.py'), 'utf8')) ?? [];
  if (list === undefined) throw new ToolError(`${sources}/setup.py says nothing about what it depends on.`);
  const bindings = ['aws', 'kubernetes'].map((name) => {
    const { version } = JSON.parse(readFileSync(resolve(MODULES, '@cdktf', `provider-${name}`, 'package.json'), 'utf8')) as {
      version: string;
    };
    return `cdktf-cdktf-provider-${name}==${version}`;
  });
  return [...(JSON.parse(list) as string[]), ...bindings];
}

function pip(python: string, ...args: readonly string[]): Promise<void> {
  return succeeds(python, ...PIP, ...args);
}

async function succeeds(program: string, ...args: readonly string[]): Promise<void> {
  const { code, output } = await runCommand(program, args, { cwd: CACHE, env: process.env, timeoutMs: 600_000 });
  if (code !== 0) throw new ToolError(`${program} ${args.join(' ')} failed:\n${output}`);
}
