import { readFileSync, rmSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { AddClientIDToOpenIDConnectProviderCommand, CreateUserCommand, IAMClient } from '@aws-sdk/client-iam';
import { CreateKeyCommand, EncryptCommand, KMSClient } from '@aws-sdk/client-kms';
import { GetFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  CopyObjectCommand,
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { CreateSecretCommand, GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { CreateQueueCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import {
  DescribeParametersCommand,
  GetParameterCommand,
  GetParameterHistoryCommand,
  GetParametersByPathCommand,
  GetParametersCommand,
  PutParameterCommand,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { clientSettings, outcome } from './fixes/fault';
import { LocalAws, RequestRecord } from '../../../tools/local-aws/local-aws';

const CANARY = 'CANARY-local-aws-1';
const logFile = path.join(os.tmpdir(), `coffer-request-log-${process.pid}.jsonl`);

let aws: LocalAws;
let settings: ReturnType<typeof clientSettings>;

beforeAll(async () => {
  aws = await LocalAws.start({ requestLog: logFile });
  settings = clientSettings(aws.endpoint, aws.credentials);
}, 60_000);

afterAll(async () => {
  await aws?.stop();
  rmSync(logFile, { force: true });
});

beforeEach(() => aws.clearRequests());

function summary(records: readonly RequestRecord[]): unknown[] {
  return records.map(({ service, operation, name, status }) => [service, operation, name, status]);
}

test('a request is in the log when its answer is there, with who asked and how long it took', async () => {
  const before = Date.now() - 1_000;
  await outcome(new SSMClient(settings).send(new GetParameterCommand({ Name: '/api/none' })));
  const [record, ...more] = aws.requests();
  expect(more).toEqual([]);
  expect(record).toEqual({
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+\+00:00$/) as string,
    durationMs: expect.any(Number) as number,
    service: 'ssm',
    operation: 'GetParameter',
    name: '/api/none',
    names: ['/api/none'],
    withDecryption: false,
    status: 400,
    accessKeyId: aws.credentials.accessKeyId,
  });
  expect(Date.parse(record.time)).toBeGreaterThan(before);
});

test('it tells for each read of Parameter Store whether plaintext was asked for', async () => {
  const ssm = new SSMClient(settings);
  await ssm.send(new PutParameterCommand({ Name: '/api/key', Type: 'SecureString', Value: CANARY }));
  await ssm.send(new GetParameterCommand({ Name: '/api/key' }));
  await ssm.send(new GetParameterCommand({ Name: '/api/key', WithDecryption: true }));
  await ssm.send(new GetParametersCommand({ Names: ['/api/key', '/api/other'], WithDecryption: true }));
  await ssm.send(new GetParametersByPathCommand({ Path: '/api', WithDecryption: false }));
  await ssm.send(new GetParameterHistoryCommand({ Name: '/api/key', WithDecryption: true }));
  await ssm.send(new DescribeParametersCommand({}));
  expect(aws.requests().map((record) => [record.operation, record.names, record.withDecryption])).toEqual([
    ['PutParameter', ['/api/key'], null],
    ['GetParameter', ['/api/key'], false],
    ['GetParameter', ['/api/key'], true],
    ['GetParameters', ['/api/key', '/api/other'], true],
    ['GetParametersByPath', ['/api'], false],
    ['GetParameterHistory', ['/api/key'], true],
    ['DescribeParameters', [], null],
  ]);
});

test('it names operations and resources also where they are only in the path or in a form', async () => {
  const s3 = new S3Client(settings);
  await s3.send(new CreateBucketCommand({ Bucket: 'logged' }));
  await s3.send(new PutBucketPolicyCommand({ Bucket: 'logged', Policy: '{"Version":"2012-10-17","Statement":[]}' }));
  await s3.send(new PutObjectCommand({ Bucket: 'logged', Key: 'ca/root key.pem', Body: CANARY }));
  await s3.send(new CopyObjectCommand({ Bucket: 'logged', Key: 'copy', CopySource: 'logged/ca/root%20key.pem' }));
  await s3.send(new GetObjectCommand({ Bucket: 'logged', Key: 'copy' }));
  await s3.send(new ListObjectsV2Command({ Bucket: 'logged' }));
  await outcome(new LambdaClient(settings).send(new GetFunctionCommand({ FunctionName: 'rotator' })));
  await new IAMClient(settings).send(new CreateUserCommand({ UserName: 'alice' }));
  await outcome(
    new IAMClient(settings).send(new AddClientIDToOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: 'arn:none', ClientID: 'x' })),
  );
  expect(summary(aws.requests())).toEqual([
    ['s3', 'CreateBucket', 'logged', 200],
    ['s3', 'PutBucketPolicy', 'logged', 200],
    ['s3', 'PutObject', 'logged/ca/root key.pem', 200],
    ['s3', 'CopyObject', 'logged/copy', 200],
    ['s3', 'GetObject', 'logged/copy', 200],
    ['s3', 'ListObjectsV2', 'logged', 200],
    ['lambda', 'GetFunction', 'rotator', 404],
    ['iam', 'CreateUser', 'alice', 200],
    ['iam', 'AddClientIDToOpenIDConnectProvider', 'arn:none', 404],
  ]);
});

test('forgotten requests stay in a file of the caller, and later ones are told', async () => {
  const ssm = new SSMClient(settings);
  const lines = () => readFileSync(logFile, 'utf8').trim().split('\n').length;
  const before = lines();
  await ssm.send(new DescribeParametersCommand({}));
  aws.clearRequests();
  expect(aws.requests()).toEqual([]);
  await ssm.send(new GetParametersByPathCommand({ Path: '/api' }));
  expect(aws.requests().map((record) => record.operation)).toEqual(['GetParametersByPath']);
  expect(lines()).toBe(before + 2);
});

test('no value is ever in it', async () => {
  const secrets = new SecretsManagerClient(settings);
  await secrets.send(new CreateSecretCommand({ Name: 'secret', SecretString: CANARY }));
  await secrets.send(new GetSecretValueCommand({ SecretId: 'secret' }));
  const { QueueUrl } = await new SQSClient(settings).send(new CreateQueueCommand({ QueueName: 'queue' }));
  await new SQSClient(settings).send(new SendMessageCommand({ QueueUrl, MessageBody: CANARY }));
  const kms = new KMSClient(settings);
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({ Description: CANARY }));
  await kms.send(new EncryptCommand({ KeyId: KeyMetadata!.KeyId, Plaintext: Buffer.from(CANARY) }));
  await new SSMClient(settings).send(new PutParameterCommand({ Name: '/api/canary', Type: 'String', Value: CANARY, Description: CANARY }));
  await new S3Client(settings).send(new PutObjectCommand({ Bucket: 'logged', Key: 'canary', Body: CANARY, Metadata: { note: CANARY } }));

  expect(aws.requests()).toHaveLength(8);
  const log = readFileSync(logFile, 'utf8');
  expect(log).toContain('/api/canary');
  for (const hidden of [CANARY, Buffer.from(CANARY).toString('base64')]) {
    expect(log).not.toContain(hidden);
  }
});
