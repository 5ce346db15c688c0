import { type TerraformElement, TerraformStack } from 'cdktf';
import type { IConstruct } from 'constructs';
import { keysOfTarget } from './role-attachments';
import { ByRole, keysOfRole, writtenRole } from './role-identity';
import { GrantError } from '../errors';
import { AppElements } from '../terraform/app-elements';
import { OncePerApp } from '../terraform/once-per-app';
import { StackSetup } from '../terraform/stack-setup';
import { SynthChecks } from '../terraform/synth-checks';

/**
 * The roles of an app that are granted something. What a grant attaches has to stay attached, which is judged when the
 * program has declared everything: a role may be told of its policies later.
 */
export class GrantedRoles {
  public static of(scope: IConstruct): GrantedRoles {
    return GrantedRoles.ofApp.of(scope);
  }

  private static readonly ofApp = new OncePerApp('granted-roles', (scope) => {
    const roles = new GrantedRoles();
    SynthChecks.of(scope).add('granted roles', (stack) => roles.check(stack));
    return roles;
  });

  private readonly subjects = new Map<TerraformStack, Map<TerraformElement, string>>();

  private constructor() {}

  /** A role is granted something by a subject of errors. */
  public add(role: TerraformElement, subject: string): void {
    const stack = TerraformStack.of(role);
    const known = this.subjects.get(stack);
    if (known) {
      if (!known.has(role)) known.set(role, subject);
      return;
    }
    this.subjects.set(stack, new Map([[role, subject]]));
    // For the check, whatever else of Coffer's is in the stack.
    StackSetup.of(stack);
  }

  private check(stack: TerraformStack): void {
    const exclusive = exclusiveAttachments(stack);
    for (const [role, subject] of this.subjects.get(stack) ?? []) {
      // Terraform takes either list for all that there is (hashicorp/aws: managed_policy_arns of aws_iam_role;
      // aws_iam_role_policy_attachments_exclusive).
      const by = writtenRole(role).listsItsPolicies ? 'managedPolicyArns' : exclusive.get(keysOfRole(role));
      if (by === undefined) continue;
      throw new GrantError(
        subject,
        `role '${role.node.path}' has ${by}, by which every second apply detaches the policy of this grant`,
        'Leave that out, and attach those policies by an IamRolePolicyAttachment each.',
      );
    }
  }
}

/** The lists of a stack that are all that a role may have, by the role. */
function exclusiveAttachments(stack: TerraformStack): ByRole<string> {
  const lists = new ByRole<string>();
  for (const each of AppElements.of(stack).in(stack, 'aws_iam_role_policy_attachments_exclusive')) {
    const { roleNameInput } = each as TerraformElement & { readonly roleNameInput?: string };
    lists.set(keysOfTarget(each, roleNameInput), `IamRolePolicyAttachmentsExclusive '${each.node.path}'`);
  }
  return lists;
}
