import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { SteeredAccount, type Target } from './account';
import { ROOT, sentencesOf } from './sentences';

const PAGE = 'docs/guides/rotation-security.md';
const A = 'Allowed';
const I = 'ImplicitlyDenied';
const E = 'ExplicitlyDenied';

/** Who calls what on what, and what IAM and KMS decide. */
type Row = readonly [principal: string, action: string, target: Target, decision: typeof A | typeof I | typeof E];
/** A test, by its file and what its title has. */
type Shown = readonly [file: string, title: string];

/** A sentence of the page, by its beginning, and what proves it: decisions of IAM, tests of the programs, or AWS's own word. */
interface Proof {
  readonly says: string;
  readonly rows?: readonly Row[];
  readonly shownBy?: readonly Shown[];
  readonly aws?: string;
}

const ATTACKS = 'test/e2e/attacks.e2e.ts';
const TRUST = 'test/programs/rotator/trust.test.ts';
const DATABASES = 'test/programs/rotator/strategies/databases';
const WRITER = 'who writes parameters';
const INSIDER = 'who writes and encrypts';
const PENDING = 'who writes and encrypts for the pending value';
const OWN = 'the function of the user’s own';

const PROOFS: readonly Proof[] = [
  {
    says: "The rotator holds the administrators' passwords",
    rows: [
      ['the rotator', 'ssm:GetParameters', 'the administrator’s credentials', A],
      ['the rotator', 'kms:Decrypt', 'the vault’s key for the administrator’s credentials', A],
      ['the rotator', 'ssm:PutParameter', 'the administrator’s credentials', I],
      ['the replicator', 'ssm:GetParameter', 'the copied secret', A],
      ['the replicator', 'kms:Decrypt', 'the vault’s key for the copied secret', A],
      ['the replicator', 'ssm:GetParameter', 'the administrator’s credentials', I],
      ['the replicator', 'kms:Decrypt', 'the vault’s key for the administrator’s credentials', I],
    ],
  },
  {
    says: 'Both find what they work on in Parameter Store, where other people may write.',
    rows: [
      [WRITER, 'ssm:PutParameter', 'the plan', A],
      [WRITER, 'ssm:PutParameter', 'the copied secret', A],
      ['the rotator', 'ssm:GetParameters', 'the plan', A],
    ],
  },
  { says: 'So nothing counts there', shownBy: [[ATTACKS, 'steers nothing by %s in the place of %s']] },
  {
    says: '| rotation plan',
    rows: [
      [WRITER, 'kms:Encrypt', 'the vault’s key for the plan', I],
      [INSIDER, 'ssm:PutParameter', 'the plan', A],
      [INSIDER, 'kms:Encrypt', 'the vault’s key for the plan', A],
      [INSIDER, 'scheduler:UpdateSchedule', 'the schedule', I],
      [INSIDER, 'iam:PassRole', 'the schedules’ role', I],
      ['who changes schedules alone', 'iam:PassRole', 'the schedules’ role', I],
      ['who deploys', 'ssm:PutParameter', 'the plan', A],
      ['who deploys', 'kms:Encrypt', 'the vault’s key for the plan', A],
      ['who deploys', 'scheduler:UpdateSchedule', 'the schedule', A],
      ['who deploys', 'iam:PassRole', 'the schedules’ role', A],
      ['the rotator', 'scheduler:GetSchedule', 'the schedule', A],
      ['the rotator', 'scheduler:UpdateSchedule', 'the schedule', I],
      ['the rotator', 'ssm:PutParameter', 'the plan', I],
    ],
    shownBy: [
      [TRUST, 'where a plain String lies in the place of its plan'],
      [TRUST, 'where its plan names %s than the deployed one'],
    ],
  },
  {
    says: '| pending value',
    rows: [
      [WRITER, 'ssm:PutParameter', 'the pending value', A],
      [WRITER, 'kms:Encrypt', 'the vault’s key for the pending value', I],
      [PENDING, 'kms:Encrypt', 'the vault’s key for the pending value', A],
      [PENDING, 'kms:Encrypt', 'the vault’s key for the pending value of another secret', I],
    ],
    shownBy: [[TRUST, 'where a plain String lies in the place of its pending value']],
  },
  {
    says: '| value that a function of your own supplies',
    rows: [
      [OWN, 'ssm:PutParameter', 'the supplied value', A],
      [OWN, 'kms:Encrypt', 'the vault’s key for the supplied value', A],
      [OWN, 'ssm:GetParameter', 'the pending value of another secret', A],
      [OWN, 'kms:Decrypt', 'the vault’s key for the pending value of another secret', A],
      [OWN, 'ssm:PutParameter', 'the pending value of another secret', I],
      [OWN, 'kms:Encrypt', 'the vault’s key for the pending value of another secret', I],
      [OWN, 'ssm:GetParameter', 'the pending value', I],
      [OWN, 'ssm:PutParameter', 'the plan', I],
      [OWN, 'ssm:PutParameter', 'the secret', I],
      [WRITER, 'kms:Encrypt', 'the vault’s key for the supplied value', I],
    ],
    shownBy: [[TRUST, 'a plain String in the place of an administrator’s credentials or of a supplied value is not read']],
  },
  {
    says: "| administrator's credentials",
    rows: [
      [WRITER, 'ssm:PutParameter', 'the administrator’s credentials', A],
      [WRITER, 'kms:Encrypt', 'the vault’s key for the administrator’s credentials', I],
      [INSIDER, 'kms:Encrypt', 'the vault’s key for the administrator’s credentials', A],
    ],
    shownBy: [[TRUST, 'a plain String in the place of an administrator’s credentials or of a supplied value is not read']],
  },
  {
    says: '| public half of a private key',
    shownBy: [
      ['test/programs/values/key-material.test.ts', 'has tags that tell its public half of one version only'],
      ['test/programs/values/key-material.test.ts', 'what tags say is not taken where it is %s'],
    ],
  },
  {
    says: '| payload of the rotator',
    rows: [
      ['who invokes functions', 'lambda:InvokeFunction', 'the rotator', A],
      ['who invokes functions', 'ssm:PutParameter', 'the plan', I],
      ['who invokes functions', 'ssm:PutParameter', 'the secret', I],
      ['who invokes functions', 'kms:Encrypt', 'the vault’s key for the plan', I],
      ['who invokes functions', 'kms:Decrypt', 'the vault’s key for the secret', I],
      ['the rotator', 'ssm:PutParameter', 'the secret', A],
      ['the rotator', 'ssm:PutParameter', 'a secret that is not rotated', I],
    ],
    shownBy: [[ATTACKS, 'cannot say in a payload what is to be done: neither host, nor plan, nor value, nor key']],
  },
  {
    says: '| payload of the replicator',
    rows: [
      ['who invokes functions', 'lambda:InvokeFunction', 'the replicator', A],
      ['who invokes functions', 'ssm:PutParameter', 'the copy', I],
      ['the replicator', 'ssm:PutParameter', 'the copy', A],
      ['the replicator', 'ssm:PutParameter', 'a copy that was not declared', I],
      ['the replicator', 'ssm:PutParameter', 'a copy in another region', I],
      ['the replicator', 'ssm:PutParameter', 'the copied secret', I],
    ],
    shownBy: [
      ['test/programs/replicator/request.test.ts', 'a request may name no other key'],
      [ATTACKS, 'copies no secret, and to no region, that was not declared'],
    ],
  },
  {
    says: "| the functions' code, environment and roles",
    rows: [
      ['who changes functions', 'lambda:UpdateFunctionCode', 'the rotator', A],
      ['who changes functions', 'lambda:UpdateFunctionConfiguration', 'the replicator', A],
      ['who changes functions', 'iam:PutRolePolicy', 'the rotator’s role', A],
      [INSIDER, 'lambda:UpdateFunctionCode', 'the rotator', I],
      [INSIDER, 'lambda:UpdateFunctionConfiguration', 'the rotator', I],
      [INSIDER, 'iam:PutRolePolicy', 'the rotator’s role', I],
      ['who invokes functions', 'lambda:UpdateFunctionCode', 'the rotator', I],
      ['the rotator', 'lambda:UpdateFunctionCode', 'the rotator', I],
      ['the rotator', 'iam:PutRolePolicy', 'the rotator’s role', I],
      ['the replicator', 'iam:PutRolePolicy', 'the rotator’s role', I],
    ],
  },
  {
    says: "A key that is not the vault's is of no use",
    rows: ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey'].flatMap((action): Row[] => [
      ['the rotator', action, 'a foreign key for the plan', E],
      ['the rotator', action, 'a foreign key for the pending value', E],
      ['the rotator', action, 'a foreign key for the secret', E],
      ['the replicator', action, 'a foreign key for the copied secret', E],
      // What the key's own policy alone would decide.
      [WRITER, action, 'a foreign key for the plan', A],
    ]),
  },
  {
    says: 'An alias that somebody points to another key',
    rows: [['the rotator', 'kms:Encrypt', 'a foreign key for the secret', E]],
    aws: 'KMS, Using aliases to control access: policies are decided by the key that an alias points to.',
  },
  {
    says: '`events:PutEvents` is allowed',
    rows: [
      ['the rotator', 'events:PutEvents', 'an event of source coffer', A],
      ['the rotator', 'events:PutEvents', 'an event of another source', I],
    ],
  },
  {
    says: 'A function whose environment lacks',
    shownBy: [
      ['test/contracts/function-environment.test.ts', 'a rotator whose environment names no schedules does nothing'],
      ['test/programs/replicator/request.test.ts', 'refuses every request where its environment names no keys'],
    ],
  },
  {
    says: "A deploy changes a function's environment",
    aws: 'hashicorp/aws, aws_lambda_function: environment and source_code_hash are arguments of one resource.',
  },
  {
    says: 'A database server has to prove itself.',
    shownBy: [[`${DATABASES}/connections.test.ts`, 'a certificate of another authority is refused']],
  },
  {
    says: 'Connections are by TLS',
    shownBy: [
      [`${DATABASES}/connections.test.ts`, 'a certificate for another name is refused'],
      [`${DATABASES}/connections.test.ts`, 'a server without TLS gets no password'],
    ],
  },
  {
    says: 'PostgreSQL has to log users in by SCRAM',
    shownBy: [
      [`${DATABASES}/postgresql/foreign-server.test.ts`, 'gets neither password nor statement'],
      [ATTACKS, 'even a deploy that names a foreign server gives it no password'],
    ],
  },
  {
    says: 'If old passwords are stored as MD5',
    aws: 'PostgreSQL, Password Authentication: a stored MD5 hash cannot be used for SCRAM.',
  },
  {
    says: 'MySQL and MariaDB know no such proof',
    aws: 'MySQL, Caching SHA-2 Pluggable Authentication: the server may ask for the password over TLS.',
  },
  {
    says: 'The tags with a public half are bound to nothing',
    aws: 'Systems Manager, Actions, resources, and condition keys: AddTagsToResource takes any value for a tag that it may set.',
  },
  {
    says: 'So grant `ssm:AddTagsToResource`',
    aws: 'Systems Manager, Actions, resources, and condition keys: AddTagsToResource, resource parameter.',
  },
  {
    says: 'The public half of a key in a bucket',
    aws:
      'Amazon S3, Working with object metadata: user-defined metadata is set when an object is written, ' +
      'and changed only by writing it again.',
  },
  { says: 'What is refused does nothing outside.', shownBy: [[TRUST, 'a rotation is refused, with an event, and does nothing,']] },
  { says: 'It is an event `SecretRotationFailed`', shownBy: [[ATTACKS, 'SecretRotationFailed']] },
  {
    says: 'The daily check finds it too',
    shownBy: [[TRUST, 'the daily check tells of each plan that was not deployed, and looks after the others']],
  },
  {
    says: 'The replicator logs `RequestRefused`',
    shownBy: [['test/programs/replicator/request.test.ts', 'refuses any other key before it calls AWS, and logs why']],
  },
  {
    says: 'CloudTrail tells who',
    aws:
      'Systems Manager, Logging API calls with CloudTrail: PutParameter; Lambda, Logging data events: Invoke, ' +
      'where a trail records data events.',
  },
  { says: 'The daily check asks for one schedule', shownBy: [[TRUST, 'one call tells that all are deployed, however many they are']] },
  {
    says: 'Only if that differs',
    shownBy: [[TRUST, 'each is asked for where one was changed, added or taken away, and only that one is refused']],
    aws: 'EventBridge Scheduler, quotas: GetSchedule.',
  },
  {
    says: 'What remains: whoever may delete',
    rows: [
      ['who deletes', 'ssm:DeleteParameter', 'the plan', A],
      ['who deletes', 'ssm:DeleteParameter', 'the pending value', A],
      ['who deletes', 'scheduler:DeleteSchedule', 'the schedule', A],
    ],
  },
  {
    says: 'A `SecureString` under a foreign key below',
    shownBy: [[ATTACKS, 'keeps the daily check from no other secret by a plan under a foreign key']],
  },
  {
    says: "Whoever may encrypt under the vault's key",
    rows: [
      [INSIDER, 'ssm:PutParameter', 'the secret', A],
      [INSIDER, 'kms:Encrypt', 'the vault’s key for the secret', A],
    ],
  },
];

