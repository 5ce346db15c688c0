import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram } from './programs';
import { ToolError } from '../terraform/terraform';

const INTERRUPTIONS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Whether this process may install packages of Debian's or Ubuntu's. */
export function canInstall(): boolean {
  return process.getuid?.() === 0 && findProgram('apt-get') !== undefined;
}

/** What installs packages, as somebody would type it. */
export function aptLine(packages: readonly string[]): string {
  return ['apt-get', ...installArguments(packages)].join(' ');
}

/**
 * Installs packages of Debian's or Ubuntu's, and neither starts nor restarts a server.
 *
 * @param system the root of the file system, for tests
 * @throws ToolError with what apt-get said last, where it fails
 */
export async function install(packages: readonly string[], system = '/'): Promise<void> {
  const allow = keepServersDown(packages, system);
  // The machine's policy has to come off again, so that an interruption reaches apt-get only, and this after it.
  const wait = () => undefined;
  INTERRUPTIONS.forEach((signal) => process.on(signal, wait));
  try {
    await apt(['update', '-qq']);
    await apt(['-qq', ...installArguments(packages)]);
  } finally {
    INTERRUPTIONS.forEach((signal) => process.removeListener(signal, wait));
    allow();
  }
}

/**
 * Keeps what comes with packages from being started: no cluster of PostgreSQL is made for the machine, and no service
 * begins (invoke-rc.d(8): policy-rc.d). A machine that has rules of its own for these keeps them.
 *
 * @returns what lets services begin again
 */
export function keepServersDown(packages: readonly string[], system = '/'): () => void {
  const clusters = join(system, 'etc', 'postgresql-common');
  if (packages.includes('postgresql') && !existsSync(join(clusters, 'createcluster.conf'))) {
    mkdirSync(clusters, { recursive: true });
    writeFileSync(join(clusters, 'createcluster.conf'), 'create_main_cluster = false\n');
  }
  const policy = join(system, 'usr', 'sbin', 'policy-rc.d');
  if (existsSync(policy)) return () => undefined;
  writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  return () => rmSync(policy, { force: true });
}

function installArguments(packages: readonly string[]): string[] {
  return ['install', '--yes', '--no-install-recommends', ...packages];
}

function apt(args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    // needrestart, which Ubuntu has, would restart servers of the machine that use what is installed.
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', NEEDRESTART_SUSPEND: '1' };
    const child = spawn('apt-get', args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        said += text;
      });
    }
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve();
      else reject(new ToolError(`apt-get ${args.join(' ')} failed with exit code ${code}:\n${lastLines(said)}`));
    });
  });
}

function lastLines(text: string): string {
  return text.trim().split('\n').slice(-12).join('\n');
}
