import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { gunzipSync } from 'node:zlib';
import {
  CloudTrailClient,
  CreateTrailCommand,
  LookupEventsCommand,
  PutEventSelectorsCommand,
  StartLoggingCommand,
  StopLoggingCommand,
} from '@aws-sdk/client-cloudtrail';
import { CloudWatchLogsClient, CreateLogGroupCommand, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import {
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  IAMClient,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import { CreateKeyCommand, DecryptCommand, EncryptCommand, KMSClient, PutKeyPolicyCommand } from '@aws-sdk/client-kms';
import { CreateFunctionCommand, InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { CreateBucketCommand, GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateSecretCommand, GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import {
  DeleteParameterCommand,
  GetParameterCommand,
  GetParametersByPathCommand,
  GetParametersCommand,
  LabelParameterVersionCommand,
  PutParameterCommand,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { AssumeRoleCommand, AssumeRoleWithWebIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { ClientSettings, clientSettings, outcome } from './fixes/fault';
import { LocalAws, TrailRecord } from '../../../tools/local-aws/local-aws';
import { archive } from '../../../tools/package/archive';

const CANARY = 'CANARY-trail-1';
const ACCOUNT = '123456789012';
const PREFIX = `arn:aws:ssm:us-east-1:${ACCOUNT}:parameter`;

let aws: LocalAws;
let settings: ClientSettings;

beforeAll(async () => {
  aws = await LocalAws.start();
  settings = clientSettings(aws.endpoint, aws.credentials);
}, 60_000);

afterAll(() => aws?.stop());

afterEach(async () => {
  await aws.reset();
  aws.clearTrail();
});

function names(records: readonly TrailRecord[]): string[] {
  return records.map(({ eventSource, eventName }) => `${eventSource.split('.')[0]}:${eventName}`);
}

async function makeKey(): Promise<string> {
  return (await new KMSClient(settings).send(new CreateKeyCommand({}))).KeyMetadata!.Arn!;
}

interface SessionSettings extends ClientSettings {
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string; readonly sessionToken: string };
}

/** A user who may assume a role that may do `actions`, and the settings of the role's session. */
async function assumed(actions: readonly string[], SourceIdentity?: string): Promise<SessionSettings> {
  const iam = new IAMClient(settings);
  const trust = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS: ACCOUNT }, Action: ['sts:AssumeRole', 'sts:SetSourceIdentity'] }],
  };
  const { Role } = await iam.send(new CreateRoleCommand({ RoleName: 'api', AssumeRolePolicyDocument: JSON.stringify(trust) }));
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }] });
  await iam.send(new PutRolePolicyCommand({ RoleName: 'api', PolicyName: 'api', PolicyDocument }));
  await iam.send(new CreateUserCommand({ UserName: 'ada' }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: 'ada' }));
  const assume = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'sts:*', Resource: '*' }] });
  await iam.send(new PutUserPolicyCommand({ UserName: 'ada', PolicyName: 'assume', PolicyDocument: assume }));
  const ada = { accessKeyId: AccessKey!.AccessKeyId!, secretAccessKey: AccessKey!.SecretAccessKey! };
  const { Credentials } = await new STSClient({ ...settings, credentials: ada }).send(
    new AssumeRoleCommand({ RoleArn: Role!.Arn, RoleSessionName: 'run-42', SourceIdentity }),
  );
  const session = {
    accessKeyId: Credentials!.AccessKeyId!,
    secretAccessKey: Credentials!.SecretAccessKey!,
    sessionToken: Credentials!.SessionToken!,
  };
  return { ...settings, credentials: session };
}

