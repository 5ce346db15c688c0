import { setTimeout as sleep } from 'node:timers/promises';
import { DeleteAccessKeyCommand, UpdateAccessKeyCommand } from '@aws-sdk/client-iam';
import { GetParameterCommand } from '@aws-sdk/client-ssm';
import { AwsClients } from '../../../../src/programs/aws/clients';
import { smtpPassword } from '../../../../src/programs/values/smtp-password';
import { Account } from '../faults/account';
import { RotatorUnderTest } from '../rotator-under-test';

const under = RotatorUnderTest.forThisFile();
const SECRET = '/ci/aws_credentials';
const USER = 'ci';
const DAY_MS = 86_400_000;
let account: Account;

beforeAll(() => {
  account = new Account(under.aws);
});
beforeEach(() => account.user(USER));
afterEach(() => jest.restoreAllMocks());
afterAll(() => account.close());

const idOf = (value: string) => (JSON.parse(value) as { AccessKeyId: string }).AccessKeyId;
const plan = (more: object = {}) => under.plan(SECRET, 'iam-access-key', { user: USER, graceDays: 1, ...more });
const now = async () => (await under.version(SECRET))!.value;

test('makes the first key, in the form that AWS tools take from a program', async () => {
  await plan();
  expect(await under.invoke({ rotate: SECRET, first: true })).toMatchObject({ outcome: 'rotated', version: 1 });
  expect(Object.keys(JSON.parse(await now()) as object)).toEqual(['Version', 'AccessKeyId', 'SecretAccessKey']);
  expect(await account.caller(await now())).toMatch(/:user\/ci$/);
  expect(under.lines.join('\n')).not.toContain((JSON.parse(await now()) as { SecretAccessKey: string }).SecretAccessKey);
});

test('or as plain JSON', async () => {
  await plan({ format: 'json' });
  await under.invoke({ rotate: SECRET });
  expect(Object.keys(JSON.parse(await now()) as object)).toEqual(['AccessKeyId', 'SecretAccessKey']);
});

test('goes on with its own rotation at once, where IAM did not know its policy yet', async () => {
  await plan();
  under.proxy.inject({
    operation: 'CreateAccessKey',
    times: 1,
    before: { kind: 'error', status: 403, code: 'AccessDenied', message: 'not authorized' },
  });
  const began = Date.now();
  expect(await under.invoke({ rotate: SECRET, first: true })).toMatchObject({ outcome: 'rotated', version: 1 });
  expect(Date.now() - began).toBeLessThan(20_000);
  expect(Object.keys(await account.accessKeys(USER))).toHaveLength(1);
});

test('refuses to rotate twice within the time of grace, says until when, and what to do', async () => {
  await plan();
  await under.invoke({ rotate: SECRET });
  const first = idOf(await now());
  await under.invoke({ rotate: SECRET });
  await expect(under.invoke({ rotate: SECRET })).rejects.toThrow(
    new RegExp(`${first}.*time of grace until 20.*Z.*aws iam delete-access-key --user-name ci --access-key-id ${first}`),
  );
  expect(Object.values(await account.accessKeys(USER))).toEqual(['Active', 'Active']);
});

test('never deletes a key that it does not know', async () => {
  await plan();
  const theirs = idOf(await account.accessKey(USER));
  await under.invoke({ rotate: SECRET });
  await sleep(1_100); // IAM tells times to the second
  await expect(under.invoke({ rotate: SECRET })).rejects.toMatchObject({
    name: 'UnknownKey',
    message: expect.stringContaining(theirs) as string,
  });
  expect(await under.invoke({ check: true })).toMatchObject({ failed: 1 });
  expect(await account.accessKeys(USER)).toMatchObject({ [theirs]: 'Active' });
});

/** How long the current value has been there, in days: a time of grace relative to that depends on no machine's speed. */
const ageDays = async () => {
  const { Parameter } = await under.ssm.send(new GetParameterCommand({ Name: SECRET }));
  return (Date.now() - Parameter!.LastModifiedDate!.getTime()) / DAY_MS;
};

