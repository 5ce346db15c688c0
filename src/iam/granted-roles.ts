import { type TerraformElement, type TerraformResource, TerraformStack } from 'cdktf';
import type { IConstruct } from 'constructs';
import { GrantError } from '../errors';
import { OncePerApp } from '../terraform/once-per-app';
import { resolved } from '../terraform/resolved';
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
    SynthChecks.of(scope).add('granted roles', () => roles.check());
    return roles;
  });

  private readonly subjects = new Map<TerraformElement, string>();

  private constructor() {}

  /** A role is granted something by a subject of errors. */
  public add(role: TerraformElement, subject: string): void {
    if (!this.subjects.has(role)) this.subjects.set(role, subject);
  }

  private check(): void {
    const stacks = new Set([...this.subjects.keys()].map((role) => TerraformStack.of(role)));
    const exclusive = new Map([...stacks].flatMap((stack) => exclusiveAttachments(stack)));
    for (const [role, subject] of this.subjects) {
      // Terraform takes either list for all that there is (hashicorp/aws: managed_policy_arns of aws_iam_role;
      // aws_iam_role_policy_attachments_exclusive).
      const by = listsItsPolicies(role)
        ? 'managedPolicyArns'
        : exclusive.get(resolved(role, (role as TerraformElement & { readonly name: string }).name));
      if (by === undefined) continue;
      throw new GrantError(
        subject,
        `role '${role.node.path}' has ${by}, by which every second apply detaches the policy of this grant`,
        'Leave that out, and attach those policies by an IamRolePolicyAttachment each.',
      );
    }
  }
}

/** The lists of a stack that are all that a role may have, by the name of the role. */
function exclusiveAttachments(stack: TerraformStack): [string, string][] {
  const all = stack.node
    .findAll()
    .filter((each) => (each as Partial<TerraformResource>).terraformResourceType === 'aws_iam_role_policy_attachments_exclusive');
  return all.map((each) => [
    resolved(each, (each as IConstruct & { readonly roleNameInput: string }).roleNameInput),
    `IamRolePolicyAttachmentsExclusive '${each.node.path}'`,
  ]);
}

/** As Terraform will read it: overrides of a program are in there too. An empty list is one. */
function listsItsPolicies(role: TerraformElement): boolean {
  const { resource } = role.toTerraform() as {
    readonly resource?: { readonly aws_iam_role?: { readonly [id: string]: { readonly managed_policy_arns?: unknown } } };
  };
  return Object.values(resource?.aws_iam_role ?? {}).some(({ managed_policy_arns: arns }) => arns !== undefined && arns !== null);
}
