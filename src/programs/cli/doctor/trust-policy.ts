import { type Claims } from './token';
import { mapsClaim } from '../../../contracts/mapped-claims';
import { matchesWildcards } from '../../values/iam-wildcards';
import { CommandError } from '../command';

/** A condition of a trust policy that a token does not fulfil, or that the token alone cannot decide. */
export interface Unmet {
  readonly operator: string;
  readonly key: string;
  readonly wanted: readonly string[];
  /** What the token has; undefined if it has no such key. */
  readonly has: readonly string[] | undefined;
  readonly why: string;
  /** Whether it is not known to fail: what it asks of the request is not in the token. */
  readonly undecided: boolean;
}

/** What a statement says to a token. */
export interface Judgement {
  /** Its Sid, or its place. */
  readonly statement: string;
  readonly unmet: readonly Unmet[];
}

interface Statement {
  readonly Sid?: string;
  readonly Effect: string;
  readonly Action?: string | string[];
  readonly Principal?: string | { readonly Federated?: string | string[] };
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | string[] | boolean>>>>;
}

const ACTION = 'sts:assumerolewithwebidentity';

/**
 * What a trust policy asks of a token, statement by statement: of those that allow a role to be assumed by a token of its issuer.
 * What allows a role to be assumed is one statement of which all conditions hold.
 *
 * @param document the policy, as JSON
 * @throws CommandError if it is no policy, or no statement is about the token's issuer
 */
export function judge(
  document: string,
  claims: Claims,
  where: string,
): { readonly allows: readonly Judgement[]; readonly denies: readonly Judgement[] } {
  const issuer = issuerOf(claims);
  const statements = statementsOf(document, where).map((statement, index) => ({
    statement,
    name: statement.Sid || `statement ${index + 1}`,
  }));
  const forTokens = statements.filter(({ statement }) =>
    list(statement.Action).some((action) => matchesWildcards(action.toLowerCase(), ACTION)),
  );
  const ofIssuer = forTokens.filter(({ statement }) => providers(statement).some((provider) => provider === issuer || provider === '*'));
  const allows = ofIssuer.filter(({ statement }) => statement.Effect === 'Allow');
  if (allows.length === 0) {
    const others = [...new Set(forTokens.flatMap(({ statement }) => providers(statement)))];
    throw new CommandError(
      `${where} accepts no token of ${issuer}${others.length === 0 ? ', nor of any other issuer' : `, only of ${others.join(', ')}`}. ` +
        'Its principal has to be the identity provider of this issuer, without https://, in the account of the role.',
    );
  }
  const judged = ({ statement, name }: (typeof statements)[number]): Judgement => ({
    statement: name,
    unmet: unmetOf(statement, claims, issuer),
  });
  return { allows: allows.map(judged), denies: ofIssuer.filter(({ statement }) => statement.Effect === 'Deny').map(judged) };
}

