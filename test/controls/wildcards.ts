import type { Statement } from './statements';

/** A `*` in a policy: which resource's, in which statement, where in it, and what it stands in. */
export interface Wildcard {
  readonly policy: string;
  readonly statement: string;
  readonly element: string;
  readonly text: string;
}

/** The wildcards in statements, each once, without the names that differ from stage to stage. */
export function wildcardsIn(statements: readonly Statement[]): Wildcard[] {
  const found = new Map<string, Wildcard>();
  for (const { type, sid, allows, actions, resources, principals, conditions } of statements) {
    const inConditions = Object.entries(conditions).flatMap(([operator, keys]) =>
      Object.values(keys)
        .flat()
        .map((value) => ({ element: operator, value })),
    );
    const elements = [
      ...actions.map((value) => ({ element: 'Action', value })),
      ...resources.map((value) => ({ element: 'Resource', value })),
      ...principals.map((value) => ({ element: 'Principal', value })),
      ...inConditions,
    ];
    for (const { element, value } of elements.filter((each) => each.value.includes('*'))) {
      const name = sid
        .replace(/^SharedWith\w+/, 'SharedWith<consumer>')
        .replace(/^(Own\w+Only)\d+$/, '$1<number>')
        // The same for services below others.
        .replace(/Below\d+$/, '');
      const wildcard = {
        policy: type,
        statement: `${allows ? 'Allow' : 'Deny'} ${name}`,
        element,
        text: withoutNames(value),
      };
      found.set(JSON.stringify(wildcard), wildcard);
    }
  }
  return [...found.values()];
}

function withoutNames(value: string): string {
  return value
    .replace(/arn:[^:]*:s3:::[^/]*/, '<bucket>')
    .replace(/arn:[^:]*:ssm:[^:]*:[^:]*:parameter/, '<parameters>')
    .replace(/arn:[^:]*:logs:[^:]*:[^:]*:log-group:[^:*]*/, '<log group>')
    .replace(/arn:[^:]*:(\w+):[^:]*:[^:]*:/, '<$1>:')
    .replace(/acme-(dev|prod)(?=$|[-/])/, '<vault>')
    .replace(/\$\{aws_cloudwatch_log_group\.[^}]*\}/, '<log group>')
    .replace(/_coffer\/pending\/[^/]+/, '_coffer/pending/<service>')
    .replace(/\$\{data\.aws_caller_identity\.[^}]*\}/, '<account>')
    .replace(/^<parameters>\/(?!_coffer\/)[\w./-]+?(?=(\/\*)+$)/, '<parameters>/<service>')
    .replace(/^AWS:/, '');
}
