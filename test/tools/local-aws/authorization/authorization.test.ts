import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import {
  CreateAliasCommand,
  CreateKeyCommand,
  DeleteAliasCommand,
  DisableKeyCommand,
  EncryptCommand,
  KMSClient,
  PutKeyPolicyCommand,
  ScheduleKeyDeletionCommand,
  UpdateAliasCommand,
} from '@aws-sdk/client-kms';
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteBucketPolicyCommand,
  DeletePublicAccessBlockCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutBucketInventoryConfigurationCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { CreateTopicCommand, PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import {
  DescribeParametersCommand,
  GetParameterCommand,
  GetParametersByPathCommand,
  GetParametersCommand,
  PutParameterCommand,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { allow, createUser, deny, parameter, Statement } from './users';
import { LocalAws } from '../../../../tools/local-aws/local-aws';
import { ClientSettings, clientSettings, outcome } from '../fixes/fault';

const ACCOUNT = 'arn:aws:iam::123456789012:root';

let aws: LocalAws;
let root: ClientSettings;
let keyArn: string;
let users = 0;

/** Settings for a new user with these statements. */
function user(...statements: Statement[]): Promise<ClientSettings> {
  users += 1;
  return createUser(root, `user-${users}`, statements);
}

/** Whether a call is allowed; any other trouble than a refusal fails the test. */
async function allowed(call: Promise<object>): Promise<boolean> {
  const result = await outcome(call);
  if (typeof result !== 'string') {
    return true;
  }
  expect(['AccessDeniedException', 'AccessDenied']).toContain(result);
  return false;
}

beforeAll(async () => {
  aws = await LocalAws.start();
  root = clientSettings(aws.endpoint, aws.credentials);
  const kms = new KMSClient(root);
  keyArn = (await kms.send(new CreateKeyCommand({}))).KeyMetadata!.Arn!;
  await kms.send(new CreateAliasCommand({ AliasName: 'alias/coffer', TargetKeyId: keyArn }));
  const ssm = new SSMClient(root);
  for (const Name of ['/api/one', '/api/two', '/web/one']) {
    await ssm.send(new PutParameterCommand({ Name, Type: 'SecureString', Value: 'CANARY-local-aws-secret', KeyId: 'alias/coffer' }));
  }
  await aws.enforceAuthorization(true);
}, 60_000);

afterAll(() => aws?.stop());

test('events are allowed by their source, if a condition says so', async () => {
  const settings = await user(
    allow('events:PutEvents', '*', {
      'ForAllValues:StringEquals': { 'events:source': 'coffer' },
      Null: { 'events:source': 'false' },
    }),
  );
  const put = (...sources: string[]) =>
    allowed(
      new EventBridgeClient(settings).send(
        new PutEventsCommand({
          Entries: sources.map((Source) => ({ Source, DetailType: 'test', Detail: '{}' })),
        }),
      ),
    );
  expect([await put('coffer', 'coffer'), await put('aws.ssm'), await put('coffer', 'aws.ssm')]).toEqual([true, false, false]);
});

test('events are allowed by their bus, and messages by their topic', async () => {
  const sns = new SNSClient(root);
  const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'people' }));
  const settings = await user(
    allow('events:PutEvents', 'arn:aws:events:us-east-1:123456789012:event-bus/default'),
    allow('sns:Publish', TopicArn!),
  );
  const put = (EventBusName?: string) =>
    new EventBridgeClient(settings).send(
      new PutEventsCommand({ Entries: [{ Source: 'test', DetailType: 'test', Detail: '{}', EventBusName }] }),
    );
  expect([await allowed(put()), await allowed(put('other'))]).toEqual([true, false]);
  const publish = (topic: string) => new SNSClient(settings).send(new PublishCommand({ TopicArn: topic, Message: 'test' }));
  expect(await allowed(publish(TopicArn!))).toBe(true);
  expect(await outcome(publish(`${TopicArn}-2`))).toMatch(/AccessDenied|AuthorizationError/);
});

