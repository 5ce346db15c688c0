import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { checkPrerequisites, MissingPrerequisites } from '../../../tools/quickstart/prerequisites';

const ROOT = resolve(__dirname, '..', '..', '..');
const PATH = process.env.PATH;
let folder: string;

beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'coffer-path-')); });
afterEach(() => {
  process.env.PATH = PATH;
  rmSync(folder, { recursive: true, force: true });
});

/** Puts a program on a PATH that has nothing else. */
function program(name: string, says: string): void {
  writeFileSync(join(folder, name), `#!/bin/sh\necho '${says}'\n`);
  chmodSync(join(folder, name), 0o755);
}

async function missing(root = ROOT): Promise<readonly string[]> {
  process.env.PATH = folder;
  const error: unknown = await checkPrerequisites(root, () => undefined).then(() => undefined, (thrown) => thrown);
  expect(error).toBeInstanceOf(MissingPrerequisites);
  return (error as MissingPrerequisites).lines;
}

const NO_TERRAFORM = 'Terraform is missing: install Terraform 1.11 or newer and put it on PATH.';
const NO_PYTHON = 'Python is missing: install Python 3.10 or newer and put python3 on PATH. It runs moto, the local stand-in for AWS.';

test('everything that is missing is told at once, in a line each', async () => {
  expect(await missing()).toEqual([NO_TERRAFORM, NO_PYTHON]);
});

test('only what is missing is told', async () => {
  program('terraform', '{"terraform_version":"1.11.4"}');
  expect(await missing()).toEqual([NO_PYTHON]);
});

test('a Terraform without write-only values is too old', async () => {
  program('terraform', '{"terraform_version":"1.10.5"}');
  program('python3', 'Python 3.11.7');
  expect(await missing()).toEqual(['Terraform 1.10.5 is too old: Coffer needs 1.11 or newer, for write-only values.']);
});

test('cdktf has to be installed', async () => {
  program('terraform', '{"terraform_version":"1.11.4"}');
  program('python3', 'Python 3.11.7');
  expect(await missing(folder)).toEqual(['cdktf is missing from node_modules: run npm ci.']);
});

test('the quickstart ends with these lines and exit code 1, and starts nothing', async () => {
  const args = [join(ROOT, 'node_modules', 'ts-node', 'dist', 'bin.js'), '--transpile-only', '--project', join(ROOT, 'test', 'tsconfig.json'), join(ROOT, 'tools', 'quickstart', 'main.ts')];
  const child = spawn(process.execPath, args, { env: { ...process.env, PATH: folder, TMPDIR: folder }, stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => { output += text; });
  const code = await new Promise((done) => child.once('close', done));
  expect({ code, lines: output.trim().split('\n').slice(-2) }).toEqual({ code: 1, lines: [NO_TERRAFORM, NO_PYTHON] });
  expect(existsSync(join(folder, 'coffer-quickstart'))).toBe(false);
  expect(output).not.toContain('building');
}, 60_000);

test('with Terraform, Python and moto on PATH, their versions are told', async () => {
  program('terraform', '{"terraform_version":"1.12.0"}');
  process.env.PATH = [folder, PATH].join(delimiter);
  expect(await checkPrerequisites(ROOT, () => undefined)).toEqual({ terraform: '1.12.0', python: expect.stringMatching(/^3\.\d+\.\d+$/) });
});
