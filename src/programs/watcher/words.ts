import type { Finding } from './finding';
import type { Identity } from './identity';
import { type AuditNotice, type FindingKind, MOST_LISTED, type NoticedPrincipal } from '../../contracts/audit/findings';

/** The longest text of a record that a notice repeats: whoever makes a request chooses some of them. */
const MOST_CHARACTERS = 200;

/** What each kind of finding says, and what to do about it. */
const TEXTS: {
  readonly [kind in FindingKind]: { readonly what: (who: string, about: string, vault: string) => string; readonly todo: string };
} = {
  SecretChanged: {
    what: (who, about, vault) => `${who} changed ${about} of ${vault}.`,
    todo: 'If nobody meant to, roll back to the earlier version, and take the permission to write away from whoever it was.',
  },
  SecretDeleted: {
    what: (who, about, vault) => `${who} deleted ${about} of ${vault}.`,
    todo: 'Find out who needs the secret, write it again or deploy, and take the permission to delete away from whoever it was.',
  },
  SecretReadByStranger: {
    what: (who, about, vault) => `${who}, to whom it was not granted, read ${about} of ${vault}.`,
    todo: 'End the sessions of the principal, rotate what it read, and find the policy that let it in; or grant it in the program.',
  },
  SecretFirstRead: {
    what: (who, about, vault) => `${who} read ${about} of ${vault}, which was granted, for the first time.`,
    todo: 'Nothing, if the program was deployed or moved lately. If not, find out who uses its role.',
  },
  SecretsDrained: {
    what: (who, about, vault) => `${who} read more secrets of ${vault} within minutes than ever before, ${about} among the last.`,
    todo: 'If no deployment explains it, end the sessions of the principal, and rotate what it read: the queries of the audit list it.',
  },
  SecretReadDenied: {
    what: (who, about, vault) => `${who} was refused to read ${about} of ${vault}.`,
    todo: 'Find out who tried and why: a program that is configured wrongly, or somebody who is looking around.',
  },
  SecretChangeDenied: {
    what: (who, about, vault) => `${who} was refused to change ${about} of ${vault}.`,
    todo: 'Find out who tried and why: a program that is configured wrongly, or somebody who is looking around.',
  },
  BreakGlassUsed: {
    what: (who, about, vault) => `${who} read ${about} of ${vault} as its break-glass principal.`,
    todo: 'Compare it with the incident that it was for. Rotate what was read when that is over.',
  },
  KeyDisabled: {
    what: (who, about, vault) => `${who} disabled key ${about} of ${vault}: nobody can read what it encrypts.`,
    todo: 'Enable the key again (aws kms enable-key), and find out who it was.',
  },
  KeyDeletionScheduled: {
    what: (who, about, vault) => `${who} scheduled the deletion of key ${about} of ${vault}: what it encrypts will be lost.`,
    todo: 'Cancel it (aws kms cancel-key-deletion, then aws kms enable-key), and find out who it was.',
  },
  KeyPolicyChanged: {
    what: (who, about, vault) => `${who} changed who may use key ${about} of ${vault}: its policy, a grant or an alias.`,
    todo: 'Deploy again, which restores policy and alias, list grants (aws kms list-grants), and find out who it was.',
  },
  BucketPolicyChanged: {
    what: (who, about, vault) => `${who} changed who gets at bucket ${about} of ${vault}, or what it keeps.`,
    todo: 'Deploy again, which restores it, and find out who it was.',
  },
  AccessKeyMade: {
    what: (who, about) => `${who} made an access key for ${about}.`,
    todo: 'Delete the key if nobody needs it (aws iam delete-access-key), and declare it as AwsCredentials if somebody does.',
  },
  WatcherSwitchedOff: {
    what: (who, about) => `${who} switched off or changed a part of the audit: ${about}.`,
    todo: 'Deploy again, which restores it. Until then nobody watches: look at the trail itself for what else was done.',
  },
};