describe('Parameter Store', () => {
  test('a request that names several parameters needs all of them to be allowed', async () => {
    const ssm = new SSMClient(await user(allow('ssm:GetParameters', parameter('/api/*'))));
    expect(await allowed(ssm.send(new GetParametersCommand({ Names: ['/api/one', '/api/two'] })))).toBe(true);
    expect(await allowed(ssm.send(new GetParametersCommand({ Names: ['/api/one', '/web/one'] })))).toBe(false);
  });

  test('a path is allowed by its own ARN, and a condition can forbid recursion', async () => {
    const ssm = new SSMClient(
      await user(
        allow('ssm:GetParametersByPath', parameter('/api*')),
        deny('ssm:GetParametersByPath', '*', { Bool: { 'ssm:recursive': 'true' } }),
      ),
    );
    expect(await allowed(ssm.send(new GetParametersByPathCommand({ Path: '/api' })))).toBe(true);
    expect(await allowed(ssm.send(new GetParametersByPathCommand({ Path: '/web' })))).toBe(false);
    expect(await allowed(ssm.send(new GetParametersByPathCommand({ Path: '/api', Recursive: true })))).toBe(false);
  });

  test('DescribeParameters has no resource, so only a grant on everything allows it', async () => {
    const narrow = new SSMClient(await user(allow('ssm:DescribeParameters', parameter('/api/*'))));
    const wide = new SSMClient(await user(allow('ssm:DescribeParameters', '*')));
    expect(await allowed(narrow.send(new DescribeParametersCommand({})))).toBe(false);
    expect(await allowed(wide.send(new DescribeParametersCommand({})))).toBe(true);
  });

  test('a selector of a version or label does not change which parameter is meant', async () => {
    const ssm = new SSMClient(await user(allow('ssm:GetParameter', parameter('/api/one'))));
    expect(await allowed(ssm.send(new GetParameterCommand({ Name: '/api/one:1' })))).toBe(true);
  });

  test('a Deny wins over an Allow', async () => {
    const ssm = new SSMClient(await user(allow('ssm:*', '*'), deny('ssm:GetParameter', parameter('/web/*'))));
    expect(await allowed(ssm.send(new GetParameterCommand({ Name: '/web/one' })))).toBe(false);
    expect(await allowed(ssm.send(new GetParameterCommand({ Name: '/api/one' })))).toBe(true);
  });
});

