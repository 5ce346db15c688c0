import { resolve } from 'node:path';
import { ProgramsOnPath } from './programs-on-path';
import { whatKeepsCdktf } from '../../../tools/prerequisites/cdktf-command';
import { QUICKSTART, TESTS } from '../../../tools/prerequisites/needs';

const ROOT = resolve(__dirname, '..', '..', '..');
const programs = ProgramsOnPath.forThisFile();

async function problems(needs: typeof TESTS): Promise<string[]> {
  programs.alone();
  const lacks = await Promise.all(needs.map((need) => need.look()));
  return lacks.flatMap((lack) => (lack ? [lack.problem] : []));
}

const PYTHON = '{"executable":"/python3","python":[3,12,1],"moto":"","venv":false}';

test('a bare machine lacks what the tests need, each with a package where Debian has one', async () => {
  const found = await problems(TESTS);
  expect(found).toEqual(expect.arrayContaining([
    'terraform is not on PATH.', 'python3 is not on PATH.', 'openssl is not on PATH.', 'ssh-keygen is not on PATH.', 'gpg is not on PATH.',
    'ps is not on PATH.', 'bash is not on PATH.', 'Neither docker-compose nor docker compose is on PATH.',
  ]));
  const lacks = await Promise.all(TESTS.map((need) => need.look()));
  expect(lacks.filter((lack) => lack?.packages.length === 0).map((lack) => lack!.problem)).toEqual(['terraform is not on PATH.']);
});

test('either product runs the quickstart, and the tests are of Terraform', async () => {
  programs.says('python3', PYTHON.replace('"moto":""', '"moto":"5.2.1"'));
  expect(await problems(QUICKSTART)).toEqual(['Neither terraform nor tofu is on PATH.']);
  programs.says('tofu', 'OpenTofu v1.12.6');
  expect(await problems(QUICKSTART)).toEqual([]);
  programs.says('terraform', 'OpenTofu v1.12.6');
  expect(await problems(TESTS)).toContain('terraform on PATH is OpenTofu.');
});

test('a docker without compose is not enough', async () => {
  programs.add('docker', 'exit 1');
  expect(await problems(TESTS)).toContain('Neither docker-compose nor docker compose is on PATH.');
  programs.add('docker', '[ "$1 $2" = "compose version" ]');
  expect(await problems(TESTS)).not.toContain('Neither docker-compose nor docker compose is on PATH.');
});

test('a Node.js that has no binary of node-pty is told before cdktf dies of it', () => {
  const node = programs.add('node', `[ "$1" = --version ] && echo v24.21.0 && exit
echo "Error: Cannot find module '../build/Debug/pty.node'" >&2; exit 1`);
  expect(whatKeepsCdktf(ROOT, node)).toBe(
    "cdktf's command does not load in Node.js 24.21.0: it brings binaries of node-pty for Node.js 20 and 22 only "
    + "(Cannot find module '../build/Debug/pty.node').");
  expect(whatKeepsCdktf(programs.folder, node)).toBe('cdktf is missing from node_modules.');
  expect(whatKeepsCdktf(ROOT)).toBeUndefined();
});
