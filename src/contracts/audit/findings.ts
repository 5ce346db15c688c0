/**
 * What the watcher tells of. These are the `detail-type` of its events and the `kind` of its notices, so that none of them may be renamed.
 */
export const FINDINGS = [
  'SecretChanged',
  'SecretDeleted',
  'SecretReadByStranger',
  'SecretFirstRead',
  'SecretsDrained',
  'SecretReadDenied',
  'SecretChangeDenied',
  'BreakGlassUsed',
  'KeyDisabled',
  'KeyDeletionScheduled',
  'KeyPolicyChanged',
  'BucketPolicyChanged',
  'AccessKeyMade',
  'WatcherSwitchedOff',
] as const;
export type FindingKind = (typeof FINDINGS)[number];

/** `alert` is for people, and goes to a topic. `note` is in the log and, where they are turned on, among the events. */
export type FindingLevel = 'alert' | 'note';

/** Whoever did it, as the record says. */
export interface NoticedPrincipal {
  /** ARN of the role, user or root, or the name of a service. */
  readonly principal: string;
  readonly account: string | null;
  /** Name of a role's session. Whoever assumed the role chose it, unless its trust policy says which it may be. */
  readonly session: string | null;
  /** Set when the first role was assumed, and the same through all roles after it (STS: SourceIdentity). */
  readonly sourceIdentity: string | null;
  /** The OpenID Connect provider that vouched for it. */
  readonly federatedBy: string | null;
  /** Id, never the key, of the session's access key: by it CloudTrail finds who assumed the role, such as a Kubernetes service account. */
  readonly accessKeyId: string | null;
  /** Person, pipeline or program behind it, in words, as far as session and source identity tell. */
  readonly behind: string;
}

/** A notice, as JSON. It holds names, never a value. */
export interface AuditNotice {
  readonly kind: FindingKind;
  readonly level: FindingLevel;
  /** The AuditTrail that tells. */
  readonly audit: string;
  /** The vault that it is about; null for what is about none or all. */
  readonly vault: string | null;
  readonly who: NoticedPrincipal;
  /** What happened, as a sentence. */
  readonly what: string;
  /** When it happened, or first did (ISO 8601). */
  readonly when: string;
  readonly from: { readonly address: string; readonly agent: string; readonly region: string };
  /** What to do, as a sentence. */
  readonly todo: string;
  /** Parameters, objects, keys or other things that it is about, the first of them. */
  readonly about: readonly string[];
  /** How many there were in all. */
  readonly count: number;
  /** `eventID` of the records in the trail, the first of them. */
  readonly records: readonly string[];
}

/** The most names, and ids of records, that a notice lists. */
export const MOST_LISTED = 20;