describe('the key behind a SecureString', () => {
  const read = (settings: ClientSettings, Name: string, WithDecryption: boolean) =>
    allowed(new SSMClient(settings).send(new GetParameterCommand({ Name, WithDecryption })));

  test('who may read a parameter but not use its key gets it without decryption only', async () => {
    const reader = await user(allow('ssm:GetParameter*', '*'));
    expect(await read(reader, '/api/one', false)).toBe(true);
    expect(await read(reader, '/api/one', true)).toBe(false);
    const byPath = new GetParametersByPathCommand({ Path: '/api', WithDecryption: true });
    expect(await allowed(new SSMClient(reader).send(byPath))).toBe(false);
  });

  test('a path is decrypted one level deep, unless all levels are asked for', async () => {
    await new SSMClient(root).send(
      new PutParameterCommand({ Name: '/deep/one', Type: 'SecureString', Value: 'CANARY-local-aws-one', KeyId: 'alias/coffer' }),
    );
    await new SSMClient(root).send(
      new PutParameterCommand({ Name: '/deep/below/one', Type: 'SecureString', Value: 'CANARY-local-aws-two', KeyId: 'alias/coffer' }),
    );
    const reader = await user(
      allow('ssm:GetParametersByPath', '*'),
      allow('kms:Decrypt', keyArn, { StringEquals: { 'kms:EncryptionContext:PARAMETER_ARN': parameter('/deep/one') } }),
    );
    const list = (Recursive: boolean) =>
      allowed(new SSMClient(reader).send(new GetParametersByPathCommand({ Path: '/deep', WithDecryption: true, Recursive })));
    expect([await list(false), await list(true)]).toEqual([true, false]);
  });

  test('a grant on the key tied to Parameter Store and to a path decrypts that path, and nothing by itself', async () => {
    const reader = await user(
      allow('ssm:GetParameter', '*'),
      allow(['kms:Decrypt', 'kms:Encrypt'], keyArn, {
        StringEquals: { 'kms:ViaService': 'ssm.us-east-1.amazonaws.com' },
        StringLike: { 'kms:EncryptionContext:PARAMETER_ARN': parameter('/api/*') },
      }),
    );
    expect(await read(reader, '/api/one', true)).toBe(true);
    expect(await read(reader, '/web/one', true)).toBe(false);
    const direct = new EncryptCommand({ KeyId: keyArn, Plaintext: Buffer.from('CANARY-local-aws-plain') });
    expect(await allowed(new KMSClient(reader).send(direct))).toBe(false);
  });

  test('a write needs kms:Encrypt, and tags on it ssm:AddTagsToResource', async () => {
    const put = (settings: ClientSettings, Name: string, tagged: boolean) =>
      allowed(
        new SSMClient(settings).send(
          new PutParameterCommand({
            Name,
            Type: 'SecureString',
            Value: 'CANARY-local-aws-written',
            KeyId: 'alias/coffer',
            ...(tagged && { Tags: [{ Key: 'stage', Value: 'dev' }] }),
          }),
        ),
      );
    const writer = await user(allow('ssm:PutParameter', '*'));
    const withKey = await user(allow('ssm:PutParameter', '*'), allow('kms:Encrypt', keyArn));
    expect(await put(writer, '/api/first', false)).toBe(false);
    expect(await put(withKey, '/api/second', false)).toBe(true);
    expect(await put(withKey, '/api/third', true)).toBe(false);
  });

  test('the AWS managed key needs no grant', async () => {
    const ssm = new SSMClient(await user(allow(['ssm:PutParameter', 'ssm:GetParameter'], '*')));
    expect(
      await allowed(ssm.send(new PutParameterCommand({ Name: '/managed', Type: 'SecureString', Value: 'CANARY-local-aws-managed' }))),
    ).toBe(true);
    expect(await allowed(ssm.send(new GetParameterCommand({ Name: '/managed', WithDecryption: true })))).toBe(true);
  });
});

describe("a resource's own policy", () => {
  test('a key policy that does not leave the key to the account keeps everyone out whom it does not name', async () => {
    const kms = new KMSClient(root);
    const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
    const named = await user(allow('kms:Encrypt', '*'));
    const other = await user(allow('kms:Encrypt', '*'));
    const principals = ['admin', `user-${users - 1}`].map((name) => ACCOUNT.replace(':root', `:user/${name}`));
    const Policy = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { AWS: principals }, Action: 'kms:*', Resource: '*' }],
    });
    await kms.send(new PutKeyPolicyCommand({ KeyId: KeyMetadata!.KeyId, PolicyName: 'default', Policy }));
    const encrypt = (settings: ClientSettings) =>
      allowed(new KMSClient(settings).send(new EncryptCommand({ KeyId: KeyMetadata!.KeyId, Plaintext: Buffer.from('x') })));
    expect(await encrypt(named)).toBe(true);
    expect(await encrypt(other)).toBe(false);
  });

  test("a bucket policy adds to what the caller's own policies allow, and its Deny takes away", async () => {
    const Bucket = 'master-keys';
    const s3 = new S3Client(root);
    await s3.send(new CreateBucketCommand({ Bucket }));
    await s3.send(new PutObjectCommand({ Bucket, Key: 'shared/a', Body: 'x' }));
    await s3.send(new PutObjectCommand({ Bucket, Key: 'own/a', Body: 'x' }));
    await s3.send(new PutObjectCommand({ Bucket, Key: 'closed/a', Body: 'x' }));
    const reader = new S3Client(
      await user(
        allow('s3:GetObject', [`arn:aws:s3:::${Bucket}/own/*`, `arn:aws:s3:::${Bucket}/closed/*`]),
        allow('s3:ListBucket', `arn:aws:s3:::${Bucket}`, { StringLike: { 's3:prefix': 'own/*' } }),
      ),
    );
    await s3.send(
      new PutBucketPolicyCommand({
        Bucket,
        Policy: JSON.stringify({
          Version: '2012-10-17',
          Statement: [
            { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: `arn:aws:s3:::${Bucket}/shared/*` },
            { Effect: 'Deny', Principal: { AWS: ACCOUNT }, Action: 's3:GetObject', Resource: `arn:aws:s3:::${Bucket}/closed/*` },
          ],
        }),
      }),
    );
    const get = async (Key: string) => typeof (await outcome(reader.send(new GetObjectCommand({ Bucket, Key })))) !== 'string';
    expect([await get('own/a'), await get('shared/a'), await get('closed/a'), await get('elsewhere/a')]).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect(await allowed(reader.send(new ListObjectsV2Command({ Bucket, Prefix: 'own/' })))).toBe(true);
    expect(await allowed(reader.send(new ListObjectsV2Command({ Bucket, Prefix: 'shared/' })))).toBe(false);
  });
});

