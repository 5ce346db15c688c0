import { TerraformElement, TerraformProvider, TerraformStack, Token } from 'cdktf';
import type { IConstruct } from 'constructs';

/** A provider of AWS, in whichever copy of the bindings, as far as it says its account. */
interface AwsProviderLike extends TerraformProvider {
  readonly allowedAccountIds?: string[];
  readonly assumeRole?: unknown;
}

/** The provider of AWS that a stack's elements have which name none. */
export function defaultAwsProvider(stack: TerraformStack): TerraformProvider | undefined {
  const known = defaults.get(stack);
  if (known && known.alias === undefined) return known;
  const found = stack.allProviders().find(({ terraformResourceType: type, alias }) => type === 'aws' && alias === undefined);
  if (found) defaults.set(stack, found);
  return found;
}

/** Found once: every grant asks, and each look walks the whole stack. */
const defaults = new WeakMap<TerraformStack, TerraformProvider>();

/** The provider that an element names; undefined if it has the stack's own. */
export function providerOf(element: IConstruct): TerraformProvider | undefined {
  return (element as Partial<TerraformElement & { readonly provider?: TerraformProvider }>).provider;
}

/** The region that a provider calls, if the program says so. */
export function regionOf(provider: TerraformProvider | undefined): string | undefined {
  const { region } = (provider ?? {}) as { readonly region?: string };
  return region === undefined || Token.isUnresolved(region) ? undefined : region;
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

/** The account in an ARN; undefined if it is known only at apply. */
export function accountIn(arn: unknown): string | undefined {
  return typeof arn === 'string' && !Token.isUnresolved(arn) ? /^arn:[\w-]+:[\w-]+:[^:]*:(\d{12}):/.exec(arn)?.[1] : undefined;
}
