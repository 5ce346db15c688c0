import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import * as path from 'node:path';
import { LocalAwsError } from './errors';

const MOTO = 'moto[server]==5.2.1';
const OLDEST_MOTO = [5, 2];
const OLDEST_PYTHON = [3, 10];

const CACHE_FOLDER = path.resolve(__dirname, '..', '..', 'node_modules', '.cache', 'coffer', 'local-aws');

// Asks for metadata only: importing moto itself takes most of a second, and the server does it anyway.
const PROBE = `
import json, sys
from importlib import metadata, util
try:
    moto = metadata.version("moto")
except metadata.PackageNotFoundError:
    moto = ""
has_server = all(util.find_spec(name) for name in ("moto", "flask", "flask_cors", "werkzeug"))
has_venv = all(util.find_spec(name) for name in ("venv", "ensurepip"))
print(json.dumps({"executable": sys.executable, "python": list(sys.version_info[:3]), "moto": moto if has_server else "", "venv": has_venv}))
`;

interface Probed {
  readonly executable: string;
  readonly python: readonly number[];
  /** Version of moto with its server, empty where it is not installed. */
  readonly moto: string;
  /** Whether it can make a virtual environment: Debian has that in a package of its own. */
  readonly venv: boolean;
}

/** What keeps `findPython` from finding a Python, or from making an environment. */
export interface PythonLack {
  /** A sentence. */
  readonly problem: string;
  /** Whether there is a Python, and only a newer one would do. */
  readonly isTooOld: boolean;
}

export interface FindPythonOptions {
  /** Receives one line before each slow step. @default - nothing is told */
  readonly log?: (line: string) => void;
  /** Where the private virtual environment is kept. @default - under node_modules/.cache of this project */
  readonly cacheFolder?: string;
}

/**
 * The path of a Python that can run moto's server: the one on PATH, or one in a private virtual environment that is
 * made on first use and kept.
 *
 * @throws LocalAwsError where there is no Python, or moto cannot be installed
 */
export async function findPython(options: FindPythonOptions = {}): Promise<string> {
  const log = options.log ?? (() => undefined);
  const environment = path.join(options.cacheFolder ?? CACHE_FOLDER, 'venv');
  const onPath = await probe('python3');
  if (!onPath) {
    throw new LocalAwsError('python3 is not on PATH. Install Python 3.10 or newer: it runs moto, the local stand-in for AWS.');
  }
  if (isAtLeast(numbers(onPath.moto), OLDEST_MOTO)) {
    return onPath.executable;
  }
  const kept = await probe(executableIn(environment));
  if (kept && isAtLeast(numbers(kept.moto), OLDEST_MOTO)) {
    return kept.executable;
  }
  if (!isAtLeast(onPath.python, OLDEST_PYTHON)) {
    throw new LocalAwsError(`python3 on PATH is ${onPath.python.join('.')}, and moto needs 3.10 or newer. Put a newer python3 on PATH.`);
  }
  await makeEnvironment(onPath.executable, environment, [MOTO], 'moto', log);
  return executableIn(environment);
}

/** Looks whether `findPython` would find a Python, without making an environment. @returns undefined where it would */
export async function whatPythonLacks({ cacheFolder = CACHE_FOLDER }: FindPythonOptions = {}): Promise<PythonLack | undefined> {
  const onPath = await probe('python3');
  if (!onPath) return { problem: 'python3 is not on PATH.', isTooOld: false };
  const kept = await probe(executableIn(path.join(cacheFolder, 'venv')));
  if ([onPath, kept].some((python) => python && isAtLeast(numbers(python.moto), OLDEST_MOTO))) return undefined;
  if (!isAtLeast(onPath.python, OLDEST_PYTHON)) {
    return { problem: `python3 on PATH is ${onPath.python.join('.')}, and moto needs 3.10 or newer.`, isTooOld: true };
  }
  if (onPath.venv) return undefined;
  return { problem: 'python3 on PATH has neither moto nor a venv module to install moto into.', isTooOld: false };
}

/**
 * Makes a private virtual environment with packages of PyPI.
 *
 * @param what it is for, as errors call it
 * @throws LocalAwsError where Python has no venv module, or no package index is reached
 */
export async function makeEnvironment(
  python: string,
  environment: string,
  requirements: readonly string[],
  what: string,
  log: (line: string) => void,
): Promise<void> {
  const byHand = `python3 -m pip install ${requirements.map((requirement) => `'${requirement}'`).join(' ')}`;
  await mkdir(path.dirname(environment), { recursive: true });
  // Made aside and moved into place: another process may be doing the same, and half an environment must not be found.
  const draft = await mkdtemp(`${environment}-`);
  try {
    log(`Making a private Python environment in ${environment} ...`);
    await step(
      python,
      ['-m', 'venv', draft],
      (reason) =>
        `python3 cannot make a virtual environment (${reason}). Install Python's venv module (python3-venv on Debian and ` +
        `Ubuntu), or ${what} itself: ${byHand}.`,
    );
    log(`Installing ${requirements.join(' and ')} into it; this takes a minute, once ...`);
    const install = ['-m', 'pip', 'install', '--quiet', '--no-input', '--disable-pip-version-check', '--retries', '1', ...requirements];
    await step(
      executableIn(draft),
      install,
      (reason) =>
        `${what} cannot be installed (${reason}). Give pip a package index that it reaches, or install ${what} yourself: ` + `${byHand}.`,
    );
    if (existsSync(environment)) {
      await rm(environment, { recursive: true });
    }
    await rename(draft, environment);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

async function step(python: string, args: readonly string[], explain: (reason: string) => string): Promise<void> {
  const result = await run(python, args);
  if (result.error) {
    throw new LocalAwsError(explain(lastLine(result.stderr) || lastLine(result.stdout) || result.error.message));
  }
}

async function probe(python: string): Promise<Probed | undefined> {
  const result = await run(python, ['-c', PROBE]);
  if (result.error) {
    return undefined;
  }
  return JSON.parse(result.stdout) as Probed;
}

interface Result {
  readonly error: Error | null;
  readonly stdout: string;
  readonly stderr: string;
}

export function run(command: string, args: readonly string[]): Promise<Result> {
  return new Promise((resolve) => {
    // Named, though it is the default: a test's own process.env is only a copy of what child_process looks at.
    execFile(command, args, { env: process.env }, (error, stdout, stderr) => resolve({ error, stdout, stderr }));
  });
}

/** The Python of a virtual environment. */
export function executableIn(environment: string): string {
  return path.join(environment, 'bin', 'python3');
}

function lastLine(text: string): string {
  return text.trim().split('\n').pop()!.trim().slice(0, 200);
}

function numbers(version: string): number[] {
  return version.split('.').map((part) => parseInt(part, 10) || 0);
}

function isAtLeast(version: readonly number[], oldest: readonly number[]): boolean {
  const differing = oldest.findIndex((part, index) => part !== version[index]);
  return differing === -1 || (version[differing] ?? 0) > oldest[differing];
}
