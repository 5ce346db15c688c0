import { TerraformStack } from 'cdktf';
import { IConstruct } from 'constructs';
import { AppElements } from './app-elements';
import { OncePerApp } from './once-per-app';

/** A rule that can only be judged once the program has declared everything; throws where it is broken. */
export type SynthCheck = (stack: TerraformStack) => void;

/**
 * Rules to judge before anything of an app is written.
 *
 * cdktf's own validations of an app run after its stacks are on disk, too late to keep a literal value from
 * getting there; those of a stack see that stack only. So every stack with a Coffer element runs these from
 * within its first resolve, which cdktf does for all stacks before it writes any.
 */
export class SynthChecks {
  public static of(scope: IConstruct): SynthChecks {
    return SynthChecks.ofApp.of(scope);
  }

  private static readonly ofApp = new OncePerApp('synth-checks', () => new SynthChecks());

  private readonly checks = new Map<string, SynthCheck>();

  private leader?: IConstruct;

  private constructor() {}

  /** Whether a construct is the first one to ask: the one that looks after what is nobody's. */
  public first(construct: IConstruct): boolean {
    return (this.leader ??= construct) === construct;
  }

  /** Add a rule; a second rule of the same name takes the first one's place. */
  public add(name: string, check: SynthCheck): void {
    this.checks.set(name, check);
  }

  /** Judge a stack. */
  public run(stack: TerraformStack): void {
    AppElements.of(stack).forget(stack);
    for (const check of this.checks.values()) check(stack);
  }
}
