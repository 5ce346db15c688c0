import { Token } from 'cdktf';
import { resourceFault } from './given-resource';
import { MAX_MANAGED_POLICY_CHARACTERS } from './policy-document';
import { PolicyError } from '../errors';

interface GivenStatement {
  readonly Effect?: unknown;
  readonly Action?: unknown;
  readonly NotAction?: unknown;
  readonly Resource?: unknown;
  readonly NotResource?: unknown;
}

/**
 * Checks a policy that a program gives for credentials which leave AWS: exactly what they need, by name (R9).
 *
 * @param actionsWithoutResources actions for which `*` may stand as the resource
 * @returns the policy without white space
 * @throws PolicyError where it is no policy, too long, or allows something by a wildcard.
 */
export function checkPolicy(subject: string, policy: string, actionsWithoutResources: readonly string[]): string {
  let document: { readonly Statement?: unknown };
  try {
    document = JSON.parse(policy) as typeof document;
  } catch {
    const problem = Token.isUnresolved(policy) ? 'policy is known only at apply, so that nobody could check it' : 'policy is not JSON';
    throw new PolicyError(
      subject,
      problem,
      "Write it out: JSON.stringify({ Version: '2012-10-17', Statement: [ … ] }). ARNs in it may be tokens.",
    );
  }
  refuseBareVariables(subject, policy);
  const statements = (Array.isArray(document?.Statement) ? document.Statement : [document?.Statement]) as (GivenStatement | undefined)[];
  if (!statements.some((statement) => statement?.Effect === 'Allow')) {
    throw new PolicyError(subject, 'policy allows nothing', 'Give it a statement with Effect Allow.');
  }
  statements.forEach((statement, index) => checkStatement(subject, index, statement ?? {}, actionsWithoutResources));
  const compact = JSON.stringify(document);
  if (!Token.isUnresolved(compact) && compact.length > MAX_MANAGED_POLICY_CHARACTERS) {
    throw new PolicyError(
      subject,
      `policy has ${compact.length} characters, and IAM takes ${MAX_MANAGED_POLICY_CHARACTERS}`,
      'Name fewer resources, or divide the credentials.',
    );
  }
  return compact;
}

/**
 * IAM's policy variables look like Terraform's expressions, which Terraform would try to evaluate. Functions of providers have two colons.
 */
function refuseBareVariables(subject: string, policy: string): void {
  const [bare] = /(?<!\$)\$\{(?:[a-z][\w-]*:(?!:)[^}]*|[*?$])\}/i.exec(policy) ?? [];
  if (bare === undefined) return;
  throw new PolicyError(
    subject,
    `policy has the policy variable ${bare}, which Terraform takes for an expression of its own`,
    `Write $${bare}, with two dollar signs.`,
  );
}

function checkStatement(subject: string, index: number, statement: GivenStatement, actionsWithoutResources: readonly string[]): void {
  const where = `statement ${index + 1} of policy`;
  if (statement.Effect === 'Deny') return; // a Deny may be as wide as it likes
  if (statement.NotAction !== undefined || statement.NotResource !== undefined) {
    throw new PolicyError(
      subject,
      `${where} allows all but what it names (NotAction or NotResource)`,
      'Name what it allows, in Action and Resource.',
    );
  }
  const [actions, resources] = [texts(statement.Action), texts(statement.Resource)];
  const wide = actions.find((action) => action.includes('*') || action.includes('?'));
  if (actions.length === 0 || wide !== undefined) {
    throw new PolicyError(
      subject,
      `${where} allows ${wide === undefined ? 'no action' : `'${wide}'`}`,
      'Name every action, without wildcards.',
    );
  }
  const open = resources.find((resource) => resource === '*');
  for (const resource of resources.filter((each) => each !== '*')) {
    const fault = resourceFault(resource);
    if (fault) {
      throw new PolicyError(subject, `${where} allows ${actions.join(', ')} on '${resource}', which ${fault.problem}`, fault.remedy);
    }
  }
  if (resources.length > 0 && open === undefined) return;
  const named = new Set(actionsWithoutResources.map((action) => action.toLowerCase()));
  const unnamed = actions.filter((action) => !named.has(action.toLowerCase()));
  if (open !== undefined && unnamed.length === 0) return;
  throw new PolicyError(
    subject,
    `${where} allows ${(unnamed.length > 0 ? unnamed : actions).join(', ')} on ${open === undefined ? 'nothing' : `'${open}'`}`,
    'Name the resources by their ARNs. For an action that AWS knows no resources for, list it in actionsWithoutResources.',
  );
}

function texts(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).filter((item): item is string => typeof item === 'string');
}
