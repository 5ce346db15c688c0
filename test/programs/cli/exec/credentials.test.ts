import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AwsEnvironment } from '../../aws/environment';
import { coffer } from '../coffer-process';

// The command as it is bundled: each source of credentials is a package of the SDK of its own, which the bundle has to carry.
const local = AwsEnvironment.forThisFile();
const KEYS = { AccessKeyId: 'ASIASOURCE', SecretAccessKey: 'CANARY-secret', SessionToken: 'CANARY-session', Token: 'CANARY-session' };
const expiration = () => new Date(Date.now() + 3_600_000);
const ROLES = '/latest/meta-data/iam/security-credentials/';
let host: Server;
let hostUrl: string;

beforeAll(async () => {
  // What a container's agent and an instance's metadata service (its second version) have in common, and what they have not.
  host = createServer(({ method, url, headers }, response) => {
    if (method === 'PUT' && url === '/latest/api/token') return response.end('CANARY-metadata');
    if (url!.startsWith(ROLES) && headers['x-aws-ec2-metadata-token'] !== 'CANARY-metadata') return response.writeHead(401).end();
    if (url === ROLES) return response.end('web');
    const keys = { ...KEYS, AccessKeyId: url === `${ROLES}web` ? 'ASIAINSTANCE' : 'ASIASOURCE' };
    return response.end(JSON.stringify({ Code: 'Success', ...keys, Expiration: expiration().toISOString() }));
  });
  await new Promise<void>((resolve) => host.listen(0, '127.0.0.1', resolve));
  hostUrl = `http://127.0.0.1:${(host.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => host.close(resolve)));

beforeEach(() => {
  local.aws.answer('GetParametersByPath', { json: { Parameters: [{ Name: '/api/key', Value: 'CANARY-value', Version: 1 }] } });
  local.aws.answer('GET /federation/credentials', {
    json: {
      roleCredentials: { accessKeyId: 'ASIASSO', secretAccessKey: 'CANARY-secret', sessionToken: 'CANARY-s', expiration: +expiration() },
    },
  });
});

const SOURCES: readonly [source: string, prepare: () => NodeJS.ProcessEnv, signedBy: string][] = [
  ['keys of the environment', () => ({ AWS_ACCESS_KEY_ID: 'AKIAENV', AWS_SECRET_ACCESS_KEY: 'CANARY-env' }), 'AKIAENV'],
  [
    'IAM Identity Center',
    () => {
      const token = {
        accessToken: 'CANARY-sso',
        expiresAt: expiration().toISOString(),
        region: 'eu-central-1',
        startUrl: 'https://a.example',
      };
      local.write(`.aws/sso/cache/${createHash('sha1').update('acme').digest('hex')}.json`, JSON.stringify(token));
      const session = '[sso-session acme]\nsso_start_url = https://a.example\nsso_region = eu-central-1\n';
      local.write(
        '.aws/config',
        `[profile acme]\nsso_session = acme\nsso_account_id = 111122223333\nsso_role_name = Developer\n${session}`,
      );
      return { AWS_PROFILE: 'acme' };
    },
    'ASIASSO',
  ],
  [
    'a token of an identity provider',
    () => ({ AWS_WEB_IDENTITY_TOKEN_FILE: local.write('token', 'CANARY-token'), AWS_ROLE_ARN: 'arn:aws:iam::111122223333:role/ci' }),
    'ASIAWEB',
  ],
  [
    'a process',
    () => {
      const answer = local.write('answer.json', JSON.stringify({ Version: 1, ...KEYS, Expiration: expiration().toISOString() }));
      local.write('.aws/config', `[default]\ncredential_process = cat ${answer}\n`);
      return {};
    },
    'ASIASOURCE',
  ],
  [
    'a role of a profile',
    () => {
      local.write('.aws/config', '[profile prod]\nrole_arn = arn:aws:iam::111122223333:role/prod\nsource_profile = base\n');
      local.write('.aws/credentials', '[base]\naws_access_key_id = AKIABASE\naws_secret_access_key = CANARY-base\n');
      return { AWS_PROFILE: 'prod' };
    },
    'ASIAROLE',
  ],
  ['a container', () => ({ AWS_CONTAINER_CREDENTIALS_FULL_URI: `${hostUrl}/credentials` }), 'ASIASOURCE'],
  ['an instance', () => ({ AWS_EC2_METADATA_SERVICE_ENDPOINT: hostUrl, AWS_EC2_METADATA_DISABLED: 'false' }), 'ASIAINSTANCE'],
];

test.each(SOURCES)('coffer exec reads as %s', async (_, prepare, signedBy) => {
  const change = prepare();
  const ran = await coffer(['exec', 'api', '--', '/usr/bin/printenv', 'KEY'], {
    env: { ...process.env, ...change, COFFER_MANIFEST: 'none' },
  });
  expect(ran).toMatchObject({ code: 0, stdout: 'CANARY-value\n', stderr: '' });
  expect(local.aws.of('GetParametersByPath').map(({ accessKeyId }) => accessKeyId)).toEqual([signedBy]);
});