test('a write hides its value, and says which version came of it', async () => {
  const KeyId = await makeKey();
  aws.clearTrail();
  const put = new PutParameterCommand({ Name: '/api/key', Type: 'SecureString', Value: CANARY, KeyId, Description: '1' });
  await new SSMClient(settings).send(put);
  const [record, encrypted] = aws.trail();
  expect(record).toEqual({
    eventVersion: '1.11',
    userIdentity: {
      type: 'Root',
      principalId: ACCOUNT,
      arn: `arn:aws:iam::${ACCOUNT}:root`,
      accountId: ACCOUNT,
      accessKeyId: aws.credentials.accessKeyId,
    },
    eventTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/) as string,
    eventSource: 'ssm.amazonaws.com',
    eventName: 'PutParameter',
    awsRegion: 'us-east-1',
    sourceIPAddress: '127.0.0.1',
    userAgent: expect.stringContaining('aws-sdk-js') as string,
    requestParameters: { name: '/api/key', type: 'SecureString', keyId: KeyId, description: '1', value: 'HIDDEN_DUE_TO_SECURITY_REASONS' },
    responseElements: { version: 1, tier: 'Standard' },
    requestID: expect.any(String) as string,
    eventID: expect.any(String) as string,
    readOnly: false,
    resources: [{ accountId: ACCOUNT, ARN: `${PREFIX}/api/key` }],
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: ACCOUNT,
    eventCategory: 'Management',
    tlsDetails: expect.objectContaining({ clientProvidedHostHeader: 'ssm.us-east-1.amazonaws.com' }) as object,
  });
  expect(encrypted).toMatchObject({
    eventName: 'Encrypt',
    requestParameters: { encryptionContext: { PARAMETER_ARN: `${PREFIX}/api/key` } },
    resources: [{ type: 'AWS::KMS::Key', ARN: KeyId }],
  });
});

test('a read by path names no parameter, but the use of the key does, one record for each', async () => {
  const KeyId = await makeKey();
  const ssm = new SSMClient(settings);
  for (const name of ['one', 'two']) {
    await ssm.send(new PutParameterCommand({ Name: `/api/${name}`, Type: 'SecureString', Value: CANARY, KeyId }));
  }
  await ssm.send(new PutParameterCommand({ Name: '/api/plain', Type: 'String', Value: 'plain' }));
  aws.clearTrail();
  await ssm.send(new GetParametersByPathCommand({ Path: '/api', WithDecryption: true, Recursive: true }));
  const [read, ...uses] = aws.trail();
  expect(read.requestParameters).toEqual({ path: '/api', withDecryption: true, recursive: true });
  expect(read.responseElements).toBeNull();
  expect(uses).toHaveLength(2);
  for (const [index, name] of ['one', 'two'].entries()) {
    expect(uses[index]).toMatchObject({
      eventSource: 'kms.amazonaws.com',
      eventName: 'Decrypt',
      userIdentity: { arn: read.userIdentity.arn, invokedBy: 'ssm.amazonaws.com' },
      sourceIPAddress: 'ssm.amazonaws.com',
      requestParameters: { encryptionContext: { PARAMETER_ARN: `${PREFIX}/api/${name}` }, encryptionAlgorithm: 'SYMMETRIC_DEFAULT' },
      resources: [{ accountId: ACCOUNT, type: 'AWS::KMS::Key', ARN: KeyId }],
      readOnly: true,
    });
  }
  aws.clearTrail();
  await ssm.send(new GetParametersCommand({ Names: ['/api/one', '/api/plain'] }));
  expect(names(aws.trail())).toEqual(['ssm:GetParameters']);
});

test('a role session leads to its role, its name and its source identity', async () => {
  const session = await assumed(['ssm:*'], 'ada@example.com');
  const [assume] = aws.trail().filter(({ eventName }) => eventName === 'AssumeRole');
  expect(assume).toMatchObject({
    userIdentity: { type: 'IAMUser', userName: 'ada' },
    requestParameters: { roleSessionName: 'run-42', sourceIdentity: 'ada@example.com' },
    responseElements: { sourceIdentity: 'ada@example.com', credentials: { accessKeyId: session.credentials.accessKeyId } },
  });
  await outcome(new SSMClient(session).send(new DeleteParameterCommand({ Name: '/api/none' })));
  const [record] = aws.trail().slice(-1);
  expect(record).toMatchObject({ eventName: 'DeleteParameter', errorCode: 'ParameterNotFound', requestParameters: { name: '/api/none' } });
  expect(record.userIdentity).toEqual({
    type: 'AssumedRole',
    principalId: expect.stringMatching(/^AROA\w+:run-42$/) as string,
    arn: `arn:aws:sts::${ACCOUNT}:assumed-role/api/run-42`,
    accountId: ACCOUNT,
    accessKeyId: session.credentials.accessKeyId,
    sessionContext: {
      sessionIssuer: expect.objectContaining({ type: 'Role', arn: `arn:aws:iam::${ACCOUNT}:role/api`, userName: 'api' }) as object,
      attributes: { creationDate: expect.stringMatching(/Z$/) as string, mfaAuthenticated: 'false' },
      sourceIdentity: 'ada@example.com',
    },
  });
});

