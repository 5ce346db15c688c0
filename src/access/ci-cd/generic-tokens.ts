import type { GenericIdentityProps } from './identity-props';
import { checkIssuer, checkMapped, checkText, Claims, TrustedToken } from './trusted-token';
import { methodOf } from '../../contracts/mapped-claims';
import { FederationError } from '../../errors';

const SUBJECT = 'OidcIdentity.generic()';
const OPERATORS: { readonly [operator: string]: 'equal' | 'like' | 'anyEqual' | 'anyLike' } = {
  StringEquals: 'equal',
  StringLike: 'like',
  'ForAnyValue:StringEquals': 'anyEqual',
  'ForAnyValue:StringLike': 'anyLike',
};

/** Subjects of GitLab with a wildcard, but for those of tags. */
const GITLAB_OF_ANY_BRANCH = /^project_path:(?!.*:ref_type:tag:ref:).*\*$/;

/** @see IAM: Create a role for OpenID Connect federation */
export function genericToken(props: GenericIdentityProps): TrustedToken {
  const issuer = checkIssuer(SUBJECT, props.issuer, /^[\w.-]+(:\d+)?(\/[\w.~-]+)*$/, 'ci.example.com');
  const method = methodOf(issuer);
  if (method !== undefined) {
    throw new FederationError(
      SUBJECT,
      `issuer '${issuer}' is shared by many, and has a method that tells whose tokens are trusted`,
      `Use OidcIdentity.${method}().`,
    );
  }
  const audience = checkText(SUBJECT, 'audience', props.audience, 'sts.amazonaws.com');
  const sub = checkText(SUBJECT, 'subject', props.subject, 'project:acme/api:ref:main');
  if (/[*?]/.test(sub.slice(0, 8)) || /[*?]/.test(audience)) {
    const what = /[*?]/.test(audience) ? `audience '${audience}' has` : `subject '${sub}' begins with`;
    throw new FederationError(SUBJECT, `${what} a wildcard, which lets in the pipelines of others`, 'Write out whose tokens are trusted.');
  }
  // Before its last part, a subject says whose it is. One part alone is a label, which every tenant has: project_path:*
  if (/[*?]/.test(sub) && !/^[^*?:/]+[:/]+[^*?:/]+[:/][^*?]*\*?$/.test(sub)) {
    throw new FederationError(
      SUBJECT,
      `subject '${sub}' has a wildcard elsewhere than at its end, or before it has said whose tokens are trusted`,
      "Write it out, or all but the end of its last part, such as 'project:acme/api:*'.",
    );
  }
  const found: { [kind: string]: { [claim: string]: readonly string[] } } = {};
  for (const [operator, claims] of Object.entries(props.conditions ?? {})) {
    const kind = OPERATORS[operator];
    if (kind === undefined) throw refusedOperator(operator);
    for (const [claim, values] of Object.entries(claims)) {
      checkMapped(SUBJECT, issuer, claim);
      if (claim === 'sub' || claim === 'aud') {
        throw new FederationError(SUBJECT, `conditions has ${claim}, which has a property of its own`, 'Give subject and audience.');
      }
      (found[kind] ??= {})[claim] = values.map((value) => checkText(SUBJECT, `claim ${claim}`, value, 'main'));
    }
  }
  const like = /[*?]/.test(sub);
  return {
    system: issuer,
    issuer,
    audience,
    equal: { ...(like ? {} : { sub: [sub] }), ...found.equal },
    like: { ...(like ? { sub: [sub] } : {}), ...found.like },
    anyEqual: found.anyEqual as Claims | undefined,
    anyLike: found.anyLike as Claims | undefined,
    // A GitLab of one's own: jobs of merge requests have the subject of their branch, so that any branch is any merge request.
    pullRequest: (props.pullRequest ?? false) || GITLAB_OF_ANY_BRANCH.test(sub),
    warnings: [],
  };
}

function refusedOperator(operator: string): FederationError {
  if (operator.startsWith('ForAllValues:')) {
    return new FederationError(
      SUBJECT,
      `operator '${operator}' holds for a token that lacks the claim`,
      `Write ForAnyValue:${operator.slice('ForAllValues:'.length)}.`,
    );
  }
  return new FederationError(
    SUBJECT,
    `operator '${operator}' is not one of ${Object.keys(OPERATORS).join(', ')}`,
    'Use one of these: others hold for a token that lacks the claim, or compare what claims are not.',
  );
}
