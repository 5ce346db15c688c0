import { request } from 'node:http';
import { CreateRoleCommand, IAMClient, ListUsersCommand } from '@aws-sdk/client-iam';
import { LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { AssumeRoleCommand, AssumeRoleWithWebIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { createUser } from './authorization/users';
import { clientSettings, outcome } from './fixes/fault';
import { LocalAws } from '../../../tools/local-aws/local-aws';

let aws: LocalAws;
beforeAll(async () => {
  aws = await LocalAws.start();
}, 60_000);
afterAll(() => aws?.stop());

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

/** A request whose headers are all chosen here, as no fetch allows. */
function ask(
  headers: Record<string, string>,
  { method = 'POST', path = '/', body = '{"Name":"/api/key","Value":"CANARY-by-a-page","Type":"String"}' } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(`${aws.endpoint}${path}`, { method, headers }, (incoming) => {
      let text = '';
      incoming
        .on('data', (chunk: Buffer) => {
          text += chunk.toString();
        })
        .on('end', () => resolve({ status: incoming.statusCode!, headers: incoming.headers, body: text }));
    });
    outgoing.once('error', reject).end(method === 'OPTIONS' ? undefined : body);
  });
}

const signed = (accessKeyId = aws.credentials.accessKeyId) => ({
  'x-amz-target': 'AmazonSSM.PutParameter',
  authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20260101/us-east-1/ssm/aws4_request`,
});
const written = async () =>
  outcome(new SSMClient(clientSettings(aws.endpoint, aws.credentials)).send(new GetParameterCommand({ Name: '/api/key' })));
afterEach(async () => {
  expect(await written()).toBe('ParameterNotFound');
});

describe('a web page', () => {
  test.each([
    ['names its origin', { origin: 'https://evil.example' }, {}],
    ['is a file or a sandbox', { origin: 'null' }, {}],
    [
      'asks beforehand whether it may',
      {
        origin: 'https://evil.example',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,x-amz-target',
      },
      { method: 'OPTIONS' },
    ],
    ['loads an address as an image', { 'sec-fetch-site': 'cross-site' }, { method: 'GET', path: '/?Action=ListUsers&Version=2010-05-08' }],
    ['is of another port of this machine', { 'sec-fetch-site': 'same-site' }, {}],
    ['got its own name to lead here', { host: 'evil.example:80' }, {}],
    ['got its own name to lead here, and begins it like ours', { host: '127.0.0.1.evil.example' }, {}],
  ])('that %s is refused, also with a key, and may read nothing of the answer', async (_, headers, more) => {
    const answer = await ask({ ...signed(), ...headers }, more);
    expect(answer).toMatchObject({
      status: 403,
      body: expect.stringMatching(/^Local AWS answers (no web page|at 127\.0\.0\.1 and localhost only)\.\n$/) as string,
    });
    expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control-'))).toEqual([]);
  });

  test('cannot reset it, nor turn policies off', async () => {
    for (const path of ['/moto-api/reset', '/moto-api/reset-auth', '/moto-api/data.json', '/moto-api/config']) {
      expect(await ask({}, { path })).toMatchObject({ status: 403 });
      expect(await ask({ ...signed(), origin: 'https://evil.example' }, { path })).toMatchObject({ status: 403 });
    }
  });

  test('is told nothing by what programs are answered', async () => {
    const answer = await ask({ ...signed(), 'x-amz-target': 'AmazonSSM.DescribeParameters' }, { body: '{}' });
    expect(answer.status).toBe(200);
    expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control-'))).toEqual([]);
  });
});

describe('a program', () => {
  test('has a key that no other start has', async () => {
    const other = await LocalAws.start();
    try {
      expect(aws.credentials.accessKeyId).toMatch(/^AKIA[0-9A-F]{16}$/);
      expect(other.credentials.accessKeyId).not.toBe(aws.credentials.accessKeyId);
      expect(other.credentials.secretAccessKey).not.toBe(aws.credentials.secretAccessKey);
    } finally {
      await other.stop();
    }
  }, 60_000);

  test.each([
    ['a guessed key', 'testing'],
    ['a key of another start', 'AKIA0123456789ABCDEF'],
  ])('with %s is refused as AWS refuses it, by every protocol', async (_, accessKeyId) => {
    const settings = clientSettings(aws.endpoint, { accessKeyId, secretAccessKey: 'testing' });
    expect(
      await outcome(new SSMClient(settings).send(new PutParameterCommand({ Name: '/api/key', Value: 'CANARY', Type: 'String' }))),
    ).toBe('UnrecognizedClientException');
    expect(await outcome(new LambdaClient(settings).send(new ListFunctionsCommand({})))).toBe('UnrecognizedClientException');
    expect(await outcome(new IAMClient(settings).send(new ListUsersCommand({})))).toBe('InvalidClientTokenId');
    expect(await outcome(new S3Client(settings).send(new ListBucketsCommand({})))).toBe('InvalidAccessKeyId');
  });

  test('without a key is refused', async () => {
    expect(await ask({ 'x-amz-target': 'AmazonSSM.PutParameter' })).toMatchObject({ status: 403 });
    expect(await ask({}, { method: 'GET', path: '/' })).toMatchObject({ status: 403 });
  });

  test('gets in with a key of a user, of a session, and with a token of another issuer', async () => {
    const root = clientSettings(aws.endpoint, aws.credentials);
    const user = await createUser(root, 'somebody', []);
    expect(typeof (await outcome(new IAMClient(user).send(new ListUsersCommand({}))))).toBe('object');
    const { Role } = await new IAMClient(root).send(
      new CreateRoleCommand({ RoleName: 'r', AssumeRolePolicyDocument: '{"Version":"2012-10-17","Statement":[]}' }),
    );
    const assumed = { RoleArn: Role!.Arn!, RoleSessionName: 's' };
    const { Credentials } = await new STSClient(root).send(new AssumeRoleCommand(assumed));
    const session = {
      accessKeyId: Credentials!.AccessKeyId!,
      secretAccessKey: Credentials!.SecretAccessKey!,
      sessionToken: Credentials!.SessionToken!,
    };
    expect(typeof (await outcome(new IAMClient({ ...root, credentials: session }).send(new ListUsersCommand({}))))).toBe('object');
    expect(
      typeof (await outcome(new STSClient(root).send(new AssumeRoleWithWebIdentityCommand({ ...assumed, WebIdentityToken: 'x' })))),
    ).toBe('object');
  });

  test('finds it at localhost too, whatever the port of a proxy before it', async () => {
    const port = new URL(aws.endpoint).port;
    for (const host of [`localhost:${port}`, '127.0.0.1:1']) {
      const { status } = await ask({ ...signed(), 'x-amz-target': 'AmazonSSM.DescribeParameters', host }, { body: '{}' });
      // moto has its own mind about what a bare name asks for.
      expect(status).not.toBe(403);
    }
  });
});
