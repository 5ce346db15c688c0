import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const COMMAND = join('node_modules', 'cdktf-cli', 'bundle', 'bin', 'cdktf');
const PSEUDO_TERMINALS = '@cdktf/node-pty-prebuilt-multiarch';

/**
 * What keeps cdktf's command from deploying under a Node.js: its module for pseudo terminals is native, and comes with
 * binaries for some versions only. `cdktf --version` runs without it, and `cdktf deploy` dies in a stack trace.
 *
 * @param root the clone
 * @param node the executable to ask. @default - the one that runs this
 * @returns a sentence; undefined where the command loads
 */
export function whatKeepsCdktf(root: string, node = process.execPath): string | undefined {
  let pseudoTerminals: string;
  try {
    pseudoTerminals = createRequire(join(root, COMMAND)).resolve(PSEUDO_TERMINALS);
  } catch {
    return 'cdktf is missing from node_modules.';
  }
  // In a process of its own: it writes to standard error, and stays loaded.
  const program = ['-p', 'require(process.argv[1]); "loaded"', pseudoTerminals];
  const { status, stdout, stderr } = spawnSync(node, program, { encoding: 'utf8', env: process.env });
  if (status === 0 && stdout.trim() === 'loaded') return undefined;
  const version = spawnSync(node, ['--version'], { encoding: 'utf8', env: process.env }).stdout?.trim().replace(/^v/, '');
  const reason = /^\w*Error: (.*)/m.exec(stderr ?? '')?.[1] ?? `it ended with exit code ${status}`;
  return `cdktf's command does not load in Node.js ${version}: it brings binaries of node-pty for Node.js 20 and 22 only (${reason}).`;
}
