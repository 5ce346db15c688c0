import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
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
const VAULT = ['--vault', 'acme-prod'];

/** None of them gets as far as AWS. */
const wrong = (names: readonly string[]): readonly (readonly string[])[] => [
  [],
  ['--help'],
  ['-h'],
  ['help'],
  ['--version'],
  ['nothing'],
  ...names.flatMap((name) => [[name, '--help'], [name, '--nothing'], [name, '--region'], [name], [name, '/'], [name, 'a', 'b', 'c', 'd']]),
  ...['bash', 'zsh', 'fish', 'man'].map((what) => ['completion', what]),
  ['exec', 'api'],
  ['exec', 'api', '--', 'no-such-program'],
  ['exec', 'api', '--only', ' ', '--', '/bin/true'],
  ['set', 'api', 'a', 'CANARY-value'],
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

/** What reads and deletes, after the rest. */
const READ: readonly (readonly string[])[] = [
  ['list', 'api', '--json'],
  ['env', 'api', 'web'],
  ['export', 'api', '--format', 'json'],
  ['get', 'api', 'a'],
  ['get', 'api', 'none'],
  ['exec', 'api', 'web', '--', '/bin/sh', '-c', 'echo $A $B; exit 3'],
  ['exec', 'api', 'web', '--only', 'A', '--pristine', '--', '/bin/sh', '-c', 'echo $A $B'],
  ['exec', 'none', '--', '/bin/true'],
  ['history', 'api', 'a', '--json'],
  ['delete', 'other', 'a', '--yes'],
  ['delete', 'other', 'a', '--yes'],
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
    const answers: Awaited<ReturnType<typeof run>>[] = [];
    for (const args of wrong(namesOf(checkout))) answers.push(await run(args, nowhere));
    written.json('wrong.json', Object.fromEntries(answers));

    const account = new Account(aws, REGION);
    for (const name of ['/api/a', '/api/b', '/web/a', '/other/a']) await account.write(name, 'CANARY-value', 2);
    await account.function('acme-prod-rotator', ROTATOR);
    const told: unknown[] = [];
    for (const args of [...RIGHT, ...READ]) {
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

/** The commands of a checkout, by its own table: one that is new shows as such. */
function namesOf(folder: string): string[] {
  const table = join(folder, 'src', 'programs', 'cli', 'commands.ts');
  if (!existsSync(table)) return [];
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { COMMANDS } = require(table) as { COMMANDS: readonly { readonly name: string }[] };
  return COMMANDS.map(({ name }) => name);
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
