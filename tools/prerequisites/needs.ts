import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { whatKeepsCdktf } from './cdktf-command';
import type { Lack, Need } from './need';
import { findMariaDb, findPostgresql, findProgram } from './programs';
import { whatPythonLacks } from '../local-aws/python';
import { eitherProduct, findTerraform } from '../terraform/installed';
import { ToolError } from '../terraform/terraform';

const ROOT = resolve(__dirname, '..', '..');

const GET_TERRAFORM = 'install Terraform 1.11 or newer from HashiCorp, and put it on PATH';

/** A program that only has to be on PATH. */
function program(name: string, packages: readonly string[], neededBy: string, get: string): Need {
  return {
    neededBy,
    get,
    look: () => (findProgram(name) ? undefined : { problem: `${name} is not on PATH.`, packages }),
  };
}

function terraform(commands: () => readonly string[], neededBy: string, get: string, isTerraformOnly: boolean): Need {
  return {
    neededBy,
    get,
    look: () => {
      try {
        const { product, command } = findTerraform(commands());
        return isTerraformOnly && product !== 'Terraform' ? { problem: `${command} on PATH is ${product}.`, packages: [] } : undefined;
      } catch (error) {
        if (!(error instanceof ToolError)) throw error;
        return { problem: error.message, packages: [] };
      }
    },
  };
}

function python(neededBy: string): Need {
  return {
    neededBy,
    get: 'install Python 3.10 or newer with its venv module, or moto[server] into the python3 on PATH',
    look: () => lackOfPython(),
  };
}

/** @param cacheFolder where an environment may have been made. @default - this project's */
export async function lackOfPython(cacheFolder?: string): Promise<Lack | undefined> {
  const lack = await whatPythonLacks({ cacheFolder });
  return lack && { problem: lack.problem, packages: lack.isTooOld ? [] : ['python3', 'python3-venv'] };
}

/** hashicorp/aws, which is looked for apart from the others: Terraform has to be asked for it, and that can take long. */
function awsProvider(neededBy: string): Omit<Need, 'look'> {
  return {
    neededBy,
    get: 'let Terraform reach its registry, or put a mirror with it into ~/.terraform.d/plugins (`terraform providers mirror` makes one)',
  };
}

const cdktf = (neededBy: string): Omit<Need, 'group'> => ({
  neededBy,
  get: 'take Node.js 22, or 20 from 20.9 on',
  look: () => {
    const problem = whatKeepsCdktf(ROOT);
    return problem === undefined ? undefined : { problem, packages: [] };
  },
});

/** Docker's compose, which needs no daemon to read files. */
const compose: Need = {
  group: 'compose',
  neededBy: 'the tests of .env files, which docker compose has to read as they were written',
  get: 'install docker-compose, or docker with its plugin compose; no daemon has to run',
  look: () => {
    // Version 1 is a program of its own, version 2 a plugin that docker may have or not.
    const answers = (command: string, ...args: readonly string[]) => spawnSync(command, args, { env: process.env }).status === 0;
    if (answers('docker-compose', 'version') || answers('docker', 'compose', 'version')) return undefined;
    return { problem: 'Neither docker-compose nor docker compose is on PATH.', packages: ['docker-compose'] };
  },
};

const postgresql: Need = {
  group: 'databases',
  neededBy: 'the tests of rotations of passwords, which start a server of their own',
  get: 'install the server of PostgreSQL, and put initdb on PATH',
  look: () => {
    const { initdb, postgres } = findPostgresql();
    return initdb && postgres ? undefined : { problem: 'The server of PostgreSQL is not there (initdb).', packages: ['postgresql'] };
  },
};

const mariadb: Need = {
  group: 'databases',
  neededBy: 'the tests of rotations of passwords, which start a server of their own',
  get: 'install the server of MariaDB, and put mariadbd and mariadb-install-db on PATH',
  look: () => {
    const { mariadbd, install } = findMariaDb();
    const absent = [mariadbd ? [] : ['mariadbd'], install ? [] : ['mariadb-install-db']].flat();
    if (absent.length === 0) return undefined;
    return { problem: `The server of MariaDB is not there (${absent.join(', ')}).`, packages: ['mariadb-server'] };
  },
};

/** What `npm test` needs. */
export const TESTS: readonly Need[] = [
  terraform(() => ['terraform'], 'the tests of the provider and of deploys', GET_TERRAFORM, true),
  python('local AWS (moto), which most tests of the provider and the functions run on'),
  { ...cdktf('the end-to-end tests'), group: 'e2e' },
  program('openssl', ['openssl'], 'the tests of keys and certificates', 'install openssl'),
  program('ssh-keygen', ['openssh-client'], 'the tests of SSH keys', 'install the client of OpenSSH'),
  program('ssh-agent', ['openssh-client'], 'the tests that SSH keys can be used', 'install the client of OpenSSH'),
  program('gpg', ['gnupg'], 'the tests of signed packages', 'install GnuPG'),
  program('ps', ['procps'], 'the tests that no process is left behind', 'install procps'),
  program('bash', ['bash'], 'the tests of .env files', 'install bash'),
  compose,
  postgresql,
  mariadb,
];

/** What `npm run quickstart` needs. */
export const QUICKSTART: readonly Need[] = [
  terraform(eitherProduct, 'cdktf, which deploys by it', `${GET_TERRAFORM}; or OpenTofu 1.11 or newer, as tofu`, false),
  python('local AWS (moto)'),
  cdktf('every deploy'),
];

/** What `npm run bench` needs. */
export const BENCH: readonly Need[] = [
  terraform(() => ['terraform'], 'the plans that are measured', GET_TERRAFORM, true),
  python('local AWS (moto)'),
];

export const AWS_PROVIDER_OF_TESTS = { ...awsProvider('the end-to-end tests'), group: 'e2e' } as const;
export const AWS_PROVIDER_OF_QUICKSTART = awsProvider('the example');
export const AWS_PROVIDER_OF_BENCH = awsProvider('the plans that are measured');
