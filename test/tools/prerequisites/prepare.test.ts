import { ProgramsOnPath } from './programs-on-path';
import { MissingPrerequisites, type Lack, type Need } from '../../../tools/prerequisites/need';
import { prepare, withoutGroups, type PrepareOptions } from '../../../tools/prerequisites/prepare';

const programs = ProgramsOnPath.forThisFile();

const GPG: Lack = { problem: 'gpg is not on PATH.', packages: ['gnupg'] };
const MARIADB: Lack = { problem: 'The server of MariaDB is not there.', packages: ['mariadb-server'] };
const TERRAFORM: Lack = { problem: 'terraform is not on PATH.', packages: [] };

/** A need that lacks this until something is installed. */
function need(lack: Lack, more: Partial<Need> = {}): Need {
  const isMended = () => installed.flat().some((name) => lack.packages.includes(name));
  return { neededBy: 'a test', get: 'get it somewhere', look: () => (isMended() ? undefined : lack), ...more };
}

let installed: string[][];
let said: string[];
beforeEach(() => {
  [installed, said] = [[], []];
  programs.says('terraform', 'Terraform v1.12.0');
  programs.first();
});

const installs: PrepareOptions['install'] = async (packages) => {
  installed.push([...packages]);
};

function prepared(needs: readonly Need[], more: Partial<PrepareOptions> = {}): ReturnType<typeof prepare> {
  const command = { line: 'npm test', takesFlags: true };
  return prepare({ command, needs, terraform: ['terraform'], say: (line) => said.push(line), install: undefined, ...more });
}

async function refusal(...args: Parameters<typeof prepared>): Promise<readonly string[]> {
  const error: unknown = await prepared(...args).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(MissingPrerequisites);
  return (error as MissingPrerequisites).lines;
}

test('nothing is said or installed where everything is there', async () => {
  const { terraform, python } = await prepared([{ ...need(GPG), look: () => undefined }], { install: installs });
  expect(terraform).toEqual({ product: 'Terraform', command: 'terraform', version: '1.12.0' });
  expect(python).toMatch(/python3/);
  expect([installed, said]).toEqual([[], []]);
});

test('where packages can be installed, what is missing is said with its apt line, and installed at once', async () => {
  await prepared([need(GPG), need(MARIADB), need({ ...GPG, problem: 'gpg-agent is not on PATH.' })], { install: installs });
  expect(installed).toEqual([['gnupg', 'mariadb-server']]);
  expect(said).toEqual([
    'gpg is not on PATH. It is for a test.',
    'The server of MariaDB is not there. It is for a test.',
    'gpg-agent is not on PATH. It is for a test.',
    'Installing, which takes a minute or two, and starts no server:\n  apt-get install --yes --no-install-recommends gnupg mariadb-server',
    'Installed.',
  ]);
});

test('elsewhere everything that is missing is named with what needs it and how to get it', async () => {
  expect(await refusal([need(GPG, { neededBy: 'signatures' }), need(MARIADB, { get: 'install MariaDB' })])).toEqual([
    '`npm test` has not begun, since something is missing on this machine:',
    '',
    '  gpg is not on PATH.',
    '    It is for signatures.',
    '    To get it: get it somewhere (Debian, Ubuntu: apt-get install gnupg).',
    '',
    '  The server of MariaDB is not there.',
    '    It is for a test.',
    '    To get it: install MariaDB (Debian, Ubuntu: apt-get install mariadb-server).',
    '',
    'Debian and Ubuntu have packages; run by root there, the same command installs them:',
    '  apt-get install --yes --no-install-recommends gnupg mariadb-server',
  ]);
});

test('a machine is left as it is where a part of what is missing has no package', async () => {
  const lines = await refusal([need(TERRAFORM), need(GPG)], { install: installs });
  expect(lines).toEqual(expect.arrayContaining(['  terraform is not on PATH.', '  gpg is not on PATH.']));
  expect(installed).toEqual([]);
});

test('what is still missing after an installation ends the run', async () => {
  expect(await refusal([{ ...need(GPG), look: () => GPG }], { install: installs })).toContain('  gpg is not on PATH.');
  expect(installed).toEqual([['gnupg']]);
});

test('the flags that run all other tests are named where all that is missing can be left out', async () => {
  const databases = need(MARIADB, { group: 'databases' });
  const compose = need({ problem: 'No compose.', packages: [] }, { group: 'compose' });
  expect((await refusal([databases, compose])).slice(-2)).toEqual([
    'To run all other tests:',
    '  npm test -- --without-databases --without-compose',
  ]);
  expect(await refusal([databases, compose, need(GPG)])).not.toContain('To run all other tests:');
  expect(await refusal([databases], { command: { line: 'npm test', takesFlags: false } })).not.toContain('To run all other tests:');
});

test('groups that are left out need nothing', () => {
  const [databases, gpg] = [need(MARIADB, { group: 'databases' }), need(GPG)];
  expect(withoutGroups([databases, gpg], ['databases', 'e2e'])).toEqual([gpg]);
  expect(withoutGroups([databases, gpg], [])).toEqual([databases, gpg]);
});
