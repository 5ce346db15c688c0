import { ApplicationSecret, audit, MasterKeyBucket, Rotation, SecretSource } from '../../../src';
import { type Stage, testAccessMatrix } from '../../support/access-matrix';
import { EVERYTHING } from '../../support/iam';

const OWN = '/api/token';
const IDS = { role: 'audit_watcher_role_61533EA0', key: 'audit_key_0A822D18' };
const key = (stage: Stage, id: string) => ({ arn: stage.deployed.keyArnOf(id), keyPolicy: stage.deployed.policyOf('aws_kms_key', id) });
const trailBucket = (stage: Stage, object = '') => ({
  arn: `arn:aws:s3:::acme-audit-${stage.account}${object}`,
  bucketPolicy: stage.deployed.policyOf('aws_s3_bucket_policy', 'audit_trail_policy_4D4AB1AF'),
});
const through = (service: string) => () => ({ 'kms:ViaService': `${service}.eu-west-1.amazonaws.com` });
const inAccount =
  (service: string, rest: string, of: 'here' | 'other' = 'here') =>
  (stages: { readonly [name in 'here' | 'other']: Stage }) => ({
    arn: `arn:aws:${service}:eu-west-1:${stages[of].account}:${rest}`,
  });

testAccessMatrix(
  (stack, vault) => {
    const rotation = Rotation.random({ afterDays: 30 });
    new ApplicationSecret(stack, 'own', { vault, service: 'api', key: 'token', source: SecretSource.generated(), rotation });
    new MasterKeyBucket(stack, 'master-keys', { vault });
    new audit.AuditTrail(stack, 'audit', { vaults: [vault], name: 'acme-audit', events: true });
  },
  {
    principals: {
      watcher: ({ here }) => here.role(IDS.role),
      // Somebody attaches a policy to it.
      'mighty watcher': ({ here }) => ({ arn: here.deployed.roleArn(IDS.role), policies: [...here.role(IDS.role).policies, EVERYTHING] }),
      'watcher of the other stage': ({ other }) => other.role(IDS.role),
    },
    resources: {
      own: ({ here }) => here.parameter(OWN),
      service: ({ here }) => here.parameter('/api'),
      "vault's key": ({ here }) => here.key(),
      'key of the audit': ({ here }) => key(here, IDS.key),
      'operations key': ({ here }) => key(here, 'vault_operations-key_80626A60'),
      'master key': ({ here }) => ({ arn: `${here.bucketArn}/ca/root.pem` }),
      table: inAccount('dynamodb', 'table/audit_table_8486814A'),
      'another table': inAccount('dynamodb', 'table/orders'),
      'topic of the audit': inAccount('sns', 'audit_topic_25646DC5'),
      'topic of the vault': inAccount('sns', 'vault_rotator_topic_A1F9922B'),
      'another topic': inAccount('sns', 'orders'),
      'topic of the other stage': inAccount('sns', 'audit_topic_25646DC5', 'other'),
      queue: inAccount('sqs', 'audit_watcher_function_failed_D29980A2'),
      'event bus': inAccount('events', 'event-bus/default'),
      'its log': inAccount('logs', 'log-group:/aws/lambda/acme-audit-watcher:log-stream:1'),
      "trail's log": inAccount('logs', 'log-group:/aws/cloudtrail/acme-audit:log-stream:1'),
      "trail's group": inAccount('logs', 'log-group:/aws/cloudtrail/acme-audit'),
      function: inAccount('lambda', 'function:acme-audit-watcher'),
      trail: inAccount('cloudtrail', 'trail/acme-audit'),
      'log of the trail': ({ here }) => trailBucket(here, '/AWSLogs/a.json.gz'),
      'bucket of the trail': ({ here }) => trailBucket(here),
      everything: () => ({ arn: '*' }),
    },
    contexts: {
      'own, through SSM': ({ here }) => here.throughParameterStore(OWN),
      'own, by itself': ({ here }) => ({ 'kms:EncryptionContext:PARAMETER_ARN': here.deployed.parameterArn(OWN) }),
      'through SNS': through('sns'),
      'through SQS': through('sqs'),
      'through DynamoDB': through('dynamodb'),
      'source coffer': () => ({ 'events:source': 'coffer' }),
      'source aws.ssm': () => ({ 'events:source': 'aws.ssm' }),
    },
  },
  [
    ['watcher', 'dynamodb:GetItem', 'table', '-', 'Allowed'],
    ['watcher', 'dynamodb:UpdateItem', 'table', '-', 'Allowed'],
    ['watcher', 'sns:Publish', 'topic of the audit', '-', 'Allowed'],
    ['watcher', 'sns:Publish', 'topic of the vault', '-', 'Allowed'],
    ['watcher', 'kms:GenerateDataKey', 'key of the audit', 'through SNS', 'Allowed'],
    ['watcher', 'kms:GenerateDataKey', 'key of the audit', 'through SQS', 'Allowed'],
    ['watcher', 'kms:Decrypt', 'key of the audit', 'through DynamoDB', 'Allowed'],
    ['watcher', 'kms:GenerateDataKey', 'operations key', 'through SNS', 'Allowed'],
    ['watcher', 'events:PutEvents', 'event bus', 'source coffer', 'Allowed'],
    ['watcher', 'logs:PutLogEvents', 'its log', '-', 'Allowed'],
    ['watcher', 'logs:CreateLogStream', 'its log', '-', 'Allowed'],
    ['watcher', 'sqs:SendMessage', 'queue', '-', 'Allowed'],
    ['watcher', 'xray:PutTraceSegments', 'everything', '-', 'Allowed'],
    ['watcher', 'ssm:GetParameter', 'own', '-', 'ExplicitlyDenied'],
    ['watcher', 'ssm:GetParametersByPath', 'service', '-', 'ExplicitlyDenied'],
    ['watcher', 's3:GetObject', 'master key', 'TLS', 'ExplicitlyDenied'],
    ['watcher', 'kms:Decrypt', "vault's key", 'own, through SSM', 'ExplicitlyDenied'],
    ['watcher', 'kms:Decrypt', "vault's key", 'own, by itself', 'ExplicitlyDenied'],
    ['mighty watcher', 'ssm:GetParameters', 'own', '-', 'ExplicitlyDenied'],
    ['mighty watcher', 'ssm:GetParameterHistory', 'own', '-', 'ExplicitlyDenied'],
    ['mighty watcher', 'kms:Decrypt', "vault's key", 'own, through SSM', 'ExplicitlyDenied'],
    ['mighty watcher', 'kms:Decrypt', "vault's key", 'own, by itself', 'ExplicitlyDenied'],
    ['mighty watcher', 's3:GetObject', 'master key', 'TLS', 'ExplicitlyDenied'],
    ['watcher', 'ssm:PutParameter', 'own', '-', 'ImplicitlyDenied'],
    ['watcher', 'kms:Encrypt', "vault's key", 'own, through SSM', 'ImplicitlyDenied'],
    ['watcher', 'dynamodb:PutItem', 'table', '-', 'ImplicitlyDenied'],
    ['watcher', 'dynamodb:DeleteItem', 'table', '-', 'ImplicitlyDenied'],
    ['watcher', 'dynamodb:Scan', 'table', '-', 'ImplicitlyDenied'],
    ['watcher', 'dynamodb:GetItem', 'another table', '-', 'ImplicitlyDenied'],
    ['watcher', 'sns:Publish', 'another topic', '-', 'ImplicitlyDenied'],
    ['watcher', 'sns:Publish', 'topic of the other stage', '-', 'ImplicitlyDenied'],
    ['watcher', 'events:PutEvents', 'event bus', 'source aws.ssm', 'ImplicitlyDenied'],
    ['watcher', 'logs:PutLogEvents', "trail's log", '-', 'ImplicitlyDenied'],
    ['watcher', 'logs:DeleteSubscriptionFilter', "trail's group", '-', 'ImplicitlyDenied'],
    ['watcher', 'lambda:UpdateFunctionCode', 'function', '-', 'ImplicitlyDenied'],
    ['watcher', 'cloudtrail:StopLogging', 'trail', '-', 'ImplicitlyDenied'],
    // What somebody did stays written, and what it is written in.
    ['administrator', 's3:GetObject', 'log of the trail', 'TLS', 'Allowed'],
    ['administrator', 's3:GetObject', 'log of the trail', 'no TLS', 'ExplicitlyDenied'],
    ['administrator', 's3:DeleteObject', 'log of the trail', 'TLS', 'ExplicitlyDenied'],
    ['administrator', 's3:DeleteObjectVersion', 'log of the trail', 'TLS', 'ExplicitlyDenied'],
    ['deployer', 's3:DeleteBucketPolicy', 'bucket of the trail', 'TLS', 'ExplicitlyDenied'],
    ['deployer', 's3:DeleteBucket', 'bucket of the trail', 'TLS', 'ExplicitlyDenied'],
    ['deployer', 's3:PutBucketPolicy', 'bucket of the trail', 'TLS', 'Allowed'],
    ['deployer', 'kms:ScheduleKeyDeletion', 'key of the audit', '-', 'ExplicitlyDenied'],
  ],
);