const account = new SteeredAccount();

test('each sentence of the page has a proof, and each proof a sentence', () => {
  expect(
    sentencesOf(PAGE).map((sentence) => PROOFS.find(({ says }) => sentence.startsWith(says))?.says ?? `no proof: ${sentence}`),
  ).toEqual(PROOFS.map(({ says }) => says));
});

const rows = PROOFS.flatMap(({ says, rows: of = [] }) => of.map((row) => [says.slice(0, 60), ...row] as const));
test.each(rows)('%s …: %s | %s | %s | %s', async (_says, principal, action, target, decision) => {
  expect(await account.decide(principal, action, target)).toBe(decision);
});

test.each(PROOFS.flatMap(({ says, shownBy = [] }) => shownBy.map(([file, title]) => [says.slice(0, 60), title, file] as const)))(
  '%s …: shown by "%s" in %s',
  (_says, title, file) => {
    expect(readFileSync(resolve(ROOT, file), 'utf8')).toContain(title);
  },
);

test('there is a proof of another kind than IAM’s for what IAM cannot say, and no sentence without any', () => {
  expect(PROOFS.filter(({ rows: of, shownBy, aws }) => !of && !shownBy && !aws).map(({ says }) => says)).toEqual([]);
  const decisions = rows.map((row) => row[4]);
  for (const decision of [A, I, E]) expect(decisions.filter((each) => each === decision).length).toBeGreaterThan(9);
});
