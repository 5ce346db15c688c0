import { type ISynthesisSession, TerraformStack } from 'cdktf';
import type { IConstruct } from 'constructs';
import { OncePerApp } from './once-per-app';

/** Writes a file that is about the whole app, into the folder that cdktf writes to. */
export type AppFile = (outdir: string) => void;

/**
 * Files that an app has once, written when its last stack is: by then the aspects of all stacks have had their say.
 *
 * cdktf knows no hook of an app's own: its validations are skipped where a program says so, and other hooks are of stacks.
 */
export class AppFiles {
  public static of(scope: IConstruct): AppFiles {
    return AppFiles.ofApp.of(scope);
  }

  private static readonly ofApp = new OncePerApp('app-files', () => new AppFiles());

  private readonly files = new Map<string, AppFile>();
  private readonly stacks = new Set<TerraformStack>();

  private constructor() {}

  /** Have a file written; a second one of the same name takes the first one's place. */
  public add(name: string, file: AppFile): void {
    this.files.set(name, file);
  }

  /** A stack that tells when it is synthesized. */
  public expect(stack: TerraformStack): void {
    this.stacks.add(stack);
  }

  /** A stack is synthesized. */
  public synthesized(stack: TerraformStack, session: ISynthesisSession): void {
    const order = stack.node.root.node.findAll().filter((each): each is TerraformStack => TerraformStack.isStack(each));
    if (order.filter((each) => this.stacks.has(each)).pop() === stack) this.write(session.outdir);
  }

  /** The app is synthesized: whether or not it has a stack that tells. */
  public ended(outdir: string): void {
    if (this.stacks.size === 0) this.write(outdir);
  }

  private write(outdir: string): void {
    for (const file of this.files.values()) file(outdir);
  }
}
