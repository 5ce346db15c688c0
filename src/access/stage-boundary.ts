import { TerraformStack } from 'cdktf';
import { IConstruct } from 'constructs';
import { GrantedRole } from './grantee';
import { GrantError } from '../errors';
import { SynthChecks } from '../terraform/synth-checks';

const BOUNDARY = Symbol.for('cdktf-coffer/stage-boundary');

interface Grant {
  readonly subject: string;
  readonly stage: string;
  readonly label: string;
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

  private readonly stagesOfRoles = new Map<IConstruct | string, string>();
  private readonly stagesOfStacks = new Map<TerraformStack, Set<string>>();
  private readonly grants = new Map<TerraformStack, Grant[]>();

  private constructor() {}

  /** A stack holds a vault of a stage. */
  public vault(stack: TerraformStack, stage: string): void {
    this.stagesOfStacks.set(stack, (this.stagesOfStacks.get(stack) ?? new Set()).add(stage));
  }

  /**
   * A role is granted a secret of a stage.
   *
   * @throws GrantError where the role has a secret of another stage already.
   */
  public grant(subject: string, role: GrantedRole, stage: string): void {
    const other = this.stagesOfRoles.get(role.identity);
    if (other === stage) return;
    if (other !== undefined) {
      throw new GrantError(
        subject,
        `role '${role.label}' has secrets of stage ${other} already, this one is of stage ${stage}, and grants never mix stages`,
        'Use one role for each stage.',
      );
    }
    this.stagesOfRoles.set(role.identity, stage);
    if (!role.scope) return;
    const stack = TerraformStack.of(role.scope);
    this.grants.set(stack, [...(this.grants.get(stack) ?? []), { subject, stage, label: role.label }]);
  }

  private check(stack: TerraformStack): void {
    const stages = this.stagesOfStacks.get(stack);
    if (!stages) return;
    for (const { subject, stage, label } of this.grants.get(stack) ?? []) {
      if (stages.has(stage)) continue;
      throw new GrantError(
        subject,
        `role '${label}' is in stack '${stack.node.path}' of stage ${[...stages].sort().join(', ')}, this secret is of stage ${stage}, and grants never reach another stage`,
        'Grant to a role of the same stage.',
      );
    }
  }
}
