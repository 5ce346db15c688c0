import { spawnSync, type SpawnSyncOptionsWithStringEncoding } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'dotenv';
import { findPython } from '../../../../../tools/local-aws/python';

/** What a program finds in its environment after a .env file was read; a text where that failed. */
export type Read = Readonly<Record<string, string>> | string;

/** A program that reads .env files, many in one go: starting one for each file would take minutes. */
export type Reader = (texts: readonly string[], names: readonly (readonly string[])[]) => Read[] | Promise<Read[]>;

export const npmDotenv: Reader = (texts) => texts.map((text) => parse(text));

/** `set -a; . file` in a subshell for each file, and what its children are then given. */
export const bash: Reader = (texts, names) =>
  inFolder(texts, (folder, files) => {
    const script = join(folder, 'script');
    writeFileSync(
      script,
      files.map((file) => `( set -a; . ${file}; env -0 > ${file}.out ) 2> ${file}.err < /dev/null\n`).join('') + 'true\n',
    );
    succeed('bash', ['--norc', '--noprofile', script], { encoding: 'utf8', env: { PATH: process.env.PATH } });
    return files.map((file, index) => {
      const complaint = readFileSync(`${file}.err`, 'utf8');
      if (complaint !== '' || !existsSync(`${file}.out`)) return complaint;
      const environment = Object.fromEntries(
        readFileSync(`${file}.out`, 'utf8')
          .split('\0')
          .filter((line) => line !== '')
          .map(assignment),
      );
      return Object.fromEntries(names[index]!.map((name) => [name, environment[name] ?? '(not set)']));
    });
  });

/** `docker run --env-file`, by its documentation: a line is a variable, and all after the first `=` is its value. */
export const dockerRun: Reader = (texts) =>
  texts.map((text) =>
    Object.fromEntries(
      text
        .split('\n')
        .filter((line) => line !== '' && !line.startsWith('#'))
        .map(assignment),
    ),
  );

/**
 * Docker compose's own reading: one project with a service for each file, as `config` shows it. Needs no Docker daemon.
 *
 * @throws Error where there is none: a test that left this out would say too much
 */
export const dockerCompose: Reader = async (texts) => {
  // What version 1 writes, its own YAML library reads back; others read U+2028 otherwise. Moto's Python has that library too.
  const python = await findPython();
  return inFolder(texts, (folder, files) => {
    const options = { cwd: folder, encoding: 'utf8', env: { PATH: process.env.PATH, HOME: folder }, maxBuffer: 256 * 1024 * 1024 } as const;
    const services = Object.fromEntries(files.map((file, index) => [`s${index}`, { image: 'none', env_file: [file] }]));
    writeFileSync(join(folder, 'compose.yml'), JSON.stringify({ version: '3', services }));
    const project = ['--project-name', 'coffer', '-f', 'compose.yml', 'config'];
    const shown = hasComposeVersion1()
      ? succeed(python, ['-c', 'import json, sys, yaml; json.dump(yaml.safe_load(sys.stdin), sys.stdout)'], {
          ...options,
          input: succeed('docker-compose', project, options),
        })
      : succeed('docker', ['compose', ...project, '--format', 'json'], options);
    const { services: read } = JSON.parse(shown) as { services: Record<string, { environment?: Record<string, string | number | null> }> };
    return files.map((_, index) =>
      Object.fromEntries(
        Object.entries(read[`s${index}`]!.environment ?? {}).map(([name, value]) =>
          // A dollar sign is shown as it would have to be written in a project.
          [name, String(value ?? '').replaceAll('$$', '$')],
        ),
      ),
    );
  });
};

/** Version 1 of docker compose is a program of its own, version 2 a plugin of docker. */
function hasComposeVersion1(): boolean {
  if (spawnSync('docker-compose', ['version']).status === 0) return true;
  if (spawnSync('docker', ['compose', 'version']).status === 0) return false;
  throw new Error(
    'Neither docker-compose nor docker compose is on PATH: install one (on Debian: apt-get install docker-compose). ' +
      'No Docker daemon is needed.',
  );
}

function succeed(command: string, args: readonly string[], options: SpawnSyncOptionsWithStringEncoding): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, options);
  if (error) throw error;
  if (status !== 0) throw new Error(`${command} failed: ${stderr}`);
  return stdout;
}

function assignment(line: string): [string, string] {
  const at = line.indexOf('=');
  return [line.slice(0, at), line.slice(at + 1)];
}

function inFolder<T>(texts: readonly string[], act: (folder: string, files: readonly string[]) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'coffer-dotenv-'));
  try {
    const files = texts.map((_, index) => join(folder, `${index}.env`));
    files.forEach((file, index) => writeFileSync(file, texts[index]!));
    return act(folder, files);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