/** Findings of one kind about one principal, as one notice. */
export function noticeOf(audit: string, findings: readonly Finding[]): AuditNotice {
  const [first] = findings as readonly [Finding];
  const { kind, level, vault, record } = first;
  const about = [...new Set(findings.map((each) => plain(each.about)))];
  const count = Math.max(about.length, ...findings.map((each) => each.count ?? 1));
  const who = principalOf(record.who);
  const listed = count === 1 ? about[0]! : `${about[0]!} and ${count - 1} more`;
  const { what, todo } = TEXTS[kind];
  return {
    kind,
    level,
    audit,
    vault: vault?.name ?? null,
    who,
    what: what(who.behind, listed, vault ? `vault ${vault.name}` : 'the account'),
    when: new Date(Math.min(...findings.map((each) => each.record.time.getTime()))).toISOString(),
    from: { address: plain(record.address), agent: plain(record.agent), region: plain(record.region) },
    todo,
    about: about.slice(0, MOST_LISTED),
    count,
    records: [...new Set(findings.map((each) => plain(each.record.id)))].slice(0, MOST_LISTED),
  };
}

/** The notice for people: words first, then the same as JSON. */
export function textOfNotice(notice: AuditNotice): string {
  const { what, when, from, todo, who, records } = notice;
  return [
    what,
    `When: ${when}. From: ${from.address} (${from.agent || 'no agent'}), region ${from.region}.`,
    `Who: ${who.principal}${who.session === null ? '' : `, session ${who.session}`}.`,
    `To do: ${todo}`,
    `Records of the trail (eventID): ${records.join(', ')}`,
    '',
    JSON.stringify(notice, null, 2),
  ].join('\n');
}

/** What a message is headed with: printable ASCII, at most 100 characters (SNS: Publish). */
export function subjectOf({ kind, vault, audit }: AuditNotice): string {
  return `${kind} in ${vault ?? audit}`.replace(/[^\x20-\x7e]/g, '?').slice(0, 100);
}

function principalOf(who: Identity): NoticedPrincipal {
  const session = who.session === undefined ? null : plain(who.session);
  const sourceIdentity = who.sourceIdentity === undefined ? null : plain(who.sourceIdentity);
  const principal = plain(who.principal);
  return {
    principal,
    account: who.account ?? null,
    session,
    sourceIdentity,
    federatedBy: who.federatedBy === undefined ? null : plain(who.federatedBy),
    behind: behind(principal, session, sourceIdentity),
  };
}

/** Source identities cannot be changed on the way, sessions can be called anything: the former comes first. */
function behind(principal: string, session: string | null, sourceIdentity: string | null): string {
  const root = /^arn:[\w-]+:iam::(\d+):root$/.exec(principal)?.[1];
  if (root !== undefined) return `the root user of account ${root}`;
  const name = /(?:role|user)\/(?:.*\/)?([^/]+)$/.exec(principal)?.[1] ?? principal;
  const permissionSet = /:role\/aws-reserved\/sso\.amazonaws\.com\/(?:.*\/)?AWSReservedSSO_(.+)_[0-9a-f]{16}$/.exec(principal)?.[1];
  if (sourceIdentity !== null) return `${sourceIdentity} (source identity) as ${permissionSet ?? name}`;
  // IAM Identity Center names sessions after its users, and lets nobody choose. Its roles are on a path on which nobody else makes any.
  if (permissionSet !== undefined && session !== null) return `${session} of IAM Identity Center as ${permissionSet}`;
  return session === null ? name : `${name} (session ${session})`;
}

/** A text of a record as people may read it: what a terminal or a mail program would act on is left out. */
function plain(text: string): string {
  const printable = text.replace(/[^\p{L}\p{N}\p{P}\p{S} ]/gu, '?');
  return printable.length > MOST_CHARACTERS ? `${printable.slice(0, MOST_CHARACTERS)}…` : printable;
}
