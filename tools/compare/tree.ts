import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export const ROOT = resolve(__dirname, '..', '..');

/** All files of a commit, or of the working tree, under one id: the same for the same content. */
export class Tree {
  public static ofCommit(revision: string): Tree {
    return new Tree(revision, git(['rev-parse', '--verify', `${revision}^{tree}`]));
  }

  /** Uncommitted and new files included, ignored ones left out. */
  public static ofWorkingTree(): Tree {
    return new Tree(
      'working tree',
      withScratchIndex((env) => {
        git(['read-tree', 'HEAD'], env);
        git(['add', '--all'], env);
        // A link to another folder's modules is no folder, which is all that .gitignore leaves out.
        git(['rm', '--cached', '--quiet', '--ignore-unmatch', 'node_modules'], env);
        return git(['write-tree'], env);
      }),
    );
  }

  private constructor(
    public readonly name: string,
    public readonly id: string,
  ) {}

  public checkout(folder: string): void {
    mkdirSync(folder, { recursive: true });
    withScratchIndex((env) => {
      git(['read-tree', this.id], env);
      git(['checkout-index', '--all', `--prefix=${folder}/`], env);
    });
  }

  /** Id of a file's content. */
  public blob(path: string): string {
    return git(['rev-parse', `${this.id}:${path}`], OBJECTS);
  }
}

/** Objects of the working tree go here, so that the repository is only read. */
const SCRATCH = mkdtempSync(join(tmpdir(), 'coffer-compare-git-'));
process.once('exit', () => rmSync(SCRATCH, { recursive: true, force: true }));

const OBJECTS = {
  GIT_OBJECT_DIRECTORY: join(SCRATCH, 'objects'),
  GIT_ALTERNATE_OBJECT_DIRECTORIES: resolve(ROOT, git(['rev-parse', '--git-path', 'objects'])),
};

function withScratchIndex<T>(use: (env: NodeJS.ProcessEnv) => T): T {
  const index = join(SCRATCH, 'index');
  mkdirSync(OBJECTS.GIT_OBJECT_DIRECTORY, { recursive: true });
  rmSync(index, { force: true });
  return use({ ...OBJECTS, GIT_INDEX_FILE: index });
}

function git(args: readonly string[], env: NodeJS.ProcessEnv = {}): string {
  return execFileSync('git', args, {
    cwd: ROOT,
    env: { ...process.env, ...env },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  }).trim();
}