/** The issuer as IAM names its provider. */
export function issuerOf(claims: Claims): string {
  return String(claims.iss ?? '').replace(/^https:\/\//, '');
}

function statementsOf(document: string, where: string): Statement[] {
  try {
    const { Statement: statements } = JSON.parse(document) as { Statement?: Statement | Statement[] };
    const all = Array.isArray(statements) ? statements : [statements];
    if (all.every((each): each is Statement => typeof each === 'object' && each !== null)) return all;
  } catch {
    // said below
  }
  throw new CommandError(`${where} is not a policy: JSON with Statement.`);
}

function providers({ Principal }: Statement): string[] {
  if (Principal === '*') return ['*'];
  if (typeof Principal !== 'object') return [];
  return list(Principal.Federated).map((arn) => arn.replace(/^arn:[^:]+:iam::\d{12}:oidc-provider\//, ''));
}

function unmetOf({ Condition = {} }: Statement, claims: Claims, issuer: string): Unmet[] {
  return Object.entries(Condition).flatMap(([operator, keys]) =>
    Object.entries(keys).flatMap(([key, value]) => {
      const unmet = check(operator, key, list(value), claims, issuer);
      return unmet ? [{ operator, key, wanted: list(value), ...unmet }] : [];
    }),
  );
}

function nameIn(claims: Claims, name: string): string {
  return Object.keys(claims).find((each) => each.toLowerCase() === name.toLowerCase()) ?? name.toLowerCase();
}

type Result = Pick<Unmet, 'has' | 'why' | 'undecided'> | undefined;

function check(operator: string, key: string, wanted: readonly string[], claims: Claims, issuer: string): Result {
  const prefix = `${issuer}:`.toLowerCase();
  if (!key.toLowerCase().startsWith(prefix)) {
    return { has: undefined, why: 'is not about the token, so only AWS can tell', undecided: true };
  }
  // Names of condition keys have no case.
  const claim = nameIn(claims, key.slice(prefix.length));
  if (!mapsClaim(issuer, claim)) {
    const inToken = claims[claim] === undefined ? '' : `, although the token has it (${texts(claims[claim]).join(', ')})`;
    return /IfExists$/.test(operator)
      ? undefined
      : { has: undefined, why: `AWS makes no condition key of this claim${inToken}, so it never holds`, undecided: false };
  }
  // The authorized party is the audience where a token names both (IAM: Available keys for AWS OIDC federation).
  const has =
    claim === 'aud' && claims.azp !== undefined ? texts(claims.azp) : claims[claim] === undefined ? undefined : texts(claims[claim]);
  const match = /^(?:ForAnyValue:|ForAllValues:)?(String(?:Not)?(?:Equals|Like)(?:IgnoreCase)?|Null|Bool)(IfExists)?$/.exec(operator);
  if (!match) return { has, why: 'is an operator that is not checked here', undecided: true };
  // A policy variable, such as ${aws:PrincipalTag/team}, is the request's.
  if (wanted.some((each) => each.includes('${'))) return { has, why: 'has a policy variable, so only AWS can tell', undecided: true };
  const [, kind, ifExists] = match as unknown as [string, string, string | undefined];
  if (kind === 'Null') {
    const holds = wanted.includes(String(has === undefined));
    return holds
      ? undefined
      : { has, why: has === undefined ? 'the token has no such claim' : 'the token has this claim', undecided: false };
  }
  const negated = kind.includes('Not');
  if (has === undefined) {
    const holds = ifExists !== undefined || negated || operator.startsWith('ForAllValues:');
    return holds ? undefined : { has, why: 'the token has no such claim', undecided: false };
  }
  const one = (value: string): boolean => wanted.some((each) => matches(kind, each, value));
  const all = operator.startsWith('ForAllValues:');
  const found = all ? has.every(one) : has.some(one);
  if (found !== negated) return undefined;
  return { has, why: negated ? 'is excluded' : nearMiss(kind, wanted, has), undecided: false };
}

function matches(kind: string, wanted: string, value: string): boolean {
  if (kind === 'Bool' || kind.endsWith('IgnoreCase')) return wanted.toLowerCase() === value.toLowerCase();
  return kind.endsWith('Like') ? matchesWildcards(wanted, value) : wanted === value;
}

/** Why two texts that look alike are not the same, for the mistakes that people make. */
function nearMiss(kind: string, wanted: readonly string[], has: readonly string[]): string {
  const any = (test: (wanted: string, value: string) => boolean): boolean => wanted.some((each) => has.some((value) => test(each, value)));
  if (any((each, value) => each.toLowerCase() === value.toLowerCase())) return 'differs in upper and lower case only';
  if (kind.endsWith('Equals') && any((each, value) => /[*?]/.test(each) && matchesWildcards(each, value))) {
    return 'has a wildcard, which StringEquals takes for a character; StringLike would hold';
  }
  // GitHub writes the ids of owner and repository into subjects of newer repositories: repo:O@1/R@2:…
  if (any((each, value) => each === value.replace(/@\d+(?=[/:])/g, ''))) {
    return "the subject has the ids of owner and repository in it, as GitHub writes them for newer repositories; the condition doesn't";
  }
  return 'is something else';
}

function list(value: unknown): string[] {
  return value === undefined ? [] : texts(value);
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [String(value)];
}
