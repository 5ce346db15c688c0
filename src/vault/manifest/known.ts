import { TerraformElement, type TerraformProvider, TerraformStack } from 'cdktf';
import type { IConstruct } from 'constructs';
import { accountIn, defaultAwsProvider } from '../../terraform/aws-provider';
import { isLiteral } from '../../terraform/literal';
import { resolvedAll } from '../../terraform/resolved';

/** Something that synth knows, or why it does not. */
export type Known = { readonly value: string } | { readonly reason: string };

/** A text of the program, if it is written out there. */
export function known(scope: IConstruct, text: string, what: string): Known {
  const resolved: unknown = resolvedAll(scope, text);
  return typeof resolved === 'string' && isLiteral(resolved) ? { value: resolved } : { reason: `${what} is known only at apply` };
}

/** Members with what is known of them, and the reasons for those that are null. */
export function split<T extends string>(members: { readonly [name in T]: Known | undefined }): {
  readonly values: { readonly [name in T]: string | null };
  readonly unknown?: { readonly [name: string]: string };
} {
  const entries = Object.entries<Known | undefined>(members);
  const reasons = entries.flatMap(([name, each]) => (each && 'reason' in each ? [[name, each.reason]] : []));
  return {
    values: Object.fromEntries(entries.map(([name, each]) => [name, each && 'value' in each ? each.value : null])) as {
      [name in T]: string | null;
    },
    ...(reasons.length > 0 && { unknown: Object.fromEntries(reasons) as { [name: string]: string } }),
  };
}

/** As Terraform will read it: overrides of the program, and what its aspects did, are in there too. */
function settingsOf(provider: TerraformProvider): { readonly [argument: string]: unknown } {
  const { provider: blocks } = provider.toTerraform() as { readonly provider: { readonly [type: string]: readonly object[] } };
  return resolvedAll(provider, blocks[provider.terraformResourceType]![0]!) as { readonly [argument: string]: unknown };
}

/** The region and the account that a stack deploys to, as far as its AwsProvider says them. */
export function placeOf(stack: TerraformStack): { readonly account: Known; readonly region: Known } {
  const provider = defaultAwsProvider(stack);
  if (!provider) {
    const reason = 'the stack has no AwsProvider without alias';
    return { account: { reason }, region: { reason } };
  }
  const { region, ...settings } = settingsOf(provider);
  return { account: accountSaid(settings), region: regionSaid(region) };
}

function regionSaid(region: unknown): Known {
  if (region === undefined || region === null) {
    return { reason: 'the AwsProvider does not say region: the environment or the profile of whoever deploys does' };
  }
  return isLiteral(region) ? { value: String(region) } : { reason: 'region of the AwsProvider is known only at apply' };
}

function accountSaid({ allowed_account_ids: allowed, assume_role: roles }: { readonly [argument: string]: unknown }): Known {
  const accounts = Array.isArray(allowed) ? (allowed as unknown[]) : [];
  if (accounts.length > 1) return { reason: `allowedAccountIds of the AwsProvider has ${accounts.length} accounts` };
  if (accounts.length === 1) {
    const [account] = accounts;
    return isLiteral(account) && /^\d{12}$/.test(String(account))
      ? { value: String(account) }
      : { reason: 'allowedAccountIds of the AwsProvider is known only at apply' };
  }
  // The last of several roles in a row is the one that calls.
  const chain = (Array.isArray(roles) ? roles : roles === undefined || roles === null ? [] : [roles]) as { readonly role_arn?: unknown }[];
  const arn = chain[chain.length - 1]?.role_arn;
  const account = isLiteral(arn) ? accountIn(arn) : undefined;
  if (account !== undefined) return { value: account };
  return {
    reason: chain.length > 0 ? 'the role that the AwsProvider assumes is known only at apply' : 'the AwsProvider has no allowedAccountIds',
  };
}

/** The address of an element in its stack, such as `aws_iam_role.task`, and what Terraform will read of it. */
export function blockOf(element: TerraformElement): { readonly address: string; readonly block: { readonly [argument: string]: unknown } } {
  const all = element.toTerraform() as {
    readonly resource?: Blocks;
    readonly data?: Blocks;
  };
  const [prefix, blocks] = all.data ? (['data.', all.data] as const) : (['', all.resource ?? {}] as const);
  const [type, byId] = Object.entries(blocks)[0]!;
  const [id, block] = Object.entries(byId)[0]!;
  return { address: `${prefix}${type}.${id}`, block: resolvedAll(element, block) };
}

interface Blocks {
  readonly [type: string]: { readonly [id: string]: { readonly [argument: string]: unknown } };
}
