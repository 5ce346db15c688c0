import { Token } from 'cdktf';
import type { TrustedToken } from './trusted-token';
import { FederationError } from '../../errors';
import { ANY_ACCOUNT, LONGEST_PARTITION, oneOrMany, PolicyStatement, render } from '../../iam/policy-document';

/** The characters IAM takes of a trust policy, white space not counted; 4,096 on request (IAM and STS quotas). */
const MAX_TRUST_POLICY_CHARACTERS = 2048;

/** Who may assume a role, each with the ARN of its OIDC provider. */
export interface Trusted {
  readonly token: TrustedToken;
  readonly providerArn: string;
}

/**
 * The trust policy of a role of pipelines.
 *
 * @param sessionName pattern that names of sessions have to match
 * @throws FederationError where IAM would not take it
 */
export function trustPolicy(subject: string, trusted: readonly Trusted[], sessionName: string | undefined): string {
  const estimate = render(
    trusted.map(({ token }, index) =>
      statement({ token, providerArn: `arn:${LONGEST_PARTITION}:iam::${ANY_ACCOUNT}:oidc-provider/${token.issuer}` }, index, sessionName),
    ),
  );
  if (estimate.length > MAX_TRUST_POLICY_CHARACTERS) {
    throw new FederationError(
      subject,
      `its trust policy would have ${estimate.length} characters, and IAM takes ${MAX_TRUST_POLICY_CHARACTERS}`,
      'Use several roles, each for some of the identities.',
    );
  }
  return render(trusted.map((each, index) => statement(each, index, sessionName)));
}

function statement({ token, providerArn }: Trusted, index: number, sessionName: string | undefined): PolicyStatement {
  const keyed = (claims: { readonly [claim: string]: readonly string[] } = {}) =>
    Object.fromEntries(Object.entries(claims).map(([claim, values]) => [`${token.issuer}:${claim}`, oneOrMany(values)]));
  const operators = {
    // Always the audience: without it, a token that was made out to somebody else would do.
    StringEquals: keyed({ aud: [token.audience], ...token.equal }),
    StringLike: { ...keyed(token.like), ...(sessionName === undefined ? {} : { 'sts:RoleSessionName': sessionName }) },
    'ForAnyValue:StringEquals': keyed(token.anyEqual),
    'ForAnyValue:StringLike': keyed(token.anyLike),
  };
  return {
    Sid: `Pipeline${index}`,
    Effect: 'Allow',
    Principal: { Federated: providerArn },
    Action: 'sts:AssumeRoleWithWebIdentity',
    Condition: Object.fromEntries(Object.entries(operators).filter(([, keys]) => Object.keys(keys).length > 0)),
  };
}

/** @throws FederationError where no name of a session can be like it (STS: AssumeRoleWithWebIdentity) */
export function checkSessionName(subject: string, pattern: string | undefined): string | undefined {
  if (pattern === undefined) return undefined;
  if (!Token.isUnresolved(pattern) && /^[\w+=,.@*?-]{2,64}$/.test(pattern)) return pattern;
  throw new FederationError(
    subject,
    `sessionName '${Token.isUnresolved(pattern) ? '(token)' : pattern}' is not 2 to 64 letters, digits and any of _+=,.@-*?`,
    "Write it like 'gha-*'.",
  );
}