describe('when the time of grace is over', () => {
  let first: string;
  let second: string;

  beforeEach(async () => {
    await plan();
    await under.invoke({ rotate: SECRET });
    first = idOf(await now());
    await under.invoke({ rotate: SECRET });
    second = idOf(await now());
    await sleep(2_100);
  });

  test('and not before, the key before is deactivated; a rollback takes it up again', async () => {
    await under.invoke({ check: true });
    expect(await account.accessKeys(USER)).toEqual({ [first]: 'Active', [second]: 'Active' });
    await account.iam.send(new UpdateAccessKeyCommand({ UserName: USER, AccessKeyId: first, Status: 'Inactive' }));
    expect(await under.invoke({ rollback: SECRET })).toMatchObject({ outcome: 'rotated', version: 3 });
    expect(idOf(await now())).toBe(first);
    expect(await account.accessKeys(USER)).toEqual({ [first]: 'Active', [second]: 'Active' });
  });

  test('the daily check deactivates the key before', async () => {
    // Over by now, and twice as much not within the next minutes, however slow this machine is.
    const { Parameter } = await under.ssm.send(new GetParameterCommand({ Name: SECRET }));
    jest.spyOn(AwsClients.prototype, 'serverTime').mockReturnValue(new Date(Parameter!.LastModifiedDate!.getTime() + 1.5 * DAY_MS));
    await under.invoke({ check: true });
    expect((await account.accessKeys(USER))[second]).toBe('Active');
    expect((await account.accessKeys(USER))[first]).toBe('Inactive');
  });

  test('and once more as long has passed, it is deleted', async () => {
    await plan({ graceDays: (await ageDays()) / 4 });
    await under.invoke({ check: true });
    expect(await account.accessKeys(USER)).toEqual({ [second]: 'Active' });
  });
});

test('leaves the key that somebody put down by hand meanwhile, and takes back its own', async () => {
  await plan();
  await under.invoke({ rotate: SECRET });
  await account.iam.send(new DeleteAccessKeyCommand({ UserName: USER, AccessKeyId: idOf(await now()) }));
  const theirs = await account.accessKey(USER);
  under.proxy.inject({
    operation: 'CreateAccessKey',
    times: 1,
    after: {
      kind: 'call',
      fn: async () => {
        await under.write(SECRET, theirs, 2);
      },
    },
  });
  expect(await under.invoke({ rotate: SECRET })).toMatchObject({ outcome: 'superseded', version: 2 });
  expect(await account.accessKeys(USER)).toEqual({ [idOf(theirs)]: 'Active' });
  expect(await now()).toBe(theirs);
});

describe('credentials for the SMTP interface of Amazon SES', () => {
  const valueNow = async () => JSON.parse(await now()) as { AccessKeyId: string; SecretAccessKey: string; SmtpPassword?: string };

  test('have the password of each key beside it, in the one parameter', async () => {
    await plan({ smtpRegion: 'eu-west-1' });
    await under.invoke({ rotate: SECRET, first: true });
    const first = await valueNow();
    expect(Object.keys(first)).toEqual(['Version', 'AccessKeyId', 'SecretAccessKey', 'SmtpPassword']);
    expect(first.SmtpPassword).toBe(smtpPassword(first.SecretAccessKey, 'eu-west-1'));
    await under.invoke({ rotate: SECRET });
    const second = await valueNow();
    expect(second.SmtpPassword).toBe(smtpPassword(second.SecretAccessKey, 'eu-west-1'));
    expect(second.SmtpPassword).not.toBe(first.SmtpPassword);
    await under.invoke({ rollback: SECRET });
    expect(await valueNow()).toEqual(first);
    expect(under.lines.join('\n')).not.toContain(first.SmtpPassword);
    expect(await account.caller(await now())).toMatch(/:user\/ci$/);
  });

  test('of a value that has none yet get it with the next rotation', async () => {
    await plan();
    await under.invoke({ rotate: SECRET });
    expect((await valueNow()).SmtpPassword).toBeUndefined();
    await plan({ smtpRegion: 'us-east-1' });
    await under.invoke({ check: true });
    await under.invoke({ rotate: SECRET });
    const { SecretAccessKey, SmtpPassword } = await valueNow();
    expect(SmtpPassword).toBe(smtpPassword(SecretAccessKey, 'us-east-1'));
  });
});
