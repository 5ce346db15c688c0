import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT, type Tree } from './tree';
import { filesOf } from './written';

const run = promisify(execFile);

/** Each of them writes what it finds out of a checkout into a folder. */
export const PROBES = ['synth', 'provider', 'functions', 'command'] as const;
export type Probe = (typeof PROBES)[number];

/** Answers by what they depend on, from earlier runs. */
const CACHE = join(tmpdir(), `coffer-compare-${userInfo().uid}`);

type Log = (line: string) => void;

/** What was found out of a tree. */
export interface Side {
  /** Folder of each probe's answers. */
  readonly answers: Readonly<Record<string, string>>;
  /** Checksums of what is bundled, by file. */
  readonly assets: Readonly<Record<string, string>>;
}

/** Has the answers of a tree written, or takes those of an earlier run. */
export async function answersOf(tree: Tree, probes: readonly Probe[], log: Log): Promise<Side> {
  const kept = join(CACHE, `${tree.id.slice(0, 16)}-${ownHash()}`);
  const missing = probes.filter((probe) => !existsSync(join(kept, probe)));
  if (missing.length === 0) log(`${tree.name}: answers of an earlier run`);
  else await ask(tree, missing, kept, log);
  return {
    answers: Object.fromEntries(probes.map((probe) => [probe, join(kept, probe)])),
    assets: JSON.parse(readFileSync(join(kept, 'assets.json'), 'utf8')) as Side['assets'],
  };
}

async function ask(tree: Tree, probes: readonly Probe[], kept: string, log: Log): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), 'coffer-compare-'));
  try {
    const checkout = join(scratch, 'checkout');
    tree.checkout(checkout);
    if (tree.blob('package-lock.json') !== ownLock()) {
      log(`${tree.name}: has another package-lock.json. It is compared with the modules that are installed here.`);
    }
    symlinkSync(join(ROOT, 'node_modules'), join(checkout, 'node_modules'));
    const projen = join('node_modules', 'projen', 'bin', 'projen');
    await timed(`${tree.name}: bundle`, log, () => command(process.execPath, [projen, 'bundle'], checkout));
    mkdirSync(kept, { recursive: true });
    writeFileSync(join(kept, 'assets.json'), JSON.stringify(checksums(join(checkout, 'assets'))));
    // All to their end, since they share the checkout.
    const ends = await Promise.allSettled(
      probes.map((probe) =>
        timed(`${tree.name}: ${probe}`, log, async () => {
          const fresh = join(scratch, probe);
          await tool(join(__dirname, 'probes', `${probe}.ts`), [checkout, fresh]);
          // Another run may have been quicker, with the same answers.
          if (!existsSync(join(kept, probe))) renameSync(fresh, join(kept, probe));
        }),
      ),
    );
    for (const end of ends) if (end.status === 'rejected') throw end.reason;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function checksums(assets: string): Record<string, string> {
  const checksum = (file: string) =>
    createHash('sha256')
      .update(readFileSync(join(assets, file)))
      .digest('hex');
  return Object.fromEntries(filesOf(assets).map((file) => [file, checksum(file)]));
}

async function timed(what: string, log: Log, work: () => Promise<void>): Promise<void> {
  const begun = Date.now();
  await work();
  log(`${what} (${((Date.now() - begun) / 1000).toFixed(1)} s)`);
}

function tool(program: string, args: readonly string[]): Promise<void> {
  const tsNode = join(ROOT, 'node_modules', 'ts-node', 'dist', 'bin.js');
  return command(process.execPath, [tsNode, '--transpile-only', '--project', join(ROOT, 'test', 'tsconfig.json'), program, ...args], ROOT);
}

async function command(program: string, args: readonly string[], cwd: string): Promise<void> {
  try {
    await run(program, args, { cwd, env: environment(), maxBuffer: 64 * 1024 * 1024 });
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(`${args.join(' ')} failed:\n${stdout}${stderr || String(error)}`);
  }
}

/** The same on every machine and in every shell: nothing that steers AWS, Terraform, cdktf or Coffer. */
function environment(): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !/^(AWS_|TF_|CDKTF_|COFFER_|KUBE|NODE_OPTIONS|TS_NODE)/.test(name));
  return {
    ...Object.fromEntries(inherited),
    TZ: 'UTC',
    LC_ALL: 'C.UTF-8',
    CHECKPOINT_DISABLE: '1',
    CI: '1',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '1',
  };
}

/** What answers depend on beside the tree: these programs and the modules. */
function ownHash(): string {
  const hash = createHash('sha256').update(process.version).update(ownLock());
  for (const folder of ['compare', 'local-aws', 'terraform']) {
    for (const file of filesOf(join(ROOT, 'tools', folder))) hash.update(file).update(readFileSync(join(ROOT, 'tools', folder, file)));
  }
  return hash.digest('hex').slice(0, 12);
}

/** Git's id of the lock file that the installed modules are of. */
function ownLock(): string {
  const lock = readFileSync(join(ROOT, 'package-lock.json'));
  return createHash('sha1').update(`blob ${lock.length}\0`).update(lock).digest('hex');
}
