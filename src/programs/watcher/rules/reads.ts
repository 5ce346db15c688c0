import { append } from '../../../contracts/append';
import { OBJECT_COPIES, OBJECT_READS, PARAMETER_READS } from '../../../contracts/audit/watched-events';
import type { Declared } from '../declared';
import { type Finding, hourly, type Read } from '../finding';
import { isObject, textsOf } from '../json';
import { parameterOf, succeeded, type TrailRecord } from '../record';

/** What a record needs of the others that came with it. */
export interface Batch {
  /** Whether they came by EventBridge, which may leave out those of KMS. */
  readonly byRule: boolean;
  /** Parameters that KMS decrypted for somebody, under whatever key. */
  readonly decrypted: ReadonlySet<string>;
  /** Reads of Parameter Store by the access key that made them. */
  readonly callers: ReadonlyMap<string, readonly TrailRecord[]>;
}

export function batchOf(records: readonly TrailRecord[], byRule: boolean): Batch {
  const decrypted = new Set<string>();
  const callers = new Map<string, TrailRecord[]>();
  for (const record of records) {
    try {
      const arn = succeeded(record) ? decryptedIn(record) : undefined;
      if (arn !== undefined) decrypted.add(decryptedBy(record, nameIn(arn)));
      const { accessKeyId } = record.who;
      if (accessKeyId !== undefined && isParameterRead(record)) append(callers, accessKeyId, record);
    } catch {
      // Counted where it is judged.
    }
  }
  return { byRule, decrypted, callers };
}

function isParameterRead({ source, event }: TrailRecord): boolean {
  return source === 'ssm.amazonaws.com' && (PARAMETER_READS as readonly string[]).includes(event);
}

/** Between a request to Parameter Store and what it asks of KMS. */
const AT_ONCE_MS = 2_000;

/** A record of KMS with the address of the request that Parameter Store had, where it came in the same batch: its own is that of AWS. */
function withCaller(record: TrailRecord, { callers }: Batch): TrailRecord {
  if (!/^AWS Internal$|\.amazonaws\.com/.test(record.address)) return record;
  const caller = callers
    .get(record.who.accessKeyId ?? '')
    ?.find(({ time, region }) => region === record.region && Math.abs(time.getTime() - record.time.getTime()) <= AT_ONCE_MS);
  return caller ? { ...record, address: caller.address, agent: caller.agent } : record;
}

/** ARN of the parameter that KMS decrypted for somebody, by its context. */
function decryptedIn(record: TrailRecord): string | undefined {
  if (record.source !== 'kms.amazonaws.com') return undefined;
  const member = CONTEXTS[record.event];
  const context = member === undefined ? undefined : record.parameters[member];
  return isObject(context) ? textsOf(context.PARAMETER_ARN)[0] : undefined;
}

/** Where events of KMS that read have the context. ReEncrypt gives the value to whoever may use the other key. */
const CONTEXTS: { readonly [event: string]: string | undefined } = { Decrypt: 'encryptionContext', ReEncrypt: 'sourceEncryptionContext' };

function decryptedBy({ who, region }: TrailRecord, name: string): string {
  return [who.principal, region, name].join('\n');
}

/**
 * Reads that a record tells of: by KMS, which says the one parameter that it decrypts for; by Parameter Store if names were asked for; and
 * by S3 of master keys.
 *
 * @param batch - what the other records of its batch say
 */
