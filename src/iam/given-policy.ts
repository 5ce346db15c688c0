import { Token } from 'cdktf';
import { MAX_MANAGED_POLICY_CHARACTERS } from './policy-document';
import { PolicyError } from '../errors';

/** A variable of IAM as AWS writes it, where Terraform would look for an expression. Functions of providers have two colons. */
const VARIABLE = /(?<!\$)\$\{(?:[A-Za-z][\w-]*:(?!:)[^}]*|[*?$])\}/;

/** Services whose ARNs have a name where others have a type before the name. */
const NAME_COMES_FIRST: readonly string[] = ['execute-api', 's3'];

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
  const variable = VARIABLE.exec(policy)?.[0];
  if (variable !== undefined) {
    throw new PolicyError(
      subject, `policy has '${variable}', a variable of IAM, which Terraform takes for an expression of its own`, `Write '$${variable}', with two dollar signs: Terraform gives it to IAM with one.`,
    );
  }
  let document: { readonly Statement?: unknown };
  try {
    document = JSON.parse(policy) as typeof document;
  } catch {
    const problem = Token.isUnresolved(policy) ? 'policy is known only at apply, so that nobody could check it' : 'policy is not JSON';
    throw new PolicyError(subject, problem, 'Write it out: JSON.stringify({ Version: \'2012-10-17\', Statement: [ … ] }). ARNs in it may be tokens.');
  }
  const statements = (Array.isArray(document?.Statement) ? document.Statement : [document?.Statement]) as (GivenStatement | undefined)[];
  if (!statements.some((statement) => statement?.Effect === 'Allow')) throw new PolicyError(subject, 'policy allows nothing', 'Give it a statement with Effect Allow.');
  statements.forEach((statement, index) => checkStatement(subject, index, statement ?? {}, actionsWithoutResources));
  const compact = JSON.stringify(document);
  if (!Token.isUnresolved(compact) && compact.length > MAX_MANAGED_POLICY_CHARACTERS) {
    throw new PolicyError(subject, `policy has ${compact.length} characters, and IAM takes ${MAX_MANAGED_POLICY_CHARACTERS}`, 'Name fewer resources, or divide the credentials.');
  }
  return compact;
}

function checkStatement(subject: string, index: number, statement: GivenStatement, actionsWithoutResources: readonly string[]): void {
  const where = `statement ${index + 1} of policy`;
  if (statement.Effect === 'Deny') return; // a Deny may be as wide as it likes
  if (statement.NotAction !== undefined || statement.NotResource !== undefined) {
    throw new PolicyError(subject, `${where} allows all but what it names (NotAction or NotResource)`, 'Name what it allows, in Action and Resource.');
  }
  const [actions, resources] = [texts(statement.Action), texts(statement.Resource)];
  const wide = actions.find((action) => action.includes('*') || action.includes('?'));
  if (actions.length === 0 || wide !== undefined) {
    throw new PolicyError(subject, `${where} allows ${wide === undefined ? 'no action' : `'${wide}'`}`, 'Name every action, without wildcards.');
  }
  const open = resources.find(isOpen);
  if (resources.length > 0 && open === undefined) return;
  const named = new Set(actionsWithoutResources.map((action) => action.toLowerCase()));
  const unnamed = actions.filter((action) => !named.has(action.toLowerCase()));
  if (unnamed.length === 0 && resources.length > 0 && resources.every((resource) => resource === '*' || !isOpen(resource))) return;
  throw new PolicyError(
    subject, `${where} allows ${(unnamed.length > 0 ? unnamed : actions).join(', ')} on ${open === undefined ? 'nothing' : `'${open}'`}`,
    open === undefined || /^(arn:[^:]*:[^:]*:[^:]*:[^:]*:)?\*$/.test(open)
      ? 'Name the resources by their ARNs. For an action that AWS knows no resources for, list it in actionsWithoutResources.'
      : 'Name the resources by their ARNs. A wildcard may stand below a name that is written out only, as in arn:aws:s3:::bucket/* or table/orders/index/*.',
  );
}

/**
 * Whether a resource is more than what is below one that is named: a wildcard in its partition, service or account, in its
 * type or in its name.
 */
function isOpen(resource: string): boolean {
  // What only apply or IAM knows stands for one text.
  const text = resource.replace(/\$?\$\{[^}]*\}/g, 'known-later');
  const parts = text.split(':');
  if (parts[0] !== 'arn') return !/^known-later([/:].*)?$/.test(text) && isWild(text);
  const [, partition = '', service = '', , account = '', ...rest] = parts;
  if ([partition, service, account].some(isWild)) return true;
  // An access point, say, is of an account, and has a type again.
  const named = NAME_COMES_FIRST.includes(service) && (service !== 's3' || account === '') ? 1 : 2;
  return rest.join(':').split(/[/:]/).filter((part) => part !== '').slice(0, named).some(isWild);
}

function isWild(text: string): boolean {
  return text.includes('*') || text.includes('?');
}

function texts(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).filter((item): item is string => typeof item === 'string');
}
