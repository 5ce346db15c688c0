import { IamRolePolicyAttachment } from '@cdktf/provider-aws/lib/iam-role-policy-attachment';
import { Annotations, type TerraformElement, TerraformStack, Tokenization } from 'cdktf';
import type { Construct, IConstruct } from 'constructs';
import * as document from './policy-document';
import { GrantError, PolicyError } from '../errors';
import { OncePerApp } from '../terraform/once-per-app';
import { resolved } from '../terraform/resolved';
import { SynthChecks } from '../terraform/synth-checks';

/** What AWS takes of one kind of policy (IAM and STS quotas; S3: Bucket policies; KMS: Quotas; Lambda: Quotas). */
interface Quota {
  readonly what: string;
  readonly most: number;
  readonly remedy: string;
}

const DIVIDE_VAULT = 'Divide the secrets among several vaults, each with a namespace of its own';

const QUOTAS: { readonly [type: string]: Quota } = {
  aws_iam_policy: { what: 'managed policy', most: document.MAX_MANAGED_POLICY_CHARACTERS, remedy: `${DIVIDE_VAULT}.` },
  aws_s3_bucket_policy: {
    what: 'bucket policy',
    most: 20_480,
    remedy: `${DIVIDE_VAULT}, or grant to fewer roles: one role may read several keys.`,
  },
  aws_kms_key: {
    what: 'key policy',
    most: 32_768,
    remedy: `${DIVIDE_VAULT}, share with accounts instead of principals, or name fewer of them.`,
  },
};

/** What Lambda's policy of a function takes, and one statement of it at its longest: two ARNs and their names. */
const FUNCTION_POLICY = { most: 20_480, statement: 480 };

/** A policy that is measured when the program has declared everything. */
type MeasuredPolicy = TerraformElement & { readonly policyInput?: string; readonly terraformResourceType: string };

/**
 * Quotas of policies, judged when everything is declared: whatever is longer, AWS refuses in the middle of an apply.
 *
 * Coffer's own policies are measured with tokens at their longest (see policy-document). Policies attached to a role are
 * counted over all vaults, kinds of access and stacks, along with those that the program attaches itself.
 */
export class PolicyQuotas {
  public static of(scope: IConstruct): PolicyQuotas {
    return PolicyQuotas.ofApp.of(scope);
  }

  private static readonly ofApp = new OncePerApp('policy-quotas', (scope) => {
    const quotas = new PolicyQuotas();
    SynthChecks.of(scope).add('policy quotas', (stack) => quotas.check(stack));
    return quotas;
  });

  private readonly policies: MeasuredPolicy[] = [];
  private readonly invokers = new Map<IConstruct, { readonly subject: string; statements: number }>();
  private readonly warned = new Set<string>();

  private constructor() {}

  /** Measures a policy at synth. */
  public watch(policy: MeasuredPolicy): void {
    this.policies.push(policy);
  }

  /** Counts a statement in the policy of a function, of which each that may invoke it has its own. */
  public countInvoker(fn: Construct, subject: string): void {
    const known = this.invokers.get(fn);
    if (known) known.statements += 1;
    else this.invokers.set(fn, { subject, statements: 1 });
  }

  private check(stack: TerraformStack): void {
    for (const policy of this.policies) if (TerraformStack.of(policy) === stack) checkLength(policy);
    for (const [fn, { subject, statements }] of this.invokers) {
      const characters = statements * FUNCTION_POLICY.statement;
      if (TerraformStack.of(fn) !== stack || characters <= FUNCTION_POLICY.most) continue;
      throw new PolicyError(
        subject,
        `the policy of its function would have about ${characters} characters for ${statements} rules, ` +
          `and Lambda takes ${FUNCTION_POLICY.most}`,
        `${DIVIDE_VAULT}, or copy fewer.`,
      );
    }
    this.checkAttachments(stack);
  }

