import { TerraformStack } from 'cdktf';
import { IConstruct } from 'constructs';
import { GrantError, StageError } from '../errors';
import { OncePerApp } from '../terraform/once-per-app';
import { SynthChecks } from '../terraform/synth-checks';

/** Who or what is given secrets: a role, or a namespace of a cluster. */
export interface StageMember {
  /** What two members have in common that are one. */
  readonly keys: readonly (IConstruct | string)[];
  /** Where it is declared, where that says its stage. */
  readonly scope?: IConstruct;
  readonly label: string;
  /** @default role */
  readonly kind?: string;
}

interface Grant {
  readonly subject: string;
  readonly stage: string;
  /** The member, as errors call it. */
  readonly member: string;
  readonly kind: string;
}

/**
 * Keeps the secrets and grants of an app within their stages (R4).
 *
 * ARNs and keys in policies are exact, so no grant reaches another stage by accident of a pattern. What is left is
 * the grant that a program makes on purpose or by mistake: one role for two stages, or a role that lives in a
 * stack of another stage; and the secret that is declared, or read, in a stack of another stage.
 */
export class StageIsolation {
  public static of(scope: IConstruct): StageIsolation {
    return StageIsolation.ofApp.of(scope);
  }

  private static readonly ofApp = new OncePerApp('stage-boundary', (scope) => {
    const isolation = new StageIsolation();
    SynthChecks.of(scope).add('stage boundary', (stack) => isolation.check(stack));
    return isolation;
  });

  private readonly stagesOfMembers = new Map<IConstruct | string, string>();
  private readonly stagesOfStacks = new Map<TerraformStack, Set<string>>();
  /** Of each stack the stages of other stacks' vaults that it has secrets of, with the first such secret. */
  private readonly usesOfStacks = new Map<TerraformStack, Map<string, string>>();
  private readonly grants = new Map<TerraformStack, Grant[]>();

  private constructor() {}

  /** A stack holds a vault of a stage. */
  public vault(stack: TerraformStack, stage: string): void {
    this.stagesOfStacks.set(stack, (this.stagesOfStacks.get(stack) ?? new Set()).add(stage));
  }

  /** A stack declares or reads a secret of a vault that is in another stack. */
  public use(subject: string, stack: TerraformStack, stage: string): void {
    const uses = this.usesOfStacks.get(stack) ?? new Map<string, string>();
    this.usesOfStacks.set(stack, uses);
    if (!uses.has(stage)) uses.set(stage, subject);
  }

  /**
   * A role, or a namespace of a cluster, is given a secret of a stage.
   *
   * @throws GrantError where it has a secret of another stage already.
   */
  public grant(subject: string, given: StageMember, stage: string): void {
    const { keys } = given;
    const known = keys.filter((key) => this.stagesOfMembers.has(key));
    const other = known.map((key) => this.stagesOfMembers.get(key)!).find((each) => each !== stage);
    const kind = given.kind ?? 'role';
    const member = `${kind} '${given.label}'`;
    if (other !== undefined) {
      throw new GrantError(
        subject,
        `${member} has secrets of stage ${other} already, this one is of stage ${stage}, and grants never mix stages`,
        `Use one ${kind} for each stage.`,
      );
    }
    for (const key of keys) this.stagesOfMembers.set(key, stage);
    if (known.length > 0) return;
    if (!given.scope) return;
    const stack = TerraformStack.of(given.scope);
    this.grants.set(stack, [...(this.grants.get(stack) ?? []), { subject, stage, member, kind }]);
  }

  private check(stack: TerraformStack): void {
    const stages = this.stagesOfStacks.get(stack);
    // Grants first: what is said of them is more to the point.
    if (stages) this.checkGrants(stack, stages);
    this.checkUses(stack, stages);
  }

  private checkGrants(stack: TerraformStack, stages: ReadonlySet<string>): void {
    for (const { subject, stage, member, kind } of this.grants.get(stack) ?? []) {
      if (stages.has(stage)) continue;
      throw new GrantError(
        subject,
        `${member} is in stack '${stack.node.path}' of stage ${[...stages]
          .sort()
          .join(', ')}, this secret is of stage ${stage}, and grants never reach another stage`,
        `Grant to a ${kind} of the same stage.`,
      );
    }
  }

  /** A stack has the stages of its own vaults; one without any has that of the secrets in it, which then is one. */
  private checkUses(stack: TerraformStack, own: ReadonlySet<string> | undefined): void {
    const uses = [...(this.usesOfStacks.get(stack) ?? [])];
    if (uses.length === 0) return;
    const [allowed, why] = own ? ([own, 'of'] as const) : ([new Set([uses[0]![0]]), 'with secrets of'] as const);
    for (const [stage, subject] of uses) {
      if (allowed.has(stage)) continue;
      throw new StageError(
        subject,
        `its vault is of stage ${stage}, and stack '${stack.node.path}' is one ${why} stage ${[...allowed].sort().join(', ')}`,
        `Declare it in a stack of stage ${stage}, or in a vault of stage ${[...allowed].sort().join(' or ')}.`,
      );
    }
  }
}
