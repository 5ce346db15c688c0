import { isObject, textOf } from './json';
import { matchesWildcards } from '../values/iam-wildcards';

/** Whoever made a request, as CloudTrail says (CloudTrail: userIdentity element). */
export interface Identity {
  /** ARN of the role, not of its session; of the user; of the account's root; or the name of a service. What rules decide by. */
  readonly principal: string;
  readonly account?: string;
  /** Name of a role's session. Whoever assumes a role chooses it: it is told, and decides nothing. */
  readonly session?: string;
  readonly sourceIdentity?: string;
  readonly federatedBy?: string;
  readonly accessKeyId?: string;
  /** What IAM gives a role or user once: another one of the same name later has another. */
  readonly uniqueId?: string;
}

export function readIdentity(value: unknown): Identity | undefined {
  if (!isObject(value)) return undefined;
  const [arn, type, account] = [textOf(value.arn), textOf(value.type), textOf(value.accountId)];
  const context = isObject(value.sessionContext) ? value.sessionContext : {};
  const issuer = isObject(context.sessionIssuer) ? context.sessionIssuer : {};
  const federation = isObject(context.webIdFederationData) ? context.webIdFederationData : {};
  const told = {
    sourceIdentity: textOf(context.sourceIdentity),
    federatedBy: textOf(federation.federatedProvider),
    accessKeyId: /^[A-Z0-9]{16,128}$/.exec(textOf(value.accessKeyId) ?? '')?.[0],
    uniqueId: /^A(?:RO|ID)A[A-Z0-9]{12,124}(?=:|$)/.exec(textOf(issuer.principalId) ?? textOf(value.principalId) ?? '')?.[0],
  };
  const session = /^arn:([\w-]+):sts::(\d{12}):assumed-role\/([^/]+)\/(.+)$/.exec(arn ?? '');
  if (session) {
    const [, partition, owner, role, name] = session;
    const principal = textOf(issuer.arn) ?? `arn:${partition}:iam::${owner}:role/${role}`;
    return { principal, account: account ?? owner, session: name, ...told };
  }
  if (type === 'WebIdentityUser' || type === 'SAMLUser') {
    // The request that assumes a role, before there is a session.
    return {
      principal: textOf(value.identityProvider) ?? type,
      session: textOf(value.userName),
      federatedBy: textOf(value.identityProvider),
    };
  }
  if (type === 'FederatedUser') {
    // Whoever calls GetFederationToken chooses the name in the ARN: by it, one user would be as many principals as it liked.
    const name = arn?.split('/').pop();
    const principal = textOf(issuer.arn) ?? arn;
    return principal === undefined ? undefined : { principal, account, session: name, ...told };
  }
  const service = textOf(value.invokedBy);
  const known = arn ?? (type === 'AWSAccount' && account !== undefined ? account : service);
  // Users of IAM Identity Center, and requests whose signature AWS did not know, have no ARN. What they did is judged all the same.
  const principal = known ?? textOf(value.principalId) ?? account ?? type;
  return principal === undefined ? undefined : { principal, account, ...told };
}

/** Whether two principals are one: roles by account and name, which is unique in an account whatever the path; patterns by it too. */
export function samePrincipal(pattern: string, identity: Identity): boolean {
  const root = /^arn:[\w-]+:iam::(\d{12}):root$/.exec(pattern);
  if (root) return identity.account === root[1];
  // Without its path a pattern such as role/ops/* would be every role of the account.
  const namesPath = /[*?]/.test(pattern) && /:role\/.*\//.test(pattern);
  if (namesPath) return matchesWildcards(pattern, identity.principal);
  return matchesWildcards(withoutPath(pattern), withoutPath(identity.principal));
}

/** ARN of a role without its path, which programs do not always know. */
export function withoutPath(arn: string): string {
  return arn.replace(/^(arn:[^:]+:iam::[^:]*:role\/)(?:.*\/)?([^/]+)$/, '$1$2');
}