export function readsIn(record: TrailRecord, declared: Declared, batch: Batch): Read[] {
  if (!succeeded(record)) return [];
  const { source, event, account, region, parameters } = record;
  const decrypted = decryptedIn(record);
  if (decrypted !== undefined) {
    const vault = record.resources.map((key) => declared.vaultOfKey(key)).find((found) => found !== undefined);
    // Under another key it is none of a vault's, whatever it is called.
    return vault ? [{ vault, record: withCaller(record, batch), name: nameIn(decrypted) }] : [];
  }
  if (isParameterRead(record) && parameters.withDecryption === true) {
    const [path] = textsOf(parameters.path);
    if (path !== undefined) return batch.byRule ? readsBelow(path, record, declared) : [];
    return [...textsOf(parameters.name), ...textsOf(parameters.names)].flatMap((asked) => {
      const name = nameIn(asked);
      // Requests succeed for plain text, too, and GetParameters for names that are not there: KMS has a record of each secret.
      const isDecrypted = batch.decrypted.has(decryptedBy(record, name));
      if (!isDecrypted && !batch.byRule) return [];
      const isUnconfirmed = !isDecrypted && event === 'GetParameters';
      const vaults = declared.vaultsOfParameter(name, ownerOf(asked) ?? account, region);
      const vault = vaults.find((each) => declared.standing(each, record.who).reads(name)) ?? vaults[0];
      return vault ? [{ vault, record, name, isUnconfirmed }] : [];
    });
  }
  const object = source === 's3.amazonaws.com' ? objectIn(record) : undefined;
  const vault = object && declared.vaultOfBucket(object.bucket);
  return vault ? [{ vault, record, name: object.key }] : [];
}

/**
 * A list with decryption names a path alone, and EventBridge may leave out the records of KMS. Of somebody who is not declared at all, it
 * is told as it was asked for.
 */
function readsBelow(path: string, record: TrailRecord, declared: Declared): Read[] {
  const vaults = declared.vaultsBelow(folder(path), record.account, record.region);
  if (vaults.length === 0 || vaults.some((vault) => declared.standing(vault, record.who).known)) return [];
  return [{ vault: vaults[0]!, record, name: `${folder(path)}/*`, isUnconfirmed: true }];
}

/** The object that a request reads: of its bucket, or for a copy, of the bucket that its header names. */
export function objectIn(record: TrailRecord): { readonly bucket: string; readonly key: string } | undefined {
  if ((OBJECT_READS as readonly string[]).includes(record.event)) {
    const [bucket, key] = [parameterOf(record, 'bucketName'), parameterOf(record, 'key')];
    return bucket === undefined || key === undefined ? undefined : { bucket, key };
  }
  if (!(OBJECT_COPIES as readonly string[]).includes(record.event)) return undefined;
  // Percent-encoded, with or without a slash before it, and the version behind it (S3: CopyObject).
  const asked = parameterOf(record, 'x-amz-copy-source')?.replace(/\?versionId=[^?]*$/, '') ?? '';
  const [, bucket, key] = /^\/?([^/]+)\/(.+)$/s.exec(decoded(asked)) ?? [];
  return bucket === undefined || key === undefined ? undefined : { bucket, key };
}

/** Text that anybody may have written: what is no encoding stays as it is. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Reads by those to whom nothing was granted, and by those who read in an emergency. */
export function judgeRead(read: Read, declared: Declared): Finding[] {
  const { vault, record, name } = read;
  const standing = declared.standing(vault, record.who);
  if (standing.isBreakGlass) return [hourly({ kind: 'BreakGlassUsed', level: 'alert', vault, record, about: name })];
  return standing.reads(name) ? [] : [hourly({ kind: 'SecretReadByStranger', level: 'alert', vault, record, about: name })];
}

/** The name of a parameter by its ARN or its name, with or without the version or label that is asked for. */
export function nameIn(asked: string): string {
  const name = asked.startsWith('arn:') ? (asked.split(':')[5] || asked).replace(/^parameter\/?/, '/') : asked.split(':')[0]!;
  return name.startsWith('/') ? name : `/${name}`;
}

/** A path without the slash at its end: nothing for all of Parameter Store. */
export function folder(path: string): string {
  return path.replace(/\/$/, '');
}

function ownerOf(asked: string): string | undefined {
  return asked.startsWith('arn:') ? asked.split(':')[4] : undefined;
}
