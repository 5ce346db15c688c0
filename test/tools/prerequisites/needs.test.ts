import { join, resolve } from 'node:path';
import { ProgramsOnPath } from './programs-on-path';
import { whatKeepsCdktf } from '../../../tools/prerequisites/cdktf-command';
import { lackOfPython, QUICKSTART, TESTS } from '../../../tools/prerequisites/needs';

const ROOT = resolve(__dirname, '..', '..', '..');
const programs = ProgramsOnPath.forThisFile();

async function problems(needs: typeof TESTS): Promise<string[]> {
  programs.alone();
  const lacks = await Promise.all(needs.map((need) => need.look()));
  // Whether cdktf loads depends on the Node.js that runs this, and has a test of its own.
  return lacks.flatMap((lack) => (lack && !lack.problem.startsWith("cdktf's command") ? [lack.problem] : []));
}

const PYTHON = '{"executable":"/python3","python":[3,12,1],"moto":"","venv":false}';

test('a bare machine lacks what the tests need, each with a package where Debian has one', async () => {
  const found = await problems(TESTS);
  expect(found).toEqual(
    expect.arrayContaining([
      'terraform is not on PATH.',
      'python3 is not on PATH.',
      'openssl is not on PATH.',
      'ssh-keygen is not on PATH.',
      'gpg is not on PATH.',
      'ps is not on PATH.',
      'bash is not on PATH.',
      'Neither docker-compose nor docker compose is on PATH.',
    ]),
  );
  const lacks = await Promise.all(TESTS.filter(({ group }) => group !== 'e2e').map((need) => need.look()));
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

test.each([
  ['has moto', { moto: '5.2.1' }, undefined],
  ['can make an environment for moto', { venv: true }, undefined],
  [
    'has an old moto, and can make no environment',
    { moto: '5.1.22' },
    { problem: 'python3 on PATH has neither moto nor a venv module to install moto into.', packages: ['python3', 'python3-venv'] },
  ],
  // Debian's package would be as old.
  [
    'is too old for moto',
    { python: [3, 9, 2], venv: true },
    { problem: 'python3 on PATH is 3.9.2, and moto needs 3.10 or newer.', packages: [] },
  ],
])('a python3 that %s', async (_, more, lack) => {
  programs.says('python3', JSON.stringify({ ...JSON.parse(PYTHON), ...more }));
  programs.alone();
  // Without what an earlier run may have made for this clone.
  expect(await lackOfPython(join(programs.folder, 'cache'))).toEqual(lack);
});

test('a docker without compose is not enough', async () => {
  programs.add('docker', 'exit 1');
  expect(await problems(TESTS)).toContain('Neither docker-compose nor docker compose is on PATH.');
  programs.add('docker', '[ "$1 $2" = "compose version" ]');
  expect(await problems(TESTS)).not.toContain('Neither docker-compose nor docker compose is on PATH.');
});

test('a Node.js that has no binary of node-pty is told before cdktf dies of it', () => {
  const node = programs.add(
    'node',
    `[ "$1" = --version ] && echo v24.21.0 && exit
echo "Error: Cannot find module '../build/Debug/pty.node'" >&2; exit 1`,
  );
  expect(whatKeepsCdktf(ROOT, node)).toBe(
    "cdktf's command does not load in Node.js 24.21.0: it brings binaries of node-pty for Node.js 20 and 22 only " +
      "(Cannot find module '../build/Debug/pty.node').",
  );
  expect(whatKeepsCdktf(programs.folder, node)).toBe('cdktf is missing from node_modules.');
  expect(whatKeepsCdktf(ROOT, programs.says('newer-node', 'loaded'))).toBeUndefined();
  // Up to Node.js 22 there is a binary; for a newer one a compiler may have made it.
  if (Number(process.versions.modules) <= 127) expect(whatKeepsCdktf(ROOT)).toBeUndefined();
});
