import { OBJECT_COPIES, OBJECT_READS, PARAMETER_READS } from '../../../contracts/audit/watched-events';
import type { Declared } from '../declared';
import { type Finding, hourly, type Read } from '../finding';
import { isObject, textsOf } from '../json';
import { isDenied, parameterOf, succeeded, type TrailRecord } from '../record';

/** What a record needs of the others that came with it. */
export interface Batch {
  /** Whether they came by EventBridge, which may leave out those of KMS. */
  readonly byRule: boolean;
  /** Parameters that KMS decrypted for somebody, under whatever key. */
  readonly decrypted: ReadonlySet<string>;
}

export function batchOf(records: readonly TrailRecord[], byRule: boolean): Batch {
  const decrypted = new Set<string>();
  for (const record of records) {
    if (record.source !== 'kms.amazonaws.com' || record.event !== 'Decrypt' || !succeeded(record)) continue;
    const { encryptionContext } = record.parameters;
    const arns = isObject(encryptionContext) ? textsOf(encryptionContext.PARAMETER_ARN) : [];
    for (const arn of arns) decrypted.add(decryptedBy(record, nameIn(arn)));
  }
  return { byRule, decrypted };
}

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
  if (source === 'kms.amazonaws.com' && event === 'Decrypt') {
    const context = isObject(parameters.encryptionContext) ? parameters.encryptionContext : {};
    const [arn] = textsOf(context.PARAMETER_ARN);
    const vault = record.resources.map((key) => declared.vaultOfKey(key)).find((found) => found !== undefined);
    // Under another key it is none of a vault's, whatever it is called.
    return arn !== undefined && vault ? [{ vault, record, name: nameIn(arn) }] : [];
  }
  if (source === 'ssm.amazonaws.com' && (PARAMETER_READS as readonly string[]).includes(event) && parameters.withDecryption === true) {
    return [...textsOf(parameters.name), ...textsOf(parameters.names)].flatMap((asked) => {
      const name = nameIn(asked);
      // GetParameters succeeds for names that are not there, too. KMS has a record of each that is.
      const isUnconfirmed = event === 'GetParameters' && !batch.decrypted.has(decryptedBy(record, name));
      if (isUnconfirmed && !batch.byRule) return [];
      const vaults = declared.vaultsOfParameter(name, ownerOf(asked) ?? account, region);
      const vault = vaults.find((each) => declared.standing(each, record.who).reads(name)) ?? vaults[0];
      return vault ? [{ vault, record, name, isUnconfirmed }] : [];
    });
  }
  const object = source === 's3.amazonaws.com' ? objectIn(record) : undefined;
  const vault = object && declared.vaultOfBucket(object.bucket);
  return vault ? [{ vault, record, name: object.key }] : [];
}

/** The object that a request reads: of its bucket, or for a copy, of the bucket that its header names. */
function objectIn(record: TrailRecord): { readonly bucket: string; readonly key: string } | undefined {
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

const CHANGING = /^(Put|Delete|Label|Unlabel|Encrypt|GenerateDataKey)/;

/** Requests that were refused. Their parameters are left out of the record; what they were about is in the message (CloudTrail). */
export function judgeDenied(record: TrailRecord, declared: Declared): Finding[] {
  if (!isDenied(record)) return [];
  const { source, event, errorMessage = '' } = record;
  if (!/^(ssm|kms|s3)\.amazonaws\.com$/.test(source)) return [];
  const found = new Map<string, Finding>();
  for (const arn of errorMessage.match(/arn:[\w-]+:(?:ssm|kms|s3):[^\s"',;]+/g) ?? []) {
    const known = vaultOfArn(arn, declared);
    if (!known) continue;
    const kind = CHANGING.test(event) ? 'SecretChangeDenied' : 'SecretReadDenied';
    found.set(known.about, hourly({ kind, level: 'alert', vault: known.vault, record, about: known.about }));
  }
  return [...found.values()];
}

function vaultOfArn(arn: string, declared: Declared) {
  const [, , service, region = '', account = ''] = arn.split(':');
  if (service === 'kms') {
    const vault = declared.vaultOfKey(arn);
    return vault && { vault, about: arn };
  }
  if (service === 's3') {
    const [bucket, ...rest] = arn.split(':').slice(5).join(':').split('/');
    const vault = declared.vaultOfBucket(bucket!);
    return vault && { vault, about: rest.join('/') || bucket! };
  }
  const name = nameIn(arn).replace(/\/$/, '');
  // A path that was listed is the service itself.
  const [vault] = [name, `${name}/*`].flatMap((each) => declared.vaultsOfParameter(each, account, region));
  return vault && { vault, about: name };
}

/** The name of a parameter by its ARN or its name, with or without the version or label that is asked for. */
export function nameIn(asked: string): string {
  const name = asked.startsWith('arn:') ? (asked.split(':')[5] || asked).replace(/^parameter\/?/, '/') : asked.split(':')[0]!;
  return name.startsWith('/') ? name : `/${name}`;
}

function ownerOf(asked: string): string | undefined {
  return asked.startsWith('arn:') ? asked.split(':')[4] : undefined;
}
