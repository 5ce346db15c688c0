import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from '../../terraform/terraform';
import { Written } from '../written';

const [, , checkout, target] = process.argv as [string, string, string, string];

const NAMES = ['inventory', 'rotate', 'rollback'];

/** Nothing of it reaches AWS. */
const LINES: readonly (readonly string[])[] = [
  [],
  ['--help'],
  ['-h'],
  ['help'],
  ['--version'],
  ['nothing'],
  ...NAMES.flatMap((name) => [[name, '--help'], [name, '--nothing'], [name, '--region'], [name]]),
  ['inventory', 'api'],
  ['inventory', '/'],
  ['inventory', '/api', '--check', 'x y'],
  ['inventory', '/api'],
  ['inventory', '--output', 'other.json'],
  ...['rotate', 'rollback'].flatMap((name) => [
    [name, '/api/a'],
    [name, '/api/a', '/api/b'],
    [name, 'api'],
    [name, '/api/a', '--vault', 'A'],
    [name, '/api/a', '--vault', 'acme-prod'],
    [name, '/api/a', '--vault', 'acme-prod', '--profile', 'none'],
  ]),
];

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'coffer-compare-command-'));
  const written = new Written(target, checkout, [[folder, '<scratch>']]);
  const env = {
    ...process.env,
    HOME: folder,
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
  };
  try {
    const answers: Record<string, unknown> = {};
    for (const args of LINES) {
      const { code, stdout, stderr } = await runCommand(join(checkout, 'assets', 'coffer.js'), args, {
        cwd: folder,
        env,
        timeoutMs: 30_000,
      });
      answers[['coffer', ...args].join(' ')] = { code, stdout: stdout.split('\n'), stderr: stderr.split('\n') };
    }
    written.json('answers.json', answers);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