test('a pipeline with a token is named by its provider and its subject, and its session keeps the provider', async () => {
  const claims = {
    iss: 'https://token.actions.githubusercontent.com',
    sub: 'repo:example/api:ref:refs/heads/main',
    aud: 'sts.amazonaws.com',
  };
  const WebIdentityToken = `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.c2ln`;
  const RoleArn = `arn:aws:iam::${ACCOUNT}:role/deploy`;
  const assume = new AssumeRoleWithWebIdentityCommand({ RoleArn, RoleSessionName: 'run-7', WebIdentityToken });
  const { Credentials } = await new STSClient(settings).send(assume);
  const provider = `arn:aws:iam::${ACCOUNT}:oidc-provider/token.actions.githubusercontent.com`;
  expect(aws.trail()[0]).toMatchObject({
    eventName: 'AssumeRoleWithWebIdentity',
    userIdentity: { type: 'WebIdentityUser', userName: claims.sub, identityProvider: provider },
    requestParameters: { roleArn: RoleArn, roleSessionName: 'run-7' },
  });
  expect(JSON.stringify(aws.trail())).not.toContain(WebIdentityToken);
  const credentials = {
    accessKeyId: Credentials!.AccessKeyId!,
    secretAccessKey: Credentials!.SecretAccessKey!,
    sessionToken: Credentials!.SessionToken!,
  };
  await outcome(new SSMClient({ ...settings, credentials }).send(new GetParameterCommand({ Name: '/api/key' })));
  expect(aws.trail()[1].userIdentity).toMatchObject({
    arn: `arn:aws:sts::${ACCOUNT}:assumed-role/deploy/run-7`,
    sessionContext: { webIdFederationData: { federatedProvider: provider } },
  });
});

test('a function takes its role as the service of AWS that runs it, and reads as that role', async () => {
  const lambda = new LambdaClient(settings);
  const code = 'exports.handler = async () => process.env.AWS_ACCESS_KEY_ID;';
  const trust = '{"Version":"2012-10-17","Statement":[]}';
  const { Role } = await new IAMClient(settings).send(new CreateRoleCommand({ RoleName: 'rotator', AssumeRolePolicyDocument: trust }));
  await lambda.send(
    new CreateFunctionCommand({
      FunctionName: 'rotator',
      Role: Role!.Arn,
      Runtime: 'nodejs22.x',
      Handler: 'index.handler',
      Code: { ZipFile: await archive([{ name: 'index.js', content: Buffer.from(code), executable: false }]) },
    }),
  );
  aws.clearTrail();
  const { Payload } = await lambda.send(new InvokeCommand({ FunctionName: 'rotator' }));
  expect(aws.trail()).toEqual([
    expect.objectContaining({
      eventName: 'AssumeRole',
      userIdentity: { type: 'AWSService', invokedBy: 'lambda.amazonaws.com' },
      sourceIPAddress: 'lambda.amazonaws.com',
      requestParameters: { roleArn: Role!.Arn, roleSessionName: 'rotator' },
      responseElements: { credentials: { accessKeyId: JSON.parse(Buffer.from(Payload!).toString()) as string } },
    }),
  ]);
});

test('what policies deny has no parameters, and names the resource in its message', async () => {
  const KeyId = await makeKey();
  await new SSMClient(settings).send(new PutParameterCommand({ Name: '/api/key', Type: 'SecureString', Value: CANARY, KeyId }));
  const policy = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: 'kms:*', Resource: '*' }],
  };
  await new KMSClient(settings).send(new PutKeyPolicyCommand({ KeyId, PolicyName: 'default', Policy: JSON.stringify(policy) }));
  const session = await assumed(['ssm:GetParameter']);
  await aws.enforceAuthorization(true);
  aws.clearTrail();
  const ssm = new SSMClient(session);
  await outcome(ssm.send(new DeleteParameterCommand({ Name: '/api/key' })));
  await outcome(ssm.send(new GetParameterCommand({ Name: '/api/key', WithDecryption: true })));
  const [deletion, read, decryption] = aws.trail();
  expect(deletion).toMatchObject({
    eventName: 'DeleteParameter',
    errorCode: 'AccessDenied',
    errorMessage: expect.stringContaining(`ssm:DeleteParameter on resource: ${PREFIX}/api/key because`) as string,
    requestParameters: null,
  });
  expect(deletion).not.toHaveProperty('resources');
  expect(read).toMatchObject({ eventName: 'GetParameter', errorCode: 'AccessDenied', requestParameters: null });
  expect(decryption).toMatchObject({
    eventSource: 'kms.amazonaws.com',
    eventName: 'Decrypt',
    errorCode: 'AccessDenied',
    errorMessage: expect.stringContaining(`kms:Decrypt on resource: ${KeyId}`) as string,
    requestParameters: null,
  });
});

