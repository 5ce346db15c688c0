import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ProgramsOnPath } from './programs-on-path';
import { aptLine, install, keepServersDown } from '../../../tools/prerequisites/apt';
import { ToolError } from '../../../tools/terraform/terraform';

const programs = ProgramsOnPath.forThisFile();

let system: string;
const policy = () => join(system, 'usr', 'sbin', 'policy-rc.d');
const clusters = () => join(system, 'etc', 'postgresql-common', 'createcluster.conf');

beforeEach(() => {
  system = mkdtempSync(join(tmpdir(), 'coffer-system-'));
  mkdirSync(join(system, 'usr', 'sbin'), { recursive: true });
});
afterEach(() => rmSync(system, { recursive: true, force: true }));

/** An apt-get that writes down how it was called, and whether services may be started meanwhile. */
function aptGet(rest = ''): () => string[] {
  const log = join(system, 'log');
  programs.add(
    'apt-get',
    `if [ -x '${policy()}' ]; then started=no; else started=yes; fi
echo "$* $DEBIAN_FRONTEND $NEEDRESTART_SUSPEND services:$started" >> '${log}'\n${rest}`,
  );
  programs.alone();
  return () => readFileSync(log, 'utf8').trim().split('\n');
}

test('the line is what somebody would type', () => {
  expect(aptLine(['postgresql', 'gnupg'])).toBe('apt-get install --yes --no-install-recommends postgresql gnupg');
});

test('packages are installed without questions, while no service may begin, or begin again', async () => {
  const calls = aptGet();
  await install(['mariadb-server'], system);
  expect(calls()).toEqual([
    'update -qq noninteractive 1 services:no',
    '-qq install --yes --no-install-recommends mariadb-server noninteractive 1 services:no',
  ]);
  expect(existsSync(policy())).toBe(false);
});

test('services may begin again after a failure, which says what apt-get said', async () => {
  aptGet('echo "E: Unable to locate package mariadb-server" >&2; exit 100');
  const error: unknown = await install(['mariadb-server'], system).catch((reason: unknown) => reason);
  expect(error).toEqual(new ToolError('apt-get update -qq failed with exit code 100:\nE: Unable to locate package mariadb-server'));
  expect(existsSync(policy())).toBe(false);
});

test('a policy of the machine is neither changed nor taken away', () => {
  writeFileSync(policy(), '#!/bin/sh\nexit 104\n');
  keepServersDown(['mariadb-server'], system)();
  expect(readFileSync(policy(), 'utf8')).toBe('#!/bin/sh\nexit 104\n');
});

test('a policy that refuses is there until the end', () => {
  const allow = keepServersDown(['mariadb-server'], system);
  expect(readFileSync(policy(), 'utf8')).toBe('#!/bin/sh\nexit 101\n');
  expect(statSync(policy()).mode.toString(8)).toMatch(/755$/);
  allow();
  expect(existsSync(policy())).toBe(false);
});

test('no cluster of PostgreSQL is made for the machine, unless it has a rule of its own', () => {
  keepServersDown(['mariadb-server'], system)();
  expect(existsSync(clusters())).toBe(false);
  keepServersDown(['postgresql'], system)();
  expect(readFileSync(clusters(), 'utf8')).toBe('create_main_cluster = false\n');
  writeFileSync(clusters(), 'create_main_cluster = true\n');
  keepServersDown(['postgresql'], system)();
  expect(readFileSync(clusters(), 'utf8')).toBe('create_main_cluster = true\n');
});
