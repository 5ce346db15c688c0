import { IamRolePolicyAttachment } from '@cdktf/provider-aws/lib/iam-role-policy-attachment';
import { Annotations, type TerraformElement, TerraformStack } from 'cdktf';
import type { Construct, IConstruct } from 'constructs';
import * as document from './policy-document';
import { RoleAttachments } from './role-attachments';
import { keysOfRole, type RoleKey } from './role-identity';
import { GrantError, PolicyError } from '../errors';
import { OncePerApp } from '../terraform/once-per-app';
import { resolved } from '../terraform/resolved';
import { StackSetup } from '../terraform/stack-setup';
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
  aws_iam_role: {
    what: 'trust policy',
    most: 2048,
    remedy: 'Shorten the names in it: of the vault, or of the OIDC provider, the namespace and the service account.',
  },
  aws_iam_role_policy: { what: 'inline policy', most: 10_240, remedy: 'Shorten the namespace or the stage of the vault.' },
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
type MeasuredPolicy = TerraformElement & {
  readonly policyInput?: string;
  readonly assumeRolePolicyInput?: string;
  readonly terraformResourceType: string;
};

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

  private readonly policies: { readonly policy: MeasuredPolicy; readonly remedy?: string }[] = [];
  private readonly invokers = new Map<IConstruct, { readonly subject: string; statements: number }>();
  private readonly warned = new Set<RoleKey>();
  private readonly functionRoles = new Set<RoleKey>();
  private readonly attachments = new RoleAttachments();

  private constructor() {}

  /**
   * Measures a policy at synth. Of a role, that is its trust policy.
   *
   * @param remedy what to do if it is too long, if that is not what helps with others of its kind
   */
  public watch(policy: MeasuredPolicy, remedy?: string): void {
    // For the check, whatever else of Coffer's is in the stack.
    StackSetup.of(policy);
    this.policies.push({ policy, remedy });
  }

  /** Measures the trust policy of the role of a function of Coffer's, of which a vault has one: no other role could be used. */
  public watchFunctionRole(role: MeasuredPolicy): void {
    this.watch(role);
    for (const key of keysOfRole(role)) this.functionRoles.add(key);
  }

  /** Counts a statement in the policy of a function, of which each that may invoke it has its own. */
  public countInvoker(fn: Construct, subject: string): void {
    const known = this.invokers.get(fn);
    if (known) known.statements += 1;
    else this.invokers.set(fn, { subject, statements: 1 });
  }

  private check(stack: TerraformStack): void {
    for (const { policy, remedy } of this.policies) if (TerraformStack.of(policy) === stack) checkLength(policy, remedy);
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

  private checkAttachments(stack: TerraformStack): void {
    this.attachments.refresh(stack);
    for (const { key, attachments } of this.attachments.ofRolesIn(stack)) {
      const [{ length: count }, [first]] = [attachments, attachments];
      if (count <= document.MANAGED_POLICIES_PER_ROLE) continue;
      const label = labelOf(first!);
      const own = this.functionRoles.has(key);
      if (count > document.MOST_MANAGED_POLICIES_PER_ROLE) {
        throw new GrantError(
          `Role '${label}'`,
          `it has ${count} managed policies attached, and IAM attaches at most ${document.MOST_MANAGED_POLICIES_PER_ROLE} to ` +
            `a role, whatever its quota`,
          own
            ? `${DIVIDE_VAULT}: the functions of each vault have their own roles.`
            : 'Use several roles, such as one for each service, or divide the secrets among several vaults, ' +
                'each with a namespace of its own: the functions of each vault have their own roles.',
        );
      }
      if (this.warned.has(key)) continue;
      this.warned.add(key);
      Annotations.of(first!).addWarning(
        `Role '${label}' has ${count} managed policies attached, and IAM attaches ${document.MANAGED_POLICIES_PER_ROLE} to a ` +
          `role by default. ${own ? 'Divide' : 'Use several roles, divide'} the secrets among ` +
          `several vaults, or have the quota raised to ${document.MOST_MANAGED_POLICIES_PER_ROLE} before you apply: ` +
          `aws service-quotas request-service-quota-increase ` +
          `--service-code iam --quota-code L-0DA4ABF3 --desired-value ${document.MOST_MANAGED_POLICIES_PER_ROLE}`,
      );
    }
  }
}

/** @throws PolicyError where it is longer than AWS takes */
function checkLength(policy: MeasuredPolicy, remedy?: string): void {
  const quota = QUOTAS[policy.terraformResourceType];
  const written = policy.policyInput ?? policy.assumeRolePolicyInput;
  if (!quota || written === undefined) return;
  const characters = longestLength(resolved(policy, written));
  if (characters <= quota.most) return;
  throw new PolicyError(
    `'${policy.node.path}'`,
    `its ${quota.what} would have ${characters} characters, and AWS takes ${quota.most}`,
    remedy ?? quota.remedy,
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

/** The role that an attachment is for, as people know it. */
function labelOf(attachment: IamRolePolicyAttachment): string {
  const text = resolved(attachment, attachment.roleInput ?? '');
  return /^\$\{(?:data\.)?aws_iam_role\.(.+)\.\w+\}$/.exec(text)?.[1] ?? text;
}
