import { callerIdentity, session } from './aws-stand-in';
import { AwsEnvironment, deleteParameter, messageOf } from './environment';

const local = AwsEnvironment.forThisFile();

beforeEach(() => local.set({ AWS_ACCESS_KEY_ID: 'AKIAENV', AWS_SECRET_ACCESS_KEY: 'CANARY-env' }));

test('without a word on accounts, nobody asks which one it is', async () => {
  await deleteParameter(local.clients());
  expect(local.aws.operations()).toEqual(['DeleteParameter']);
});

test.each([[{ allowedAccountIds: ['999988887777', '111122223333'] }], [{ forbiddenAccountIds: ['999988887777'] }]])(
  '%j lets the account be called, and asks for it once, before the first call',
  async (settings) => {
    const clients = local.clients(settings);
    await Promise.all([deleteParameter(clients), deleteParameter(clients)]);
    expect(local.aws.operations()).toEqual(['GetCallerIdentity', 'DeleteParameter', 'DeleteParameter']);
  },
);

test.each([
  [
    { allowedAccountIds: ['999988887777'] },
    'AWS account 111122223333 is not allowed: The credentials are those of arn:aws:sts::111122223333:assumed-role/deploy/ci, ' +
      'and allowed_account_ids has 999988887777 only. ',
  ],
  [
    { forbiddenAccountIds: ['111122223333'] },
    'AWS account 111122223333 is forbidden: The credentials are those of arn:aws:sts::111122223333:assumed-role/deploy/ci, ' +
      'and forbidden_account_ids has its account. ',
  ],
])('%j refuses the account before anything is called in it', async (settings, message) => {
  const clients = local.clients(settings);
  const whole = `${message}Nothing was read or written. Use other credentials (profile, assume_role), or correct the setting.`;
  expect(await messageOf(deleteParameter(clients))).toBe(whole);
  expect(await messageOf(deleteParameter(clients))).toBe(whole);
  expect(local.aws.operations()).toEqual(['GetCallerIdentity']);
});

test('the account of the last role counts', async () => {
  const clients = local.clients({
    allowedAccountIds: ['111122223333'],
    assumeRoles: [{ roleArn: 'arn:aws:iam::111122223333:role/deploy' }],
  });
  await deleteParameter(clients);
  expect(local.aws.requests.map(({ operation, accessKeyId }) => [operation, accessKeyId])).toEqual([
    ['AssumeRole', 'AKIAENV'],
    ['GetCallerIdentity', 'ASIAROLE'],
    ['DeleteParameter', 'ASIAROLE'],
  ]);
});