describe('what a resource denies to everybody', () => {
  const everybody = (...Action: string[]) => ({ Sid: 'Stays', Effect: 'Deny', Principal: { AWS: '*' }, Action, Resource: '*' });

  test("of a key, holds for administrators and for the account's root, until its policy is another one", async () => {
    const kms = new KMSClient(root);
    const KeyId = (await kms.send(new CreateKeyCommand({}))).KeyMetadata!.KeyId!;
    await kms.send(new CreateAliasCommand({ AliasName: 'alias/stays', TargetKeyId: KeyId }));
    const leaving = { Effect: 'Allow', Principal: { AWS: ACCOUNT }, Action: 'kms:*', Resource: '*' };
    const policy = (...statements: object[]) =>
      new PutKeyPolicyCommand({ KeyId, PolicyName: 'default', Policy: JSON.stringify({ Version: '2012-10-17', Statement: statements }) });
    await kms.send(policy(leaving, everybody('kms:DeleteAlias', 'kms:DisableKey', 'kms:ScheduleKeyDeletion', 'kms:UpdateAlias')));
    const losses = async (client: KMSClient) => [
      await allowed(client.send(new UpdateAliasCommand({ AliasName: 'alias/stays', TargetKeyId: keyArn }))),
      await allowed(client.send(new DeleteAliasCommand({ AliasName: 'alias/stays' }))),
      await allowed(client.send(new DisableKeyCommand({ KeyId }))),
      await allowed(client.send(new ScheduleKeyDeletionCommand({ KeyId }))),
    ];
    const administrator = new KMSClient(await user(allow('*', '*')));
    expect([await losses(administrator), await losses(kms)]).toEqual([
      [false, false, false, false],
      [false, false, false, false],
    ]);
    expect(await allowed(administrator.send(policy(leaving)))).toBe(true);
    expect(await losses(administrator)).toEqual([true, true, true, true]);
  });

  test('of a bucket, holds for administrators, and root gets past it for the policy alone', async () => {
    const [s3, Bucket] = [new S3Client(root), 'stays'];
    await s3.send(new CreateBucketCommand({ Bucket }));
    const Resource = [`arn:aws:s3:::${Bucket}`, `arn:aws:s3:::${Bucket}/*`];
    const actions = [
      's3:DeleteBucket',
      's3:DeleteBucketPolicy',
      's3:PutBucketPolicy',
      's3:PutBucketPublicAccessBlock',
      's3:PutInventoryConfiguration',
    ];
    const put = new PutBucketPolicyCommand({
      Bucket,
      Policy: JSON.stringify({ Version: '2012-10-17', Statement: [{ ...everybody(...actions), Resource }] }),
    });
    await s3.send(put);
    const inventory = {
      Destination: { S3BucketDestination: { Bucket: Resource[0], Format: 'CSV' as const } },
      IsEnabled: true,
      Id: 'all',
      IncludedObjectVersions: 'All' as const,
      Schedule: { Frequency: 'Daily' as const },
    };
    const losses = async (client: S3Client) => [
      await allowed(client.send(new PutBucketInventoryConfigurationCommand({ Bucket, Id: 'all', InventoryConfiguration: inventory }))),
      await allowed(client.send(new DeletePublicAccessBlockCommand({ Bucket }))),
      await allowed(client.send(new DeleteBucketCommand({ Bucket }))),
      await allowed(client.send(put)),
      await allowed(client.send(new DeleteBucketPolicyCommand({ Bucket }))),
    ];
    expect(await losses(new S3Client(await user(allow('*', '*'))))).toEqual([false, false, false, false, false]);
    expect(await losses(s3)).toEqual([false, false, false, true, true]);
  });
});

