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
    what: (who, about, vault) => `${who} changed ${about} in ${vault}.`,
    todo:
      'If nobody intended this, restore the previous version and revoke the permission to write. ' +
      'If it was intended and the program does not grant it yet, grant it there.',
  },
  SecretDeleted: {
    what: (who, about, vault) => `${who} deleted ${about} in ${vault}.`,
    todo:
      'If nobody intended this, find out what needs the secret, restore it by writing its value or deploying again, ' +
      'and revoke the permission to delete.',
  },
  SecretReadByStranger: {
    what: (who, about, vault) => `${who} read ${about} in ${vault}, although the program does not grant it.`,
    todo:
      'Unless you know the reason, revoke the active sessions of the principal, rotate what it read, and remove the policy that ' +
      'allowed this. ' +
      'If the read was legitimate, grant it in the program.',
  },
  SecretFirstRead: {
    what: (who, about, vault) =>
      `${who} read ${about} in ${vault}. The program grants this, but it is the first time that this principal was seen reading there.`,
    todo:
      'No action is needed if the principal was added recently, or its workload was deployed or moved. ' +
      'Otherwise, find out who is using its role.',
  },
  SecretsDrained: {
    what: (who, about, vault) => `${who} read more secrets in ${vault} within a few minutes than ever before: ${about}.`,
    todo:
      'If no deployment or restart explains this, revoke the active sessions of the principal, and rotate what it read: ' +
      "the audit's saved queries list it.",
  },
  SecretReadDenied: {
    what: (who, about, vault) => `${who} tried to read ${about} in ${vault} and was denied.`,
    todo: 'This request read nothing. Find out who made it and why: a misconfigured program, or somebody probing for access.',
  },
  SecretChangeDenied: {
    what: (who, about, vault) => `${who} tried to change ${about} in ${vault} and was denied.`,
    todo: 'This request changed nothing. Find out who made it and why: a misconfigured program, or somebody probing for access.',
  },
  BreakGlassUsed: {
    what: (who, about, vault) => `${who} used break-glass access to read ${about} in ${vault}.`,
    todo: 'Check that an incident justifies this. When the incident is over, rotate what was read.',
  },
  KeyDisabled: {
    what: (who, about, vault) => `${who} disabled KMS key ${about} of ${vault}. Until it is enabled, nobody can read what it encrypts.`,
    todo: 'Enable the key again (aws kms enable-key), and find out who disabled it and why.',
  },
  KeyDeletionScheduled: {
    what: (who, about, vault) =>
      `${who} scheduled KMS key ${about} of ${vault} for deletion. Once it is deleted, everything that it encrypts is lost.`,
    todo: 'Cancel the deletion (aws kms cancel-key-deletion), enable the key again (aws kms enable-key), and find out who did it and why.',
  },
  KeyPolicyChanged: {
    what: (who, about, vault) => `${who} changed access to KMS key ${about} of ${vault}: its key policy, a grant, an alias or a replica.`,
    todo:
      'Deploy again to restore the key policy and the alias. Look for unexpected grants (aws kms list-grants), and find out who did this ' +
      'and why.',
  },
  BucketPolicyChanged: {
    what: (who, about, vault) =>
      `${who} deleted bucket ${about} of ${vault}, which holds master keys, or changed its access, encryption, logging or retention settings.`,
    todo: 'Deploy again to restore the settings, and find out who changed them and why.',
  },
  AccessKeyMade: {
    what: (who, about) => `${who} created an access key for ${about}.`,
    todo: 'If nobody needs the key, delete it (aws iam delete-access-key). If somebody does, declare it in the program as AwsCredentials.',
  },
  WatcherSwitchedOff: {
    what: (who, about) => `${who} stopped, deleted or changed a part of the audit: ${about}.`,
    todo: 'Deploy again to restore it. Until then, the watcher may miss events: check the trail itself for what else was done.',
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
    what: sentence(what(who.behind, listed, vault ? `vault ${vault.name}` : 'the account')),
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
  const session = who.session === null ? '' : `, session ${who.session}`;
  return [
    what,
    `When: ${when}`,
    `From: ${from.address} (${from.agent || 'unknown client'}), in region ${from.region}`,
    `Who: ${who.principal}${session}`,
    ...identityProviderOf(notice),
    `To do: ${todo}`,
    `CloudTrail events (eventID): ${records.join(', ')}`,
    '',
    JSON.stringify(notice, null, 2),
  ].join('\n');
}

/** What says which service account or pipeline it was: a session that an identity provider vouched for is often named like any other. */
function identityProviderOf({ who: { federatedBy, accessKeyId }, from }: AuditNotice): string[] {
  if (federatedBy === null) return [];
  const lookUp = `aws cloudtrail lookup-events --lookup-attributes AttributeKey=ResourceName,AttributeValue=${accessKeyId ?? ''} --region ${from.region}`;
  return [`Signed in by: ${federatedBy}${accessKeyId === null ? '' : `. To see as whom: ${lookUp}`}`];
}

/** What a message is headed with: printable ASCII, at most 100 characters (SNS: Publish). */
export function subjectOf({ kind, vault, audit }: AuditNotice): string {
  return `${kind} in ${vault ?? audit}`.replace(/[^\x20-\x7e]/g, '?').slice(0, 100);
}

/** Names keep their letters; only `the root user` begins a sentence like a word. */
function sentence(text: string): string {
  return text.replace(/^the (?=root user of )/, 'The ');
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
    accessKeyId: who.accessKeyId ?? null,
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
  if (permissionSet !== undefined && session !== null) return `${session} (IAM Identity Center) as ${permissionSet}`;
  return session === null ? name : `${name} (session ${session})`;
}

/** A text of a record as people may read it: what a terminal or a mail program would act on is left out. */
function plain(text: string): string {
  const printable = text.replace(/[^\p{L}\p{N}\p{P}\p{S} ]/gu, '?');
  return printable.length > MOST_CHARACTERS ? `${printable.slice(0, MOST_CHARACTERS)}…` : printable;
}