test('LookupEvents answers from the records, newest first, a page at a time', async () => {
  const ssm = new SSMClient(settings);
  await ssm.send(new PutParameterCommand({ Name: '/lookup/key', Type: 'String', Value: 'plain' }));
  await ssm.send(new LabelParameterVersionCommand({ Name: '/lookup/key', ParameterVersion: 1, Labels: ['one'] }));
  const trail = new CloudTrailClient(settings);
  const of = async (AttributeKey: 'ResourceName' | 'EventName' | 'Username', AttributeValue: string) =>
    trail.send(new LookupEventsCommand({ LookupAttributes: [{ AttributeKey, AttributeValue }], MaxResults: 1 }));
  const first = await of('ResourceName', '/lookup/key');
  expect(first.Events).toMatchObject([{ EventName: 'LabelParameterVersion', Username: 'root', ReadOnly: 'false' }]);
  const { Events, NextToken } = await trail.send(
    new LookupEventsCommand({
      LookupAttributes: [{ AttributeKey: 'ResourceName', AttributeValue: '/lookup/key' }],
      MaxResults: 50,
      NextToken: first.NextToken,
    }),
  );
  expect(Events!.map(({ EventName }) => EventName)).toEqual(['PutParameter']);
  expect(NextToken).toBeUndefined();
  expect((JSON.parse(Events![0].CloudTrailEvent!) as TrailRecord).requestParameters).toMatchObject({ name: '/lookup/key' });
  expect((await of('Username', 'nobody')).Events).toEqual([]);
  const late = await trail.send(new LookupEventsCommand({ EndTime: new Date(Date.now() - 3_600_000) }));
  expect(late.Events).toEqual([]);
});

test('records are written as a trail writes them, and handed over as a log subscription does', async () => {
  const ssm = new SSMClient({ ...settings, region: 'eu-central-1' });
  await new SSMClient(settings).send(new PutParameterCommand({ Name: '/api/key', Type: 'String', Value: 'plain' }));
  await ssm.send(new PutParameterCommand({ Name: '/api/key', Type: 'String', Value: 'plain' }));
  const folder = mkdtempSync(path.join(os.tmpdir(), 'coffer-trail-'));
  try {
    aws.writeTrail(folder, { prefix: 'audit', organizationId: 'o-example' });
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.json.gz'));
    const day = aws.trail()[0].eventTime.slice(0, 10).replaceAll('-', '/');
    expect(files.map(path.dirname).sort()).toEqual(
      ['eu-central-1', 'us-east-1'].map((region) => `audit/AWSLogs/o-example/${ACCOUNT}/CloudTrail/${region}/${day}`),
    );
    const read = files.flatMap((file) => {
      const text = gunzipSync(readFileSync(path.join(folder, file))).toString();
      return (JSON.parse(text) as { Records: TrailRecord[] }).Records;
    });
    expect(read).toHaveLength(aws.trail().length);
    expect(read).toEqual(expect.arrayContaining([...aws.trail()]));
  } finally {
    rmSync(folder, { recursive: true });
  }
  const events = aws.awsLogsEvents({ logGroup: 'group' }).map(({ awslogs }) => {
    const message = JSON.parse(gunzipSync(Buffer.from(awslogs.data, 'base64')).toString()) as {
      logGroup: string;
      logStream: string;
      logEvents: { message: string }[];
    };
    return [message.logGroup, message.logStream, message.logEvents.map((each) => (JSON.parse(each.message) as TrailRecord).eventName)];
  });
  expect(events).toEqual([
    ['group', `${ACCOUNT}_CloudTrail_us-east-1`, ['PutParameter']],
    ['group', `${ACCOUNT}_CloudTrail_eu-central-1`, ['PutParameter']],
  ]);
});

