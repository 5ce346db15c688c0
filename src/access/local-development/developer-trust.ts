import { Token } from 'cdktf';
import type { SessionOptions } from './session-options';
import { GrantError } from '../../errors';
import { oneOrMany, type PolicyStatement } from '../../iam/policy-document';
import { checkWholeNumber } from '../../terraform/whole-number';

/** Who assumes the role, and how they show who they are. */
export interface DeveloperTrust {
  readonly principals: readonly string[];
  readonly condition: NonNullable<PolicyStatement['Condition']>;
  readonly session: SessionOptions;
}

const PRINCIPAL = /^arn:[\w-]+:iam::\d{12}:(root|(?:user|role)\/[\w+=,.@/-]+)$/;
const OF_IDENTITY_CENTER = /:role\/aws-reserved\/sso\.amazonaws\.com\//;

/** The trust policy of a role of developers. */
export function trustStatements({ principals, condition, session }: DeveloperTrust): PolicyStatement[] {
  const Principal = { AWS: oneOrMany(principals) };
  const tags = session.sessionTags ?? [];
  return [
    {
      Sid: 'SignedInDevelopers',
      Effect: 'Allow',
      Principal,
      Action: 'sts:AssumeRole',
      Condition: { ...condition, ...(session.requireSourceIdentity && { Null: { 'sts:SourceIdentity': 'false' } }) },
    },
    {
      // The user's own name, or what the session has already. A variable that has no value matches nothing.
      Sid: 'TrueSourceIdentity',
      Effect: 'Allow',
      Principal,
      Action: 'sts:SetSourceIdentity',
      Condition: { StringEquals: { 'sts:SourceIdentity': ['$${aws:username}', '$${aws:SourceIdentity}'] } },
    },
    ...(tags.length === 0
      ? []
      : [
          {
            Sid: 'TrueSessionTags',
            Effect: 'Allow' as const,
            Principal,
            Action: 'sts:TagSession',
            Condition: {
              // Without tags, it says nothing, and there is nothing to say it about.
              'ForAllValues:StringEquals': { 'aws:TagKeys': oneOrMany(tags) },
              StringEqualsIfExists: Object.fromEntries(tags.map((key) => [`aws:RequestTag/${key}`, `$\${aws:PrincipalTag/${key}}`])),
            },
          },
        ]),
  ];
}

/** @throws GrantError if one of them is nobody who can show a second factor */
export function checkPrincipals(subject: string, principals: readonly string[]): readonly string[] {
  if (!Array.isArray(principals) || Token.isUnresolved(principals) || principals.length === 0) {
    throw new GrantError(
      subject,
      'principals is empty, or known only at apply',
      'Name who assumes the role, by ARNs. Each may be a token.',
    );
  }
  for (const arn of principals as readonly string[]) {
    if (Token.isUnresolved(arn)) continue;
    if (!PRINCIPAL.test(arn)) {
      throw new GrantError(
        subject,
        `principals has '${arn}', which is not the ARN of an account, an IAM user or a role`,
        'Write arn:aws:iam::<account>:user/<name>, or arn:aws:iam::<account>:root for whoever that account lets assume it.',
      );
    }
    if (OF_IDENTITY_CENTER.test(arn)) {
      throw new GrantError(
        subject,
        `principals has '${arn}', a role of IAM Identity Center, whose sessions cannot show AWS a second factor`,
        'Use DeveloperSignIn.identityCenter(), or DeveloperSignIn.permissionSet().',
      );
    }
  }
  return principals;
}

/** @throws GrantError if a key is none, or there are more than a session takes */
export function checkSession(subject: string, session: SessionOptions): SessionOptions {
  const keys = session.sessionTags ?? [];
  const wrong = keys.find((key) => Token.isUnresolved(key) || !/^[\p{L}\p{N}_.:/=+@-]{1,128}$/u.test(key) || /^aws:/i.test(key));
  if (wrong !== undefined) {
    throw new GrantError(
      subject,
      `sessionTags has '${Token.isUnresolved(wrong) ? '(token)' : wrong}', which is no key of a tag`,
      'Write 1 to 128 letters, digits and any of _.:/=+@-, not beginning with aws:.',
    );
  }
  if (keys.length <= 50) return session;
  throw new GrantError(subject, `sessionTags has ${keys.length} keys, and a session takes 50`, 'Name fewer.');
}

/** Hours as seconds. @throws GrantError if AWS does not take them */
export function hours(subject: string, name: string, value: number, most: number): number {
  return (
    3600 *
    checkWholeNumber(
      value,
      { name, least: 1, most, unit: 'hours', knownAtSynth: true },
      (problem, remedy) => new GrantError(subject, problem, remedy),
    )
  );
}
