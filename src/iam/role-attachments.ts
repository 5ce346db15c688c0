import type { IamRolePolicyAttachment } from '@cdktf/provider-aws/lib/iam-role-policy-attachment';
import { TerraformElement, TerraformResource, TerraformStack, Token, Tokenization } from 'cdktf';
import { keysByName, keysOfRole, type RoleKey } from './role-identity';
import { AppElements } from '../terraform/app-elements';
import { providerOf } from '../terraform/aws-provider';

const ROLE_REFERENCE = /^((?:data\.)?aws_iam_role\.[\w-]+)\.\w+$/;

/** The keys of the role that an argument names, whether by a reference to it or by its name. */
export function keysOfTarget(element: TerraformElement, argument: string | undefined): readonly RoleKey[] {
  if (argument === undefined) return [];
  const own = TerraformStack.of(element);
  if (!Token.isUnresolved(argument)) return keysByName(element, argument, providerOf(element));
  const references = Tokenization.reverse(argument) as { readonly identifier?: unknown; readonly originStack?: TerraformStack }[];
  const [{ identifier, originStack = own } = {}, ...others] = references;
  const address = others.length === 0 ? ROLE_REFERENCE.exec(String(identifier))?.[1] : undefined;
  const role = address === undefined ? undefined : roleAt(originStack, address);
  if (role) return keysOfRole(role);
  // Each look at an attribute makes another token: by what they lead to, and in which stack.
  const leadsTo = references.map((each) => String(each.identifier ?? '')).join() || argument;
  return [[leadsTo, ...references.map((each) => (each.originStack ?? own).node.path)].join('\n')];
}

function roleAt(stack: TerraformStack, address: string): TerraformElement | undefined {
  const roles = AppElements.of(stack).in(stack, 'aws_iam_role');
  const known = byAddress.get(roles) ?? new Map(roles.map((role) => [addressOf(role), role]));
  byAddress.set(roles, known);
  return known.get(address);
}

const byAddress = new WeakMap<readonly TerraformElement[], ReadonlyMap<string, TerraformElement>>();

function addressOf(role: TerraformElement): string {
  return `${TerraformResource.isTerraformResource(role) ? '' : 'data.'}aws_iam_role.${role.friendlyUniqueId}`;
}

/** The policies attached to each role of an app, whatever the stack, and whether by Coffer or the program itself. */
export class RoleAttachments {
  private readonly byKey = new Map<RoleKey, Map<TerraformStack, IamRolePolicyAttachment[]>>();
  private readonly byStack = new Map<TerraformStack, readonly RoleKey[][]>();

  /** Looks at a stack again, and at all others when it is the first. */
  public refresh(stack: TerraformStack): void {
    const stacks = this.byStack.size === 0 ? AppElements.of(stack).stacks() : [stack];
    for (const each of new Set([...stacks, stack])) this.lookAt(each);
  }

  /** The attachments of every role that has any in a stack, those in other stacks among them, each role once. */
  public ofRolesIn(stack: TerraformStack): { readonly key: RoleKey; readonly attachments: readonly IamRolePolicyAttachment[] }[] {
    const roles = new Map((this.byStack.get(stack) ?? []).map((keys) => [keys[0]!, keys]));
    return [...roles].map(([key, keys]) => ({
      key,
      attachments: [...new Set(keys.flatMap((each) => [...this.byKey.get(each)!.values()].flat()))],
    }));
  }

  private lookAt(stack: TerraformStack): void {
    for (const key of (this.byStack.get(stack) ?? []).flat()) this.byKey.get(key)?.set(stack, []);
    const found = AppElements.of(stack).in(stack, 'aws_iam_role_policy_attachment') as IamRolePolicyAttachment[];
    const roles = found.map((attachment) => ({ attachment, keys: keysOfTarget(attachment, attachment.roleInput) }));
    for (const { attachment, keys } of roles) for (const key of keys) this.at(key, stack).push(attachment);
    this.byStack.set(
      stack,
      roles.map(({ keys }) => [...keys]),
    );
  }

  private at(key: RoleKey, stack: TerraformStack): IamRolePolicyAttachment[] {
    const stacks = this.byKey.get(key) ?? new Map<TerraformStack, IamRolePolicyAttachment[]>();
    this.byKey.set(key, stacks);
    const attachments = stacks.get(stack) ?? [];
    stacks.set(stack, attachments);
    return attachments;
  }
}
