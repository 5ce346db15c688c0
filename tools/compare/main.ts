import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { answersOf } from './side';
import { Tree } from './tree';

const USAGE = `Usage: npx projen compare [--base <revision>] [--head <revision>]

Says whether two commits behave alike: what the constructs synthesize, the provider's schema and answers, the functions
and the command. Exits with 0 where they do, 1 where they differ, 2 where it could not be found out.

  --base  a commit [default: HEAD~]
  --head  a commit [default: the working tree]
  --stat  which files differ, and not how`;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { base: { type: 'string', default: 'HEAD~' }, head: { type: 'string' }, stat: { type: 'boolean' }, help: { type: 'boolean' } },
  });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  const [base, head] = [Tree.ofCommit(values.base), values.head === undefined ? Tree.ofWorkingTree() : Tree.ofCommit(values.head)];
  const log = (line: string) => console.error(line);
  const [before, after] = await Promise.all([answersOf(base, log), answersOf(head, log)]);
  const bundles = Object.keys({ ...before.assets, ...after.assets }).sort().filter((file) => /\.(zip|js)$|^[^.]+$/.test(file));
  const others = bundles.filter((file) => before.assets[file] !== after.assets[file]);
  console.log(`Bundles: ${others.length === 0 ? 'the same bytes' : `other bytes in ${others.join(', ')}, which is no difference by itself`}.`);
  const differ = ['--stat', ...(values.stat ? [] : ['--patch'])].map((how) => diff(how, before.answers, after.answers)).some((differs) => differs);
  console.log(differ ? `${base.name} and ${head.name} differ.` : `${base.name} and ${head.name} behave alike.`);
  return differ ? 1 : 0;
}

function diff(how: string, before: string, after: string): boolean {
  const { status, stdout, stderr } = spawnSync('git', ['diff', '--no-index', '--no-color', '--no-renames', '--stat=180', how, before, after], { encoding: 'utf8', maxBuffer: 1 << 28 });
  if (status !== 0 && status !== 1) throw new Error(`git diff failed: ${stderr}`);
  process.stdout.write(stdout.replaceAll(before, 'base').replaceAll(after, 'head'));
  return status === 1;
}

main().then((code) => { process.exitCode = code; }, (error: unknown) => {
  console.error((error as Error).message);
  process.exitCode = 2;
});