test('a trail on Local AWS gets in its log group and its bucket what its selectors want, once', async () => {
  const s3 = new S3Client(settings);
  const logs = new CloudWatchLogsClient(settings);
  const trails = new CloudTrailClient(settings);
  for (const Bucket of ['trail-bucket', 'keys', 'others']) await s3.send(new CreateBucketCommand({ Bucket }));
  await logs.send(new CreateLogGroupCommand({ logGroupName: 'trail' }));
  const CloudWatchLogsLogGroupArn = `arn:aws:logs:us-east-1:${ACCOUNT}:log-group:trail:*`;
  await trails.send(new CreateTrailCommand({ Name: 'audit', S3BucketName: 'trail-bucket', S3KeyPrefix: 'p', CloudWatchLogsLogGroupArn }));
  const selector = (name: string, fields: Record<string, string[]>) => ({
    Name: name,
    FieldSelectors: Object.entries(fields).map(([Field, values]) =>
      Field === 'resources.ARN' ? { Field, StartsWith: values } : { Field, Equals: values },
    ),
  });
  const AdvancedEventSelectors = [
    selector('writes', { eventCategory: ['Management'], readOnly: ['false'] }),
    selector('keys', { eventCategory: ['Data'], 'resources.type': ['AWS::S3::Object'], 'resources.ARN': ['arn:aws:s3:::keys/'] }),
  ];
  await trails.send(new PutEventSelectorsCommand({ TrailName: 'audit', AdvancedEventSelectors }));
  const delivered = async () => {
    const { events } = await logs.send(new FilterLogEventsCommand({ logGroupName: 'trail' }));
    return events!.map(({ message, logStreamName }) => [logStreamName!, (JSON.parse(message!) as TrailRecord).eventName]);
  };
  await aws.deliverTrail();
  expect(await delivered()).toEqual([]);
  await trails.send(new StartLoggingCommand({ Name: 'audit' }));
  const ssm = new SSMClient(settings);
  await ssm.send(new PutParameterCommand({ Name: '/api/key', Type: 'String', Value: 'plain' }));
  await ssm.send(new GetParameterCommand({ Name: '/api/key' }));
  for (const Bucket of ['keys', 'others']) await s3.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'plain' }));
  await ssm.send(new DeleteParameterCommand({ Name: '/api/key' }));

  expect(await aws.deliverTrail()).toBe(4);
  expect(await aws.deliverTrail()).toBe(0);
  const stream = `${ACCOUNT}_CloudTrail_us-east-1`;
  const expected = ['StartLogging', 'PutParameter', 'PutObject', 'DeleteParameter'];
  expect(await delivered()).toEqual(expected.map((name) => [stream, name]));
  const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket: 'trail-bucket' }));
  expect(Contents!.map(({ Key }) => Key)).toEqual([expect.stringMatching(`^p/AWSLogs/${ACCOUNT}/CloudTrail/us-east-1/`)]);
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'trail-bucket', Key: Contents![0].Key }));
  const text = gunzipSync(await Body!.transformToByteArray()).toString();
  expect((JSON.parse(text) as { Records: TrailRecord[] }).Records.map(({ eventName }) => eventName)).toEqual(expected);
});

