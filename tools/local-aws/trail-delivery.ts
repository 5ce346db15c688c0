import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { gzipSync } from 'node:zlib';
import { TrailRecord } from './trail-record';

/** Where in its bucket a trail writes. */
export interface TrailBucketLayout {
  /** Prefix of the trail. @default - none */
  readonly prefix?: string;
  /** Of the organization whose trail it is, which then stands before the account. @default - the trail of one account */
  readonly organizationId?: string;
}

export interface AwsLogsOptions {
  /** @default 'trail' */
  readonly logGroup?: string;
  /** @default 'watcher' */
  readonly subscriptionFilter?: string;
}

/** What CloudWatch Logs invokes a function with. */
export interface AwsLogsEvent {
  /** gzipped and in base64. */
  readonly awslogs: { readonly data: string };
}

/** @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/get-and-view-cloudtrail-log-files.html */
export function writeTrail(folder: string, records: readonly TrailRecord[], { prefix, organizationId }: TrailBucketLayout): void {
  for (const [place, group] of grouped(records, (record) => [record.recipientAccountId, record.awsRegion, record.eventTime.slice(0, 10)])) {
    const [account, region, day] = place;
    const [year, month, dayOfMonth] = day.split('-');
    const levels = [prefix, 'AWSLogs', organizationId, account, 'CloudTrail', region, year, month, dayOfMonth];
    const into = path.join(folder, ...levels.filter((level): level is string => level !== undefined));
    mkdirSync(into, { recursive: true });
    const minute = `${group[0].eventTime.slice(0, 16).replace(/[-:]/g, '')}Z`;
    const name = `${account}_CloudTrail_${region}_${minute}_${randomBytes(8).toString('hex')}.json.gz`;
    writeFileSync(path.join(into, name), gzipSync(JSON.stringify({ Records: group })));
  }
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html */
export function awsLogsEvents(records: readonly TrailRecord[], options: AwsLogsOptions): AwsLogsEvent[] {
  return [...grouped(records, (record) => [record.recipientAccountId, record.awsRegion])].map(([[account, region], group]) => {
    const message = {
      messageType: 'DATA_MESSAGE',
      owner: account,
      logGroup: options.logGroup ?? 'trail',
      logStream: `${account}_CloudTrail_${region}`,
      subscriptionFilters: [options.subscriptionFilter ?? 'watcher'],
      logEvents: group.map((record, index) => ({
        id: String(index).padStart(56, '0'),
        timestamp: Date.parse(record.eventTime),
        message: JSON.stringify(record),
      })),
    };
    return { awslogs: { data: gzipSync(JSON.stringify(message)).toString('base64') } };
  });
}

function grouped(
  records: readonly TrailRecord[],
  placeOf: (record: TrailRecord) => readonly string[],
): Map<readonly string[], readonly TrailRecord[]> {
  const groups = new Map<string, { place: readonly string[]; records: TrailRecord[] }>();
  for (const record of records) {
    const place = placeOf(record);
    const key = place.join('|');
    const group = groups.get(key) ?? { place, records: [] };
    groups.set(key, group);
    group.records.push(record);
  }
  return new Map([...groups.values()].map((group) => [group.place, group.records]));
}
