import { CloudTrailClient, CreateTrailCommand, PutEventSelectorsCommand } from '@aws-sdk/client-cloudtrail';
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DeleteLogStreamCommand,
  PutMetricFilterCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import {
  DescribeTableCommand,
  DynamoDBClient,
  PutItemCommand,
  PutResourcePolicyCommand,
  UpdateContinuousBackupsCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutRuleCommand } from '@aws-sdk/client-eventbridge';
import { IAMClient, PutRolePolicyCommand, UpdateAssumeRolePolicyCommand } from '@aws-sdk/client-iam';
import { CreateKeyCommand, KMSClient, PutKeyPolicyCommand } from '@aws-sdk/client-kms';
import { CreateBucketCommand, PutBucketPolicyCommand, PutBucketVersioningCommand, S3Client } from '@aws-sdk/client-s3';
import {
  AddPermissionCommand,
  CreateTopicCommand,
  SetSubscriptionAttributesCommand,
  SNSClient,
  SubscribeCommand,
} from '@aws-sdk/client-sns';
import { CreateQueueCommand, PurgeQueueCommand, SetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { ACCOUNT, REGION, roleArn, TABLE, WatchedAccount } from './account';
import { watcherTablePolicy } from '../../../src/audit/watcher-table-policy';
import { Declared } from '../../../src/programs/watcher/declared';
import { recordOf, type TrailRecord } from '../../../src/programs/watcher/record';
import { judgeWatcher } from '../../../src/programs/watcher/rules/changes';

jest.setTimeout(120_000);

const arnOf = (service: string, rest: string) => `arn:aws:${service}:${REGION}:${ACCOUNT}:${rest}`;
const TRAIL = 'acme-audit';
const GROUP = `/aws/cloudtrail/${TRAIL}`;
const LOGS = `${TRAIL}-${ACCOUNT}`;
const TABLE_ARN = arnOf('dynamodb', `table/${TABLE}`);
const FAILED = `${TRAIL}-watcher-failed`;
const POLICY = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: '*' }] });
const DENY = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Deny', Action: 'sns:Publish', Resource: '*' }] });

let account: WatchedAccount;
let declared: Declared;
let key: string;
let subscription: string;
let queue: string;
beforeAll(async () => {
  account = await WatchedAccount.start();
  const [logs, sns, s3] = [account.client(CloudWatchLogsClient), account.client(SNSClient), account.client(S3Client)];
  key = (await account.client(KMSClient).send(new CreateKeyCommand({}))).KeyMetadata!.Arn!;
  await logs.send(new CreateLogGroupCommand({ logGroupName: GROUP }));
  await logs.send(new CreateLogStreamCommand({ logGroupName: GROUP, logStreamName: 's' }));
  for (const Name of [TRAIL, 'other']) await sns.send(new CreateTopicCommand({ Name }));
  const subscribe = new SubscribeCommand({ TopicArn: arnOf('sns', TRAIL), Protocol: 'sqs', Endpoint: arnOf('sqs', 'on-duty') });
  subscription = (await sns.send(subscribe)).SubscriptionArn!;
  await s3.send(new CreateBucketCommand({ Bucket: LOGS, CreateBucketConfiguration: { LocationConstraint: REGION } }));
  queue = (await account.client(SQSClient).send(new CreateQueueCommand({ QueueName: FAILED }))).QueueUrl!;
  await account.client(CloudTrailClient).send(new CreateTrailCommand({ Name: TRAIL, S3BucketName: LOGS }));
  const names = [key, GROUP, LOGS, TRAIL, TABLE, TABLE_ARN, arnOf('sns', TRAIL), `${TRAIL}-changed`, FAILED, 'rotator'];
  declared = new Declared([{ watcher: { topicArn: arnOf('sns', TRAIL), names, deployers: [roleArn('deploy')] }, vaults: [] }]);
  account.aws.clearTrail();
});
afterAll(() => account?.aws.stop());

/** What records of the requests since the last time say to the watcher. */
function told(): string[] {
  const records = account.aws.trail();
  account.aws.clearTrail();
  return records.flatMap((record) =>
    judgeWatcher(recordOf(record) as TrailRecord, declared).map(({ level, about }) => `${level} ${about}`),
  );
}

