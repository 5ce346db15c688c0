import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LocalAws } from '../../local-aws/local-aws';
import { runCommand } from '../../terraform/terraform';
import { Account } from '../functions/account';
import { Recorder } from '../recorder';
import { normal } from '../shapes';
import { filesOf, Written } from '../written';

const [, , checkout, target] = process.argv as [string, string, string, string];

const REGION = 'eu-west-1';
const NAMES = ['inventory', 'rotate', 'rollback'];
const VAULT = ['--vault', 'acme-prod'];

/** None of them gets as far as AWS. */
const WRONG: readonly (readonly string[])[] = [
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
    [name, '/api/a', ...VAULT],
    [name, '/api/a', ...VAULT, '--profile', 'none'],
  ]),
];

/** One after another: the first of them write the file that the others compare with. */
const RIGHT: readonly (readonly string[])[] = [
  ['inventory', '/api', '--check'],
  ['inventory', '/api', '/web'],
  ['inventory'],
  ['inventory', '--check'],
  ['inventory', '/none', '--output', 'other.json'],
  ['inventory', '--region', 'us-east-1'],
  ['rotate', '/api/a', ...VAULT],
  ['rollback', '/api/b', ...VAULT],
  ['rotate', '/api/a', '--vault', 'acme-none'],
];

/** A rotator that does not rotate, but tells what it was asked for. */
const ROTATOR = `exports.handler = async (event) => {
  if (event.rollback) throw Object.assign(new Error('CANARY-asked ' + JSON.stringify(event)), { name: 'NoPrevious' });
  return { outcome: 'rotated', version: 7 };
};`;

/** The command as it is shipped. */
async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'coffer-compare-command-'));
  const written = new Written(target, checkout, [[folder, '<scratch>']]);
  const aws = await LocalAws.start();
  const recorder = await Recorder.start(aws.endpoint);
  const run = async (args: readonly string[], environment: NodeJS.ProcessEnv) => {
    const env = { ...process.env, ...environment, HOME: folder };
    const { code, stdout, stderr } = await runCommand(join(checkout, 'assets', 'coffer.js'), args, { cwd: folder, env, timeoutMs: 60_000 });
    return [['coffer', ...args].join(' '), { code, stdout: normal(stdout).split('\n'), stderr: normal(stderr).split('\n') }] as const;
  };
  try {
    const nowhere = { ...aws.environment, AWS_ENDPOINT_URL: undefined, AWS_REGION: undefined, AWS_DEFAULT_REGION: undefined };
    const wrong: Awaited<ReturnType<typeof run>>[] = [];
    for (const args of WRONG) wrong.push(await run(args, nowhere));
    written.json('wrong.json', Object.fromEntries(wrong));

    const account = new Account(aws, REGION);
    for (const name of ['/api/a', '/api/b', '/web/a', '/other/a']) await account.write(name, 'CANARY-value', 2);
    await account.function('acme-prod-rotator', ROTATOR);
    const told: unknown[] = [];
    for (const args of RIGHT) {
      const [line, answer] = await run(args, { ...aws.environment, AWS_ENDPOINT_URL: recorder.endpoint, AWS_REGION: REGION });
      told.push({ line, ...answer, aws: recorder.take(true) });
    }
    account.close();
    written.json('right.json', told);
    for (const file of filesOf(folder).filter((name) => name.endsWith('.json'))) {
      written.text(file, readFileSync(join(folder, file), 'utf8'));
    }
  } finally {
    recorder.close();
    await aws.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
