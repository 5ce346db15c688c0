import { BUCKET, DECLARED, decryptionOf, denied, ExampleMemory, exampleRecord, type ExampleSession, KEY, TRAIL } from './example-account';
import { type AuditNotice, type FindingKind, FINDINGS } from '../../../src/contracts/audit/findings';
import { Log } from '../../../src/programs/aws/function-log';
import type { TrailRecord } from '../../../src/programs/watcher/record';
import { watch } from '../../../src/programs/watcher/watch';
import { subjectOf, textOfNotice } from '../../../src/programs/watcher/words';

const ada: ExampleSession = { role: 'admin', session: 'ada', sourceIdentity: 'ada@example.com' };
const intern: ExampleSession = { role: 'intern', session: 'eve' };
const task: ExampleSession = { role: 'api-task', session: 'task-1' };
const oncall: ExampleSession = { role: 'oncall', session: 'ada', sourceIdentity: 'ada@example.com' };
const read = (who: ExampleSession, name: string, number?: number) =>
  exampleRecord(who, 'kms:Decrypt', decryptionOf(name), { resources: [{ ARN: KEY }] }, number);

/** A request, or several, that each kind of notice is told of. */
const EXAMPLES: { readonly [kind in FindingKind]: () => readonly TrailRecord[] } = {
  SecretChanged: () => [exampleRecord(ada, 'ssm:PutParameter', { name: '/api/db-password' })],
  SecretDeleted: () => [exampleRecord(ada, 'ssm:DeleteParameter', { name: '/api/db-password' })],
  SecretReadByStranger: () => [read(intern, '/api/db-password')],
  SecretFirstRead: () => [read(task, '/api/db-password')],
  SecretsDrained: () => Array.from({ length: 60 }, (_, index) => read(task, `/api/customer-${index + 1}`, index)),
  SecretReadDenied: () => [exampleRecord(intern, 'ssm:GetParameter', {}, denied('ssm:GetParameter', '/api/db-password'))],
  SecretChangeDenied: () => [exampleRecord(intern, 'ssm:PutParameter', {}, denied('ssm:PutParameter', '/api/db-password'))],
  BreakGlassUsed: () => [read(oncall, '/api/db-password')],
  KeyDisabled: () => [exampleRecord(ada, 'kms:DisableKey', { keyId: KEY })],
  KeyDeletionScheduled: () => [exampleRecord(ada, 'kms:ScheduleKeyDeletion', { keyId: KEY })],
  KeyPolicyChanged: () => [exampleRecord(ada, 'kms:PutKeyPolicy', { keyId: KEY })],
  BucketPolicyChanged: () => [exampleRecord(ada, 's3:PutBucketPolicy', { bucketName: BUCKET })],
  AccessKeyMade: () => [exampleRecord(ada, 'iam:CreateAccessKey', { userName: 'reporting' })],
  WatcherSwitchedOff: () => [exampleRecord(ada, 'cloudtrail:StopLogging', { name: TRAIL })],
};

/** The part of docs/guides/audit.md that shows each kind of notice, as the watcher words it. */
export async function noticesSection(): Promise<string> {
  const notices = await Promise.all(FINDINGS.map(noticeOfKind));
  const whole = notices[FINDINGS.indexOf('SecretReadByStranger')]!;
  return [
    `A message has a subject, here \`${subjectOf(whole)}\`, and this text, followed by the JSON:`,
    '',
    '```text',
    textOfNotice(whole).split('\n\n')[0]!,
    '```',
    '',
    '| notice | example | what to do |',
    '| --- | --- | --- |',
    ...notices.map(({ kind, what, todo }) => `| \`${kind}\` | ${cell(what)} | ${cell(todo)} |`),
  ].join('\n');
}

/** What the watcher sends to people about the example of a kind. */
async function noticeOfKind(kind: FindingKind): Promise<AuditNotice> {
  const told: AuditNotice[] = [];
  await watch(
    EXAMPLES[kind](),
    DECLARED,
    {
      audit: TRAIL,
      memory: new ExampleMemory(kind === 'SecretFirstRead'),
      publisher: { toTopic: async (_topic, notice) => void told.push(notice), toEventBus: async () => {} },
      log: new Log({}, () => {}),
      settings: { events: false, everyChange: false, drainSecrets: 50, drainMinutes: 10, learningDays: 0 },
      topicArn: 'audit',
    },
    AbortSignal.timeout(20_000),
  );
  const [notice, ...others] = told;
  if (notice?.kind === kind && others.length === 0) return notice;
  throw new Error(`The example of ${kind} is told as ${told.map((each) => each.kind).join(', ') || 'nothing'}.`);
}

function cell(text: string): string {
  return text.replace(/\|/g, '\\|');
}
