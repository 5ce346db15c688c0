import { ACCOUNT, BUCKET, Judged, KEY, record, REGION, role, session } from './judged';
import { type AuditNotice, FINDINGS } from '../../../src/contracts/audit/findings';
import { Declared } from '../../../src/programs/watcher/declared';
import type { TrailRecord } from '../../../src/programs/watcher/record';
import { textOfNotice } from '../../../src/programs/watcher/words';

const TOKEN = `arn:aws:ssm:${REGION}:${ACCOUNT}:parameter/api/token`;
const nothing = { reads: [], changes: [] };
const vault = `acme-prod ${ACCOUNT} ${REGION}`;
const DECLARED = new Declared([
  {
    watcher: { topicArn: 'topic', names: ['acme-prod-audit'], deployers: [] },
    vaults: [
      {
        name: 'acme-prod',
        account: ACCOUNT,
        region: REGION,
        copies: [],
        services: ['api'],
        keys: [KEY],
        buckets: [BUCKET],
        topicArn: 'topic',
      },
    ],
    principals: [
      { vault, who: role('api-task'), ...nothing, reads: ['/api/*'] },
      { vault, who: role('oncall'), ...nothing, reads: ['*'], as: 'break-glass' },
    ],
  },
]);

const by = (name: string, more: object = {}) => ({
  userIdentity: session(name),
  sourceIPAddress: '203.0.113.9',
  userAgent: 'aws-cli/2.31',
  ...more,
});
const eve = by('reporting');
const read = (name: string, who: object) =>
  record(
    'kms',
    'Decrypt',
    { encryptionContext: { PARAMETER_ARN: TOKEN.replace('/api/token', name) } },
    { ...who, resources: [{ ARN: KEY }] },
  );
const denied = (event: string) =>
  record(
    'ssm',
    event,
    {},
    { ...eve, errorCode: 'AccessDenied', errorMessage: `not authorized to perform: ssm:${event} on resource: ${TOKEN}` },
  );
const ofKey = (event: string) => record('kms', event, { keyId: KEY }, { ...eve, resources: [{ ARN: KEY }] });

const RECORDS = (): TrailRecord[] => [
  record('ssm', 'PutParameter', { name: '/api/token' }, eve),
  record('ssm', 'DeleteParameter', { name: '/api/token' }, eve),
  read('/api/token', eve),
  ...Array.from({ length: 60 }, (_, index) => read(`/api/key_${index}`, by('api-task'))),
  denied('GetParameter'),
  denied('PutParameter'),
  read('/api/token', by('oncall')),
  ...['DisableKey', 'ScheduleKeyDeletion', 'PutKeyPolicy'].map(ofKey),
  record('s3', 'PutBucketPolicy', { bucketName: BUCKET }, eve),
  record('iam', 'CreateAccessKey', { userName: 'mallory' }, eve),
  record('cloudtrail', 'StopLogging', { name: 'acme-prod-audit' }, eve),
];

/** A notice of each kind, as the watcher makes it of records of CloudTrail, in the order of their names' list. */
export async function exampleNotices(): Promise<AuditNotice[]> {
  const judged = new Judged();
  await judged.judge(RECORDS(), DECLARED);
  return FINDINGS.map((kind) => judged.told.find((notice) => notice.kind === kind)!);
}

/** What the guide shows of them. */
export async function exampleNoticesTable(): Promise<string> {
  const rows = (await exampleNotices()).map(({ kind, what, todo }) => `| \`${kind}\` | ${what} | ${todo} |`);
  return ['| notice | example | what it says to do |', '| --- | --- | --- |', ...rows].join('\n');
}

/** One whole message, without the JSON after it and with an id like those of CloudTrail. */
export async function exampleMessage(): Promise<string> {
  const notice = (await exampleNotices()).find(({ kind }) => kind === 'SecretReadByStranger')!;
  return textOfNotice({ ...notice, records: ['4f6c1d8e-53f5-4b0c-9d4e-0c1b6f0d2a77'] }).split('\n\n')[0]!;
}