  /** Roles are counted in the stack of their first attachment, so that each is judged once. */
  private checkAttachments(stack: TerraformStack): void {
    const attachments = stack.node.root.node.findAll().filter(isAttachment);
    const byRole = new Map<string, IamRolePolicyAttachment[]>();
    for (const attachment of attachments) {
      const role = targetOf(attachment, attachment.roleInput);
      byRole.set(role, [...(byRole.get(role) ?? []), attachment]);
    }
    for (const [role, of] of byRole) {
      const count = of.length;
      if (count <= document.MANAGED_POLICIES_PER_ROLE || TerraformStack.of(of[0]!) !== stack) continue;
      const label = labelOf(of[0]!);
      if (count > document.MOST_MANAGED_POLICIES_PER_ROLE) {
        throw new GrantError(
          `Role '${label}'`,
          `it has ${count} managed policies attached, and IAM attaches at most ${document.MOST_MANAGED_POLICIES_PER_ROLE} to ` +
            `a role, whatever its quota`,
          'Use several roles, such as one for each service, or divide the secrets among several vaults, ' +
            'each with a namespace of its own: the functions of each vault have their own roles.',
        );
      }
      if (this.warned.has(role)) continue;
      this.warned.add(role);
      Annotations.of(of[0]!).addWarning(
        `Role '${label}' has ${count} managed policies attached, and IAM attaches ${document.MANAGED_POLICIES_PER_ROLE} to a ` +
          `role by default. Use several roles, divide the secrets among ` +
          `several vaults, or have the quota raised to ${document.MOST_MANAGED_POLICIES_PER_ROLE} before you apply: ` +
          `aws service-quotas request-service-quota-increase ` +
          `--service-code iam --quota-code L-0DA4ABF3 --desired-value ${document.MOST_MANAGED_POLICIES_PER_ROLE}`,
      );
    }
  }
}

/** @throws PolicyError where it is longer than AWS takes */
function checkLength(policy: MeasuredPolicy): void {
  const quota = QUOTAS[policy.terraformResourceType];
  if (!quota || policy.policyInput === undefined) return;
  const characters = longestLength(resolved(policy, policy.policyInput));
  if (characters <= quota.most) return;
  throw new PolicyError(
    `'${policy.node.path}'`,
    `its ${quota.what} would have ${characters} characters, and AWS takes ${quota.most}`,
    quota.remedy,
  );
}

/** Characters of a text as Terraform has it, with what only apply knows at its longest. */
export function longestLength(text: string): number {
  return text.replace(/\$\{([^{}]+)\}/g, (_, expression: string) => longest(expression)).length;
}

/** The longest value of an expression, by the end of what it looks up. */
function longest(expression: string): string {
  const known = Object.entries(LONGEST).find(([pattern]) => new RegExp(pattern).test(expression));
  // What is neither: an ARN of IAM with a long path is the longest of what policies name.
  return known ? known[1] : document.LONGEST_ARN;
}

/** By the ends of references, which those between stacks have without their dots. */
const LONGEST: { readonly [pattern: string]: string } = {
  account_id$: document.ANY_ACCOUNT,
  'aws_region.*(id|name)$': document.LONGEST_REGION,
  partition$: document.LONGEST_PARTITION,
  dns_suffix$: document.LONGEST_DNS_SUFFIX,
  'aws_kms_key.*arn$': document.LONGEST_KEY_ARN,
  'aws_s3_bucket.*arn$': document.LONGEST_BUCKET_ARN,
  target_key_arn$: document.LONGEST_KEY_ARN,
};

function isAttachment(construct: IConstruct): construct is IamRolePolicyAttachment {
  return (construct as Partial<IamRolePolicyAttachment>).terraformResourceType === 'aws_iam_role_policy_attachment';
}

/** What an argument leads to, and in which stack: each look at an attribute makes another token. */
function targetOf(element: TerraformElement, value: string | undefined): string {
  const origins = Tokenization.reverse(value ?? '').map(
    (token) => (token as { readonly originStack?: TerraformStack }).originStack ?? TerraformStack.of(element),
  );
  const own = origins.length === 0 ? [TerraformStack.of(element)] : origins;
  return [
    Tokenization.reverse(value ?? '')
      .map(identifierOf)
      .join() || value,
    ...own.map((stack) => stack.node.path),
  ].join('\n');
}

/** A reference as its own stack writes it. */
function identifierOf(token: unknown): string {
  return String((token as { readonly identifier?: unknown }).identifier ?? '');
}

/** The role that an attachment is for, as people know it. */
function labelOf(attachment: IamRolePolicyAttachment): string {
  const text = resolved(attachment, attachment.roleInput ?? '');
  return /^\$\{(?:data\.)?aws_iam_role\.(.+)\.\w+\}$/.exec(text)?.[1] ?? text;
}
