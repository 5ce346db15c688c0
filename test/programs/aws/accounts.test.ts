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