describe('credentials that take the place of others', () => {
  const EXPIRED = { error: { status: 400, code: 'ExpiredTokenException', message: 'The security token is expired' } };
  const ELSEWHERE =
    'The credentials changed from AWS account 111122223333 to 999988887777: They were those of ' +
    'arn:aws:sts::111122223333:assumed-role/deploy/ci, which expired, and are those of ' +
    'arn:aws:sts::999988887777:assumed-role/deploy/ci now. Nothing was read or written in account 999988887777; ' +
    'what was done before is in account 111122223333. Renew the credentials of that account, and start again.';
  const NEVER = new AbortController().signal;

  /** A profile of the shared files, as `aws sso login` and its like rewrite it. */
  const logIn = (id: string, region = 'eu-west-1') =>
    local.write(
      '.aws/credentials',
      `[default]\naws_access_key_id = ${id}\naws_secret_access_key = CANARY-key\naws_session_token = CANARY-token\nregion = ${region}\n`,
    );

  const signers = () => local.aws.requests.map(({ operation, accessKeyId }) => `${operation} ${accessKeyId}`);

  beforeEach(() => {
    delete process.env.AWS_ACCESS_KEY_ID;
    delete process.env.AWS_SECRET_ACCESS_KEY;
    logIn('ASIAOLD');
    local.aws.answer('DeleteParameter', ({ accessKeyId }) => (accessKeyId === 'ASIAOLD' ? EXPIRED : { json: {} }));
  });

  test('make no call if they are of another account than the one that was asked for', async () => {
    local.aws.answer('GetCallerIdentity', ({ accessKeyId }) => callerIdentity(accessKeyId === 'ASIAOLD' ? '111122223333' : '999988887777'));
    const clients = local.clients();
    expect((await clients.identity(NEVER)).accountId).toBe('111122223333');
    logIn('ASIAELSEWHERE');
    const refused = await Promise.all([messageOf(deleteParameter(clients)), messageOf(deleteParameter(clients))]);
    expect(refused).toEqual([ELSEWHERE, ELSEWHERE]);
    expect(local.aws.of('DeleteParameter').map(({ accessKeyId }) => accessKeyId)).toEqual(['ASIAOLD', 'ASIAOLD']);
    // Nor is one made later, once the first failure is forgotten.
    expect(await messageOf(deleteParameter(clients))).toBe(ELSEWHERE);
    expect(local.aws.of('DeleteParameter').every(({ accessKeyId }) => accessKeyId === 'ASIAOLD')).toBe(true);
  });

  test('of the same account go on, and are asked whose they are before their first call', async () => {
    const clients = local.clients();
    await clients.identity(NEVER);
    logIn('ASIANEW');
    await deleteParameter(clients);
    await deleteParameter(clients);
    expect(signers()).toEqual([
      'GetCallerIdentity ASIAOLD',
      'DeleteParameter ASIAOLD',
      'GetCallerIdentity ASIANEW',
      'DeleteParameter ASIANEW',
      'DeleteParameter ASIANEW',
    ]);
  });

  test('are not asked about if nobody asked about the first ones', async () => {
    const clients = local.clients();
    logIn('ASIAOLD');
    await expect(deleteParameter(clients)).rejects.toThrow('is expired');
    logIn('ASIANEW');
    await deleteParameter(clients);
    expect(local.aws.of('GetCallerIdentity')).toEqual([]);
  });

  test('make no call in the place of allowed ones, whatever account they are of', async () => {
    local.aws.answer('GetCallerIdentity', ({ accessKeyId }) => callerIdentity(accessKeyId === 'ASIAOLD' ? '111122223333' : '999988887777'));
    const clients = local.clients({ allowedAccountIds: ['111122223333', '999988887777'] });
    await expect(deleteParameter(clients)).rejects.toThrow('is expired');
    logIn('ASIAELSEWHERE');
    expect(await messageOf(deleteParameter(clients))).toBe(ELSEWHERE);
  });

  test('that come early, before the first ones have expired, are kept out until then, and refused afterwards', async () => {
    local.aws.answer('DeleteParameter', { json: {} });
    local.aws.answer('GetCallerIdentity', ({ accessKeyId }) =>
      callerIdentity(accessKeyId === 'ASIASHORT' ? '111122223333' : '999988887777'),
    );
    local.aws.answer('AssumeRole', session('ASIASHORT', 'AssumeRole', 1), session('ASIAELSEWHERE'));
    logIn('AKIASOURCE');
    const clients = local.clients({ assumeRoles: [{ roleArn: 'arn:aws:iam::111122223333:role/deploy' }] });
    await clients.identity(NEVER);
    expect(await local.signedBy(clients)).toBe('ASIASHORT');
    await new Promise((resolve) => setTimeout(resolve, 1_050));
    expect(await messageOf(deleteParameter(clients))).toBe(ELSEWHERE);
    expect(local.aws.of('DeleteParameter').map(({ accessKeyId }) => accessKeyId)).toEqual(['ASIASHORT']);
  });

  test('do not bring their region along: clients that are made later call the same one', async () => {
    delete process.env.AWS_REGION;
    local.aws.answer('DeleteParameter', ({ accessKeyId }) => (accessKeyId === 'ASIAOLD' ? EXPIRED : { json: {} }));
    const clients = local.clients();
    await clients.identity(NEVER);
    logIn('ASIANEW', 'us-east-1');
    await deleteParameter(clients);
    // The files were read again: another set of clients is of the new region.
    expect(signers()).toContain('DeleteParameter ASIANEW');
    expect(await local.clients().region()).toBe('us-east-1');
    expect(await (await clients.kms()).config.region()).toBe('eu-west-1');
  });
});
