import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { answersOf, PROBES, type Probe, type Side } from './side';
import { Tree } from './tree';
import { FAILURE, filesOf } from './written';

const USAGE = `Usage: npx projen compare [--base <revision>] [--head <revision>] [--only <probe>...] [--stat]

Says whether two commits behave alike: what the constructs synthesize, the provider's schema and answers, the functions
and the command. Exits with 0 where they do, 1 where they differ, 2 where that could not be found out (1 too where it
runs under projen).

  --base  a commit [default: HEAD~]
  --head  a commit [default: the working tree, with what is not committed]
  --only  one of ${PROBES.join(', ')}; may be repeated [default: all]
  --stat  tell which files differ, and not how`;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      base: { type: 'string', default: 'HEAD~' },
      head: { type: 'string' },
      only: { type: 'string', multiple: true },
      stat: { type: 'boolean', default: false },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  const probes = PROBES.filter((probe) => values.only?.includes(probe) ?? true);
  const unknown = values.only?.filter((name) => !PROBES.includes(name as Probe)) ?? [];
  if (unknown.length > 0) throw new Error(`There is no probe '${unknown.join("', '")}'.\n\n${USAGE}`);

  const base = Tree.ofCommit(values.base);
  const head = values.head === undefined ? Tree.ofWorkingTree() : Tree.ofCommit(values.head);
  if (base.id === head.id) {
    console.log(`${base.name} and ${head.name} have the same files.`);
    return 0;
  }
  const log = (line: string) => console.error(line);
  const [before, after] = await Promise.all([answersOf(base, probes, log), answersOf(head, probes, log)]);
  console.log(bundles(before, after));
  for (const failed of failures(after)) console.log(`Not compared, since it could not be synthesized: ${failed}.`);
  const differing = differences(before, after, probes, values.stat);
  const about = probes.length === PROBES.length ? '' : ` in ${probes.join(', ')}`;
  console.log(`${base.name} and ${head.name} ${differing.length > 0 ? `differ in ${differing.join(', ')}` : `behave alike${about}`}.`);
  return differing.length > 0 ? 1 : 0;
}

/** Programs that end with an error, which would be no difference where both sides' do. */
function failures({ answers: { synth } }: Side): string[] {
  return synth === undefined
    ? []
    : filesOf(synth)
        .filter((file) => basename(file) === FAILURE)
        .map(dirname);
}

/** What is bundled has other bytes after most changes, which says nothing of how it behaves. */
function bundles({ assets: before }: Side, { assets: after }: Side): string {
  const files = Object.keys({ ...before, ...after })
    .filter((file) => !file.endsWith('.json'))
    .sort();
  const others = files.filter((file) => before[file] !== after[file]);
  return `Bundles: ${others.length === 0 ? 'the same bytes' : `other bytes in ${others.join(', ')}`}.`;
}

/** Shows how the sides differ. Returns the probes whose answers do. */
function differences(before: Side, after: Side, probes: readonly Probe[], statOnly: boolean): Probe[] {
  // Under names that say which is which.
  const folder = mkdtempSync(join(tmpdir(), 'coffer-compare-diff-'));
  try {
    for (const [name, { answers }] of Object.entries({ base: before, head: after })) {
      for (const probe of probes) cpSync(answers[probe]!, join(folder, name, probe), { recursive: true });
    }
    const diff = (...how: string[]) => {
      const args = ['diff', '--no-index', '--no-color', '--no-renames', '--no-prefix', ...how];
      const { status, stdout, stderr } = spawnSync('git', args, { cwd: folder, encoding: 'utf8', maxBuffer: 256 * 1024 * 1024 });
      if (status !== 0 && status !== 1) throw new Error(`git diff failed: ${stderr}`);
      return { differs: status === 1, text: stdout };
    };
    process.stdout.write(diff('--stat=160', ...(statOnly ? [] : ['--patch']), 'base', 'head').text);
    return probes.filter((probe) => diff('--quiet', `base/${probe}`, `head/${probe}`).differs);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error((error as Error).message);
    process.exitCode = 2;
  },
);