type Act = (settings: object) => Promise<unknown>;
const REQUESTS: readonly [string, about: string | (() => string), act: Act][] = [
  [
    "the policy of the audit's key, by its id",
    () => key,
    (by) =>
      account.client(KMSClient, by).send(new PutKeyPolicyCommand({ KeyId: key.split('/')[1]!, PolicyName: 'default', Policy: POLICY })),
  ],
  [
    'a filter policy of a subscription',
    () => subscription,
    (by) =>
      account.client(SNSClient, by).send(
        new SetSubscriptionAttributesCommand({
          SubscriptionArn: subscription,
          AttributeName: 'FilterPolicy',
          AttributeValue: JSON.stringify({ nothing: ['x'] }),
        }),
      ),
  ],
  [
    'who may publish to the topic',
    arnOf('sns', TRAIL),
    (by) =>
      account
        .client(SNSClient, by)
        .send(new AddPermissionCommand({ TopicArn: arnOf('sns', TRAIL), Label: 'x', AWSAccountId: [ACCOUNT], ActionName: ['Publish'] })),
  ],
  [
    'when items of the table end',
    TABLE,
    (by) =>
      account
        .client(DynamoDBClient, by)
        .send(new UpdateTimeToLiveCommand({ TableName: TABLE, TimeToLiveSpecification: { Enabled: true, AttributeName: 'x' } })),
  ],
  [
    'the backups of the table, by its ARN',
    TABLE_ARN,
    (by) =>
      account.client(DynamoDBClient, by).send(
        new UpdateContinuousBackupsCommand({
          TableName: TABLE_ARN,
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: false },
        }),
      ),
  ],
  [
    'who may write into the table',
    TABLE_ARN,
    (by) =>
      account
        .client(DynamoDBClient, by)
        .send(new PutResourcePolicyCommand({ ResourceArn: TABLE_ARN, Policy: watcherTablePolicy(TABLE_ARN, roleArn('rotator')) })),
  ],
  [
    'what the trail logs',
    TRAIL,
    (by) =>
      account.client(CloudTrailClient, by).send(
        new PutEventSelectorsCommand({
          TrailName: TRAIL,
          EventSelectors: [{ ReadWriteType: 'WriteOnly', IncludeManagementEvents: true }],
        }),
      ),
  ],
  [
    'a stream of the log group',
    GROUP,
    (by) => account.client(CloudWatchLogsClient, by).send(new DeleteLogStreamCommand({ logGroupName: GROUP, logStreamName: 's' })),
  ],
  [
    'a metric filter of the log group',
    GROUP,
    (by) =>
      account.client(CloudWatchLogsClient, by).send(
        new PutMetricFilterCommand({
          logGroupName: GROUP,
          filterName: 'x',
          filterPattern: '',
          metricTransformations: [{ metricName: 'x', metricNamespace: 'x', metricValue: '0' }],
        }),
      ),
  ],
  [
    'a rule that is put again, disabled',
    `${TRAIL}-changed`,
    (by) =>
      account
        .client(EventBridgeClient, by)
        .send(new PutRuleCommand({ Name: `${TRAIL}-changed`, State: 'DISABLED', ScheduleExpression: 'rate(1 day)' })),
  ],
  [
    "what the watcher's role is denied",
    'rotator',
    (by) => account.client(IAMClient, by).send(new PutRolePolicyCommand({ RoleName: 'rotator', PolicyName: 'deny', PolicyDocument: DENY })),
  ],
  [
    "who may take the watcher's role",
    'rotator',
    (by) => account.client(IAMClient, by).send(new UpdateAssumeRolePolicyCommand({ RoleName: 'rotator', PolicyDocument: POLICY })),
  ],
  [
    'the versions of the bucket',
    LOGS,
    (by) =>
      account.client(S3Client, by).send(new PutBucketVersioningCommand({ Bucket: LOGS, VersioningConfiguration: { Status: 'Suspended' } })),
  ],
  [
    'the policy of the bucket',
    LOGS,
    (by) => account.client(S3Client, by).send(new PutBucketPolicyCommand({ Bucket: LOGS, Policy: POLICY })),
  ],
  [
    'how long records that failed are kept',
    FAILED,
    (by) =>
      account.client(SQSClient, by).send(new SetQueueAttributesCommand({ QueueUrl: queue, Attributes: { MessageRetentionPeriod: '60' } })),
  ],
  ['the records that failed', FAILED, (by) => account.client(SQSClient, by).send(new PurgeQueueCommand({ QueueUrl: queue }))],
];

describe('a real request of a stranger is told, and the same of a deployer is expected', () => {
  test.each(REQUESTS)('%s', async (_what, about, act) => {
    const named = typeof about === 'string' ? about : about();
    await act(await account.as('stranger'));
    expect(told()).toEqual([`alert ${named}`]);
    await act(await account.as('deploy')).catch(() => undefined);
    expect(told().filter((each) => !each.startsWith('note'))).toEqual([]);
  });
});

test('nobody but its role writes into the table of the watcher, and whoever deploys writes declarations', async () => {
  const root = account.client(DynamoDBClient);
  await root.send(new DescribeTableCommand({ TableName: TABLE }));
  await root.send(new PutResourcePolicyCommand({ ResourceArn: TABLE_ARN, Policy: watcherTablePolicy(TABLE_ARN, roleArn('rotator')) }));
  const put = async (role: 'stranger' | 'deploy' | 'rotator', id: string) =>
    account.client(DynamoDBClient, await account.as(role)).send(new PutItemCommand({ TableName: TABLE, Item: { id: { S: id } } }));
  await expect(put('stranger', 'told#SecretReadByStranger#x')).rejects.toThrow('not authorized');
  await expect(put('deploy', 'seen#x')).rejects.toThrow('not authorized');
  await put('deploy', 'declared#abc');
  await put('rotator', 'told#x');
});
