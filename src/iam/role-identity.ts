import { TerraformElement, TerraformProvider, TerraformStack, Token } from 'cdktf';
import type { IConstruct } from 'constructs';
import { accountOf, defaultAwsProvider, providerOf } from '../terraform/aws-provider';

/** What one role is called under whichever object. Two objects are one role if they have one of these in common. */
export type RoleKey = IConstruct | string;

/** A role as Terraform will read it, overrides of the program included. */
export interface WrittenRole {
  /** Undefined if Terraform makes it up. */
  readonly name?: string;
  /** Undefined too if it is an expression. */
  readonly knownName?: string;
  /** Begins and ends with a slash. */
  readonly path: string;
  /** Whether the role lists all policies that it has. An empty list is one. */
  readonly listsItsPolicies: boolean;
}

/** Whether an element is a role, declared or looked up. */
export function isRole(element: unknown): element is TerraformElement & { readonly name: string; readonly arn: string } {
  return (
    TerraformElement.isTerraformElement(element) && (element as { terraformResourceType?: string }).terraformResourceType === 'aws_iam_role'
  );
}

/** How a declared or looked-up role will look. */
export function writtenRole(role: TerraformElement): WrittenRole {
  const { resource, data } = role.toTerraform() as { readonly [block in 'resource' | 'data']?: { readonly aws_iam_role?: Blocks } };
  const [written] = Object.values((resource ?? data)?.aws_iam_role ?? {});
  const { name, path, managed_policy_arns: arns } = written ?? {};
  return {
    name,
    knownName: name !== undefined && !Token.isUnresolved(name) && !name.includes('${') ? name : undefined,
    path: path ?? '/',
    listsItsPolicies: arns !== undefined && arns !== null,
  };
}

type Blocks = { readonly [id: string]: { readonly name?: string; readonly path?: string; readonly managed_policy_arns?: unknown } };

/**
 * The keys of a role by its name: its account as far as that is known, and the stack and provider that lead to the account.
 *
 * @param account that of the role, if the program says so. @default - that of the provider
 */
export function keysByName(scope: IConstruct, name: string, provider?: TerraformProvider, account?: string): RoleKey[] {
  const stack = TerraformStack.of(scope);
  const known = account ?? accountOf(provider ?? defaultAwsProvider(stack));
  return [...(known === undefined ? [] : [`${known}\n${name}`]), `${stack.node.path} ${provider?.alias ?? ''}\n${name}`];
}

/** The keys of a declared or looked-up role: by its name if that is known, else the object itself. */
export function keysOfRole(role: TerraformElement): RoleKey[] {
  const { knownName: name } = writtenRole(role);
  return name === undefined ? [role] : keysByName(role, name, providerOf(role));
}

/** Something for each role, whatever objects the program has for it. */
export class ByRole<T> {
  private readonly entries = new Map<RoleKey, T>();

  /** What a role has, by the first of its keys that has any. */
  public get(keys: readonly RoleKey[]): T | undefined {
    const known = keys.find((key) => this.entries.has(key));
    return known === undefined ? undefined : this.entries.get(known);
  }

  /** Gives a role something, under those of its keys that have nothing yet. */
  public set(keys: readonly RoleKey[], value: T): void {
    for (const key of keys) if (!this.entries.has(key)) this.entries.set(key, value);
  }

  /** What all roles have, each once, in the order in which it was given. */
  public values(): T[] {
    return [...new Set(this.entries.values())];
  }
}
