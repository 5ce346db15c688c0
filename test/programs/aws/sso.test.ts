import { createHash } from 'node:crypto';
import { AwsEnvironment, deleteParameter, messageOf } from './environment';

const local = AwsEnvironment.forThisFile();
const CONFIG = `
[profile acme]
sso_session = acme-sso
sso_account_id = 111122223333
sso_role_name = Deploy
[profile prod]
role_arn = arn:aws:iam::444455556666:role/deploy
source_profile = acme
[sso-session acme-sso]
sso_start_url = https://acme.example/start
sso_region = eu-central-1
`;
const CREDENTIALS = 'GET /federation/credentials';

/** The token that `aws sso login` leaves behind. */
function cacheToken(session: string, minutesLeft: number, more: object = {}): void {
  const expiresAt = new Date(Date.now() + minutesLeft * 60_000).toISOString();
  local.write(
    `.aws/sso/cache/${createHash('sha1').update(session).digest('hex')}.json`,
    JSON.stringify({ accessToken: 'CANARY-sso-token', expiresAt, region: 'eu-central-1', startUrl: 'https://acme.example/start', ...more }),
  );
}

beforeEach(() => {
  local.write('.aws/config', CONFIG);
  local.aws.answer(CREDENTIALS, {
    json: {
      roleCredentials: {
        accessKeyId: 'ASIASSO',
        secretAccessKey: 'CANARY-secret',
        sessionToken: 'CANARY-session',
        expiration: Date.now() + 3_600_000,
      },
    },
  });
});

test('a profile of IAM Identity Center is used with the token of aws sso login', async () => {
  cacheToken('acme-sso', 60);
  expect(await local.signedBy(local.clients({ profile: 'acme' }))).toBe('ASIASSO');
  const [request] = local.aws.of(CREDENTIALS);
  expect(Object.fromEntries(new URLSearchParams(request!.url.split('?')[1]))).toEqual({ role_name: 'Deploy', account_id: '111122223333' });
  expect(request!.headers['x-amz-sso_bearer_token']).toBe('CANARY-sso-token');
  expect(request!.headers['user-agent']).toMatch(/^terraform-provider-coffer\/0\.0\.0 aws-sdk-js/);
});

test('it may be the source of a role', async () => {
  cacheToken('acme-sso', 60);
  local.set({ AWS_PROFILE: 'prod' });
  expect(await local.signedBy(local.clients())).toBe('ASIAROLE');
  expect(local.aws.of('AssumeRole')[0]!.accessKeyId).toBe('ASIASSO');
});

test('it may stand in a file of the settings, as the source of a role too', async () => {
  cacheToken('acme-sso', 60);
  local.write('.aws/config', '');
  expect(
    await local.signedBy(local.clients({ profile: 'prod', sharedConfigFiles: [local.write('one', CONFIG), local.write('two', '')] })),
  ).toBe('ASIAROLE');
});

test('it may be of the old kind, without a session', async () => {
  local.write(
    '.aws/config',
    '[profile old]\nsso_start_url = https://old.example\nsso_region = eu-central-1\nsso_account_id = ' +
      '111122223333\nsso_role_name = Deploy\n',
  );
  cacheToken('https://old.example', 60);
  expect(await local.signedBy(local.clients({ profile: 'old' }))).toBe('ASIASSO');
});

test('a token that has expired is told, with the command that renews it', async () => {
  cacheToken('acme-sso', -1);
  expect(await messageOf(deleteParameter(local.clients({ profile: 'acme' })))).toBe(
    "Profile 'acme' is not logged in: Its token has expired, and cannot be renewed without a person. " +
      'Run aws sso login --profile acme, and apply again.',
  );
  expect(local.aws.requests).toEqual([]);
});

test.each([
  ['accepts', { json: { accessToken: 'CANARY-renewed', expiresIn: 3600 } }, 'ASIASSO'],
  [
    'refuses',
    { error: { status: 400, code: 'InvalidGrantException', message: 'no' } },
    "Profile 'acme' is not logged in: Token is expired. Run aws sso login --profile acme, and apply again.",
  ],
] as const)('a token that has expired is renewed where it can be, and IAM Identity Center %s that', async (does, answer, outcome) => {
  local.write('.aws/config', CONFIG.replaceAll('acme-sso', `acme-${does}`));
  cacheToken(`acme-${does}`, -1, { clientId: 'c', clientSecret: 'CANARY-client', refreshToken: 'CANARY-refresh' });
  local.aws.answer('POST /token', answer);
  const clients = local.clients({ profile: 'acme' });
  expect(does === 'accepts' ? await local.signedBy(clients) : await messageOf(deleteParameter(clients))).toBe(outcome);
  expect(local.aws.of('POST /token')).toHaveLength(1);
});

test('a token that was never there is told', async () => {
  expect(await messageOf(deleteParameter(local.clients({ profile: 'prod' })))).toBe(
    "Profile 'acme' is not logged in: The SSO session token associated with profile=acme was not found or is invalid. " +
      'Run aws sso login --profile acme, and apply again.',
  );
});

test.each([
  [
    'that it no longer knows',
    401,
    'UnauthorizedException',
    'Session token not found or invalid',
    "Profile 'acme' is not logged in: UnauthorizedException: Session token not found or invalid. " +
      'Run aws sso login --profile acme, and apply again.',
  ],
  [
    'whose role is not assigned',
    403,
    'ForbiddenException',
    'No access',
    "Profile 'acme' may not use its role: IAM Identity Center says: ForbiddenException: No access. " +
      'Correct sso_account_id and sso_role_name, or have the permission set assigned.',
  ],
])('a token %s is told', async (_what, status, code, message, told) => {
  cacheToken('acme-sso', 60);
  local.aws.answer(CREDENTIALS, { error: { status, code, message } });
  expect(await messageOf(deleteParameter(local.clients({ profile: 'acme' })))).toBe(told);
});
