/**
 * What the watcher is told of vaults and of itself. Constructs write it, apply fills in what only AWS knows, and the watcher
 * reads it by its SHA-256, which is in the function's environment: what somebody else writes in its place does not count.
 */

/** Somebody who may do something. */
export interface DeclaredPrincipal {
  /**
   * ARN of a role, a user, or of an account's root for anybody of that account. The path of a role is not compared, since names of
   * roles are unique in an account. `*` and `?` are wildcards.
   */
  readonly who: string;
  /** Parameters and objects by their names, `/<service>/*` for a whole service, `*` for all. */
  readonly reads: readonly string[];
  readonly changes: readonly string[];
  /** `function` is one of Coffer's own, `break-glass` reads in emergencies, `deployer` deploys. */
  readonly as?: 'function' | 'break-glass' | 'deployer';
}

/** A vault that is watched. */
export interface WatchedVault {
  readonly name: string;
  readonly account: string;
  readonly region: string;
  /** Regions that its secrets are copied to. */
  readonly copies: readonly string[];
  readonly services: readonly string[];
  /** ARNs of the keys that its values are encrypted under, in all regions. */
  readonly keys: readonly string[];
  /** Names of the aliases by which values find these keys; left out by earlier versions. */
  readonly aliases?: readonly string[];
  /** Names of its buckets of master keys. */
  readonly buckets: readonly string[];
  /** ARN of the topic that notices about it go to. */
  readonly topicArn: string;
}

/** What belongs to the watcher, by the names that requests call it by. */
export interface WatcherParts {
  readonly topicArn: string;
  /** Functions, log groups, trails, rules, topics, tables, alarms, keys and buckets: names and ARNs. */
  readonly names: readonly string[];
  /** Where the audit is; left out by earlier versions. */
  readonly account?: string;
  readonly region?: string;
  /** ARNs of roles that deploy, beside those of the vaults. */
  readonly deployers: readonly string[];
}

/** One part of the declarations: as many as it takes to keep each below what an item of the table holds. */
export interface DeclarationPart {
  readonly watcher?: WatcherParts;
  readonly vaults?: readonly WatchedVault[];
  readonly principals?: readonly (DeclaredPrincipal & { readonly vault: string })[];
}

/** The most characters of a part. DynamoDB takes 400 KB for an item (DynamoDB: Quotas). */
export const MOST_PART_CHARACTERS = 200_000;

/** Key of the item that a part is in. */
export function declarationId(sha256: string): string {
  return `declared#${sha256}`;
}

/** The attribute that holds the text of a part. */
export const DECLARATION_ATTRIBUTE = 'part';

/** The attribute by which DynamoDB deletes what the watcher need not remember any more, in seconds since 1970. */
export const EXPIRY_ATTRIBUTE = 'expires';
