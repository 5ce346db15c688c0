import { folder, nameIn, objectIn } from './reads';
import type { Declared } from '../declared';
import { type Finding, hourly } from '../finding';
import { isDenied, parameterOf, type TrailRecord } from '../record';

const READING = /^(Get|List|Describe|Head|Select|Decrypt|ReEncrypt|CopyObject|UploadPartCopy)/;

/** Requests that were refused. Their parameters are left out of the record; what they were about is in the message (CloudTrail). */
export function judgeDenied(record: TrailRecord, declared: Declared): Finding[] {
  if (!isDenied(record)) return [];
  const { source, event, errorMessage = '', resources } = record;
  if (!/^(ssm|kms|s3)\.amazonaws\.com$/.test(source)) return [];
  const named = errorMessage.match(/arn:[\w-]+:(?:ssm|kms|s3):[^\s"',;]+/g) ?? [];
  const found = new Map<string, Finding>();
  const ofArns = [...named, ...resources].map((arn) => vaultOfArn(arn, declared));
  // S3 says no more than that access is denied, and keeps what was asked for.
  for (const known of [...ofArns, ...objectsOf(record).map(({ bucket, key }) => vaultOfObject(bucket, key, declared))]) {
    if (!known) continue;
    const kind = READING.test(event) ? 'SecretReadDenied' : 'SecretChangeDenied';
    found.set(known.about, hourly({ kind, level: 'alert', vault: known.vault, record, about: known.about }));
  }
  return [...found.values()];
}

/** The bucket or object that a request to S3 is about, and the one that it would copy. */
function objectsOf(record: TrailRecord): { readonly bucket: string; readonly key?: string }[] {
  if (record.source !== 's3.amazonaws.com') return [];
  const [bucket, key] = [parameterOf(record, 'bucketName'), parameterOf(record, 'key')];
  const copied = objectIn(record);
  return [...(bucket === undefined ? [] : [{ bucket, key }]), ...(copied ? [copied] : [])];
}

function vaultOfObject(bucket: string, key: string | undefined, declared: Declared) {
  const vault = declared.vaultOfBucket(bucket);
  return vault && { vault, about: key || bucket };
}

function vaultOfArn(arn: string, declared: Declared) {
  const [, , service, region = '', account = ''] = arn.split(':');
  if (service === 'kms') {
    const vault = declared.vaultOfKey(arn);
    return vault && { vault, about: arn };
  }
  if (service === 's3') {
    const [bucket, ...rest] = arn.split(':').slice(5).join(':').split('/');
    return vaultOfObject(bucket!, rest.join('/'), declared);
  }
  if (service !== 'ssm' || !/^parameter(\/|$)/.test(arn.split(':')[5] ?? '')) return undefined;
  const name = folder(nameIn(arn));
  // A path that was listed is the service itself, or above it.
  const [vault] = [...declared.vaultsOfParameter(name, account, region), ...declared.vaultsBelow(name, account, region)];
  return vault && { vault, about: name || '/' };
}
