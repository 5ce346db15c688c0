import { nameIn } from './reads';
import type { WatchedVault, WatcherParts } from '../../../contracts/audit/declarations';
import {
  BUCKET_EVENTS,
  KEY_EVENTS,
  MASKS_ALL_LOGS,
  MUTES_ALARMS,
  NAMED_IN,
  PARAMETER_CHANGES,
  PARAMETER_DELETIONS,
  SWITCHED_OFF,
  TAMPERED_WITH,
} from '../../../contracts/audit/watched-events';
import { matchesWildcards } from '../../values/iam-wildcards';
import type { Declared } from '../declared';
import { type Finding, ofRecord } from '../finding';
import { isObject, textsOf } from '../json';
import { parameterOf, succeeded, type TrailRecord } from '../record';

/** What changed a secret, and by whom: an alert, unless it was somebody who may. */
export function judgeChanges(record: TrailRecord, declared: Declared): Finding[] {
  const { source, event, account, region, parameters } = record;
  if (source !== 'ssm.amazonaws.com' || !succeeded(record)) return [];
  const changes = (PARAMETER_CHANGES as readonly string[]).includes(event);
  if (!changes && !(PARAMETER_DELETIONS as readonly string[]).includes(event)) return [];
  return [...textsOf(parameters.name), ...textsOf(parameters.names)].flatMap((asked) => {
    const name = nameIn(asked);
    const vaults = declared.vaultsOfParameter(name, account, region);
    const expected = vaults.find((each) => declared.standing(each, record.who).changes(name));
    const vault = expected ?? vaults[0];
    if (!vault) return [];
    const level = expected ? ('note' as const) : ('alert' as const);
    return [ofRecord({ kind: changes ? 'SecretChanged' : 'SecretDeleted', level, vault, record, about: name })];
  });
}

/** What is done to the keys of vaults. Without its key a secret is lost, so that nobody is expected to do that. */
export function judgeKeys(record: TrailRecord, declared: Declared): Finding[] {
  const { source, event } = record;
  const kind = (KEY_EVENTS as { readonly [event: string]: (typeof KEY_EVENTS)[keyof typeof KEY_EVENTS] | undefined })[event];
  if (source !== 'kms.amazonaws.com' || kind === undefined || !succeeded(record)) return [];
  const expected = kind === 'KeyPolicyChanged' && declared.deploys(record.who);
  const found = (vault: WatchedVault, about: string) => [ofRecord({ kind, level: expected ? 'note' : 'alert', vault, record, about })];
  // Where an alias leads to is what values are encrypted under next, and the record of a change names the new key alone.
  const alias = parameterOf(record, 'aliasName');
  const ofAlias = alias === undefined ? undefined : declared.vaultOfAlias(alias, record.account, record.region);
  if (ofAlias) return found(ofAlias, alias!);
  for (const arn of [...record.resources, ...textsOf(record.parameters.keyId), ...textsOf(record.parameters.targetKeyId)]) {
    const vault = declared.vaultOfKey(arn);
    if (vault) return found(vault, arn);
  }
  return [];
}

/** What changes who gets at master keys, or whether they are kept. */
export function judgeBuckets(record: TrailRecord, declared: Declared): Finding[] {
  const { source, event } = record;
  if (source !== 's3.amazonaws.com' || !(BUCKET_EVENTS as readonly string[]).includes(event) || !succeeded(record)) return [];
  const bucket = parameterOf(record, 'bucketName');
  const vault = bucket === undefined ? undefined : declared.vaultOfBucket(bucket);
  if (!vault || bucket === undefined) return [];
  return [ofRecord({ kind: 'BucketPolicyChanged', level: declared.deploys(record.who) ? 'note' : 'alert', vault, record, about: bucket })];
}

/** Access keys, which outlive every session. The rotator makes those of AwsCredentials. */
export function judgeAccessKeys(record: TrailRecord, declared: Declared): Finding[] {
  if (record.source !== 'iam.amazonaws.com' || record.event !== 'CreateAccessKey' || !succeeded(record)) return [];
  if (!declared.hasVaultIn(record.account)) return [];
  const byFunction = declared.vaults.some((vault) => declared.standing(vault, record.who).isFunction);
  const about = parameterOf(record, 'userName') ?? record.who.principal;
  return [ofRecord({ kind: 'AccessKeyMade', level: byFunction ? 'note' : 'alert', record, about })];
}

/** That a part of the watcher is switched off, or changed by somebody who does not deploy it. */
export function judgeWatcher(record: TrailRecord, declared: Declared): Finding[] {
  const { source, event, parameters } = record;
  const off = isOne(event, SWITCHED_OFF[source]);
  if ((!off && !isOne(event, TAMPERED_WITH[source])) || !succeeded(record)) return [];
  // Only where a request names what it is about: policies and settings that mention a part are about something else.
  const named = (NAMED_IN[source] ?? []).flatMap((member) => textsOf(memberAt(parameters, member)));
  const isHere = isInPlaceOf(declared.watcher, record);
  // Whole ARNs say the place. Names alone may be those of an audit elsewhere, whose records one trail has as well.
  const isPart = (name: string, text: string) => (isHere || text.startsWith('arn:')) && isNameOf(name, text);
  const isOwn = (text: string) => (isHere && text === MASKS_ALL_LOGS) || declared.watcher.names.some((name) => isPart(name, text));
  const isOfAll = isHere && event === MUTES_ALARMS && named.length === 0;
  const own = [...named.map(source === 'sqs.amazonaws.com' ? endOfAddress : String), ...record.resources].find(isOwn);
  const about = isOfAll ? 'all alarms of the account' : own;
  if (about === undefined) return [];
  const expected = !off && declared.deploys(record.who);
  return [ofRecord({ kind: 'WatcherSwitchedOff', level: expected ? 'note' : 'alert', record, about })];
}

/** Services whose records are of another region than the stack of the audit. */
const ELSEWHERE = ['cloudtrail.amazonaws.com', 'iam.amazonaws.com', 's3.amazonaws.com'];

function isInPlaceOf({ account, region }: WatcherParts, record: TrailRecord): boolean {
  if (account !== undefined && account !== record.account) return false;
  return region === undefined || region === record.region || ELSEWHERE.includes(record.source);
}

function isOne(event: string, events: readonly string[] = []): boolean {
  return events.some((each) => matchesWildcards(each, event));
}

/**
 * Whether a text names a part: by its name, by an ARN or the end of one, and with what may follow. A subscription is named by its topic,
 * and a colon; a function may have a version behind it; ARNs of log groups end in `:*`.
 */
function isNameOf(part: string, text: string): boolean {
  return text === part || text.startsWith(`${part}:`) || text.endsWith(`:${part}`) || text.includes(`:${part}:`);
}

/** The name of a queue, of one of its addresses. */
function endOfAddress(url: string): string {
  return url.slice(url.lastIndexOf('/') + 1);
}

/** A member of a request, `a.b` for one in another; some services begin their names with a capital letter. */
function memberAt(parameters: Readonly<Record<string, unknown>>, path: string): unknown {
  return path.split('.').reduce<unknown>((value, member) => {
    if (!isObject(value)) return undefined;
    return value[member] ?? value[member[0]!.toUpperCase() + member.slice(1)];
  }, parameters);
}
