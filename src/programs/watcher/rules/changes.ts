import { nameIn } from './reads';
import {
  BUCKET_EVENTS,
  KEY_EVENTS,
  MASKS_ALL_LOGS,
  NAMED_IN,
  PARAMETER_CHANGES,
  PARAMETER_DELETIONS,
  SWITCHED_OFF,
  TAMPERED_WITH,
} from '../../../contracts/audit/watched-events';
import { matchesWildcards } from '../../values/iam-wildcards';
import type { Declared } from '../declared';
import { type Finding, ofRecord } from '../finding';
import { textsOf } from '../json';
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
  for (const arn of [...record.resources, ...textsOf(record.parameters.keyId), ...textsOf(record.parameters.targetKeyId)]) {
    const vault = declared.vaultOfKey(arn);
    if (!vault) continue;
    const expected = kind === 'KeyPolicyChanged' && declared.deploys(record.who);
    return [ofRecord({ kind, level: expected ? 'note' : 'alert', vault, record, about: arn })];
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
  const named = (NAMED_IN[source] ?? []).flatMap((member) => textsOf(parameters[member] ?? parameters[capitalized(member)]));
  const isOwn = (text: string) => text === MASKS_ALL_LOGS || declared.watcher.names.some((name) => isNameOf(name, text));
  const about = [...named.map(source === 'sqs.amazonaws.com' ? endOfAddress : String), ...record.resources].find(isOwn);
  if (about === undefined) return [];
  const expected = !off && declared.deploys(record.who);
  return [ofRecord({ kind: 'WatcherSwitchedOff', level: expected ? 'note' : 'alert', record, about })];
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

function capitalized(member: string): string {
  return member[0]!.toUpperCase() + member.slice(1);
}