describe('roles', () => {
  test("a role is assumed where its trust policy and the caller's own allow it, and then acts by the role's policy", async () => {
    const iam = new IAMClient(root);
    const trusting = (Condition?: object) =>
      JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { AWS: ACCOUNT }, Action: 'sts:AssumeRole', ...(Condition && { Condition }) }],
      });
    await iam.send(new CreateRoleCommand({ RoleName: 'reader', AssumeRolePolicyDocument: trusting() }));
    await iam.send(
      new CreateRoleCommand({ RoleName: 'guarded', AssumeRolePolicyDocument: trusting({ StringEquals: { 'sts:ExternalId': 'agreed' } }) }),
    );
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [allow('ssm:GetParameter', parameter('/api/*'))] });
    await iam.send(new PutRolePolicyCommand({ RoleName: 'reader', PolicyName: 'read', PolicyDocument }));
    const assume = (settings: ClientSettings, role: string, ExternalId?: string) =>
      new STSClient(settings).send(
        new AssumeRoleCommand({
          RoleArn: `arn:aws:iam::123456789012:role/${role}`,
          RoleSessionName: 'session',
          ExternalId,
        }),
      );
    const trusted = await user(allow('sts:AssumeRole', '*'));
    expect(await allowed(assume(await user(), 'reader'))).toBe(false);
    expect(await allowed(assume(trusted, 'guarded'))).toBe(false);
    expect(await allowed(assume(trusted, 'guarded', 'agreed'))).toBe(true);

    const Bool = { 'aws:MultiFactorAuthPresent': 'true' };
    await iam.send(new CreateRoleCommand({ RoleName: 'two-factors', AssumeRolePolicyDocument: trusting({ Bool }) }));
    const withFactor = (TokenCode?: string) =>
      new STSClient(trusted).send(
        new AssumeRoleCommand({
          RoleArn: 'arn:aws:iam::123456789012:role/two-factors',
          RoleSessionName: 'session',
          SerialNumber: 'arn:aws:iam::123456789012:mfa/somebody',
          TokenCode,
        }),
      );
    expect([await allowed(withFactor()), await allowed(withFactor('letter')), await allowed(withFactor('123456'))]).toEqual([
      false,
      false,
      true,
    ]);

    const { Credentials } = await assume(trusted, 'reader');
    const session = clientSettings(aws.endpoint, {
      accessKeyId: Credentials!.AccessKeyId!,
      secretAccessKey: Credentials!.SecretAccessKey!,
    });
    const credentials = { ...session.credentials, sessionToken: Credentials!.SessionToken! };
    const ssm = new SSMClient({ ...session, credentials });
    expect(await allowed(ssm.send(new GetParameterCommand({ Name: '/api/one' })))).toBe(true);
    expect(await allowed(ssm.send(new GetParameterCommand({ Name: '/web/one' })))).toBe(false);
  });

  test('everyone may ask who they are', async () => {
    const { Arn } = await new STSClient(await user()).send(new GetCallerIdentityCommand({}));
    expect(Arn).toBe(`arn:aws:iam::123456789012:user/user-${users}`);
  });
});
