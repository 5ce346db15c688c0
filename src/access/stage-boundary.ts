import { TerraformStack } from 'cdktf';
import { IConstruct } from 'constructs';
import { GrantError } from '../errors';
import { SynthChecks } from '../terraform/synth-checks';

const BOUNDARY = Symbol.for('cdktf-coffer/stage-boundary');

/** Who or what is given secrets: a role, or a namespace of a cluster. */
export interface StageMember {
  /** Equal for two members that are one. */
  readonly identity: IConstruct | string;
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
 * Keeps the grants of an app within their stages (R4).
 *
 * ARNs and keys in policies are exact, so no grant reaches another stage by accident of a pattern. What is left is
 * the grant that a program makes on purpose or by mistake: one role for two stages, or a role that lives in a
 * stack of another stage.
 */
export class StageBoundary {
  public static of(scope: IConstruct): StageBoundary {
    const root = scope.node.root as IConstruct & { [BOUNDARY]?: StageBoundary };
    if (!root[BOUNDARY]) {
      const boundary = new StageBoundary();
      Object.defineProperty(root, BOUNDARY, { value: boundary });
      SynthChecks.of(scope).add('stage boundary', (stack) => boundary.check(stack));
    }
    return root[BOUNDARY]!;
  }

  private readonly stagesOfMembers = new Map<IConstruct | string, string>();
  private readonly stagesOfStacks = new Map<TerraformStack, Set<string>>();
  private readonly grants = new Map<TerraformStack, Grant[]>();

  private constructor() {}

  /** A stack holds a vault of a stage. */
  public vault(stack: TerraformStack, stage: string): void {
    this.stagesOfStacks.set(stack, (this.stagesOfStacks.get(stack) ?? new Set()).add(stage));
  }

  /**
   * A role, or a namespace of a cluster, is given a secret of a stage.
   *
   * @throws GrantError where it has a secret of another stage already.
   */
  public grant(subject: string, given: StageMember, stage: string): void {
    const other = this.stagesOfMembers.get(given.identity);
    if (other === stage) return;
    const kind = given.kind ?? 'role';
    const member = `${kind} '${given.label}'`;
    if (other !== undefined) {
      throw new GrantError(
        subject,
        `${member} has secrets of stage ${other} already, this one is of stage ${stage}, and grants never mix stages`,
        `Use one ${kind} for each stage.`,
      );
    }
    this.stagesOfMembers.set(given.identity, stage);
    if (!given.scope) return;
    const stack = TerraformStack.of(given.scope);
    this.grants.set(stack, [...(this.grants.get(stack) ?? []), { subject, stage, member, kind }]);
  }

  private check(stack: TerraformStack): void {
    const stages = this.stagesOfStacks.get(stack);
    if (!stages) return;
    for (const { subject, stage, member, kind } of this.grants.get(stack) ?? []) {
      if (stages.has(stage)) continue;
      throw new GrantError(
        subject,
        `${member} is in stack '${stack.node.path}' of stage ${[...stages].sort().join(', ')}, this secret is of stage ${stage}, and grants never reach another stage`,
        `Grant to a ${kind} of the same stage.`,
      );
    }
  }
}
