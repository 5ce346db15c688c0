import type { Block, Configuration } from '../support/synth';

/** A statement of a policy, with lists for whatever may be one or many. */
export interface Statement {
  /** The resource whose policy it is in, as Terraform calls it. */
  readonly address: string;
  readonly type: string;
  /** What the policy decides: what somebody may do, who may use a resource, or who may become a role. */
  readonly kind: 'identity' | 'resource' | 'trust';
  readonly sid: string;
  readonly allows: boolean;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** Whatever is named as a principal, with the kind of principal before it, such as `AWS:*`. */
  readonly principals: readonly string[];
  readonly conditions: { readonly [operator: string]: { readonly [key: string]: readonly string[] } };
}

const IDENTITY = new Set(['aws_iam_policy', 'aws_iam_role_policy', 'aws_iam_user_policy', 'aws_iam_group_policy']);

/** Blocks of one type, with their addresses. */
export function blocks(configuration: Configuration, type: string): [address: string, block: Block][] {
  return Object.entries(configuration.resource?.[type] ?? {}).map(([id, block]) => [`${type}.${id}`, block]);
}

/** Statements of every policy in a stack, wherever in a resource it is written. */
export function statementsOf(configuration: Configuration): Statement[] {
  return Object.entries(configuration.resource ?? {}).flatMap(([type, ofType]) =>
    Object.entries(ofType).flatMap(([id, block]) =>
      documents(block).flatMap(({ argument, document }) =>
        list(document.Statement).map((statement) => read(statement as Block, `${type}.${id}`, type, argument)),
      ),
    ),
  );
}

function read(statement: Block, address: string, type: string, argument: string): Statement {
  // A Deny may say what it is not about, by exact ARNs: it forbids all the rest, and allows nothing.
  const allButNamed = statement.Effect === 'Deny' ? undefined : statement.NotResource;
  if (statement.NotAction !== undefined || allButNamed !== undefined || statement.NotPrincipal !== undefined) {
    throw new Error(`${address}: a statement that says what it is not about`);
  }
  return {
    address,
    type,
    kind: argument === 'assume_role_policy' ? 'trust' : IDENTITY.has(type) ? 'identity' : 'resource',
    sid: (statement.Sid ?? '') as string,
    allows: statement.Effect === 'Allow',
    actions: list(statement.Action) as string[],
    resources: list(statement.Resource ?? statement.NotResource) as string[],
    principals:
      typeof statement.Principal === 'string'
        ? [`AWS:${statement.Principal}`]
        : Object.entries((statement.Principal ?? {}) as Block).flatMap(([kind, names]) =>
            list(names).map((name) => `${kind}:${name as string}`),
          ),
    conditions: Object.fromEntries(
      Object.entries((statement.Condition ?? {}) as Block).map(([operator, keys]) => [
        operator,
        Object.fromEntries(Object.entries(keys as Block).map(([key, values]) => [key, list(values) as string[]])),
      ]),
    ),
  };
}

/** Policies within a block: texts that are JSON with statements. */
function documents(value: unknown, argument = ''): { argument: string; document: Block }[] {
  if (typeof value === 'string') return value.includes('"Statement"') ? [{ argument, document: JSON.parse(value) as Block }] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, each]) => documents(each, Array.isArray(value) ? argument : name));
}

function list(value: unknown): unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}
