import type { IamRolePolicyAttachment } from '@cdktf/provider-aws/lib/iam-role-policy-attachment';
import { ITerraformDependable, TerraformStack } from 'cdktf';
import { Construct, type IConstruct } from 'constructs';
import { GrantOrder } from './grant-order';
import type { GrantedRole } from './grantee';
import { GrantError } from '../errors';

/** Policies that are attached to a role: more of them can come until synth. */
export interface AttachedPolicies {
  readonly attachments: readonly IamRolePolicyAttachment[];
}

/** What a grant is made of. */
export interface GrantParts {
  /** What is granted, as errors call it. */
  readonly subject: string;
  readonly access: string;
  readonly role: GrantedRole;
  readonly policies: readonly AttachedPolicies[];
  /** The construct that the policies refer to, such as the vault with its key. */
  readonly source: IConstruct;
  /** What has to be there beside the policies, such as the policy of a bucket. */
  readonly alsoNeeds?: readonly ITerraformDependable[];
}

/**
 * What a role was granted: returned by `grantRead()`, `grantWrite()` and the like. It is no construct.
 *
 * A role can use what it was granted once the policies are attached. AWS knows no order between the two: a task that
 * Terraform starts before they are attached fails, or is restarted until they are. `applyBefore()` has Terraform attach
 * them first.
 */
export class Grant {
  /** @internal */
  public static _of(parts: GrantParts): Grant {
    return new Grant(parts);
  }

  /**
   * Grants of one role as one, such as those of a certificate's parts.
   *
   * @internal
   */
  public static _together(subject: string, [first, ...others]: readonly [Grant, ...Grant[]]): Grant {
    const all = [first, ...others].map(({ _parts }) => _parts);
    return new Grant({
      ...first._parts,
      subject,
      policies: [...new Set(all.flatMap(({ policies }) => policies))],
      alsoNeeds: [...new Set(all.flatMap(({ alsoNeeds = [] }) => alsoNeeds))],
    });
  }

  /** What the role was granted, as errors call it: `ApplicationSecret 'api/token'`. */
  public readonly subject: string;
  /** What the role may do with it: `read`, `write` or `read-services`. */
  public readonly access: string;
  /** Name of the role, as a token if the program declares or looks up the role. */
  public readonly roleName: string;
  /** ARN of the role, as a token if the program declares or looks up the role, or knows its name only. */
  public readonly roleArn: string;

  private constructor(
    /** @internal */
    public readonly _parts: GrantParts,
  ) {
    const { subject, access, role } = _parts;
    this.subject = subject;
    this.access = access;
    this.roleName = role.name;
    this.roleArn = role.arn;
  }

  /**
   * The policies that are attached to the role for it, as of now: their ARNs are `policyArnInput` of each.
   *
   * Grants of one kind to one role share their policies, and a policy that outgrows IAM's limit is divided as secrets are
   * granted. A list that is taken before the last grant may therefore lack some. `applyBefore()` never does.
   *
   * @see IAM and AWS STS quotas (AWS Identity and Access Management User Guide)
   */
  public get attachments(): IamRolePolicyAttachment[] {
    return [...new Set(this._parts.policies.flatMap(({ attachments }) => attachments))];
  }

  /**
   * Have Terraform attach the policies before it creates or changes what uses them: every resource and module at or below a
   * construct, also those that the program adds there afterwards. Policies that are divided later are included. Data sources
   * stay as they are, since Terraform reads those when it plans.
   *
   * On destroy, the order is reversed: what uses the secret goes first.
   *
   * Synth fails, here or at the end, with a GrantError if Terraform could not order them: if the role, the vault, or anything
   * else that the policies refer to is at or below the construct (they would wait for each other), if the construct is a
   * stack or the app, or if it is in another stack than the policies.
   *
   * Throws a GrantError if Terraform could not order them.
   *
   * @param construct what uses the secret, such as an EcsService or a construct of your own around it
   * @see The depends_on meta-argument (Terraform)
   */
  public applyBefore(construct: IConstruct): void {
    this.requireConstruct(construct);
    const attached = this.attachments[0]!;
    const [home, theirs] = [TerraformStack.of(attached), TerraformStack.of(construct)];
    if (home !== theirs) {
      throw this.refuse(
        `its policies are attached in stack '${home.node.path}', and '${construct.node.path}' is in stack '${theirs.node.path}', ` +
          'and Terraform orders what is in one stack',
        `Have the stacks deployed in order, by addDependency() of stack '${theirs.node.path}', or declare both in one stack.`,
      );
    }
    const { role, source } = this._parts;
    for (const [what, needed] of [
      [`role '${role.label}'`, typeof role.identity === 'string' ? undefined : role.identity],
      ['its vault', source],
      ['its policy', attached],
    ] as const) {
      if (needed !== undefined && isWithin(needed, construct)) throw this._circle(what, needed, construct);
    }
    GrantOrder.of(construct).add(this, construct);
  }

  /**
   * What its users wait for, as of now.
   *
   * @internal
   */
  public get _needs(): ITerraformDependable[] {
    return [...this.attachments, ...(this._parts.alsoNeeds ?? [])];
  }

  /**
   * Something that the policies need is at or below what is to wait for them.
   *
   * @internal
   */
  public _circle(what: string, needed: IConstruct, construct: IConstruct): GrantError {
    const [it, where] = [`'${needed.node.path}'`, needed === construct ? 'the same construct' : `below '${construct.node.path}'`];
    return this.refuse(
      `${what}, ${it}, is ${where} that is to wait for its policies, so that each would wait for the other`,
      'Pass a construct that holds only what uses the secret: put that below a construct of its own.',
    );
  }

  private requireConstruct(construct: IConstruct): void {
    if (!Construct.isConstruct(construct)) {
      throw this.refuse('applyBefore() received no construct', 'Pass the resource that uses the secret, or a construct around it.');
    }
    if (construct.node.scope !== undefined && !TerraformStack.isStack(construct)) return;
    throw this.refuse(
      `applyBefore() received ${construct.node.scope === undefined ? 'the app' : `stack '${construct.node.path}'`}, ` +
        'which holds the role and its policies too',
      'Put what uses the secret below a construct of its own in the stack, and pass that.',
    );
  }

  private refuse(problem: string, remedy: string): GrantError {
    return new GrantError(`Grant of ${this.subject}`, problem, remedy);
  }
}

/** Whether a construct is at or below another one. */
function isWithin(construct: IConstruct, ancestor: IConstruct): boolean {
  return construct.node.scopes.includes(ancestor);
}
