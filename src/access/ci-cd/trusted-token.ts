import { Token } from 'cdktf';
import { mapsClaim } from '../../contracts/mapped-claims';
import { FederationError } from '../../errors';

/** What a token has to say for a role to be assumed with it. */
export interface TrustedToken {
  /** What issues it, for readers: `GitHub Actions`. */
  readonly system: string;
  /** Address of the issuer, without https://. */
  readonly issuer: string;
  readonly audience: string;
  /** Claims that have one of these values. */
  readonly equal: Claims;
  /** Claims that are like one of these patterns. */
  readonly like: Claims;
  /** Claims of several values one of which has one of these values. */
  readonly anyEqual?: Claims;
  /** The same by patterns. */
  readonly anyLike?: Claims;
  /** Whether pull requests get such tokens: whoever may open one runs code of their own with it. */
  readonly pullRequest: boolean;
  /** What is weaker than it could be, one sentence or more each. */
  readonly warnings: readonly string[];
}

export interface Claims {
  readonly [claim: string]: readonly string[];
}

/** Written out, and not empty: what only apply knows cannot be checked, and so cannot be trusted. */
export function checkText(subject: string, what: string, value: unknown, example: string): string {
  if (typeof value !== 'string' || value.trim() === '' || Token.isUnresolved(value)) {
    const received = value === undefined || value === null ? 'missing' : value === '' ? 'empty' : 'not a text known at synth';
    throw new FederationError(subject, `${what} is ${received}`, `Write it out, such as ${what}: '${example}'.`);
  }
  return value;
}

/** A part of a subject: without wildcards, and of the letters that the system has for it. */
export function checkName(subject: string, what: string, value: unknown, pattern: RegExp, example: string): string {
  const text = checkText(subject, what, value, example);
  if (/[*?]/.test(text)) {
    throw new FederationError(
      subject,
      `${what} '${text}' has a wildcard, which lets in the pipelines of others`,
      `Name one, such as ${what}: '${example}', and add an identity for each further one.`,
    );
  }
  if (!pattern.test(text)) {
    throw new FederationError(subject, `${what} '${text}' is not one that the system gives out`, `Write it like '${example}'.`);
  }
  return text;
}

/** Address of an issuer, whose host is compared letter by letter, and written in lower case by whoever issues. */
export function checkIssuer(subject: string, value: unknown, pattern: RegExp, example: string): string {
  const issuer = checkName(subject, 'issuer', value, pattern, example);
  const [host] = issuer.split('/') as [string];
  if (host === host.toLowerCase()) return issuer;
  throw new FederationError(
    subject,
    `issuer '${issuer}' has capital letters in its host, and tokens have none there`,
    `Write it like '${issuer.replace(host, host.toLowerCase())}'.`,
  );
}

/** A number by which a system knows something: never given to anything else, unlike a name. */
export function checkId(subject: string, what: string, value: number | undefined): string | undefined {
  if (value === undefined) return undefined;
  if (Number.isSafeInteger(value) && value > 0 && !Token.isUnresolved(value)) return String(value);
  throw new FederationError(
    subject,
    `${what} is ${Token.isUnresolved(value) ? 'known only at apply' : value}`,
    'Write a whole number from 1.',
  );
}

/** An id in the form of a UUID, in lower case, without braces. */
export function checkUuid(subject: string, what: string, value: unknown): string {
  const text = checkText(subject, what, value, '6e2a1f4c-0b1d-4c3e-9a57-2f1f7f6f3b10');
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text)) return text;
  throw new FederationError(
    subject,
    `${what} '${text}' is not a UUID in lower case, without braces`,
    'Write it like 6e2a1f4c-0b1d-4c3e-9a57-2f1f7f6f3b10.',
  );
}

/**
 * Further claims that have to be equal.
 *
 * @param pinned what the identity itself says of claims, which nothing given beside may replace
 * @throws FederationError where one of them is pinned anyway, has a wildcard, or AWS maps it to no condition key
 */
export function checkClaims(subject: string, issuer: string, pinned: Claims, claims: { readonly [claim: string]: string } = {}): Claims {
  const own = ['sub', 'aud', ...Object.keys(pinned)];
  const checked = Object.entries(claims).map(([claim, value]): [string, readonly string[]] => {
    // Names of condition keys are compared without regard to case (IAM: Condition).
    if (own.includes(claim.toLowerCase())) {
      throw new FederationError(
        subject,
        `claims has '${claim}', which the identity pins itself`,
        'Leave it out of claims: other properties say what it has to be.',
      );
    }
    checkMapped(subject, issuer, claim);
    const text = checkText(subject, `claim ${claim}`, value, 'main');
    if (/[*?]/.test(text)) {
      throw new FederationError(
        subject,
        `claim ${claim} is '${text}', and is compared letter by letter, without wildcards`,
        'Write it out, and add an identity for each further value.',
      );
    }
    return [claim, [text]];
  });
  return Object.fromEntries(checked);
}

/** @throws FederationError where AWS has no condition key for a claim, so that no condition on it could ever hold */
export function checkMapped(subject: string, issuer: string, claim: string): void {
  if (mapsClaim(issuer, claim)) return;
  throw new FederationError(
    subject,
    `AWS maps claim '${claim}' of ${issuer} to no condition key, so that a condition on it never holds`,
    'Pin what the subject says, or another claim (IAM: Available keys for AWS OIDC federation).',
  );
}