/** This project has no client of CloudWatch. */
async function deleteAlarm(name: string): Promise<void> {
  const scope = `${settings.credentials.accessKeyId}/20261128/${settings.region}/monitoring/aws4_request`;
  const { ok } = await fetch(settings.endpoint, {
    method: 'POST',
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=none`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: `Action=DeleteAlarms&Version=2010-08-01&AlarmNames.member.1=${name}`,
  });
  expect(ok).toBe(true);
}

test('EventBridge gets what a trail logs, once: changes by any rule, reads by those that ask for all', async () => {
  const [cloudtrail, events, sqs] = [new CloudTrailClient(settings), new EventBridgeClient(settings), new SQSClient(settings)];
  const ssm = new SSMClient(settings);
  const all = 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS' as const;
  const detail = {
    errorCode: [{ exists: false }],
    userIdentity: { arn: [{ 'anything-but': { wildcard: ['*:role/nobody', '*:user/*'] } }] },
    $or: [{ requestParameters: { name: [{ prefix: '/told/' }, 'told'] } }, { requestParameters: { alarmNames: [{ suffix: '-told' }] } }],
  };
  const told = await Promise.all(
    (['ENABLED', all, 'DISABLED'] as const).map(async (State, index) => {
      const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: `bus-${index}` }));
      const EventPattern = JSON.stringify({ 'detail-type': ['AWS API Call via CloudTrail'], detail });
      const Name = `rule-${index}`;
      await events.send(new PutRuleCommand({ Name, State, EventPattern }));
      await events.send(
        new PutTargetsCommand({ Rule: Name, Targets: [{ Id: 'q', Arn: `arn:aws:sqs:us-east-1:${ACCOUNT}:bus-${index}` }] }),
      );
      return async () => {
        const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
        return Messages.map(({ Body }) => JSON.parse(Body!) as { source: string; detail: TrailRecord });
      };
    }),
  );
  await new S3Client(settings).send(new CreateBucketCommand({ Bucket: 'logs' }));
  await ssm.send(new PutParameterCommand({ Name: '/told/before', Value: CANARY, Type: 'SecureString' }));
  for (const Name of ['told', 'told-too']) {
    await cloudtrail.send(new CreateTrailCommand({ Name, S3BucketName: 'logs' }));
    await cloudtrail.send(new StartLoggingCommand({ Name }));
  }
  await ssm.send(new GetParameterCommand({ Name: '/told/before' }));
  await ssm.send(new PutParameterCommand({ Name: '/other/key', Value: CANARY, Type: 'SecureString' }));
  await new SSMClient({ ...settings, region: 'us-west-2' }).send(
    new PutParameterCommand({ Name: '/told/west', Value: 'x', Type: 'String' }),
  );
  await deleteAlarm('x-told');
  await cloudtrail.send(new StopLoggingCommand({ Name: 'told-too' }));
  await cloudtrail.send(new StopLoggingCommand({ Name: 'told' }));
  await ssm.send(new PutParameterCommand({ Name: '/told/after', Value: CANARY, Type: 'SecureString' }));
  for (let time = 0; time < 2; time++) await aws.deliverTrail();
  const [changes, everything, nothing] = await Promise.all(told.map((messages) => messages()));
  const shown = (messages: { source: string; detail: TrailRecord }[]) => messages.map((each) => `${each.source} ${each.detail.eventName}`);
  expect(shown(changes!)).toEqual(['aws.cloudtrail StartLogging', 'aws.monitoring DeleteAlarms', 'aws.cloudtrail StopLogging']);
  expect(shown(everything!).sort()).toEqual([...shown(changes!), 'aws.ssm GetParameter'].sort());
  expect(nothing).toEqual([]);
  expect(JSON.stringify([changes, everything])).not.toContain(CANARY);
});

test('no value is ever in it, whatever was sent and answered', async () => {
  const ssm = new SSMClient(settings);
  const KeyId = await makeKey();
  await ssm.send(new PutParameterCommand({ Name: '/api/key', Type: 'SecureString', Value: CANARY, KeyId }));
  await ssm.send(new GetParameterCommand({ Name: '/api/key', WithDecryption: true }));
  await ssm.send(new GetParameterCommand({ Name: '/api/key' }));
  const kms = new KMSClient(settings);
  const { CiphertextBlob } = await kms.send(new EncryptCommand({ KeyId, Plaintext: Buffer.from(CANARY) }));
  await kms.send(new DecryptCommand({ CiphertextBlob }));
  const secrets = new SecretsManagerClient(settings);
  await secrets.send(new CreateSecretCommand({ Name: 'secret', SecretString: CANARY }));
  await secrets.send(new GetSecretValueCommand({ SecretId: 'secret' }));
  const s3 = new S3Client(settings);
  await s3.send(new CreateBucketCommand({ Bucket: 'keys' }));
  await s3.send(new PutObjectCommand({ Bucket: 'keys', Key: 'a/key.pem', Body: CANARY, Metadata: { note: CANARY } }));
  await s3.send(new GetObjectCommand({ Bucket: 'keys', Key: 'a/key.pem' }));
  // What fails may quote what it was sent.
  await outcome(ssm.send(new PutParameterCommand({ Name: `/api/other`, Type: 'String', Value: `{{${CANARY}}}` })));
  const session = await assumed(['ssm:*']);

  const data = aws.trail().filter(({ eventCategory }) => eventCategory === 'Data');
  expect(names(data)).toEqual(['s3:PutObject', 's3:GetObject']);
  expect(data[1]).toMatchObject({
    requestParameters: { bucketName: 'keys', key: 'a/key.pem' },
    resources: [{ type: 'AWS::S3::Object', ARN: 'arn:aws:s3:::keys/a/key.pem' }, { type: 'AWS::S3::Bucket' }],
    managementEvent: false,
  });
  const written = JSON.stringify(aws.trail());
  expect(written).toContain('/api/key');
  const { secretAccessKey, sessionToken } = session.credentials;
  for (const hidden of [CANARY, Buffer.from(CANARY).toString('base64'), CiphertextBlob!.toString(), secretAccessKey, sessionToken]) {
    expect(written).not.toContain(hidden);
  }
});
