import { TerraformElement, TerraformProvider, TerraformStack, Token } from 'cdktf';
import type { IConstruct } from 'constructs';

/** A provider of AWS, in whichever copy of the bindings, as far as it says its account. */
interface AwsProviderLike extends TerraformProvider {
  readonly allowedAccountIds?: string[];
  readonly assumeRole?: unknown;
}

/** The account in an ARN; undefined if it is known only at apply. */
export function accountIn(arn: unknown): string | undefined {
  return typeof arn === 'string' && !Token.isUnresolved(arn) ? /^arn:[\w-]+:[\w-]+:[^:]*:(\d{12}):/.exec(arn)?.[1] : undefined;
}

/** The provider of AWS that a stack's elements have which name none. */
export function defaultAwsProvider(stack: TerraformStack): TerraformProvider | undefined {
  return stack.allProviders().find(({ terraformResourceType: type, alias }) => type === 'aws' && alias === undefined);
}

/** The account that a provider calls, as far as its settings say at synth: by `allowedAccountIds`, or the role that it assumes. */
export function accountOf(provider: TerraformProvider | undefined): string | undefined {
  const { allowedAccountIds, assumeRole } = (provider ?? {}) as Partial<AwsProviderLike>;
  const [only, ...others] = Array.isArray(allowedAccountIds) ? allowedAccountIds : [];
  if (only !== undefined && others.length === 0 && /^\d{12}$/.test(only)) return only;
  // The last of several roles in a row is the one that calls.
  const roles = (Array.isArray(assumeRole) ? assumeRole : []) as { readonly roleArn?: unknown }[];
  return accountIn(roles[roles.length - 1]?.roleArn);
}

/** The provider that an element names; undefined if it has the stack's own. */
export function providerOf(element: IConstruct): TerraformProvider | undefined {
  return (element as Partial<TerraformElement & { readonly provider?: TerraformProvider }>).provider;
}

/**
 * What one role is called under whichever object: its name, and its account as far as that is known, or else the stack
 * and provider that lead to the account.
 */
export function roleKey(scope: IConstruct, name: string, provider?: TerraformProvider): string {
  const stack = TerraformStack.of(scope);
  const account = accountOf(provider ?? defaultAwsProvider(stack));
  return `${account ?? `${stack.node.path} ${provider?.alias ?? ''}`}\n${name}`;
}
